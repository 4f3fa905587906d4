"""The catalogue: every index as it is asked and scored, the coverage of shared items, and drafts of new versions."""

from flask import Blueprint

from assessment.web.catalogue import drafts, editing, reading, trial

blueprint = Blueprint("catalogue", __name__)

_ONE = "/bo-chi-so/<code>"

for _address, _view, _methods in (
    ("/bo-chi-so", reading.shelf, ["GET"]),
    ("/bo-chi-so/bao-phu", reading.coverage, ["GET"]),
    ("/bo-chi-so/bao-phu.csv", reading.coverage_csv, ["GET"]),
    ("/bo-chi-so/nap", drafts.upload, ["POST"]),
    (_ONE, reading.book, ["GET"]),
    (f"{_ONE}/bang-tinh.xlsx", reading.workbook, ["GET"]),
    (f"{_ONE}/so-sanh", reading.compare, ["GET"]),
    (f"{_ONE}/chi-so/<node>", reading.node, ["GET"]),
    (f"{_ONE}/chi-so/<node>/sua", editing.edit_node, ["GET", "POST"]),
    (f"{_ONE}/so-lieu/<item>", reading.item, ["GET"]),
    (f"{_ONE}/so-lieu/<item>/sua", editing.edit_item, ["GET", "POST"]),
    (f"{_ONE}/thu/<section>", trial.trial, ["GET", "POST"]),
    (f"{_ONE}/ban-nhap", drafts.copy, ["POST"]),
    (f"{_ONE}/cong-bo", drafts.publish, ["POST"]),
    (f"{_ONE}/bo-ban-nhap", drafts.discard, ["POST"]),
):
    blueprint.add_url_rule(_address, _view.__name__, _view, methods=_methods)

__all__ = ["blueprint"]

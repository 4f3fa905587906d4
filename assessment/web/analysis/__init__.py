"""Why a score is what it is, why it changed and what would lift it: pages for provinces, the ministry and everybody."""

from flask import Blueprint

from assessment.web.analysis import change, health, lift, plan, sureness, targets, trace, whatif

blueprint = Blueprint("analysis", __name__)

_FORM = "/phieu/<round_code>"
_REVIEW = "/tham-dinh/<round_code>/<slug>"
_DESK = "/xep-hang-bo/<round_code>"

for _address, _view, _methods in (
    ("/tinh/<slug>/vi-sao", trace.province, ["GET"]),
    ("/tinh/<slug>/vi-sao.<any(txt, json):kind>", trace.province_file, ["GET"]),
    (f"{_FORM}/vi-sao", trace.own, ["GET"]),
    (f"{_FORM}/vi-sao.<any(txt, json):kind>", trace.own_file, ["GET"]),
    (f"{_REVIEW}/vi-sao", trace.reviewed, ["GET"]),
    (f"{_REVIEW}/vi-sao.<any(txt, json):kind>", trace.reviewed_file, ["GET"]),
    ("/tinh/<slug>/thay-doi", change.province, ["GET"]),
    ("/tinh/<slug>/thay-doi.txt", change.province_file, ["GET"]),
    (f"{_FORM}/thay-doi", change.own, ["GET"]),
    (f"{_FORM}/thay-doi.txt", change.own_file, ["GET"]),
    (f"{_REVIEW}/thay-doi", change.reviewed, ["GET"]),
    (f"{_REVIEW}/thay-doi.txt", change.reviewed_file, ["GET"]),
    (f"{_DESK}/thay-doi", change.versions, ["GET"]),
    (f"{_DESK}/<int:version>/do-chac", sureness.version, ["GET"]),
    (f"{_DESK}/suc-khoe", health.report, ["GET"]),
    (f"{_DESK}/suc-khoe.csv", health.table, ["GET"]),
    (f"{_FORM}/muc-tieu", targets.own, ["GET"]),
    (f"{_REVIEW}/muc-tieu", targets.reviewed, ["GET"]),
    (f"{_FORM}/tang-diem", lift.own, ["GET"]),
    (f"{_FORM}/thu-doi", whatif.own, ["GET", "POST"]),
    (f"{_FORM}/it-cong", plan.own, ["GET"]),
):
    _room = _view.__module__.rpartition(".")[2]
    blueprint.add_url_rule(_address, f"{_room}_{_view.__name__}", _view, methods=_methods)

__all__ = ["blueprint"]

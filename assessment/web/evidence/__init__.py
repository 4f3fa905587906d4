"""The pages of evidence: a unit's library, one document, the picker beside an answer, and the files themselves."""

from flask import Blueprint

from assessment.web.evidence import files, library, picker, piece, resuming, words
from assessment.web.evidence.receiving import read_before_locking

blueprint = Blueprint("evidence", __name__)

_SHELF = "/tai-lieu"
_ONE = f"{_SHELF}/<int:piece>"
_PLACE = "/phieu/<round_code>/tai-lieu/<item>"

for _address, _view, _methods in (
    (_SHELF, library.library, ["GET"]),
    (_SHELF, library.upload, ["POST"]),
    (f"{_SHELF}/lien-ket", library.add_address, ["POST"]),
    (f"{_SHELF}/tung-phan", resuming.begin, ["POST"]),
    (f"{_SHELF}/tung-phan/<upload>", resuming.how_far, ["GET"]),
    (f"{_SHELF}/tung-phan/<upload>", resuming.send_part, ["POST"]),
    (_ONE, piece.piece, ["GET"]),
    (_ONE, piece.edit, ["POST"]),
    (f"{_ONE}/tep", files.file, ["GET"]),
    (f"{_ONE}/thay", piece.replace, ["POST"]),
    (f"{_ONE}/xoa", piece.remove, ["GET", "POST"]),
    (f"{_ONE}/gan", picker.spread, ["GET", "POST"]),
    (_PLACE, picker.pick, ["GET"]),
    (_PLACE, picker.attach, ["POST"]),
    (f"{_PLACE}/go", picker.detach, ["POST"]),
):
    blueprint.add_url_rule(_address, _view.__name__, _view, methods=_methods)


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    """Evidence is shown inside pages of others, which need its words."""
    return {"evidence_words": words}


__all__ = ["blueprint", "read_before_locking"]

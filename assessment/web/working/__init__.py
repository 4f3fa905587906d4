"""The pages behind the sign-in, by who works on them; every address in one table."""

from flask import Blueprint

from assessment.web.working import (
    assigning,
    autosave,
    calendar_days,
    checking,
    consolidating,
    departments,
    editing,
    ends,
    explaining,
    following,
    history,
    home,
    letters,
    log,
    officer,
    own_rounds,
    people,
    ranker,
    returning,
    reviewer,
    signed_copy,
    signing,
    versions,
    workbook,
)

blueprint = Blueprint("working", __name__)

_FORM = "/phieu/<round_code>"
_VERSION = f"{_FORM}/phien-ban/<int:number>"
_ENDS = "/han/<round_code>"
_REVIEW = "/tham-dinh/<round_code>"
_DESK = "/xep-hang-bo/<round_code>"

for _address, _view, _methods in (
    ("/viec-cua-toi", home.home, ["GET"]),
    (_FORM, officer.form, ["GET"]),
    (f"{_FORM}/kiem-tra", checking.check, ["GET", "POST"]),
    (f"{_FORM}/phien-ban", versions.version_list, ["GET"]),
    (_VERSION, versions.version, ["GET"]),
    (f"{_VERSION}.json", versions.version_json, ["GET"]),
    (f"{_VERSION}.csv", versions.version_csv, ["GET"]),
    (f"{_VERSION}/bao-cao.pdf", versions.self_report, ["GET"]),
    (f"{_VERSION}/bao-cao.docx", versions.self_report_docx, ["GET"]),
    (f"{_VERSION}/<section>", versions.version_section, ["GET"]),
    (f"{_FORM}/so-sanh", versions.compare, ["GET"]),
    (f"{_FORM}/tong-hop", consolidating.consolidation, ["GET"]),
    (f"{_FORM}/tong-hop/kien-nghi", consolidating.remarks, ["POST"]),
    (f"{_FORM}/ban-ky", signed_copy.signed_copy, ["GET", "POST"]),
    (f"{_FORM}/lich-su", history.form_history, ["GET"]),
    (f"{_FORM}/lich-su/<indicator>", history.indicator_history, ["GET"]),
    (f"{_FORM}/excel", workbook.workbook, ["GET", "POST"]),
    (f"{_FORM}/excel/tai-xuong", workbook.workbook_download, ["GET"]),
    (f"{_FORM}/excel/xem-truoc", workbook.workbook_preview, ["GET", "POST"]),
    (f"{_FORM}/excel/danh-dau-loi", workbook.workbook_faults, ["GET"]),
    (f"{_FORM}/phan-cong", assigning.assignments, ["GET", "POST"]),
    (f"{_FORM}/phan-cong/de-xuat", assigning.take_over, ["POST"]),
    (f"{_FORM}/tien-do", following.progress, ["GET"]),
    (f"{_FORM}/tien-do/nhac", following.remind, ["POST"]),
    (f"{_FORM}/<section>", officer.section, ["GET", "POST"]),
    (f"{_FORM}/<section>/luu", autosave.autosave, ["POST"]),
    (f"{_FORM}/<section>/dang-sua", editing.ping, ["POST"]),
    (f"{_FORM}/<section>/<indicator>", officer.indicator, ["GET", "POST"]),
    (f"{_FORM}/trinh-ky", signing.sign_off, ["POST"]),
    (f"{_FORM}/tra-lai", signing.decline, ["POST"]),
    (f"{_FORM}/gui", signing.send, ["GET", "POST"]),
    (f"{_FORM}/bien-nhan", signing.receipt, ["GET"]),
    (f"{_FORM}/bien-nhan/<int:number>.pdf", signing.receipt_pdf, ["GET"]),
    (f"{_FORM}/bo-sung", explaining.replies, ["GET"]),
    (f"{_FORM}/bo-sung/<indicator>", explaining.reply, ["POST"]),
    (f"{_FORM}/yeu-cau/<indicator>", explaining.ask, ["GET", "POST"]),
    (f"{_FORM}/yeu-cau/<indicator>/rut", explaining.take_back, ["POST"]),
    (_ENDS, ends.ends, ["GET"]),
    (f"{_ENDS}/<slug>", ends.end, ["GET"]),
    (f"{_ENDS}/<slug>/<what>", ends.change_end, ["POST"]),
    (_REVIEW, reviewer.queue, ["GET"]),
    (f"{_REVIEW}/<slug>", reviewer.sheet, ["GET"]),
    (f"{_REVIEW}/<slug>/tra-lai", returning.give_back, ["GET", "POST"]),
    (f"{_REVIEW}/<slug>/het-han", returning.end_replies, ["POST"]),
    (f"{_REVIEW}/<slug>/chot", reviewer.settle, ["POST"]),
    (f"{_REVIEW}/<slug>/<indicator>", reviewer.decide, ["POST"]),
    (_DESK, ranker.ranking_desk, ["GET"]),
    (f"{_DESK}/tinh", ranker.compute, ["POST"]),
    (f"{_DESK}/cong-bo", ranker.publish, ["POST"]),
    (f"{_DESK}/<int:version>", ranker.draft, ["GET"]),
    (f"{_DESK}/<int:version>/phieu-diem/<slug>.pdf", ranker.draft_scorecard, ["GET"]),
    ("/so-nganh", departments.departments, ["GET", "POST"]),
    ("/so-nganh/tai-khoan", people.add_person, ["POST"]),
    ("/so-nganh/tai-khoan/<int:person>/mat-khau", people.new_password, ["POST"]),
    ("/so-nganh/tai-khoan/<int:person>/khoa", people.close_account, ["POST"]),
    ("/ngay-nghi", calendar_days.calendar_days, ["GET", "POST"]),
    ("/thu-dien-tu", letters.letters, ["GET", "POST"]),
    ("/dot-cua-tinh/<slug>", own_rounds.own_rounds, ["GET"]),
    ("/dot-cua-tinh/<slug>/don-vi", own_rounds.own_units, ["POST"]),
    ("/dot-cua-tinh/<slug>/tai-khoan", own_rounds.own_account, ["POST"]),
    ("/dot-cua-tinh/<slug>/mo", own_rounds.own_open, ["POST"]),
    ("/nhat-ky", log.audit, ["GET"]),
    ("/nhat-ky.csv", log.audit_csv, ["GET"]),
):
    blueprint.add_url_rule(_address, _view.__name__, _view, methods=_methods)

# The same pages on kept versions, for whoever oversees the round.
_SENT = f"{_REVIEW}/<slug>/phien-ban"
for _address, _view, _name in (
    (_SENT, versions.version_list, "reviewed_version_list"),
    (f"{_SENT}/<int:number>", versions.version, "reviewed_version"),
    (f"{_SENT}/<int:number>.json", versions.version_json, "reviewed_version_json"),
    (f"{_SENT}/<int:number>.csv", versions.version_csv, "reviewed_version_csv"),
    (f"{_SENT}/<int:number>/bao-cao.pdf", versions.self_report, "reviewed_self_report"),
    (f"{_SENT}/<int:number>/bao-cao.docx", versions.self_report_docx, "reviewed_self_report_docx"),
    (f"{_SENT}/<int:number>/<section>", versions.version_section, "reviewed_version_section"),
    (f"{_REVIEW}/<slug>/so-sanh", versions.compare, "reviewed_compare"),
):
    blueprint.add_url_rule(_address, _name, _view)

__all__ = ["blueprint"]

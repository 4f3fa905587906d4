"""The report for signature as PDF and Word, difficulties and proposals in it, and the signed copy coming back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import docx
import pikepdf
import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from assessment.models import Evidence, ScanState
from tests.pages import Browser, Page, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn
from tests.web.working.test_signing import FORM, send

Filled = Callable[..., Fields]
SUMMARY, COPY = f"{FORM}/tong-hop", f"{FORM}/ban-ky"
REMARKS = "Thiếu nhân lực công nghệ thông tin ở cấp xã.\nKiến nghị Bộ tập huấn trước tháng 9."
NAMES = {"number": "15/BC-UBND", "signed_on": "22/11/2026"}


def remark(browser: Browser, text: str, status: int, page: Page | None = None) -> Page:
    opened = page or browser.get(SUMMARY)
    seen = str(opened.one("input", name="seen").get("value"))
    return browser.post(f"{SUMMARY}/kien-nghi", {"remarks": text, "seen": seen}, status=status)


@pytest.fixture
def handed_over(sign_in: SignIn, filled: Filled) -> Browser:
    """The lead's browser after a form with one answer and remarks was handed over as version 1."""
    lead = sign_in("lead")
    lead.post(f"{FORM}/HT", filled(lead.get(f"{FORM}/HT"), answer__tong_so_ho="3.000"), status=302)
    remark(lead, REMARKS, 302)
    lead.post(f"{FORM}/trinh-ky", status=302)
    return lead


def code_of(lead: Browser) -> str:
    return text_of(lead.get(COPY).one("main").iter("code").__next__())


def scan(subject: str = "") -> bytes:
    """A PDF of one empty page that says what it is about, or nothing."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if subject:
            document.docinfo["/Subject"] = subject
        document.save(out)
    return out.getvalue()


def upload(browser: Browser, content: bytes, status: int, name: str = "Báo cáo 15.pdf", **fields: str) -> Page:
    return browser.post(COPY, {**NAMES, **fields, "files": (io.BytesIO(content), name)}, status=status)


def test_difficulties_and_proposals_go_into_the_report_and_stay_in_its_version(handed_over: Browser) -> None:
    with handed_over.client.get(f"{FORM}/phien-ban/1/bao-cao.docx") as content:
        assert content.headers["Content-Disposition"].startswith("attachment; filename=")
        assert str(content.mimetype).endswith("wordprocessingml.document")
        letter = docx.Document(io.BytesIO(content.data))
    lines = [paragraph.text for paragraph in letter.paragraphs]
    at = lines.index("4. Khó khăn, kiến nghị")
    assert lines[at + 1 : at + 3] == REMARKS.split("\n")
    assert letter.core_properties.subject == code_of(handed_over)
    assert '"remarks":"Thiếu nhân lực' in handed_over.client.get(f"{FORM}/phien-ban/1.json").text


def test_the_word_report_keeps_the_decrees_paper_and_says_what_the_pdf_says(handed_over: Browser) -> None:
    with handed_over.client.get(f"{FORM}/phien-ban/1/bao-cao.docx") as content:
        letter = docx.Document(io.BytesIO(content.data))
    for section in letter.sections:  # the letter and two appendices
        measures = (section.page_width, section.page_height, section.top_margin, section.left_margin)
        assert [round(length.mm) for length in measures if length] == [210, 297, 20, 30]
    assert len(letter.sections) == 3
    cells = [cell.text for cell in letter.tables[0].rows[0].cells]
    assert cells[0].startswith("ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI")
    assert cells[1].startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")
    mains = letter.tables[1]
    assert [cell.text for cell in mains.rows[-1].cells][:2] == ["–", "Tổng cộng"]


def test_a_text_somebody_changed_meanwhile_is_refused_with_both_and_can_then_be_saved(sign_in: SignIn) -> None:
    lead, other = sign_in("lead"), sign_in("lead")
    opened = lead.get(SUMMARY)
    remark(other, "Bản của người khác.", 302)
    refused = remark(lead, "Bản của tôi.", 409, opened)
    assert text_of(refused.one("textarea", id="remarks")) == "Bản của tôi."
    assert "Bản của người khác." in refused.text
    saved = remark(lead, "Bản của tôi.", 302, refused)
    assert text_of(saved.one("textarea", id="remarks")) == "Bản của tôi."


def test_remarks_are_the_leads_and_end_with_the_form(sign_in: SignIn, clock: Clock) -> None:
    officer = sign_in("officer")
    assert "Lưu khó khăn, kiến nghị" not in officer.get(SUMMARY).text
    officer.post(f"{SUMMARY}/kien-nghi", {"remarks": REMARKS, "seen": ""}, status=403)
    lead = sign_in("lead")
    long = remark(lead, "a" * 10_001, 422)
    assert "Viết ngắn hơn: 10.001 ký tự, nhiều nhất 10.000" in long.text
    opened = lead.get(SUMMARY)
    clock.at = datetime(2026, 12, 14, 17, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # the end itself is too late
    late = remark(sign_in("lead"), REMARKS, 409, opened)  # the session of weeks ago has ended
    assert REMARKS in str(late.one("textarea", id="remarks").text)


def test_changed_remarks_are_a_new_version_and_stand_in_the_difference(handed_over: Browser, sign_in: SignIn) -> None:
    certifier = sign_in("certifier")
    certifier.post(f"{FORM}/tra-lai", {"reason": "Bổ sung kiến nghị về kinh phí."}, status=302)
    remark(handed_over, "Kiến nghị bổ sung kinh phí.", 302)
    handed_over.post(f"{FORM}/trinh-ky", status=302)
    page = handed_over.get(f"{FORM}/so-sanh?tu=1&den=2")
    assert "Kiến nghị bổ sung kinh phí." in page.text
    assert "Không có gì khác nhau." not in page.text


def test_a_signed_copy_is_kept_with_number_and_day_and_shown_to_certifier_and_ministry(
    handed_over: Browser, sign_in: SignIn
) -> None:
    code = code_of(handed_over)
    kept = upload(handed_over, scan(code), 302)
    assert "Số 15/BC-UBND, ký ngày 22/11/2026, phiên bản 1" in kept.text
    assert "bản quét" not in text_of(kept.all("li")[-1])  # the file itself names the version
    certifier, reviewer = sign_in("certifier"), sign_in("reviewer")
    assert "Số 15/BC-UBND, ký ngày 22/11/2026" in certifier.get(f"{FORM}/gui").text
    assert "15/BC-UBND" not in reviewer.get("/tham-dinh/dti-2026/lao-cai").text  # not sent: the province's own
    assert "Số 15/BC-UBND, ký ngày 22/11/2026" in send(certifier).text
    sheet = reviewer.get("/tham-dinh/dti-2026/lao-cai")
    assert "Số 15/BC-UBND, ký ngày 22/11/2026" in sheet.text


def test_a_scan_is_taken_and_marked_as_one_that_its_sender_compared(handed_over: Browser) -> None:
    assert "Tệp không mang mã phiên bản (bản quét)" in upload(handed_over, scan(), 302).text


def test_the_report_of_another_version_is_refused_and_what_was_typed_stays(handed_over: Browser) -> None:
    refused = upload(handed_over, scan("DTI-2026-15-v7-0123ABCD"), 422)
    assert "phiên bản khác (mã DTI-2026-15-v7-0123ABCD)" in refused.text
    assert refused.one("input", id="number").get("value") == "15/BC-UBND"
    assert "Chưa có báo cáo đã ký nào." in refused.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": ""}, "Viết số, ký hiệu của báo cáo"),
        ({"signed_on": "31/02/2026"}, "Viết ngày có thật"),
        ({"signed_on": "21/11/2026"}, "Viết ngày ký từ 22/11/2026"),  # version 1 was frozen on 22 November
        ({"signed_on": "23/11/2026"}, "đến 22/11/2026"),  # and today is the same day
    ],
    ids=["no number", "no day of the calendar", "before the version", "tomorrow"],
)
def test_after_a_wrong_box_the_file_need_not_be_chosen_again(
    handed_over: Browser, fields: dict[str, str], words: str
) -> None:
    refused = upload(handed_over, scan(code_of(handed_over)), 422, **fields)
    assert words in refused.text
    assert "Đã nhận tệp Báo cáo 15.pdf" in refused.text
    piece = str(refused.one("input", name="piece").get("value"))
    assert "Số 15/BC-UBND" in handed_over.post(COPY, {**NAMES, "piece": piece}, status=302).text


def test_only_a_pdf_is_taken_and_only_from_lead_or_certifier_of_a_form_that_was_handed_over(
    handed_over: Browser, sign_in: SignIn
) -> None:
    assert "không phải tệp PDF" in upload(handed_over, b"PK", 422, name="Báo cáo.docx").text
    assert "Chọn tệp PDF của báo cáo đã ký" in handed_over.post(COPY, NAMES, status=422).text
    officer = sign_in("officer")
    assert "Tải lên bản đã ký" not in officer.get(COPY).text
    upload(officer, scan(), 403)
    certifier = sign_in("certifier")
    upload(certifier, scan(), 302)
    certifier.post(f"{FORM}/tra-lai", {"reason": "Bổ sung số liệu của Sở Y tế."}, status=302)
    assert "Phiếu chưa trình ký" in upload(certifier, scan(), 422).text


def test_a_signed_report_stays_in_the_library_and_is_not_called_unused(handed_over: Browser) -> None:
    upload(handed_over, scan(), 302)
    shelf = handed_over.get("/tai-lieu")
    assert "báo cáo đã ký" in shelf.text
    address = next(str(link.get("href")) for link in shelf.one("main").iter("a") if "Báo cáo 15" in text_of(link))
    assert "số 15/BC-UBND, phiên bản 1" in handed_over.get(address).text
    assert "Báo cáo 15" not in handed_over.get("/tai-lieu?loc=chua-dung").text
    refused = handed_over.post(f"{address}/xoa", status=409)
    assert "không xóa được" in refused.text


def test_a_copy_of_an_older_version_says_so(handed_over: Browser, sign_in: SignIn) -> None:
    upload(handed_over, scan(), 302)
    sign_in("certifier").post(f"{FORM}/tra-lai", {"reason": "Bổ sung kiến nghị về kinh phí."}, status=302)
    remark(handed_over, "Kiến nghị bổ sung kinh phí.", 302)
    handed_over.post(f"{FORM}/trinh-ky", status=302)
    assert "Bản ký là của phiên bản 1, phiếu nay là phiên bản 2." in handed_over.get(COPY).text
    assert "Chưa có báo cáo đã ký của phiên bản này" in sign_in("certifier").get(f"{FORM}/gui").text


def test_a_copy_that_may_hold_a_virus_is_named_with_the_scanners_words_and_not_opened(
    handed_over: Browser, site_engine: Engine
) -> None:
    upload(handed_over, scan(), 302)
    with Session(site_engine.execution_options(write=True)) as database:
        database.execute(update(Evidence).values(scan=ScanState.INFECTED))
        database.commit()
    page = handed_over.get(COPY)
    assert "Báo cáo 15.pdf (có mã độc, không mở được)" in page.text
    assert not [link for link in page.one("main").iter("a") if "/tep" in str(link.get("href"))]

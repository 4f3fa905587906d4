"""Two indicators come back: only these are open, each is answered, and the form is sent a second time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.config import Settings
from assessment.models import User
from assessment.services.replies import own_items
from questionnaires import load
from tests.pages import Browser, Page, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn

FORM, SHEET = "/phieu/dti-2026", "/tham-dinh/dti-2026/lao-cai"
REASON = "Quyết định kèm theo đã hết hiệu lực, cần bản mới của năm 2026."
EXPLAINED = "Quyết định 15/QĐ-UBND gia hạn đến hết năm 2027, đính kèm ở mục tài liệu."
NOTE = {"decision": "ask", "points": "", "reason": REASON, "version": "0", "sending": "1"}
INDEX = load("DTI-2026")
ITEMS_OF_THE_RETURNED = {
    f"answer__{item}"
    for node in INDEX.root.indicators()
    if node.code in ("NT.1", "NT.3")
    for item in own_items(INDEX, node.code)
}
Filled = Callable[..., Fields]


@pytest.fixture
def returned(sign_in: SignIn, filled: Filled) -> Browser:
    """Lào Cai's form with NT.1 and NT.3 given back until 17:00 on 27/11; the reviewer's browser."""
    lead = sign_in("lead")
    lead.post(f"{FORM}/NT", filled(lead.get(f"{FORM}/NT"), answer__truong_ban_chi_dao="cap_pho"), status=302)
    lead.post(f"{FORM}/trinh-ky", status=302)
    sign_in("certifier").post(f"{FORM}/gui", confirmed(sign_in("certifier").get(f"{FORM}/gui")), status=302)
    reviewer = sign_in("reviewer")
    for code in ("NT.1", "NT.3"):
        reviewer.post(f"{SHEET}/{code}", NOTE, status=302)
    page = reviewer.get(f"{SHEET}/tra-lai")
    reviewer.post(f"{SHEET}/tra-lai", {**filled(page), "send": "1"}, status=302)
    return reviewer


def confirmed(page: Page, **more: str) -> dict[str, str]:
    return {"confirm": "y", "seen": str(page.one("input", name="seen").get("value")), **more}


def inputs(page: Page) -> set[str]:
    return {
        str(box.get("name")) for box in page.one("main").iter("input") if str(box.get("name")).startswith("answer__")
    }


def test_the_reviewer_sees_what_the_province_will_read_before_it_goes_out(sign_in: SignIn, returned: Browser) -> None:
    returned.post(f"{SHEET}/NT.2", {**NOTE}, status=302)
    page = returned.get(f"{SHEET}/tra-lai")
    assert page.one("input", id="reply_by").get("value") == "17:00 27/11/2026"  # five days after 22/11
    assert f"NT.2 Ban Chỉ đạo họp đều, do người đứng đầu chủ trì: {REASON}" in text_of(page.one("div", class_="letter"))
    assert "NT.2" not in sign_in("lead").get(f"{FORM}/bo-sung").text


def test_a_return_without_a_reason_of_its_own_is_refused(returned: Browser) -> None:
    for reason in ("", "....................", "Nói rõ thiếu gì và tỉnh cần bổ sung gì"):
        refused = returned.post(f"{SHEET}/NT.2", {**NOTE, "reason": reason}, status=422)
        assert refused.title.startswith("Lỗi: ")
        assert text_of(refused.one("textarea", id="NT.2-reason")).strip() == reason
    returned.post(f"{SHEET}/NT.2", NOTE, status=302)
    fields = {"chosen": "NT.2", "reason-NT.2": ".", "reply_by": "17:00 27/11/2026", "send": "1"}
    page = returned.post(f"{SHEET}/tra-lai", fields, status=422)
    assert page.source.count("Viết lý do cụ thể") == 2  # above the form and at the box
    late = {**fields, "reason-NT.2": REASON, "reply_by": "08:59 22/11/2026"}
    assert "Viết thời điểm sau lúc này" in returned.post(f"{SHEET}/tra-lai", late, status=422).text


def test_only_the_returned_indicators_are_open_in_the_page_and_by_direct_post(
    sign_in: SignIn, returned: Browser, filled: Filled
) -> None:
    officer = sign_in("officer")
    page = officer.get(f"{FORM}/NT")
    assert inputs(page) == ITEMS_OF_THE_RETURNED
    assert REASON in text_of(page.one("fieldset", id="NT.1"))
    assert not inputs(officer.get(f"{FORM}/HT"))
    forged = {"answer__tong_so_ho": "123456", "seen__tong_so_ho": "0"}
    refused = officer.post(f"{FORM}/HT", forged, status=403)
    assert refused.heading == "Chưa lưu được: chỉ tiêu này không mở"
    assert "123456" in text_of(refused.one("textarea", id="unsaved"))
    assert "NT.1, NT.3" in refused.text
    saved = officer.post(f"{FORM}/NT", filled(page, answer__truong_ban_chi_dao="bi_thu_chu_tich"), status=302)
    card = text_of(saved.one("fieldset", id="NT.1"))
    assert "Khi trả lại:" in card  # the previous value stays beside the new one


def test_replies_are_checked_against_the_figures_and_sent_again(
    sign_in: SignIn, returned: Browser, filled: Filled
) -> None:
    lead, certifier = sign_in("lead"), sign_in("certifier")
    home = lead.get("/viec-cua-toi")
    assert "2 chỉ tiêu cần bổ sung" in home.text
    page = lead.get(f"{FORM}/bo-sung")
    assert "Trả lời trước 17:00 ngày 27/11/2026 (còn 5 ngày 8 giờ)" in text_of(page.one("section", id="NT.1"))
    refused = lead.post(f"{FORM}/bo-sung/NT.1", {"kind": "keep", "text": "Đúng"}, status=422)
    assert "Viết giải trình cụ thể" in refused.text
    assert "Số liệu chưa được sửa" in lead.post(f"{FORM}/bo-sung/NT.1", {"kind": "change"}, status=422).text
    assert "Chọn Giữ nguyên" in lead.post(f"{FORM}/bo-sung/NT.1", {"text": EXPLAINED}, status=422).text
    lead.post(f"{FORM}/bo-sung/NT.3", {"kind": "keep", "text": EXPLAINED}, status=302)
    assert "còn chỉ tiêu chưa trả lời: NT.1" in lead.post(f"{FORM}/trinh-ky", status=302).text

    warned = certifier.get(f"{FORM}/gui")
    assert "Chưa có trả lời: NT.1." in warned.text
    assert "Đánh dấu vào ô này để gửi khi còn" in certifier.post(f"{FORM}/gui", confirmed(warned), status=422).text

    section = lead.get(f"{FORM}/NT")
    lead.post(f"{FORM}/NT", filled(section, answer__truong_ban_chi_dao="bi_thu_chu_tich"), status=302)
    lead.post(f"{FORM}/bo-sung/NT.1", {"kind": "change", "text": ""}, status=302)
    assert "Phần bổ sung đang chờ lãnh đạo tỉnh" in lead.post(f"{FORM}/trinh-ky", status=302).text
    page = certifier.get(f"{FORM}/gui")
    receipt = certifier.post(f"{FORM}/gui", confirmed(page), status=302)
    assert receipt.heading == "Biên nhận"
    assert text_of(receipt.one("p", class_="receipt-code")).endswith("-2")
    twice = certifier.post(f"{FORM}/gui", confirmed(page), status=302)
    assert "không có gì được gửi thêm" in twice.text

    sheet = returned.get(SHEET)
    headings = [text_of(heading) for heading in sheet.all("h2")]
    assert headings[0] == "Tỉnh đã trả lời (2)"  # the replies come first in the second pass
    first = text_of(sheet.one("section", id="NT.1"))
    assert "Sửa số liệu" in first
    stale = returned.post(f"{SHEET}/NT.1", {"decision": "accept", "version": "0", "sending": "1"}, status=409)
    assert "Người certifier" in stale.text
    done = returned.post(f"{SHEET}/NT.1", {"decision": "accept", "version": "0", "sending": "2"}, status=302)
    assert "Tỉnh đã trả lời (1)" in done.text


def test_a_late_reply_is_kept_on_the_page_and_writes_nothing(
    sign_in: SignIn, returned: Browser, clock: Clock, filled: Filled
) -> None:
    lead = sign_in("lead")
    page = lead.get(f"{FORM}/NT")
    clock.at += timedelta(days=5, hours=8) - timedelta(seconds=1)  # 16:59:59 on 27/11
    lead, reviewer = sign_in("lead"), sign_in("reviewer")
    early = lead.post(f"{FORM}/bo-sung/NT.3", {"kind": "keep", "text": EXPLAINED}, status=302)
    assert EXPLAINED in early.text
    clock.at += timedelta(seconds=1)
    late = lead.post(f"{FORM}/bo-sung/NT.1", {"kind": "keep", "text": EXPLAINED}, status=409)
    assert late.heading == "Chưa lưu được: đã hết hạn"
    assert text_of(late.one("textarea", id="unsaved")) == EXPLAINED
    assert "Quản trị của Bộ gia hạn được" in late.text
    saved = lead.post(f"{FORM}/NT", filled(page, answer__truong_ban_chi_dao="bi_thu_chu_tich"), status=409)
    assert "Hạn trả lời là 17:00 ngày 27/11/2026" in saved.text
    assert "đã hết hạn" in reviewer.get(SHEET).text
    assert "Đang thẩm định" in reviewer.post(f"{SHEET}/het-han", status=302).text


def test_the_lead_asks_a_department_and_the_indicator_is_marked(sign_in: SignIn, filled: Filled) -> None:
    lead, officer = sign_in("lead"), sign_in("officer")
    officer.post(f"{FORM}/NT", filled(officer.get(f"{FORM}/NT"), answer__truong_ban_chi_dao="cap_pho"), status=302)
    refused = lead.post(f"{FORM}/yeu-cau/NT.1", {"reason": "chưa đủ"}, status=422)
    assert "Viết lý do cụ thể" in refused.text
    lead.post(f"{FORM}/yeu-cau/NT.1", {"reason": REASON}, status=302)
    assert "Cần bổ sung (1)" in officer.get(FORM).text
    page = officer.get(f"{FORM}/NT")
    assert REASON in text_of(page.one("fieldset", id="NT.1"))
    assert len(inputs(page)) > 5  # nothing else closes
    officer.post(f"{FORM}/bo-sung/NT.1", {"kind": "keep", "text": EXPLAINED}, status=302)
    assert EXPLAINED in lead.get(f"{FORM}/yeu-cau/NT.1").text
    assert REASON not in sign_in("reviewer").get(SHEET).text


def test_what_was_previewed_is_sent_to_the_provinces_lead(
    returned: Browser, site_engine: Engine, settings: Settings
) -> None:
    with Session(site_engine.execution_options(write=True)) as database:
        for user in database.scalars(select(User).where(User.login.in_(["lead", "officer", "lead-away"]))):
            user.email = f"{user.login}@tinh.example"
        database.commit()
    returned.post(f"{SHEET}/NT.2", NOTE, status=302)
    fields = {"chosen": "NT.2", "reason-NT.2": REASON, "reply_by": "17:00 27/11/2026", "send": "1"}
    returned.post(f"{SHEET}/tra-lai", fields, status=302)
    (file,) = (settings.variable / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(letter, EmailMessage)
    assert (letter["To"], letter["Subject"]) == (
        "lead@tinh.example",
        "DTI 2026: Bộ trả lại 1 chỉ tiêu của tỉnh Lào Cai",
    )
    assert f"- NT.2 Ban Chỉ đạo họp đều, do người đứng đầu chủ trì: {REASON}" in letter.get_content()
    assert "Trả lời trước 17:00 ngày 27/11/2026." in letter.get_content()

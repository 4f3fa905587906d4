"""From the lead to the certifier to the ministry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assessment.services.declared import asked_items
from questionnaires import load, sections
from tests.pages import Browser, Page, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn

FORM = "/phieu/dti-2026"
Filled = Callable[..., Fields]
REASON = "Bổ sung tài liệu kiểm chứng của mục Hạ tầng số."


@pytest.fixture
def at_certifier(sign_in: SignIn, filled: Filled) -> None:
    """One answer saved, and the form handed to the certifier."""
    lead = sign_in("lead")
    page = lead.get(f"{FORM}/HT")
    lead.post(f"{FORM}/HT", filled(page, answer__tong_so_ho="3.000"), status=302)
    lead.post(f"{FORM}/trinh-ky", status=302)


def send(certifier: Browser, status: int = 302) -> Page:
    """Open the page and confirm the version it shows."""
    seen = str(certifier.get(f"{FORM}/gui").one("input", name="seen").get("value"))
    return certifier.post(f"{FORM}/gui", {"confirm": "y", "seen": seen}, status=status)


def buttons(page: Page) -> list[str]:
    return [text_of(button) for name in ("button", "a") for button in page.one("main").iter(name)]


def test_everybody_may_check_and_nobody_but_the_certifier_may_send(sign_in: SignIn, at_certifier: None) -> None:
    for login in ("officer", "lead"):
        page = sign_in(login).get(FORM)
        assert "Kiểm tra đầy đủ" in buttons(page)
        assert "Gửi Bộ" not in buttons(page)
        sign_in(login).post(f"{FORM}/gui", {"confirm": "y"}, status=403)
    assert "Gửi Bộ" in buttons(sign_in("certifier").get(FORM))


def test_an_unread_answer_keeps_the_form_from_the_certifier(sign_in: SignIn, filled: Filled) -> None:
    lead = sign_in("lead")
    lead.post(f"{FORM}/HT", filled(lead.get(f"{FORM}/HT"), answer__tong_so_ho="ba nghìn"), status=422)
    page = lead.post(f"{FORM}/trinh-ky", status=302)
    assert page.heading == "Kiểm tra đầy đủ"
    assert "Còn ô chưa đọc được" in page.text


def test_the_certifier_sees_what_is_sent_and_must_confirm(sign_in: SignIn, at_certifier: None) -> None:
    certifier = sign_in("certifier")
    page = certifier.get(f"{FORM}/gui")
    assert "Hạn gửi: 17:00 ngày 14/12/2026 (còn 22 ngày 8 giờ)." in page.text
    index = load("DTI-2026")
    asked = len({item.code for section in sections(index) for item in asked_items(section, index)})
    assert f"1 trên {asked} số liệu" in page.text
    assert f"{asked - 1} số liệu chưa có câu trả lời" in page.text
    refused = certifier.post(f"{FORM}/gui", status=422)
    assert refused.source.count("Đánh dấu vào ô này để xác nhận trước khi gửi") == 2
    receipt = send(certifier)
    assert receipt.heading == "Biên nhận"
    assert "DTI-2026-15-" in receipt.text
    assert "Người certifier" in receipt.text


def test_sending_twice_makes_one_submission(sign_in: SignIn, at_certifier: None, clock: Clock) -> None:
    certifier = sign_in("certifier")
    seen = str(certifier.get(f"{FORM}/gui").one("input", name="seen").get("value"))
    first = certifier.post(f"{FORM}/gui", {"confirm": "y", "seen": seen}, status=302)
    clock.at = datetime(2026, 11, 22, 9, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    second = certifier.post(f"{FORM}/gui", {"confirm": "y", "seen": seen}, status=302)
    assert "09:00 ngày 22/11/2026" in second.text
    assert [text_of(code) for code in first.all("p", class_="receipt-code")] == [
        text_of(code) for code in second.all("p", class_="receipt-code")
    ]


def test_a_version_that_was_signed_off_again_meanwhile_is_not_sent(
    sign_in: SignIn, filled: Filled, at_certifier: None
) -> None:
    certifier, lead = sign_in("certifier"), sign_in("lead")
    opened = certifier.get(f"{FORM}/gui")
    certifier.post(f"{FORM}/tra-lai", {"reason": REASON}, status=302)
    lead.post(f"{FORM}/HT", filled(lead.get(f"{FORM}/HT"), answer__tong_so_ho="4.000"), status=302)
    lead.post(f"{FORM}/trinh-ky", status=302)
    seen = str(opened.one("input", name="seen").get("value"))
    for stale in (seen, ""):
        refused = certifier.post(f"{FORM}/gui", {"confirm": "y", "seen": stale}, status=409)
        assert "Chưa gửi: phiếu đã được trình ký lại" in refused.text
        assert "Phiên bản 2, trình ký lúc 09:00 ngày 22/11/2026" in refused.text
    assert send(certifier).heading == "Biên nhận"


def test_the_form_is_closed_after_sending_and_the_typed_text_comes_back(sign_in: SignIn, filled: Filled) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    lead.post(f"{FORM}/HT", filled(lead.get(f"{FORM}/HT"), answer__so_ho_duoc_phu_cap_quang="99"), status=302)
    open_page = officer.get(f"{FORM}/HT")
    lead.post(f"{FORM}/trinh-ky", status=302)
    send(sign_in("certifier"))
    refused = officer.post(f"{FORM}/HT", filled(open_page, answer__tong_so_ho="3.000"), status=409)
    assert "Đã gửi Bộ" in refused.text
    assert "3.000" in text_of(refused.one("textarea", id="unsaved"))
    assert "3.000" not in officer.get(f"{FORM}/HT").text


def test_a_refusal_needs_a_reason_and_the_lead_reads_it(sign_in: SignIn, at_certifier: None) -> None:
    certifier = sign_in("certifier")
    refused = certifier.post(f"{FORM}/tra-lai", {"reason": "Chưa đủ"}, status=422)
    assert refused.title.startswith("Lỗi: ")
    assert "Chưa đủ" in text_of(refused.one("textarea", id="reason"))
    certifier.post(f"{FORM}/tra-lai", {"reason": REASON}, status=302)
    lead = sign_in("lead")
    assert REASON in lead.get(FORM).text
    assert REASON in lead.get("/viec-cua-toi").text


def test_my_work_says_until_when_and_that_nothing_was_sent_yet(sign_in: SignIn) -> None:
    page = sign_in("officer").get("/viec-cua-toi")
    assert "Phiếu chưa gửi Bộ." in page.text
    assert "còn 22 ngày 8 giờ 17:00 ngày 14/12/2026" in page.text  # from 09:00 on 22/11: 22 days and 8 hours

"""From the province to the ministry: who may send, what stays visible until it is sent, and that it is sent once."""

from __future__ import annotations

import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, User
from assessment.services import confirming
from assessment.services.catalogue import index_for
from assessment.services.duties import duties
from assessment.services.illustration import answers
from assessment.services.layout import layout
from assessment.services.saving import AnswerChange, save
from assessment.services.submissions import submission_for
from tests.browser.conftest import CERTIFIER, LEAD, OFFICER, REVIEWER, Server, Site, press, ready_to_send
from tests.conftest import NOW

pytestmark = pytest.mark.browser

FORM = "/phieu/dti-2026"
NOT_SENT = "Phiếu chưa gửi Bộ."


def test_an_officer_cannot_send_but_can_check_and_each_finding_leads_to_its_box(site: Site) -> None:
    page = site.page(OFFICER, path=FORM)
    expect(page.get_by_role("button", name="Trình ký")).to_have_count(0)
    expect(page.get_by_role("link", name="Gửi Bộ")).to_have_count(0)
    page.get_by_role("link", name="Kiểm tra đầy đủ").click()
    finding = page.locator(".findings a[href*='#answer__']").first
    target = (finding.get_attribute("href") or "").partition("#")[2]
    finding.click()
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_the_form_says_that_it_is_not_sent_until_the_receipt_and_the_receipt_stays(site: Site) -> None:
    lead = site.page(LEAD, path=FORM)
    expect(lead.locator(".banner").first).to_contain_text(NOT_SENT)
    press(lead, "Trình ký")
    expect(lead.locator(".banner").first).to_contain_text("chưa gửi Bộ")
    certifier = site.page(CERTIFIER, path=f"{FORM}/gui")
    certifier.get_by_label("Tôi đã xem các số liệu trên và đồng ý gửi Bộ").check()
    press(certifier, "Gửi Bộ")
    expect(certifier.get_by_role("heading", level=1)).to_have_text("Biên nhận")
    code = certifier.locator(".receipt-code").inner_text()
    assert len(code) >= 8
    expect(certifier.locator(".receipt")).to_contain_text("09:00 ngày 22/11/2026")
    with certifier.expect_download() as download:
        certifier.get_by_role("link", name="Tải biên nhận (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-1.")
    lead.goto(f"{FORM}/bien-nhan")
    expect(lead.locator(".receipt-code")).to_have_text(code)
    lead.goto(FORM)
    expect(lead.locator("main")).not_to_contain_text(NOT_SENT)


def test_a_form_in_which_all_is_done_still_says_that_it_is_not_sent(site: Site) -> None:
    all_done(site)
    for login in (LEAD, OFFICER, CERTIFIER):
        page = site.page(login, path=FORM)
        statuses = page.locator(".task-status").all_inner_texts()
        assert set(statuses) <= {"Đã nhập xong", "Bộ cung cấp"}, statuses
        expect(page.locator(".banner", has_text=NOT_SENT)).to_have_count(1)
        page.goto("/viec-cua-toi")
        expect(page.locator("main")).to_contain_text(NOT_SENT)


def all_done(site: Site) -> None:
    """Every answer given, every part said to be done."""
    with Session(site.engine.execution_options(write=True)) as session:
        lead = session.scalars(select(User).where(User.login == LEAD)).one()
        form = submission_for(session, lead, "dti-2026")
        index, given = index_for(form.round), {answer.item: answer.version for answer in form.answers}
        typed = answers(index, form.unit.code)
        asked = [item for item in layout(index).asked if item in typed]
        changes = [AnswerChange(item, typed[item], given.get(item, 0)) for item in asked]
        assert save(session, form, changes, actor=lead, now=NOW).faults == ()
        whose = duties(session, form)
        parts = dict.fromkeys((whose.section[whose.home[item]], whose.owner_id(item)) for item in whose.home)
        for part in parts:
            confirming.confirm(session, form, part, duties=whose, actor=lead, now=NOW)
        session.commit()


def test_a_receipt_opened_again_says_where_the_form_is_by_then(site: Site) -> None:
    page = ready_to_send(site)
    press(page, "Gửi Bộ")
    expect(page.locator(".receipt")).to_contain_text("Đã gửi Bộ")
    kept, code = page.url, page.locator(".receipt-code").inner_text()
    review = site.page(REVIEWER, path="/tham-dinh/dti-2026/lang-son").locator("section[id='NT.1']")
    review.get_by_label("Đồng ý", exact=True).check()
    review.get_by_role("button").click()
    expect(review.locator(".verdict")).to_contain_text("Đồng ý")
    again = site.page(LEAD, path=kept)
    expect(again.locator(".receipt")).to_contain_text("Đang thẩm định")
    expect(again.locator(".receipt-code")).to_have_text(code)


def test_a_double_click_on_send_makes_one_submission(site: Site, server: Server) -> None:
    page = ready_to_send(site)
    posted = delayed(server, 0.3)
    button = page.get_by_role("button", name="Gửi Bộ", exact=True).bounding_box()
    assert button is not None
    for _click in range(2):
        page.mouse.click(button["x"] + 10, button["y"] + 10)
        time.sleep(0.05)
    expect(page.get_by_role("heading", level=1)).to_have_text("Biên nhận")
    expect(page.locator(".receipt-code")).to_be_visible()
    assert posted == ["POST", "POST"]
    assert sent_by(site, CERTIFIER) == 1


def delayed(server: Server, seconds: float) -> list[str]:
    """Make every form wait before it is handled, so that the second click comes in time; the forms that came."""
    handled, app = list[str](), server.app
    assert app is not None

    def slow(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            handled.append("POST")
            time.sleep(seconds)
        return app(environ, start_response)

    server.app = slow
    return handled


def sent_by(site: Site, login: str) -> int:
    """How often that account sent a form, as the log knows it."""
    sent = select(func.count()).select_from(AuditEvent).join(AuditEvent.actor)
    with Session(site.engine) as session:
        return session.scalar(sent.where(AuditEvent.action == "submission.send", User.login == login)) or 0


def test_sending_a_second_time_from_a_page_left_open_leads_to_the_receipt_and_changes_nothing(site: Site) -> None:
    press(site.page(LEAD, path=FORM), "Trình ký")
    first, second = site.page(CERTIFIER, path=f"{FORM}/gui"), site.page(CERTIFIER, path=f"{FORM}/gui")
    for page in (first, second):
        page.get_by_label("Tôi đã xem các số liệu trên và đồng ý gửi Bộ").check()
        press(page, "Gửi Bộ")
        expect(page.get_by_role("heading", level=1)).to_have_text("Biên nhận")
    expect(second.get_by_role("status")).to_contain_text("Chưa có gì thay đổi")
    assert first.locator(".receipt-code").inner_text() == second.locator(".receipt-code").inner_text()

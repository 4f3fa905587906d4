"""The ends of a form and what comes back from the ministry, as they look to those who meet them in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Role, Round, Unit
from assessment.services.accounts import create_user
from questionnaires import load
from tests.browser.conftest import ADMIN, CERTIFIER, LEAD, OFFICER, RANKER, REVIEWER, Site, decide, press, ready_to_send
from tests.conftest import NOW
from tests.served import PASSWORD
from tests.web.test_access import ALLOWED, EVERYBODY, NOBODY

pytestmark = pytest.mark.browser

FORM, SHEET, ENDS = "/phieu/dti-2026", "/tham-dinh/dti-2026/lang-son", "/han/dti-2026"
HOUSEHOLDS = "answer__tong_so_ho"
REASON = "Quyết định kèm theo đã hết hiệu lực, cần bản mới của năm 2026."
TEMPLATE = "Nói rõ thiếu gì và tỉnh cần bổ sung gì"
POSTS = """async ([address, fields]) => {
    const token = document.querySelector("input[name=csrf_token]").value;
    const body = new URLSearchParams({ csrf_token: token, ...fields });
    const answer = await fetch(address, { method: "POST", body });
    return [answer.status, await answer.text()];
}"""


@pytest.fixture
def neighbour(site: Site) -> str:
    """An officer of Cao Bằng, whose form is in preparation too; the login."""
    login = "chuyenvien-caobang"
    with Session(site.engine.execution_options(write=True)) as session:
        unit = session.scalars(select(Unit).where(Unit.unit_set == "34", Unit.slug == "cao-bang")).one()
        create_user(session, login=login, full_name=login, role=Role.OFFICER, password=PASSWORD, now=NOW, unit=unit)
        session.commit()
    return login


def signed_in(site: Site, login: str, path: str, *, scripts: bool = True) -> Page:
    """A page of somebody who signs in by hand: the clock was moved, and the cookies kept for the run are too old."""
    page = site.page("", path=f"/dang-nhap?next={path}", scripts=scripts, alone=True)
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    press(page, "Đăng nhập")
    return page


def test_a_return_and_a_cut_need_a_reason_and_only_what_was_returned_is_open(site: Site) -> None:
    certifier = ready_to_send(site)
    press(certifier, "Gửi Bộ")
    expect(certifier.get_by_role("heading", level=1)).to_have_text("Biên nhận")
    reviewer = site.page(REVIEWER, path=SHEET)
    for decision, points in (("Yêu cầu bổ sung", ""), ("Điều chỉnh", "0,5")):
        for reason in ("", "....................", TEMPLATE):
            decide(reviewer, "NT.1", decision, reason, points)
            expect(reviewer.locator(".error-summary")).to_contain_text("lý do cụ thể")
            expect(reviewer.locator("section[id='NT.1'] textarea")).to_have_value(reason)
            expect(reviewer.locator("section[id='NT.1'] .verdict")).to_have_text("Chưa thẩm định")
    for code in ("NT.1", "NT.3"):
        decide(reviewer, code, "Yêu cầu bổ sung", REASON)
        expect(reviewer.locator(".error-summary")).to_have_count(0)
    reviewer.goto(f"{SHEET}/tra-lai")
    reviewer.locator("textarea[name='reason-NT.3']").fill(TEMPLATE)
    press(reviewer, "Trả lại tỉnh")
    expect(reviewer.locator(".error-summary")).to_contain_text("lý do cụ thể")
    reviewer.locator("textarea[name='reason-NT.3']").fill(REASON)
    press(reviewer, "Trả lại tỉnh")
    expect(reviewer.get_by_role("heading", level=1)).not_to_have_text("Trả lại để tỉnh bổ sung")

    officer = site.page(OFFICER, path=f"{FORM}/NT")
    open_in = officer.locator("fieldset", has=officer.locator("[name^='answer__']:enabled")).evaluate_all(
        "found => found.map(each => each.id).filter(id => /^NT\\.\\d+$/.test(id))"
    )
    assert open_in == ["NT.1", "NT.3"]
    expect(officer.locator("fieldset[id='NT.1']")).to_contain_text(REASON)
    officer.goto(f"{FORM}/HT")
    expect(officer.locator("main [name^='answer__']")).to_have_count(0)
    officer.goto(f"{FORM}/NT")
    status, text = officer.evaluate(POSTS, [f"{FORM}/HT", {HOUSEHOLDS: "123456", "seen__tong_so_ho": "0"}])
    assert status == 403
    assert "Chưa lưu được: chỉ tiêu này không mở" in text
    assert "123456" in text


def test_a_second_before_the_end_is_saved_at_the_end_the_text_is_kept_and_an_extension_opens_one_province(
    site: Site, neighbour: str
) -> None:
    with Session(site.engine) as session:
        closes = session.scalars(select(Round.closes_at).where(Round.code == "dti-2026")).one()
    assert closes is not None
    site.clock.at = closes - timedelta(minutes=30)
    officer = signed_in(site, OFFICER, f"{FORM}/HT", scripts=False)
    officer.locator(f"[name='{HOUSEHOLDS}']").fill("3.000")
    site.clock.at = closes - timedelta(seconds=1)
    press(officer, "Lưu")
    officer.goto(f"{FORM}/HT")
    expect(officer.locator(f"[name='{HOUSEHOLDS}']")).to_have_value("3.000")
    officer.locator(f"[name='{HOUSEHOLDS}']").fill("3.500")
    site.clock.at = closes
    press(officer, "Lưu")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Chưa lưu được")
    assert "3.500" in officer.locator("#unsaved").input_value()
    officer.goto(f"{FORM}/HT")
    expect(officer.locator(f"[name='{HOUSEHOLDS}']")).to_have_count(0)
    expect(officer.locator("main")).to_contain_text("3.000 hộ")

    admin = signed_in(site, ADMIN, f"{ENDS}/lang-son")
    admin.locator("#gia-han-until").fill("17:00 16/12/2026")
    admin.locator("#gia-han-reason").fill("Tỉnh chịu ảnh hưởng của bão số 12, mất điện ba ngày liền.")
    press(admin, "Gia hạn")
    expect(admin.locator("main")).to_contain_text("gia hạn đến 17:00 ngày 16/12/2026")
    officer.goto(f"{FORM}/HT")
    officer.locator(f"[name='{HOUSEHOLDS}']").fill("3.500")
    press(officer, "Lưu")
    officer.goto(f"{FORM}/HT")
    expect(officer.locator(f"[name='{HOUSEHOLDS}']")).to_have_value("3.500")
    other = signed_in(site, neighbour, f"{FORM}/HT")
    expect(other.get_by_role("heading", level=1)).to_contain_text("Hạ tầng")
    expect(other.locator(f"[name='{HOUSEHOLDS}']")).to_have_count(0)


def test_nobody_of_another_province_speaks_for_a_form_from_their_own_page(site: Site, neighbour: str) -> None:
    form = site.page(OFFICER, path=f"{FORM}/HT").locator("[data-form]").first.get_attribute("data-form")
    other = site.page(neighbour, path=f"{FORM}/HT", alone=True)
    own = other.locator("[data-form]").first.get_attribute("data-form")
    assert form != own
    told = [other.evaluate(POSTS, [f"{FORM}/HT/dang-sua", {"form": each, "page": "a"}])[0] for each in (own, form)]
    assert told == [200, 404]


WHO = {
    NOBODY: "",
    Role.OFFICER: OFFICER,
    Role.LEAD: LEAD,
    Role.CERTIFIER: CERTIFIER,
    Role.REVIEWER: REVIEWER,
    Role.RANKER: RANKER,
    Role.ADMIN: ADMIN,
    Role.VIEWER: "lanhdaobo",
}
REPORTS = ("draft_scorecard", "self_report", "self_report_docx", "reviewed_self_report", "reviewed_self_report_docx")
SLOW = {f"working.{report}" for report in REPORTS}
ASKS = """async (addresses) => {
    const found = [];
    for (const address of addresses) {
        const answer = await fetch(address);
        const led = answer.redirected && new URL(answer.url).pathname === "/dang-nhap";
        const refused = led || answer.status === 401 || answer.status === 403;
        if (!refused) found.push(address);
    }
    return found;
}"""


def test_each_role_opens_from_the_browser_exactly_the_pages_of_its_own(site: Site) -> None:
    values = {"round_code": "dti-2026", "section": "HT", "indicator": "HT.1", "slug": "lang-son", "item": "tong_so_ho"}
    index = load("DTI-2026")
    assert values["item"] in index.items
    with site.app.test_request_context():
        urls = site.app.url_map.bind("")
        pages = {
            urls.build(rule.endpoint, {name: values[name] for name in rule.arguments}): rule.endpoint
            for rule in site.app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.arguments <= set(values)
            if ALLOWED[rule.endpoint] != EVERYBODY and rule.endpoint not in SLOW
        }
    assert len(pages) > 30
    for role, login in WHO.items():
        page = site.page(login, path="/quyen-truy-cap")
        allowed = {address for address, endpoint in pages.items() if role in ALLOWED[endpoint]}
        assert set(page.evaluate(ASKS, list(pages))) == allowed, role

"""The ministry accepts or adjusts, and the province's own value stays beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.models import Decision, User
from assessment.services.reviews import decide, sheet
from assessment.services.submissions import submission_for
from tests.pages import Element, Page, text_of
from tests.web.working.conftest import Fields, SignIn

FORM, SHEET = "/phieu/dti-2026", "/tham-dinh/dti-2026/lao-cai"
REASON = "Quyết định kèm theo đã hết hiệu lực từ tháng 5."
ADJUST = {"decision": "adjust", "points": "7,5", "reason": REASON, "version": "0"}
Filled = Callable[..., Fields]


@pytest.fixture
def sent(sign_in: SignIn, filled: Filled) -> None:
    """Lào Cai's form at the ministry: NT.1 answered by "cấp phó", worth half of 20."""
    lead = sign_in("lead")
    lead.post(f"{FORM}/NT", filled(lead.get(f"{FORM}/NT"), answer__truong_ban_chi_dao="cap_pho"), status=302)
    lead.post(f"{FORM}/trinh-ky", status=302)
    certifier = sign_in("certifier")
    seen = str(certifier.get(f"{FORM}/gui").one("input", name="seen").get("value"))
    certifier.post(f"{FORM}/gui", {"confirm": "y", "seen": seen}, status=302)


def row(page: Page) -> str:
    return text_of(page.one("section", id="NT.1"))


def test_an_adjustment_needs_a_reason_and_leaves_the_own_points_beside_it(sign_in: SignIn, sent: None) -> None:
    reviewer = sign_in("reviewer")
    assert "Tự chấm 10,00 Thẩm định – Tối đa 20" in row(reviewer.get(SHEET))  # 0.5 × 20
    refused = reviewer.post(f"{SHEET}/NT.1", {**ADJUST, "reason": "Nêu lý do"}, status=422)
    assert refused.title.startswith("Lỗi: ")
    assert "Nêu lý do" in row(refused)
    page = reviewer.post(f"{SHEET}/NT.1", ADJUST, status=302)
    assert "Tự chấm 10,00 Thẩm định 7,50 Tối đa 20" in row(page)
    assert REASON in row(page)
    assert "Người reviewer" in row(page)


def test_verified_points_take_a_decimal_comma_and_stay_within_the_maximum(sign_in: SignIn, sent: None) -> None:
    reviewer = sign_in("reviewer")
    dotted = reviewer.post(f"{SHEET}/NT.1", {**ADJUST, "points": "7.5"}, status=422)
    assert dotted.source.count("Viết dấu phẩy cho phần thập phân, ví dụ 12,5") == 2
    assert dotted.one("input", id="NT.1-points").get("value") == "7.5"
    above = reviewer.post(f"{SHEET}/NT.1", {**ADJUST, "points": "20,1"}, status=422)
    assert "từ 0 đến điểm tối đa" in row(above)


def test_accepting_takes_the_own_points(sign_in: SignIn, sent: None) -> None:
    page = sign_in("reviewer").post(f"{SHEET}/NT.1", {"decision": "accept", "version": "0"}, status=302)
    assert "Thẩm định 10,00" in row(page)


def test_a_stale_decision_is_refused_with_the_name_of_the_first(sign_in: SignIn, sent: None) -> None:
    sign_in("reviewer").post(f"{SHEET}/NT.1", {"decision": "accept", "version": "0"}, status=302)
    refused = sign_in("reviewer").post(f"{SHEET}/NT.1", ADJUST, status=409)
    assert "Người reviewer vừa lưu quyết định khác" in refused.text
    assert "Thẩm định 10,00" in row(refused)
    assert REASON in text_of(refused.one("textarea", id="NT.1-reason"))


def test_a_review_is_settled_only_when_every_indicator_is_decided(
    sign_in: SignIn, sent: None, site_engine: Engine, now: datetime
) -> None:
    reviewer = sign_in("reviewer")
    with Session(site_engine.execution_options(write=True)) as session:
        person = session.scalars(select(User).where(User.login == "reviewer")).one()
        form = submission_for(session, person, "dti-2026", "lao-cai")
        rows = sheet(session, form).rows
        for row_ in rows[1:]:
            decide(
                session,
                form,
                row_.node.code,
                decision=Decision.ACCEPT,
                points=None,
                reason="",
                seen_version=0,
                actor=person,
                now=now,
            )
        session.commit()
    assert "Còn 1 chỉ tiêu chưa thẩm định" in reviewer.post(f"{SHEET}/chot", status=302).text
    reviewer.post(f"{SHEET}/NT.1", ADJUST, status=302)
    officer = sign_in("officer")
    assert "Bộ thẩm định" not in officer.get(f"{FORM}/NT").text
    done = reviewer.post(f"{SHEET}/chot", status=302)
    assert done.heading == "Hàng đợi thẩm định"
    assert done.table("Đã gửi Bộ")[0][1:4] == ["Đã chốt thẩm định", "09:00 ngày 22/11/2026", f"{len(rows)}/{len(rows)}"]
    card = text_of(officer.get(f"{FORM}/NT").one("fieldset", id="NT.1"))
    assert [part for part in ("10,00 / 20 điểm", "Bộ thẩm định: 7,50 điểm") if part not in card] == []
    assert REASON in card


def leads_to(element: Element) -> list[str]:
    return [str(link.get("href")) for link in element.iter("a") if (link.get("href") or "").startswith("#")]


def test_links_lead_to_the_first_and_after_a_decision_to_the_next_undecided_indicator(
    sign_in: SignIn, sent: None
) -> None:
    reviewer, accept = sign_in("reviewer"), {"decision": "accept", "version": "0"}
    page = reviewer.get(SHEET)
    first, *_others, last = [str(section.get("id")) for section in page.all("section", class_="review")]
    assert leads_to(page.one("main")) == ["#NT.1"]
    page = reviewer.post(f"{SHEET}/NT.1", accept, status=302)
    assert leads_to(page.one("section", id=first)) == ["#NT.2"]
    page = reviewer.post(f"{SHEET}/NT.3", accept, status=302)
    assert leads_to(page.one("main")) == ["#NT.2", "#NT.4"]  # at the top the first that is left, below NT.3 the next
    page = reviewer.post(f"{SHEET}/{last}", accept, status=302)
    assert leads_to(page.one("section", id=last)) == ["#NT.2"]  # from the end on from the top
    assert leads_to(sign_in("viewer").get(SHEET).one("main")) == []


def test_the_queue_tells_who_has_sent(sign_in: SignIn, sent: None) -> None:
    page = sign_in("reviewer").get("/tham-dinh/dti-2026")
    assert [cells[0] for cells in page.table("Đã gửi Bộ")] == ["Lào Cai"]
    assert len(page.table("Còn ở tỉnh")) == 33  # 34 − 1


def test_a_form_that_was_not_sent_cannot_be_decided(sign_in: SignIn) -> None:
    reviewer = sign_in("reviewer")
    assert not reviewer.get(SHEET).all("form", class_="decision")
    reviewer.post(f"{SHEET}/NT.1", ADJUST, status=409)


def test_others_of_the_ministry_read_without_deciding(sign_in: SignIn, sent: None) -> None:
    viewer = sign_in("viewer")
    assert not viewer.get(SHEET).all("form", class_="decision")
    viewer.post(f"{SHEET}/NT.1", ADJUST, status=403)

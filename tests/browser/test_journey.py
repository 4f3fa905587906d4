"""The main job once, by everybody who takes part: from a figure in a form to a rank in public and a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Decision, Round, Submission, User
from assessment.services import reviews
from assessment.services.submissions import send
from tests.browser.conftest import CERTIFIER, LEAD, OFFICER, RANKER, REVIEWER, Site, press
from tests.conftest import NOW

pytestmark = pytest.mark.browser

FORM, SHEET, DESK = "/phieu/dti-2026", "/tham-dinh/dti-2026/lang-son", "/xep-hang-bo/dti-2026"
REASON = "Tài liệu kèm theo chỉ chứng minh được một nửa số đơn vị."


def test_from_a_figure_in_a_form_to_a_rank_in_public_and_a_pdf(site: Site, tmp_path: Path) -> None:
    the_officer_fills_in(site.page(OFFICER, path=f"{FORM}/KTS"))
    press(site.page(LEAD, path=FORM), "Trình ký")
    the_certifier_sends(site.page(CERTIFIER, path="/viec-cua-toi"))
    reviewer = site.page(REVIEWER, path=SHEET)
    the_reviewer_accepts_one_and_adjusts_one(reviewer)
    the_returned_form_is_sent_again(site)
    decide_the_rest(site)
    the_reviewer_settles(reviewer)
    the_ranker_computes_and_publishes(site.page(RANKER, path=DESK))
    the_public_reads(site.page(path="/"), tmp_path)


def the_officer_fills_in(page: Page) -> None:
    box = page.locator("fieldset[id='KTS.4']")
    numerator, denominator = box.locator("input.amount").nth(0), box.locator("input.amount").nth(1)
    numerator.fill("600")
    denominator.fill("1.000")
    box.locator("textarea").first.fill("Báo cáo số 15/BC-SKHCN ngày 20/11/2026, trang 4")
    press(page, "Lưu")
    expect(box).to_contain_text("60,0%")  # 600 / 1,000
    expect(box.locator(".indicator-points b")).not_to_have_text("–")


def the_certifier_sends(page: Page) -> None:
    page.get_by_role("link", name="Xem và gửi Bộ").click()
    page.get_by_label("Tôi đã xem các số liệu trên và đồng ý gửi Bộ").check()
    press(page, "Gửi Bộ")
    expect(page.get_by_role("heading", level=1)).to_have_text("Biên nhận")


def the_reviewer_accepts_one_and_adjusts_one(page: Page) -> None:
    accepted, adjusted = page.locator("section[id='NT.1']"), page.locator("section[id='KTS.4']")
    accepted.get_by_label("Đồng ý", exact=True).check()
    accepted.get_by_role("button").click()
    expect(accepted.locator(".verdict")).to_contain_text("Đồng ý")
    adjusted.get_by_label("Điều chỉnh", exact=True).check()
    adjusted.locator("input[name=points]").fill("1,5")
    adjusted.locator("textarea").fill("sai")
    adjusted.get_by_role("button").click()
    expect(adjusted.locator(".field-error")).to_contain_text("Viết lý do cụ thể")
    adjusted.locator("textarea").fill(REASON)
    adjusted.get_by_role("button").click()
    expect(adjusted.locator(".verdict")).to_contain_text("Điều chỉnh còn 1,50 điểm")
    expect(adjusted).to_contain_text(REASON)


def the_returned_form_is_sent_again(site: Site) -> None:
    """Cần Thơ's certifier sends what is answered of the two indicators that were given back."""
    with Session(site.engine.execution_options(write=True)) as session:
        certifier = session.scalars(select(User).where(User.login == f"{CERTIFIER}.can-tho")).one()
        returned = session.scalars(select(Submission).where(Submission.state == "returned")).one()
        send(session, returned, certifier, NOW, unanswered_too=True)
        session.commit()


def decide_the_rest(site: Site) -> None:
    """What a reviewer does fifty times more, for every form of the round that is with the ministry."""
    with Session(site.engine.execution_options(write=True)) as session:
        reviewer = session.scalars(select(User).where(User.login == REVIEWER)).one()
        theirs = (
            select(Submission).join(Submission.round).where(Round.code == "dti-2026")
        )  # a province runs one of its own
        for submission in session.scalars(theirs.where(Submission.state.in_(("sent", "explained", "under_review")))):
            for row in reviews.sheet(session, submission).rows:
                if row.decision is None:
                    reviews.decide(
                        session,
                        submission,
                        row.node.code,
                        decision=Decision.ACCEPT,
                        points=None,
                        reason="",
                        seen_version=row.version,
                        actor=reviewer,
                        now=NOW,
                    )
            if submission.unit.slug != "lang-son":
                reviews.settle(session, submission, reviewer, NOW)
        session.commit()


def the_reviewer_settles(page: Page) -> None:
    page.goto(SHEET)
    press(page, "Chốt thẩm định")
    expect(page.get_by_role("status")).to_contain_text("Đã chốt thẩm định")


def the_ranker_computes_and_publishes(page: Page) -> None:
    press(page, "Tính bản dự thảo mới")
    expect(page.locator(".draft-mark")).to_contain_text("DỰ THẢO")
    expect(page.locator("tbody th", has_text="Lạng Sơn")).to_have_count(1)
    page.goto(DESK)
    page.get_by_label("Số quyết định công bố").fill("123/QĐ-BKHCN")
    press(page, "Công bố phiên bản 1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026")


def the_public_reads(page: Page, folder: Path) -> None:
    page.goto("/xep-hang")
    page.wait_for_url("**/xep-hang/dti-2026")
    rows = page.locator("table.ranking tbody tr")
    # Huế and Lào Cai were settled before; Cần Thơ, Cà Mau and Lạng Sơn are settled above.
    expect(rows).to_have_count(5)
    page.get_by_role("link", name="Lạng Sơn").first.click()
    expect(page.locator("main")).to_contain_text("minh họa")
    with page.expect_download(timeout=30_000) as download:
        page.get_by_role("link", name="Tải phiếu điểm (PDF)").click(timeout=30_000)
    file = folder / "scorecard.pdf"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-1.")
    assert "Lạng Sơn" in download.value.suggested_filename

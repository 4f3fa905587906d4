"""An officer answers a section: saving, what could not be read, two people at once, the deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assessment.models import User
from assessment.services import departments
from assessment.services.delegation import Order, assign
from assessment.services.submissions import submission_for
from tests.conftest import NOW
from tests.pages import Page, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn

HT, NT = "/phieu/dti-2026/HT", "/phieu/dti-2026/NT"
HOUSEHOLDS, WITH_FIBRE = "answer__tong_so_ho", "answer__so_ho_duoc_phu_cap_quang"
CLOSES = datetime(2026, 12, 14, 17, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

Filled = Callable[..., Fields]


def typed(page: Page, name: str) -> str:
    return page.one("input", name=name).get("value") or ""


def test_a_saved_ratio_shows_its_quotient_and_its_points(sign_in: SignIn, filled: Filled) -> None:
    officer = sign_in("officer")
    fields = filled(officer.get(HT), **{WITH_FIBRE: "1.200", HOUSEHOLDS: "3.000"})
    page = officer.post(HT, fields, status=302)
    card = text_of(page.one("fieldset", id="HT.1"))
    assert "Tỷ lệ 40,0%" in card  # 1,200 ÷ 3,000
    assert "10,00 / 20" in card  # 0.4 ÷ 0.8 × 20
    assert "cần 2.400 hộ, còn thiếu 1.200" in card  # 0.8 × 3,000 − 1,200
    assert "Đã lưu 2 câu trả lời lúc 09:00" in page.text
    assert typed(officer.get(HT), WITH_FIBRE) == "1.200"


def test_a_choice_and_ticks_are_worth_what_the_page_said(sign_in: SignIn, filled: Filled) -> None:
    officer = sign_in("officer")
    page = officer.get(NT)
    assert "10 điểm" in text_of(page.one("fieldset", id="NT.1"))
    fields: dict[str, list[str]] = filled(page, answer__truong_ban_chi_dao="cap_pho")
    page = officer.post(NT, fields, status=302)
    assert "10,00 / 20" in text_of(page.one("fieldset", id="NT.1"))  # half of 20
    chosen = [box.get("value") for box in page.all("input", name="answer__truong_ban_chi_dao", checked="")]
    assert chosen == ["cap_pho"]


def test_a_decimal_point_is_refused_with_its_text_kept_and_the_others_saved(sign_in: SignIn, filled: Filled) -> None:
    officer = sign_in("officer")
    words = "Viết dấu phẩy cho phần thập phân, ví dụ 12,5"
    fields = filled(officer.get(HT), **{WITH_FIBRE: "12.5", HOUSEHOLDS: "3.000"})
    page = officer.post(HT, fields, status=422)
    assert page.title.startswith("Lỗi: ")
    assert page.source.count(words) == 2
    assert page.one("a", href=f"#{WITH_FIBRE}") is not None
    assert typed(page, WITH_FIBRE) == "12.5"
    again = officer.get(HT)
    assert (typed(again, WITH_FIBRE), typed(again, HOUSEHOLDS)) == ("12.5", "3.000")


def test_the_english_page_takes_a_decimal_point_and_shows_what_was_typed_in_vietnamese(
    sign_in: SignIn, filled: Filled
) -> None:
    officer = sign_in("officer")
    share = "answer__chi_chuyen_doi_so"
    officer.post("/phieu/dti-2026/TC", filled(officer.get("/phieu/dti-2026/TC"), **{share: "12,5"}), status=302)
    english = officer.get("/phieu/dti-2026/TC?lang=en")
    assert typed(english, share) == "12.5"
    page = officer.post("/phieu/dti-2026/TC?lang=en", filled(english, **{share: "13.25"}), status=302)
    assert typed(page, share) == "13.25"
    assert typed(officer.get("/phieu/dti-2026/TC?lang=vi"), share) == "13,25"


def test_two_people_in_one_section_do_not_disturb_each_other(sign_in: SignIn, filled: Filled) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    mine, theirs = officer.get(HT), lead.get(HT)
    lead.post(HT, filled(theirs, **{WITH_FIBRE: "99"}), status=302)
    page = officer.post(HT, filled(mine, **{HOUSEHOLDS: "3.000"}), status=302)
    assert (typed(page, WITH_FIBRE), typed(page, HOUSEHOLDS)) == ("99", "3.000")


@pytest.fixture
def clash(sign_in: SignIn, filled: Filled) -> Callable[[], Page]:
    """The lead saved 4.000 while the officer's page was open; the officer sends 3.000."""

    def conflict() -> Page:
        officer, lead = sign_in("officer"), sign_in("lead")
        mine = officer.get(HT)
        lead.post(HT, filled(lead.get(HT), **{HOUSEHOLDS: "4.000"}), status=302)
        return officer.post(HT, filled(mine, **{HOUSEHOLDS: "3.000", WITH_FIBRE: "99"}), status=409)

    return conflict


def test_a_stale_save_shows_three_values_and_whose_is_present(clash: Callable[[], Page], sign_in: SignIn) -> None:
    page = clash()
    values = [text_of(value) for value in page.all("dd")]
    assert values == ["4.000", "bỏ trống"]  # theirs, and as the page was opened
    assert typed(page, HOUSEHOLDS) == "3.000"  # mine, in its box
    assert "Người lead lưu lúc 09:00 ngày 22/11/2026" in page.text
    stored = sign_in("officer").get(HT)
    assert (typed(stored, HOUSEHOLDS), typed(stored, WITH_FIBRE)) == ("4.000", "99")


@pytest.mark.parametrize(
    ("button", "stored"), [("keep", "3.000"), ("drop", "4.000")], ids=["keep mine", "take the present one"]
)
def test_a_button_of_the_conflict_page_decides(
    button: str, stored: str, clash: Callable[[], Page], sign_in: SignIn, filled: Filled
) -> None:
    page = clash()
    value = str(page.one("button", name=button).get("value"))
    after = sign_in("officer").post(HT, filled(page, **{button: value}), status=302)
    assert typed(after, HOUSEHOLDS) == stored


def test_editing_again_after_a_conflict_writes_nothing_until_saved(
    clash: Callable[[], Page], sign_in: SignIn, filled: Filled
) -> None:
    officer = sign_in("officer")
    again = officer.post(HT, filled(clash(), edit="1"))
    assert typed(again, HOUSEHOLDS) == "3.000"
    assert typed(officer.get(HT), HOUSEHOLDS) == "4.000"
    after = officer.post(HT, filled(again, **{HOUSEHOLDS: "3.500"}), status=302)
    assert typed(after, HOUSEHOLDS) == "3.500"


def test_the_deadline_holds_to_the_second_and_gives_back_what_was_typed(
    sign_in: SignIn, filled: Filled, clock: Clock
) -> None:
    clock.at = CLOSES - timedelta(minutes=30)
    officer = sign_in("officer")
    page = officer.get(HT)
    clock.at = CLOSES - timedelta(seconds=1)
    page = officer.post(HT, filled(page, **{HOUSEHOLDS: "3.000"}), status=302)
    late = filled(page, **{HOUSEHOLDS: "3.500"})
    clock.at = CLOSES
    refused = officer.post(HT, late, status=409)
    assert "Tổng số hộ gia đình trên địa bàn: 3.500" in text_of(refused.one("textarea", id="unsaved"))
    assert "Quản trị của Bộ gia hạn được" in refused.text
    assert "3.000 hộ" in officer.get(HT).text
    assert not officer.get(HT).all("input", name=HOUSEHOLDS)


def test_a_province_sees_its_own_form_only(sign_in: SignIn, filled: Filled) -> None:
    officer, other = sign_in("officer"), sign_in("officer-away")
    officer.post(HT, filled(officer.get(HT), **{HOUSEHOLDS: "3.000"}), status=302)
    assert typed(other.get(HT), HOUSEHOLDS) == ""
    other.get("/tham-dinh/dti-2026/lao-cai", status=404)


def test_figures_of_the_ministry_are_shown_and_not_asked(sign_in: SignIn, filled: Filled) -> None:
    officer = sign_in("officer")
    page = officer.get(HT)
    assert "Bộ cung cấp số liệu này" in text_of(page.one("fieldset", id="HT.3"))
    assert not page.all("input", name="answer__ty_le_dan_so_phu_5g")
    officer.post(HT, filled(page, answer__ty_le_dan_so_phu_5g="99", seen__ty_le_dan_so_phu_5g="0"), status=302)
    assert "99" not in text_of(officer.get(HT).one("fieldset", id="HT.3"))


def test_a_section_costs_at_most_ten_queries_and_few_bytes(
    sign_in: SignIn, filled: Filled, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    heaviest = "/phieu/dti-2026/CQS"
    officer.post(heaviest, filled(officer.get(heaviest), answer__tong_so_dich_vu_cong="100"), status=302)
    queries: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    page = officer.get(heaviest)
    assert len([query for query in queries if query != "BEGIN"]) <= 10, queries
    assert len(page.source.encode()) <= 46 * 400 * 1024 / 98  # it has 46 items; a page of 98 may have 400 KB
    assert len(officer.get(HT).source.encode()) <= 100 * 1024  # 14 items


def test_the_check_names_what_is_missing_and_links_to_its_box(sign_in: SignIn, filled: Filled) -> None:
    officer = sign_in("officer")
    officer.post(HT, filled(officer.get(HT), **{HOUSEHOLDS: "3.000", WITH_FIBRE: "12.5"}), status=422)
    page = officer.get("/phieu/dti-2026/kiem-tra")
    links = [str(link.get("href")) for link in page.one("main").iter("a")]
    assert f"{HT}#{WITH_FIBRE}" in links
    assert f"{HT}#{HOUSEHOLDS}" not in links
    assert "Chưa đọc được, cần sửa" in page.text


def test_what_another_department_answers_is_refused_by_a_direct_post_too_and_comes_back(
    sign_in: SignIn, filled: Filled, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    page = officer.get(HT)  # opened before the lead divided the work
    with Session(site_engine.execution_options(write=True)) as database:
        lead = database.scalars(select(User).where(User.login == "lead")).one()
        health = departments.add(database, lead.unit_id or 0, "Sở Y tế", actor=lead, now=NOW)
        form = submission_for(database, lead, "dti-2026")
        assign(database, form, Order(("HT.1",), health), actor=lead, now=NOW)
        database.commit()
    sent = filled(page, **{HOUSEHOLDS: "3.000"})
    refused = officer.post(HT, sent, status=403)
    assert "do Sở Y tế phụ trách" in refused.text
    assert "Tổng số hộ gia đình trên địa bàn: 3.000" in text_of(refused.one("textarea", id="unsaved"))
    assert typed(sign_in("lead").get(HT), HOUSEHOLDS) == ""

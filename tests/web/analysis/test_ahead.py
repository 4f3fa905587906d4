"""What would lift the score: gains, what if, and the cheapest way, of one's own form only."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from assessment.models import Answer, AuditEvent
from tests.pages import Page, text_of
from tests.web.working.conftest import Fields, SignIn

LIFT, TRY, PLAN = (f"/phieu/dti-2026/{page}" for page in ("tang-diem", "thu-doi", "it-cong"))
MEETINGS = "so_cuoc_hop_ban_chi_dao"
Filled = Callable[..., Fields]


def sent(fields: Fields, **more: str) -> dict[str, object]:
    return {**fields, **{name: [value] for name, value in more.items()}}


def test_gains_are_listed_by_answer_and_by_indicator_the_largest_first(
    sign_in: SignIn, answered: None, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    queries: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    page = officer.get(LIFT)
    assert len(queries) <= 8, queries
    assert len(page.source.encode()) <= 100 * 1024
    for caption, column in (("Câu trả lời tốt nhất", 3), ("Nếu riêng từng chỉ tiêu", 3)):
        gains = [float(row[column].replace("+", "").replace(",", ".")) for row in page.table(caption)]
        assert gains == sorted(gains, reverse=True)
        assert len(gains) == 20
    assert "Không nêu hạng: chưa có kết quả nào trên cùng phiên bản" in page.text
    assert len(officer.get(f"{LIFT}?tat-ca=1").table("Nếu riêng từng chỉ tiêu")) > 20
    assert officer.get(f"{LIFT}?lang=en").heading == "What could still be gained"


def test_several_answers_on_several_pages_are_tried_and_nothing_is_saved(
    sign_in: SignIn, answered: None, filled: Filled, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    before = officer.get(f"{TRY}?muc=NT")
    kept = count(site_engine)
    first = officer.post(TRY, sent(filled(before, **{f"answer__{MEETINGS}": "0"}), muc="HT"), status=200)
    assert "1 câu trả lời đang thử" in first.text
    assert first.one("input", name=f"giu__{MEETINGS}").get("value") == "0"
    second = officer.post(TRY, sent(filled(first, **{changed(first): "1"}), muc="HT"), status=200)
    assert "2 câu trả lời đang thử" in second.text
    assert re.search(r"Điểm từ 0,\d{4} thành 0,\d{4}: −0,\d{4}\.", second.text)
    rows = second.table("Điểm trước và sau")
    assert [row[0].split()[0] for row in rows if "." not in row[0].split()[0]] == ["NT", "HT"]
    assert count(site_engine) == kept


def changed(page: Page) -> str:
    """The first box for a number."""
    return next(str(box.get("name")) for box in page.all("input", class_="amount"))


def count(engine: Engine) -> tuple[int | None, int | None]:
    with Session(engine) as session:
        tables = (select(func.count()).select_from(table) for table in (Answer, AuditEvent))
        answers, events = (session.scalar(query) for query in tables)
    return answers, events


def test_an_answer_that_cannot_be_read_is_kept_and_named_and_no_score_is_guessed(
    sign_in: SignIn, answered: None, filled: Filled
) -> None:
    officer = sign_in("officer")
    page = officer.get(f"{TRY}?muc=HT")
    box = changed(page)
    wrong = officer.post(TRY, sent(filled(page, **{box: "12.5"}), muc="HT"), status=422)
    assert wrong.one("input", name=box).get("value") == "12.5"
    assert "Viết dấu phẩy cho phần thập phân" in text_of(wrong.one("div", class_="error-summary"))
    assert "Sửa các ô chưa đọc được rồi tính lại." in wrong.text
    assert "thành" not in text_of(wrong.one("p", class_="lede"))
    officer.get(f"{TRY}?muc=XX", status=404)


def test_the_cheapest_way_to_the_next_level_is_found_under_typed_efforts(sign_in: SignIn, answered: None) -> None:
    lead = sign_in("lead")
    page = lead.get(PLAN)
    rows = page.table("Các thay đổi, ít công trước")
    assert all(row[3] == "1" for row in rows)
    assert f"{len(rows)} thay đổi, tổng công {len(rows)}: điểm từ" in page.text
    names = [str(select.get("name")) for select in page.all("select")]
    heavy = "&".join(f"{name}=5" for name in names)
    weighed = lead.get(f"{PLAN}?{heavy}")
    assert {row[3] for row in weighed.table("Các thay đổi, ít công trước")} == {"5"}
    never = "&".join(f"{name}=0" for name in names)
    assert "Không tới được" in lead.get(f"{PLAN}?{never}").text


def test_a_score_to_reach_is_read_strictly(sign_in: SignIn, answered: None) -> None:
    lead = sign_in("lead")
    page = lead.get(f"{PLAN}?dich=diem&diem=0.9", status=422)
    assert "Viết dấu phẩy cho phần thập phân" in page.text
    assert page.one("input", id="diem").get("value") == "0.9"
    assert "không quá 1, ví dụ 0,7000" in lead.get(f"{PLAN}?dich=diem&diem=2", status=422).text
    assert "Đã đạt: điểm hiện nay" in lead.get(f"{PLAN}?dich=diem&diem=0,5").text
    assert "điểm từ" in lead.get(f"{PLAN}?dich=diem&diem=0,9").text


def test_only_the_units_own_people_look_ahead(sign_in: SignIn, answered: None) -> None:
    for address in (LIFT, TRY, PLAN):
        sign_in("reviewer").get(address, status=403)
    assert "Thành phố Huế" in sign_in("lead-away").get(LIFT).text


@pytest.mark.parametrize("login", ["officer", "certifier"])
def test_an_empty_form_shows_all_there_is_to_gain(sign_in: SignIn, login: str) -> None:
    page = sign_in(login).get(LIFT)
    assert "Điểm hiện nay: 0,0000." in page.text

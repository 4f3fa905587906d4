"""The lead divides the work on pages: departments and people, assignments, progress, and what each finds at home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assessment.models import Department, User
from assessment.services import departments
from assessment.services.delegation import Order, assign
from assessment.services.duties import duties
from assessment.services.submissions import submission_for
from tests.conftest import NOW
from tests.pages import Browser, Page, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn
from tests.world import OPEN

ASSIGN, PROGRESS = f"/phieu/{OPEN}/phan-cong", f"/phieu/{OPEN}/tien-do"
HT, HOUSEHOLDS = f"/phieu/{OPEN}/HT", "answer__tong_so_ho"
Filled = Callable[..., Fields]


@pytest.fixture
def health(site_engine: Engine) -> int:
    """Sở Y tế of the home unit, where the officer works, with HT.1 until 30 November; its id."""
    with Session(site_engine.execution_options(write=True)) as database:
        lead, officer = (database.scalars(select(User).where(User.login == who)).one() for who in ("lead", "officer"))
        made = departments.add(database, lead.unit_id or 0, "Sở Y tế", actor=lead, now=NOW)
        departments.add(database, lead.unit_id or 0, "Sở Tài chính", actor=lead, now=NOW)
        officer.department = made
        due = (NOW + timedelta(days=8)).date()
        assign(database, submission_for(database, lead, OPEN), Order(("HT.1",), made, due), actor=lead, now=NOW)
        database.commit()
        return made.id


def owners(engine: Engine) -> dict[str, str]:
    with Session(engine) as database:
        lead = database.scalars(select(User).where(User.login == "lead")).one()
        known = duties(database, submission_for(database, lead, OPEN))
        return {code: row.department.name for code, row in known.assignments.items()}


def number_of(engine: Engine, name: str) -> str:
    with Session(engine) as database:
        return str(database.scalars(select(Department.id).where(Department.name == name)).one())


def values(page: Page, name: str) -> list[str]:
    return [str(box.get("value")) for box in page.all("input", name=name)]


def test_the_lead_adds_renames_and_closes_departments_and_places_people(sign_in: SignIn, site_engine: Engine) -> None:
    lead = sign_in("lead")
    assert "Chưa có sở, ngành nào" in lead.get("/so-nganh").text
    page = lead.post("/so-nganh", {"act": "add", "name": ""}, status=422)
    assert page.title.startswith("Lỗi: ")
    assert page.source.count("Viết tên sở, ngành, ví dụ Sở Tài chính") == 2
    lead.post("/so-nganh", {"act": "add", "name": "Sở Y tê"}, status=302)
    key = number_of(site_engine, "Sở Y tê")
    page = lead.post("/so-nganh", {"act": "rename", "department": key, "name": "Sở Y tế"}, status=302)
    assert "Đã đổi tên thành Sở Y tế" in page.text
    with Session(site_engine) as database:
        officer = database.scalars(select(User.id).where(User.login == "officer")).one()
    place = {"act": "place", f"department-{officer}": key, f"email-{officer}": "hoa@@laocai"}
    page = lead.post("/so-nganh", place, status=422)
    assert values(page, f"email-{officer}") == ["hoa@@laocai"]
    lead.post("/so-nganh", {**place, f"email-{officer}": "hoa@laocai.gov.vn"}, status=302)
    page = lead.post("/so-nganh", {"act": "close", "department": key}, status=422)
    assert "còn 1 cán bộ và 0 chỉ tiêu" in page.text
    assert "hoa@laocai.gov.vn" not in sign_in("lead-away").get("/so-nganh").source


def test_the_departments_the_index_names_are_added_with_one_button(sign_in: SignIn, site_engine: Engine) -> None:
    lead = sign_in("lead")
    page = lead.post("/so-nganh", {"act": "usual"}, status=302)
    assert "Đã thêm 16 sở, ngành" in page.text  # holders of the figures of DTI 2026
    assert "Bộ chỉ số đang đánh giá còn nêu" not in page.text
    page = lead.post(f"{ASSIGN}/de-xuat", {"source": "holder"}, status=302)
    assert "97 trên 97 chỉ tiêu đã giao" in page.text
    assert owners(site_engine)["KTS.4"] == "Thuế tỉnh"


def test_the_administrator_keeps_any_units_departments(sign_in: SignIn) -> None:
    page = sign_in("admin").post("/so-nganh?tinh=hue", {"act": "add", "name": "Sở Du lịch"}, status=302)
    assert ("Thành phố Huế" in page.text, "Đã thêm Sở Du lịch" in page.text) == (True, True)
    assert "Sở Du lịch" in sign_in("lead-away").get("/so-nganh").text
    assert "Sở Du lịch" not in sign_in("lead").get("/so-nganh").text


def test_ticked_indicators_go_to_a_department_until_a_day(sign_in: SignIn, site_engine: Engine, health: int) -> None:
    lead = sign_in("lead")
    wanted = {"indicator": ["HT.2", "NT.1"], "department": number_of(site_engine, "Sở Tài chính"), "due": "15/12/2026"}
    page = lead.post(ASSIGN, wanted, status=422)
    assert page.source.count("Viết ngày không sau 14/12/2026, là ngày hết hạn của Bộ") == 2
    ticked = [box.get("value") for box in page.all("input", name="indicator") if box.get("checked") is not None]
    assert ticked == ["NT.1", "HT.2"]  # nothing that was ticked or typed is lost
    assert values(page, "due") == ["15/12/2026"]
    page = lead.post(f"{ASSIGN}?muc=HT", {**wanted, "due": "1/12/2026"}, status=302)
    assert "Đã đổi phân công 2 chỉ tiêu" in page.text
    assert owners(site_engine) == {"HT.1": "Sở Y tế", "HT.2": "Sở Tài chính", "NT.1": "Sở Tài chính"}
    assert ["", "HT.2", "0/", "Sở Tài chính", "01/12/2026"][3:] == page.table("Hạ tầng số")[1][3:]


def test_a_department_that_answers_and_has_nobody_who_could_sign_in_is_named(
    sign_in: SignIn, site_engine: Engine, health: int
) -> None:
    lead = sign_in("lead")
    assert "chưa có tài khoản chuyên viên nào" not in lead.get(ASSIGN).text  # the officer works for Sở Y tế
    finance = number_of(site_engine, "Sở Tài chính")
    page = lead.post(ASSIGN, {"indicator": "HT.2", "department": finance}, status=302)
    assert "1 sở, ngành được giao chưa có tài khoản chuyên viên nào: Sở Tài chính." in page.text
    made = {"login": "tai.chinh", "full_name": "Lý Văn Bình", "department": finance}
    lead.post("/so-nganh/tai-khoan", made)
    assert "chưa có tài khoản chuyên viên nào" not in lead.get(ASSIGN).text


def test_faults_of_the_assignment_form_say_what_to_do(sign_in: SignIn, health: int) -> None:
    lead = sign_in("lead")
    nothing = lead.post(ASSIGN, {"department": str(health)}, status=422)
    assert "Đánh dấu ít nhất một chỉ tiêu trong bảng" in nothing.text
    nobody = lead.post(ASSIGN, {"indicator": ["HT.2"]}, status=422)
    assert "Chọn sở, ngành trong danh sách" in nobody.text
    day = lead.post(ASSIGN, {"indicator": ["HT.2"], "department": str(health), "due": "31/02/2026"}, status=422)
    assert "Viết ngày có thật" in day.text
    keep = lead.post(ASSIGN, {"indicator": ["HT.2"], "department": "giu", "due": "30/11/2026"}, status=422)
    assert "các chỉ tiêu này chưa giao cho ai" in keep.text


def test_filters_and_ticking_all_are_links(sign_in: SignIn, health: int) -> None:
    lead = sign_in("lead")
    page = lead.get(f"{ASSIGN}?muc=HT&chua=1&chon=1")
    codes = [str(box.get("value")) for box in page.all("input", name="indicator")]
    assert codes[0] == "HT.2"  # HT.1 is given away
    assert all(box.get("checked") is not None for box in page.all("input", name="indicator"))
    page = lead.get(f"{ASSIGN}?so={health}")
    assert [box.get("value") for box in page.all("input", name="indicator")] == ["HT.1"]
    assert "Không có chỉ tiêu nào khớp bộ lọc" in lead.get(f"{ASSIGN}?muc=NT&so={health}").text


def test_another_owner_over_data_is_asked_twice(
    sign_in: SignIn, filled: Filled, site_engine: Engine, health: int
) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    officer.post(HT, filled(officer.get(HT), **{HOUSEHOLDS: "3.000"}), status=302)
    order = {"indicator": ["HT.1"], "department": number_of(site_engine, "Sở Tài chính")}
    page = lead.post(ASSIGN, order, status=422)
    assert "1 chỉ tiêu đã có số liệu của sở, ngành khác: HT.1" in page.text
    lead.post(ASSIGN, {**order, "despite_data": "yes"}, status=302)
    card = text_of(officer.get(HT).one("fieldset", id="HT.1"))
    assert "Sở Tài chính phụ trách. Bạn chỉ xem được." in card
    assert "3.000 hộ" in card
    assert not officer.get(HT).all("input", name=HOUSEHOLDS)
    assert lead.get(HT).all("input", name=HOUSEHOLDS)


def test_a_department_says_it_is_done_and_a_change_takes_it_back(sign_in: SignIn, filled: Filled, health: int) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    page = officer.get(HT)
    assert "Phần của Sở Y tế đã nhập xong?" in page.text
    fields = filled(page, **{HOUSEHOLDS: "3000,", f"done__{health}": "yes"})
    page = officer.post(HT, fields, status=422)
    assert "Chưa xác nhận nhập xong được: còn ô chưa đọc được" in page.text
    fields = filled(page, **{HOUSEHOLDS: "3.000", f"done__{health}": "yes"})
    page = officer.post(HT, fields, status=302)
    assert "Đã lưu 1 câu trả lời lúc 09:00. Đã xác nhận nhập xong" in page.text
    assert "Người officer xác nhận lúc 09:00" in lead.get(HT).text
    assert "đã xác nhận" in lead.get(PROGRESS).text
    page = lead.post(HT, filled(lead.get(HT), **{HOUSEHOLDS: "4.000"}), status=302)
    assert "Xác nhận nhập xong được rút vì có thay đổi" in page.text
    assert "đã xác nhận" not in lead.get(PROGRESS).text
    undone = officer.post(HT, filled(officer.get(HT), **{f"done__{health}": "yes"}), status=302)
    assert "Không có gì thay đổi" not in undone.text
    undone = officer.post(HT, filled(undone, **{f"done__{health}": "no"}), status=302)
    assert "Đã ghi là chưa nhập xong" in undone.text


def test_the_matrix_counts_by_department_and_marks_who_is_late(
    sign_in: SignIn, filled: Filled, clock: Clock, site_engine: Engine, health: int
) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    officer.post(HT, filled(officer.get(HT), **{HOUSEHOLDS: "3.000"}), status=302)
    clock.at = NOW + timedelta(days=8, hours=14)  # 30 November, 23:00: the day is not over
    lead = sign_in("lead")
    row = lead.get(PROGRESS).table("Số liệu đã có")[0]
    assert (row[0].partition("chưa")[0], row[1]) == ("Sở Y tế hạn 30/11/2026", "1/2")
    clock.at = NOW + timedelta(days=9)
    lead = sign_in("lead")
    lead.get(PROGRESS)
    queries: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    page = lead.get(PROGRESS)
    assert len(queries) <= 10, queries
    assert "1 sở, ngành đã quá hạn trong tỉnh: Sở Y tế." in page.text
    assert page.all("a", href=f"{HT}#HT.1")
    assert "Hạ tầng số: 1/2 quá hạn" in " ".join(page.table("Số liệu đã có")[0])
    assert "quá hạn 30/11/2026" in sign_in("officer").get("/viec-cua-toi").text


def test_home_shows_an_officer_the_own_part_and_what_is_open_to_all(
    sign_in: SignIn, clock: Clock, site_engine: Engine, health: int
) -> None:
    officer = sign_in("officer")
    page = officer.get("/viec-cua-toi")
    assert "0/2 số liệu được giao" in [text_of(fact) for fact in page.all("dd")]
    assert "Phiếu chưa gửi Bộ." in page.text
    assert [text_of(link) for link in page.all("a", class_="task-name")] == ["Hạ tầng số"]
    move(site_engine, "Sở Tài chính")
    page = officer.get("/viec-cua-toi")
    assert "Chưa có chỉ tiêu nào được giao cho Sở Tài chính. Bạn nhập được 153 số liệu" in page.text  # 155 − 2
    move(site_engine, None)
    assert "Tài khoản của bạn chưa thuộc sở, ngành nào" in officer.get("/viec-cua-toi").text
    clock.at = NOW + timedelta(days=25)
    assert "Đợt này không nhận câu trả lời lúc này" in sign_in("officer").get("/viec-cua-toi").text


def move(engine: Engine, name: str | None) -> None:
    with Session(engine.execution_options(write=True)) as database:
        officer = database.scalars(select(User).where(User.login == "officer")).one()
        officer.department = departments.called(database, officer.unit_id, name) if name else None
        database.commit()


def test_home_shows_the_lead_who_is_late_and_what_nobody_has(sign_in: SignIn, clock: Clock, health: int) -> None:
    lead: Browser = sign_in("lead")
    assert "Không sở, ngành nào quá hạn trong tỉnh. Còn 153 số liệu chưa giao cho ai." in lead.get("/viec-cua-toi").text
    clock.at = NOW + timedelta(days=9)
    assert "1 sở, ngành đã quá hạn trong tỉnh: Sở Y tế." in sign_in("lead").get("/viec-cua-toi").text


def test_the_task_list_names_the_owners(sign_in: SignIn, health: int) -> None:
    page = sign_in("officer").get(f"/phieu/{OPEN}")
    assert "Sở Y tế 0/2; chưa giao 0/" in page.text

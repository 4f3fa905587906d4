"""A form by Excel: out, in, seen before it is written, decided where two people differ, and never lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assessment.models import Answer, AuditEvent, Round, Upload, User
from assessment.services import departments, saving
from assessment.services.delegation import Order, assign
from assessment.services.saving import AnswerChange
from assessment.services.submissions import submission_for
from tests.conftest import NOW
from tests.exchange.filled import CHOICE, FIBRE, HOUSEHOLDS, TICKS, cell_of, saved
from tests.pages import Browser, Page
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn
from tests.world import OPEN

EXCEL = f"/phieu/{OPEN}/excel"
PREVIEW = f"{EXCEL}/xem-truoc"
NAME = "Báo cáo Lào Cai.xlsx"
Change = Callable[[Workbook], None]


def downloaded(browser: Browser, section: str = "HT") -> Workbook:
    answer = browser.client.get(f"{EXCEL}/tai-xuong?muc={section}")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


def sent(browser: Browser, content: bytes, *, name: str = NAME, status: int = 303, where: str = EXCEL) -> Page:
    return browser.post(where, {"workbook": (BytesIO(content), name)}, status=status)


def filled_in(book: Workbook, **values: Any) -> bytes:
    for item, value in values.items():
        cell_of(book, item).value = value
    return saved(book)


def save_as(engine: Engine, login: str, *changes: AnswerChange) -> None:
    with Session(engine.execution_options(write=True)) as session:
        person = session.scalars(select(User).where(User.login == login)).one()
        form = submission_for(session, person, OPEN)
        assert saving.save(session, form, changes, actor=person, now=NOW).conflicts == ()
        session.commit()


def answers(engine: Engine) -> dict[str, str]:
    with Session(engine) as session:
        return {row.item: row.typed for row in session.scalars(select(Answer)) if row.submission.round.code == OPEN}


def waiting(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Upload.name)))


def test_three_changed_cells_are_shown_first_written_on_confirmation_and_told_in_the_log(
    sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine
) -> None:
    officer = sign_in("officer")
    content = filled_in(downloaded(officer), **{FIBRE: 30, HOUSEHOLDS: "1.200"})
    book = load_workbook(BytesIO(content))
    cell_of(book, FIBRE, "evidence").value = "Báo cáo số 12/BC"
    page = sent(officer, saved(book))
    assert page.heading == "Xem trước tệp Excel"
    rows = page.table("Các số liệu sẽ ghi")
    assert [row[2:] for row in rows] == [
        ["bỏ trống", "30 hộ"],
        ["bỏ trống", "Báo cáo số 12/BC"],
        ["bỏ trống", "1.200 hộ"],
    ]
    assert answers(site_engine) == {}
    done = officer.post(PREVIEW, filled(page), status=302)
    assert "Đã ghi 2 số liệu từ tệp." in done.text
    assert answers(site_engine) == {FIBRE: "30", HOUSEHOLDS: "1.200"}
    assert waiting(site_engine) == []
    with Session(site_engine) as session:
        logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "answers.imported")).one()
        assert logged.after is not None
        assert (logged.after["file"], logged.after["saved"], len(logged.after["sha256"])) == (NAME, 2, 64)


@pytest.mark.parametrize(("choice", "kept"), [("mine", "31"), ("theirs", "29"), ("", "29")])
def test_of_a_conflict_the_chosen_value_is_kept_and_what_is_left_for_later_waits(
    sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine, choice: str, kept: str
) -> None:
    officer = sign_in("officer")
    book = downloaded(officer)
    save_as(site_engine, "lead", AnswerChange(FIBRE, "29", 0))
    page = sent(officer, filled_in(book, **{FIBRE: 31, HOUSEHOLDS: 99}))
    assert "Người lead lưu lúc" in page.text
    fields = filled(page)
    fields[f"keep__{FIBRE}"] = [f"{choice}:1" if choice == "mine" else choice]
    officer.post(PREVIEW, fields, status=303 if not choice else 302)
    assert answers(site_engine) == {FIBRE: kept, HOUSEHOLDS: "99"}
    assert waiting(site_engine) == ([NAME] if not choice else [])


def test_a_conflict_that_arises_after_the_preview_is_not_overwritten(
    sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine
) -> None:
    officer = sign_in("officer")
    page = sent(officer, filled_in(downloaded(officer), **{FIBRE: 31}))
    save_as(site_engine, "lead", AnswerChange(FIBRE, "29", 0))
    again = officer.post(PREVIEW, filled(page), status=303)
    assert "Đã ghi 0 số liệu" in again.text
    assert "Giữ của tôi" in again.text
    assert answers(site_engine) == {FIBRE: "29"}


def test_errors_are_told_with_cell_and_remedy_and_come_back_in_the_file(
    sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine
) -> None:
    officer = sign_in("officer")
    page = sent(officer, filled_in(downloaded(officer), **{FIBRE: "khoảng 30", HOUSEHOLDS: 5}))
    ((where, _question, found, remedy),) = page.table("Các ô cần sửa")
    assert (where, found) == ("HT Hạ tầng số F4", "khoảng 30")
    assert remedy == "Bỏ chữ “k”, chỉ viết chữ số"
    marked = load_workbook(BytesIO(officer.client.get(f"{EXCEL}/danh-dau-loi").data))
    assert marked["HT Hạ tầng số"]["I4"].value == remedy
    officer.post(PREVIEW, filled(page), status=303)
    assert answers(site_engine) == {HOUSEHOLDS: "5"}
    assert waiting(site_engine) == [NAME]  # for the rest of it
    again = sent(officer, filled_in(marked, **{FIBRE: 30}))
    assert [row[2:] for row in again.table("Các số liệu sẽ ghi")] == [["bỏ trống", "30 hộ"]]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "", "Chọn tệp .xlsx đã nhập"),
        (b"%PDF", "a.pdf", "Chọn tệp có đuôi .xlsx"),
        (b"%PDF", "a.xlsx", "Không phải là tệp Excel .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    sign_in: SignIn, site_engine: Engine, content: bytes, name: str, words: str
) -> None:
    page = sent(sign_in("officer"), content, name=name, status=422)
    assert page.title.startswith("Lỗi: Nhập, xuất Excel")
    assert page.text.count(words) == 2  # in the summary and at the field
    assert waiting(site_engine) == []


def test_the_file_of_another_province_is_refused_and_does_not_replace_the_one_that_waits(
    sign_in: SignIn, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    sent(officer, filled_in(downloaded(officer), **{FIBRE: 1}))
    theirs = filled_in(downloaded(sign_in("officer-away")), **{FIBRE: 2})
    page = sent(officer, theirs, name="khác.xlsx", status=422)
    assert "Tệp này là phiếu của đợt dti-2026, đơn vị mã" in page.text
    assert waiting(site_engine) == [NAME]


def test_a_file_waits_for_its_owner_alone_through_a_new_sign_in_and_a_day_at_most(
    sign_in: SignIn, clock: Clock, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    sent(officer, filled_in(downloaded(officer), **{FIBRE: 1}))
    assert "Một tệp đang chờ" not in sign_in("lead").get(EXCEL).text
    assert "Không có tệp nào đang chờ" in sign_in("lead").client.get(PREVIEW, follow_redirects=True).text
    clock.at = NOW + timedelta(hours=23)
    again = sign_in("officer")
    assert "Một tệp đang chờ bạn xác nhận." in again.get(EXCEL).text
    assert NAME in again.get(PREVIEW).text
    clock.at = NOW + timedelta(hours=24)
    assert "Một tệp đang chờ" not in sign_in("officer").get(EXCEL).text


def test_confirming_what_was_replaced_meanwhile_writes_nothing(
    sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine
) -> None:
    officer = sign_in("officer")
    book = downloaded(officer)
    first = sent(officer, filled_in(book, **{FIBRE: 1}))
    sent(officer, filled_in(book, **{FIBRE: 2}))
    shown = officer.post(PREVIEW, filled(first), status=409)
    assert "vừa được thay bằng tệp khác" in shown.text
    assert answers(site_engine) == {}


def test_after_the_deadline_nothing_is_written_and_the_file_is_still_the_officers(
    sign_in: SignIn, filled: Callable[..., Fields], clock: Clock, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    page = sent(officer, filled_in(downloaded(officer), **{FIBRE: 1}))
    clock.at = NOW + timedelta(minutes=30)
    with Session(site_engine.execution_options(write=True)) as session:
        session.scalars(select(Round).where(Round.code == OPEN)).one().closes_at = NOW + timedelta(minutes=10)
        session.commit()
    late = officer.post(PREVIEW, filled(page), status=409)
    assert "Tệp của bạn vẫn nguyên như cũ" in late.text
    assert answers(site_engine) == {}
    assert waiting(site_engine) == [NAME]


def test_a_department_has_a_workbook_of_its_own_and_what_is_not_its_own_is_not_written(
    sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine
) -> None:
    health = assigned_to_health(site_engine)
    lead, officer = sign_in("lead"), sign_in("officer")
    assert "Sở Y tế" in lead.get(EXCEL).text
    answer = lead.client.get(f"{EXCEL}/tai-xuong?so={health}")
    assert "so-y-te-20261122-0900.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Hướng dẫn", "HT Hạ tầng số"]
    assert "Sở Y tế" in str(book.worksheets[1]["C1"].value)
    page = sent(officer, filled_in(book, **{FIBRE: 30}))
    ((*_, remedy),) = page.table("Các ô cần sửa")
    assert remedy == "Số liệu này do Sở Y tế trả lời; chuyển tệp cho sở, ngành đó"
    assert not page.all("button", name="keep")
    lead.post(PREVIEW, filled(sent(lead, filled_in(book, **{FIBRE: 30}))), status=302)
    assert answers(site_engine) == {FIBRE: "30"}
    assert lead.client.get(f"{EXCEL}/tai-xuong?so=999").status_code == 404


def assigned_to_health(engine: Engine) -> int:
    """HT.1 is answered by Sở Y tế, where the officer does not work; the id of the department."""
    with Session(engine.execution_options(write=True)) as session:
        lead = session.scalars(select(User).where(User.login == "lead")).one()
        form = submission_for(session, lead, OPEN)
        health = departments.add(session, lead.unit_id or 0, "Sở Y tế", actor=lead, now=NOW)
        assign(session, form, Order(("HT.1",), health), actor=lead, now=NOW)
        session.commit()
        return health.id


def test_a_file_can_be_thrown_away(sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine) -> None:
    officer = sign_in("officer")
    page = sent(officer, filled_in(downloaded(officer), **{FIBRE: 1}))
    gone = officer.post(PREVIEW, {**filled(page), "drop": "1"}, status=302)
    assert "Không có gì được ghi" in gone.text
    assert (answers(site_engine), waiting(site_engine)) == ({}, [])


def test_the_preview_of_a_whole_form_in_english_asks_the_database_few_questions(
    sign_in: SignIn, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    book = load_workbook(BytesIO(officer.client.get(f"{EXCEL}/tai-xuong").data))
    save_as(site_engine, "lead", *(AnswerChange(item, "7", 0) for item in (FIBRE, HOUSEHOLDS)))
    content = filled_in(book, **{FIBRE: 1, HOUSEHOLDS: 2, CHOICE.code: CHOICE.choices[0].code, TICKS.code: "1; 2"})
    sent(officer, content)
    asked: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    page = officer.get(f"{PREVIEW}?lang=en")
    assert page.heading == "Preview of the workbook"
    assert len(asked) <= 14, asked
    assert len(page.source) < 100_000

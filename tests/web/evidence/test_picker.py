"""Documents beside an answer: linked, uploaded on the spot, taken away from one place only, shown to the reviewer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assessment.models import Level, Return, Submission, SubmissionState, User
from assessment.services.evidence.places import places
from questionnaires import load
from tests.conftest import NOW
from tests.files import samples
from tests.pages import Browser, Page, text_of
from tests.web.evidence.conftest import upload
from tests.web.working.conftest import Fields, SignIn
from tests.world import CURRENT_INDEX, HOME, OPEN, unit

Filled = Callable[..., Fields]
FORM = f"/phieu/{OPEN}"
PLACES = {place.indicator.code: item for item, place in places(load(CURRENT_INDEX)).items()}
ITEM, OTHER, THIRD = PLACES["NT.1"], PLACES["NT.2"], PLACES["HT.1"]
PICK = f"{FORM}/tai-lieu/{ITEM}"


@pytest.fixture
def officer(sign_in: SignIn) -> Browser:
    """An officer whose library has one document."""
    browser = sign_in("officer")
    browser.post("/tai-lieu", {"files": [upload("Quyết định 12.pdf")]}, status=302)
    return browser


def card(browser: Browser, indicator: str) -> str:
    return text_of(browser.get(f"{FORM}/{indicator.partition('.')[0]}").one("fieldset", id=indicator))


def test_a_ticked_document_stands_beside_the_answer_with_its_page(officer: Browser) -> None:
    page = officer.post(PICK, {"piece": "1", "pages-1": "3", "note-1": "điểm b"}, status=302)
    assert "Đã gắn 1 tài liệu" in text_of(page.one("div", class_="notice"))
    shown = card(officer, "NT.1")
    assert "Quyết định 12 (mở thẻ mới), trang 3" in shown
    assert "điểm b" in shown
    assert "Quyết định 12" not in card(officer, "NT.2")


def test_files_uploaded_beside_an_answer_are_linked_and_known_ones_are_used_again(officer: Browser) -> None:
    known = samples.pdf("Quyết định 12.pdf")
    files = [upload("Mới.pdf"), upload("Tên khác.pdf", known), upload("xau.html", samples.HTML)]
    page = officer.post(PICK, {"files": files, "pages": "7"}, status=422)
    assert "xau.html: chỉ nhận" in page.text
    assert "Đã gắn 2 tài liệu" in page.text
    assert [text_of(link) for link in page.one("main").iter("a") if link.get("target")] == [
        "Mới (mở thẻ mới)",
        "Quyết định 12 (mở thẻ mới)",
    ]
    assert len(officer.get("/tai-lieu").table("tài liệu, mới nhất trước")) == 2


def test_nothing_ticked_says_so(officer: Browser) -> None:
    assert "Đánh dấu tài liệu trong kho" in officer.post(PICK, {}, status=422).text


def test_the_button_beside_an_answer_saves_the_page_first(officer: Browser, filled: Filled) -> None:
    section = f"{FORM}/HT"
    fields = filled(officer.get(section), answer__tong_so_ho="3.000", **{"tai-lieu": THIRD})
    page = officer.post(section, fields, status=302)
    assert page.heading == "Tài liệu kiểm chứng của HT.1"
    assert "Đã lưu 1 câu trả lời" in page.text
    assert officer.get(section).one("input", name="answer__tong_so_ho").get("value") == "3.000"


def test_enter_in_a_box_presses_save_not_the_first_documents_button(officer: Browser) -> None:
    form = next(form for form in officer.get(f"{FORM}/HT").all("form", novalidate="") if form.get("method") == "post")
    first = next(button for button in form.iter("button") if button.get("type") == "submit")
    assert first.get("name") is None


def test_a_document_taken_from_one_answer_stays_behind_the_others(officer: Browser) -> None:
    officer.post("/tai-lieu/1/gan?dot=dti-2026", {"item": [ITEM, OTHER, THIRD], "pages": "2"}, status=302)
    page = officer.post(f"{FORM}/tai-lieu/{OTHER}/go", {"piece": "1"}, status=302)
    told = page.one("div", class_="notice")
    assert "Đã gỡ “Quyết định 12” khỏi chỉ tiêu này" in text_of(told)
    assert told.get("autofocus") is not None
    uses = officer.get("/tai-lieu/1").table("2 chỉ tiêu")
    assert [row[1].split()[0] for row in uses] == ["NT.1", "HT.1"]


def test_removal_of_a_used_document_asks_and_says_where_it_is_used(officer: Browser) -> None:
    officer.post("/tai-lieu/1/gan?dot=dti-2026", {"item": [ITEM, THIRD]}, status=302)
    asked = officer.get("/tai-lieu/1/xoa")
    assert "Tài liệu đang dùng cho 2 chỉ tiêu." in asked.text
    assert [text_of(line).split()[2] for line in asked.one("main").iter("li")] == ["NT.1", "HT.1"]
    assert officer.get("/tai-lieu/1").heading == "Quyết định 12"  # asking removed nothing
    page = officer.post("/tai-lieu/1/xoa", {}, status=302)
    assert "Đã xóa tài liệu “Quyết định 12” khỏi kho" in text_of(page.one("div", class_="notice"))
    assert "Quyết định 12" not in card(officer, "NT.1")


def test_a_document_of_another_unit_cannot_be_linked(officer: Browser, sign_in: SignIn) -> None:
    away = sign_in("officer-away")
    assert away.client.post(PICK, data={"csrf_token": away.token(), "piece": "1"}).status_code == 404
    assert (
        away.client.post("/tai-lieu/1/gan?dot=dti-2026", data={"csrf_token": away.token(), "item": ITEM}).status_code
        == 404
    )


def test_an_answer_the_ministry_gives_has_no_place_for_documents(officer: Browser) -> None:
    for item in ("ty_le_dan_so_phu_5g", "khong_co"):
        assert officer.client.get(f"{FORM}/tai-lieu/{item}").status_code == 404


def test_after_the_deadline_documents_are_read_but_not_linked(officer: Browser, app: Flask) -> None:
    officer.post(PICK, {"piece": "1"}, status=302)
    clock = app.extensions["assessment"].clock
    clock.at += timedelta(days=30)  # past 14 December
    late = Browser(app)
    late.sign_in("officer", "mật khẩu để thử 2026")
    page = late.get(PICK)
    assert "Quyết định 12" in page.text
    assert not page.all("input", type="file")
    assert late.client.post(PICK, data={"csrf_token": late.token(), "piece": "1"}).status_code == 409
    assert "Quyết định 12" in card(late, "NT.1")


def test_the_reviewer_sees_the_documents_beside_the_answer_with_a_preview(officer: Browser, sign_in: SignIn) -> None:
    officer.post(PICK, {"piece": "1", "pages-1": "4"}, status=302)
    page = sign_in("reviewer").get(f"/tham-dinh/{OPEN}/{HOME}")
    part = page.one("section", id="NT.1")
    assert "Quyết định 12 (mở thẻ mới), trang 4" in text_of(part)
    assert [link.get("href") for link in part.iter("a") if link.get("target")] == ["/tai-lieu/1/tep?xem=1"]
    assert "không có" in text_of(page.one("section", id="NT.2"))


def test_documents_cost_a_section_one_query(officer: Browser, site_engine: Engine) -> None:
    officer.post("/tai-lieu", {"files": [upload(f"{number}.pdf") for number in range(5)]}, status=302)
    officer.post(PICK, {"piece": ["1", "2", "3"]}, status=302)
    officer.post(f"{FORM}/tai-lieu/{OTHER}", {"piece": ["3", "4", "5"]}, status=302)
    queries: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    page: Page = officer.get(f"{FORM}/NT")
    assert page.source.count("mở thẻ mới") == 6
    assert sum("evidence" in query for query in queries if "FROM answer" not in query) == 1


def test_on_a_returned_form_only_what_was_given_back_takes_documents(officer: Browser, site_engine: Engine) -> None:
    with Session(site_engine.execution_options(write=True)) as session:
        home, person = unit(session, HOME), session.scalars(select(User).where(User.login == "reviewer")).one()
        form = session.scalars(select(Submission).where(Submission.unit_id == home.id, Submission.round.has(code=OPEN)))
        returned = form.one()
        returned.state, returned.sent_at = SubmissionState.RETURNED, NOW
        given = {"level": Level.MINISTRY, "reason": "Thiếu quyết định thành lập.", "at": NOW, "given_at": NOW}
        reply_by = NOW + timedelta(days=5)
        session.add(Return(submission_id=returned.id, indicator="NT.1", by_id=person.id, reply_by=reply_by, **given))
        session.commit()
    page = officer.post(PICK, {"piece": "1"}, status=302)
    assert "Đã gắn 1 tài liệu" in page.text
    closed = officer.get(f"{FORM}/tai-lieu/{OTHER}")
    assert not closed.all("input", type="file")
    assert "Bộ không trả lại" in closed.text
    offered = [box.get("value") for box in officer.get(f"/tai-lieu/1/gan?dot={OPEN}").all("input", name="item")]
    assert offered == [ITEM]
    sent = {"csrf_token": officer.token(), "piece": "1"}
    assert officer.client.post(f"{FORM}/tai-lieu/{OTHER}", data=sent).status_code in (403, 409)
    held = officer.post("/tai-lieu/1/xoa", {}, status=409)
    assert "nên không thay, không xóa được" in held.text

"""The ranker computes a draft and publishes it; nobody outside sees the draft."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.models import Round, Submission, Unit, User
from assessment.services.illustration import fill, review_all
from assessment.services.submissions import request_sign_off, send
from questionnaires import load
from tests.pages import Browser
from tests.web.working.conftest import SignIn

DESK = "/xep-hang-bo/dti-2026"


@pytest.fixture
def settled(site_engine: Engine, now: datetime) -> None:
    """Lào Cai and Huế answered, sent and settled with illustrative values."""
    with Session(site_engine.execution_options(write=True)) as session:
        people = {user.login: user for user in session.scalars(select(User))}
        for slug, suffix in (("lao-cai", ""), ("hue", "-away")):
            form = session.scalars(
                select(Submission)
                .join(Submission.unit)
                .join(Submission.round)
                .where(Unit.slug == slug, Round.code == "dti-2026")
            ).one()
            fill(session, form, people[f"officer{suffix}"], now)
            request_sign_off(session, form, people[f"lead{suffix}"], now)
            send(session, form, people[f"certifier{suffix}"], now)
            review_all(session, form, people["reviewer"], now)
        session.commit()


def test_nothing_is_computed_while_nothing_is_settled(sign_in: SignIn) -> None:
    page = sign_in("ranker").post(f"{DESK}/tinh", status=302)
    assert "Chưa có phiếu nào được chốt thẩm định" in page.text
    assert "Chưa tính lần nào." in page.text


def test_a_draft_says_so_and_is_published_under_a_decision(sign_in: SignIn, settled: None, browser: Browser) -> None:
    ranker = sign_in("ranker")
    draft = ranker.post(f"{DESK}/tinh", status=302)
    assert "DỰ THẢO" in draft.text
    assert "minh họa" in draft.text
    table = draft.table("2 tỉnh, thành phố được xếp hạng")
    assert [cells[0] for cells in table] == ["1", "2"]
    assert {cells[2] for cells in table} <= {"1", "2", "1–2"}  # an interval of one rank is that rank
    browser.get("/xep-hang/dti-2026", status=404)
    for login in ("reviewer", "officer"):
        sign_in(login).get(f"{DESK}/1", status=403)
    refused = ranker.post(f"{DESK}/cong-bo", {"version": "1", "decision": ""}, status=422)
    assert refused.source.count("Ghi số quyết định, ví dụ 123/QĐ-BKHCN") == 2
    ranker.post(f"{DESK}/cong-bo", {"version": "1", "decision": "123/QĐ-BKHCN"}, status=302)
    assert browser.get("/xep-hang/dti-2026").status == 200
    assert "DỰ THẢO" not in ranker.get(f"{DESK}/1").text
    assert "123/QĐ-BKHCN" in ranker.get(DESK).text


def test_open_data_of_illustrative_answers_say_so_in_their_names_and_on_the_page(
    sign_in: SignIn, settled: None, browser: Browser
) -> None:
    ranker = sign_in("ranker")
    ranker.post(f"{DESK}/tinh", status=302)
    ranker.post(f"{DESK}/cong-bo", {"version": "1", "decision": "123/QĐ-BKHCN"}, status=302)
    for table, header in (("scores", "unit,node,level,score,max_score,rank"), ("ranking", "rank,unit,name,score,band")):
        answer = browser.client.get(f"/xep-hang/dti-2026/{table}.csv")
        assert f'filename="dti-2026-{table}-minh-hoa.csv"' in answer.headers["Content-Disposition"]
        assert answer.text.splitlines()[0] == header
        real = browser.client.get(f"/xep-hang/dti-2024/{table}.csv").headers["Content-Disposition"]
        assert f'filename="dti-2024-{table}.csv"' in real
    assert "Câu trả lời của đợt này là minh họa" in browser.get("/xep-hang/dti-2026").text
    assert "là minh họa, không phải" not in browser.get("/xep-hang/dti-2024").text


def test_the_viewer_reads_drafts_and_computes_nothing(sign_in: SignIn, settled: None) -> None:
    sign_in("ranker").post(f"{DESK}/tinh", status=302)
    viewer = sign_in("viewer")
    assert "DỰ THẢO" in viewer.get(f"{DESK}/1").text
    assert not viewer.get(DESK).one("main").findall(".//form")
    viewer.post(f"{DESK}/tinh", status=403)
    viewer.get(f"{DESK}/2", status=404)


def test_the_log_shows_who_did_what_and_what_changed(sign_in: SignIn, settled: None) -> None:
    sign_in("ranker").post(f"{DESK}/tinh", status=302)
    admin = sign_in("admin")
    page = admin.get("/nhat-ky")
    assert ["Người ranker", "Tính kết quả"] in [cells[1:3] for cells in page.table("Mới nhất trước")]
    older = admin.get("/nhat-ky?trang=2")
    assert "Thẩm định chỉ tiêu" in older.text
    index, found = load("DTI-2026"), subjects(admin)
    assert f"{index.node('HT.1').name.vi} HT.1" in found
    assert f"{index.items['tong_so_ho'].question.vi} tong_so_ho" in found
    assert admin.get("/nhat-ky?trang=9999").text.count("Không có sự kiện nào ở trang này") == 1
    sign_in("ranker").get("/nhat-ky", status=403)


def subjects(admin: Browser) -> set[str]:
    """What the events of the whole log are about."""
    found: set[str] = set()
    for number in range(1, 40):
        page = admin.get(f"/nhat-ky?trang={number}")
        if not page.all("table"):
            break
        found |= {cells[3] for cells in page.table("Mới nhất trước")}
    return found


def test_everybody_has_a_first_page_in_both_languages(sign_in: SignIn) -> None:
    for login in ("officer", "lead", "certifier", "reviewer", "ranker", "viewer", "admin"):
        person = sign_in(login)
        assert person.get("/viec-cua-toi").heading == "Việc của tôi"
        assert person.get("/viec-cua-toi?lang=en").one("html").get("lang") == "en"

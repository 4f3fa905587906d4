"""An official's Excel changes a rule, points and a question: form, score, page and PDF follow, and no code changes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.app import create_app
from assessment.config import from_environment
from assessment.models import User
from assessment.reports.batch import scorecard_job
from assessment.reports.gather import gather
from assessment.reports.pages import html
from assessment.services import catalogue, results
from assessment.services.answers import section_view
from assessment.services.illustration import review_all
from assessment.services.rounds import create_round, open_round
from assessment.services.saving import AnswerChange, save
from assessment.services.submissions import request_sign_off, send, submission_for
from tests.exchange.desk import ABOUT, ITEMS, TREE
from tests.exchange.test_workbook_changes import edited
from tests.world import HOME

CODE, ROUND = "SMALL-2", "thu-2026"
QUESTION = "Số xã, phường, đặc khu có cáp quang đến thôn"
NAME = "Xã có cáp quang đến từng thôn"


@pytest.fixture
def followed(world: Session, now: datetime) -> Session:
    """A round on the changed set, answered by Lào Cai, sent, verified, computed and published."""
    people = {user.login: user for user in world.scalars(select(User))}
    index = edited(
        (ABOUT, "Mã bộ chỉ số", "Giá trị", CODE),
        (TREE, "A", "Tên chỉ số (tiếng Việt)", NAME),
        (TREE, "A", "Điểm tối đa", 40),
        (TREE, "A", "Cách chấm điểm", "bậc thang"),
        (TREE, "A", "Mẫu số (mã)", None),
        (TREE, "A", "Mức điểm", "50 = 40 điểm; 20 = 10 điểm"),
        (ITEMS, "so_xa", "Câu hỏi (tiếng Việt)", QUESTION),
    )
    made = catalogue.put_draft(world, index, actor=people["admin"], now=now)
    catalogue.publish(world, CODE, made.version, actor=people["admin"], now=now)
    round_ = create_round(
        world, code=ROUND, family="THU", year=2026, unit_set="34", index_code=CODE, actor=people["admin"], now=now
    )
    open_round(world, round_, actor=people["admin"], now=now, opens_at=now)
    form = submission_for(world, people["officer"], ROUND)
    changes = [AnswerChange("so_xa", "30", 0), AnswerChange("truong_ban", "bi_thu", 0)]
    save(world, form, changes, actor=people["officer"], now=now)
    request_sign_off(world, form, people["lead"], now)
    send(world, form, people["certifier"], now)
    review_all(world, form, people["reviewer"], now)
    result = results.compute(world, round_, actor=people["ranker"], now=now, draws=10)
    results.publish(world, result, actor=people["ranker"], now=now, decision="1/QĐ-BKHCN")
    world.commit()
    return world


def test_form_and_score_follow(followed: Session) -> None:
    officer = followed.scalars(select(User).where(User.login == "officer")).one()
    card = section_view(followed, submission_for(followed, officer, ROUND), "ALL").cards[0]
    assert card.fields[0].item.question.vi == QUESTION
    assert (card.node.name.vi, card.points, card.maximum) == (NAME, 10, 40)  # 30 reaches the step of 20


def test_the_page_of_the_method_follows(followed: Session, world_url: str, tmp_path: Path) -> None:
    settings = from_environment({"DATABASE_URL": world_url, "ASSESSMENT_VAR": str(tmp_path), "SECRET_KEY": "k" * 40})
    app = create_app(settings)
    page = app.test_client().get(f"/bo-chi-so/{CODE}").get_data(as_text=True)
    app.extensions["assessment"].engine.dispose()
    assert NAME in page
    assert "Từ 50 xã trở lên: 40 điểm" in page.replace("\u00a0", " ")


def test_the_scorecard_follows(followed: Session, tmp_path: Path) -> None:
    settings = from_environment({"ASSESSMENT_VAR": str(tmp_path)})
    page = html(scorecard_job(gather(followed, ROUND), HOME, "vi", settings).document)
    assert NAME in page
    assert "20,0" in page  # 10 of A and all 10 of B

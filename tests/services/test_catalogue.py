"""Definitions written in the product: drafted, edited, published, and then never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, Definition, User
from assessment.services import catalogue
from assessment.services.answers import section_view
from assessment.services.catalogue import DRAFT, PUBLISHED, SHIPPED
from assessment.services.errors import IncompleteError, NotFoundError, StaleError, TransitionError
from assessment.services.rounds import create_round, open_round
from assessment.services.saving import AnswerChange, save
from assessment.services.submissions import overview, submission_for
from questionnaires import DefinitionError, load
from questionnaires.model import Comparability

OLD, NEW = "DTI-2026", "DTI-2027"
Person = Callable[[str], User]


@pytest.fixture
def draft(world: Session, person: Person, now: datetime) -> catalogue.Edition:
    return catalogue.draft_copy(world, OLD, NEW, actor=person("admin"), now=now)


def indicator(session: Session, node: str, code: str = NEW) -> dict[str, object]:
    found = catalogue.index_of(session, code).node(node)
    return {"name": found.name.vi, "points": found.max_points, "rule": found.rule}


def test_a_draft_starts_as_a_copy_that_follows_its_original_node_by_node(
    world: Session, draft: catalogue.Edition
) -> None:
    assert (draft.state, draft.version, draft.index.previous) == (DRAFT, 1, OLD)
    old = load(OLD)
    assert [node.code for node in draft.index.root.walk()] == [node.code for node in old.root.walk()]
    followed = [node.predecessor for node in draft.index.root.walk()][1:]
    assert {(each.code, each.comparability) for each in followed if each} == {
        (node.code, Comparability.SAME) for node in list(old.root.walk())[1:]
    }


def test_a_copy_may_not_take_the_code_of_another(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    for taken in (OLD, NEW):
        with pytest.raises(TransitionError):
            catalogue.draft_copy(world, OLD, taken, actor=person("admin"), now=now)


def test_a_copy_needs_a_code_that_is_one(world: Session, person: Person, now: datetime) -> None:
    with pytest.raises(DefinitionError):
        catalogue.draft_copy(world, OLD, "Đợt 2027", actor=person("admin"), now=now)


def test_points_of_an_indicator_change_and_those_above_follow(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    before = draft.index.node("NT").max_points or 0
    own = draft.index.node("NT.1").max_points or 0
    made = catalogue.change_node(world, NEW, "NT.1", {"max_points": own + 5}, 1, actor=person("admin"), now=now)
    assert made.index.node("NT").max_points == before + 5
    assert made.version == 2


def test_a_change_that_would_be_wrong_is_refused_and_nothing_is_written(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    with pytest.raises(DefinitionError):
        catalogue.change_node(world, NEW, "NT.1", {"max_points": -5}, 1, actor=person("admin"), now=now)
    assert catalogue.edition(world, NEW) == draft


def test_two_administrators_on_one_draft_the_second_is_told(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    catalogue.change_node(world, NEW, "NT.1", {"name": {"vi": "Tên một"}}, 1, actor=person("admin"), now=now)
    with pytest.raises(StaleError):
        catalogue.change_node(world, NEW, "NT.1", {"name": {"vi": "Tên hai"}}, 1, actor=person("admin"), now=now)
    assert indicator(world, "NT.1")["name"] == "Tên một"


def test_shipped_and_published_versions_cannot_be_changed(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    assert catalogue.edition(world, OLD).state == SHIPPED
    with pytest.raises(NotFoundError):
        catalogue.change_node(world, OLD, "NT.1", {"name": {"vi": "Khác"}}, 0, actor=person("admin"), now=now)
    assert catalogue.publish(world, NEW, 1, actor=person("admin"), now=now).state == PUBLISHED
    with pytest.raises(TransitionError):
        catalogue.change_node(world, NEW, "NT.1", {"name": {"vi": "Khác"}}, 1, actor=person("admin"), now=now)


def test_the_database_itself_refuses_to_change_or_delete_a_published_version(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    catalogue.publish(world, NEW, 1, actor=person("admin"), now=now)
    world.flush()
    for statement in ("UPDATE definition SET document = ''", "DELETE FROM definition"):
        with pytest.raises(DBAPIError), world.begin_nested():
            world.execute(text(statement))


def test_a_draft_that_the_linter_holds_errors_against_is_not_published(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    rule = {"cases": {"item": "truong_ban_chi_dao", "shares": {"bi_thu_chu_tich": 0.5, "cap_pho": 0.5, "khac": 0}}}
    catalogue.change_node(world, NEW, "NT.1", {"rule": rule}, 1, actor=person("admin"), now=now)
    with pytest.raises(IncompleteError) as refused:
        catalogue.publish(world, NEW, 2, actor=person("admin"), now=now)
    assert any(line.startswith("NT.1: ") for line in refused.value.missing)
    assert catalogue.edition(world, NEW).state == DRAFT


def test_a_discarded_draft_is_gone_and_stays_in_the_log(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    catalogue.discard(world, NEW, 1, actor=person("admin"), now=now)
    with pytest.raises(NotFoundError):
        catalogue.edition(world, NEW)
    event = world.scalars(select(AuditEvent).where(AuditEvent.action == "definition.discarded")).one()
    assert event.before is not None
    assert f"code: {NEW}" in str(event.before["document"])


def test_only_those_who_may_see_drafts_are_shown_them(world: Session, draft: catalogue.Edition) -> None:
    assert NEW in [each.index.code for each in catalogue.editions(world, drafts=True)]
    assert NEW not in [each.index.code for each in catalogue.editions(world, drafts=False)]


def test_a_round_on_a_published_version_asks_and_scores_as_it_says(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    """A changed question, weight and rule reach the form and the score; the old round keeps its own."""
    admin = person("admin")
    question = {"vi": "Ai đứng đầu Ban Chỉ đạo?", "en": "Who leads the committee?"}
    rule = {"cases": {"item": "truong_ban_chi_dao", "shares": {"bi_thu_chu_tich": 1, "cap_pho": 0.25, "khac": 0}}}
    catalogue.change_item(world, NEW, "truong_ban_chi_dao", {"question": question}, 1, actor=admin, now=now)
    catalogue.change_node(world, NEW, "NT.1", {"max_points": 40, "rule": rule}, 2, actor=admin, now=now)
    catalogue.publish(world, NEW, 3, actor=admin, now=now)
    round_ = create_round(
        world, code="thu-2026", family="THU", year=2026, unit_set="34", index_code=NEW, actor=admin, now=now
    )
    open_round(world, round_, actor=admin, now=now, opens_at=now)
    form = submission_for(world, person("officer"), "thu-2026")
    save(world, form, [AnswerChange("truong_ban_chi_dao", "cap_pho", 0)], actor=person("officer"), now=now)
    view = section_view(world, form, "NT")
    card = next(card for card in view.cards if card.node.code == "NT.1")
    assert card.fields[0].item.question.vi == "Ai đứng đầu Ban Chỉ đạo?"
    assert card.points == 40 * 0.25
    assert overview(form).points == 40 * 0.25
    assert load(OLD).node("NT.1").max_points != 40


def test_every_change_of_a_definition_is_in_the_log(
    world: Session, draft: catalogue.Edition, person: Person, now: datetime
) -> None:
    catalogue.change_node(world, NEW, "NT.1", {"name": {"vi": "Tên mới"}}, 1, actor=person("admin"), now=now)
    catalogue.publish(world, NEW, 2, actor=person("admin"), now=now)
    actions = list(world.scalars(select(AuditEvent.action).where(AuditEvent.action.like("definition.%"))))
    assert actions == ["definition.drafted", "definition.changed", "definition.published"]
    assert world.scalars(select(Definition.version)).one() == 2

"""The lead's overview: which indicators are chosen by which mark."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from assessment.models import Submission, User
from assessment.services.consolidation import Line, Mark, Moved, lines
from assessment.services.illustration import fill
from assessment.services.saving import AnswerChange, save
from questionnaires import load
from tests.world import CURRENT_INDEX

Person = Callable[[str], User]
ITEM = load(CURRENT_INDEX).items["tong_so_ho"]


def marked(every: tuple[Line, ...], mark: Mark) -> set[str]:
    return {line.node.code for line in every if line.marked(mark, 0.2)}


def line_of(every: tuple[Line, ...], code: str) -> Line:
    return next(line for line in every if line.node.code == code)


def test_each_mark_chooses_the_indicators_it_is_about(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    fill(world, form, person("officer"), now)
    every = lines(world, form)
    assert {mark: marked(every, mark) for mark in Mark} == {mark: set() for mark in Mark}
    seen = {answer.item: answer.version for answer in form.answers}
    changes = [
        AnswerChange("tong_so_ho", "100", seen["tong_so_ho"], evidence=""),
        AnswerChange("so_ho_duoc_phu_cap_quang", "120", seen["so_ho_duoc_phu_cap_quang"], evidence=""),
        *(AnswerChange(item.code, "", seen[item.code]) for item in line_of(every, "HT.2").items),
    ]
    save(world, form, changes, actor=person("lead"), now=now)
    every = lines(world, form)
    assert marked(every, Mark.MISSING) == {"HT.2"}
    assert marked(every, Mark.UNUSUAL) == {"HT.1"}  # 120 of 100 households
    assert marked(every, Mark.NO_EVIDENCE) == {"HT.1"}
    assert marked(every, Mark.FULL_UNPROVED) == {"HT.1"}  # more than all of them: full marks


def test_a_figure_moved_by_more_than_the_share_asked_for_and_from_zero_by_any() -> None:
    assert Moved(ITEM, 121.0, 100.0).beyond(0.2)
    assert not Moved(ITEM, 120.0, 100.0).beyond(0.2)
    assert Moved(ITEM, 79.0, 100.0).beyond(0.2)
    assert Moved(ITEM, 1.0, 0.0).beyond(0.2)
    assert not Moved(ITEM, 0.0, 0.0).beyond(0.2)

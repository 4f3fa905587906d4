"""Unusual values: found against the whole, last year and what was published; signed only with a word on each."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, Publication, Result, ResultScore, Submission, User
from assessment.services.assurances import UnassuredError, looked_at
from assessment.services.assuring import assure
from assessment.services.errors import ForbiddenError, NotFoundError, ReasonError, StaleError
from assessment.services.illustration import fill
from assessment.services.rounds import create_round, open_round
from assessment.services.saving import AnswerChange, insert_central_values, save
from assessment.services.submissions import decline, request_sign_off
from assessment.services.unusual import Oddity, Unusual, jumped, unusual
from assessment.services.versions import content_of
from questionnaires import load
from tests import world as nation

Person = Callable[[str], User]
HOUSEHOLDS, WIRED, NODE = "tong_so_ho", "so_ho_duoc_phu_cap_quang", "HT.1"
INDEX = load(nation.CURRENT_INDEX)
WHY = "Số hộ lấy theo niên giám, số phủ cáp lấy theo nhà mạng."
DECLINED = "Bổ sung tài liệu kiểm chứng của mục Hạ tầng số."


@pytest.fixture
def write(world: Session, form: Submission, person: Person, now: datetime) -> Callable[..., None]:
    """Type figures into the home unit's form: `write(tong_so_ho="3.000")`."""

    def written(**typed: str) -> None:
        seen = {answer.item: answer.version for answer in form.answers}
        changes = [AnswerChange(item, text, seen.get(item, 0)) for item, text in typed.items()]
        assert len(save(world, form, changes, actor=person("lead"), now=now).saved) == len(changes)

    return written


@pytest.fixture
def year_before(world: Session, form: Submission, now: datetime) -> dict[str, Submission]:
    """A round of the year before on the same index, nothing answered: unit slug → its form."""
    round_ = create_round(
        world,
        code="dti-2025",
        family="DTI",
        year=2025,
        unit_set="34",
        index_code=nation.CURRENT_INDEX,
        actor=None,
        now=now,
    )
    open_round(world, round_, actor=None, now=now, opens_at=now - timedelta(days=365))
    return {row.unit.slug: row for row in world.scalars(select(Submission).where(Submission.round_id == round_.id))}


def kinds(found: tuple[Unusual, ...]) -> list[tuple[str, Oddity, float, float]]:
    return [(each.item.code, each.kind, each.value, each.other) for each in found]


def test_a_part_larger_than_its_whole_is_unusual(world: Session, form: Submission, write: Callable[..., None]) -> None:
    write(tong_so_ho="100", so_ho_duoc_phu_cap_quang="100")
    assert unusual(world, form) == ()
    write(so_ho_duoc_phu_cap_quang="120")
    assert kinds(unusual(world, form)) == [(WIRED, Oddity.PART, 120.0, 100.0)]


def test_a_change_by_half_against_the_units_own_last_year_is_unusual(
    world: Session,
    form: Submission,
    write: Callable[..., None],
    year_before: dict[str, Submission],
    now: datetime,
) -> None:
    insert_central_values(world, year_before[nation.HOME], {HOUSEHOLDS: "3000"}, now, None)
    insert_central_values(world, year_before[nation.AWAY], {HOUSEHOLDS: "10", WIRED: "9"}, now, None)
    write(tong_so_ho="4.400", so_ho_duoc_phu_cap_quang="4.400")  # 4400 / 3000 is below 1.5
    assert unusual(world, form) == ()
    write(tong_so_ho="4.600")
    (found,) = unusual(world, form)
    assert (found.item.code, found.kind, found.value, found.other, found.year) == (
        HOUSEHOLDS,
        Oddity.JUMP,
        4600.0,
        3000.0,
        2025,
    )


def test_points_far_from_the_published_ones_are_unusual_and_unpublished_ones_never_count(
    world: Session,
    form: Submission,
    write: Callable[..., None],
    year_before: dict[str, Submission],
    now: datetime,
) -> None:
    write(tong_so_ho="1.000", so_ho_duoc_phu_cap_quang="50")  # 5 % wired
    result = Result(
        round_id=year_before[nation.HOME].round_id,
        version=1,
        origin="computed",
        index_code=INDEX.code,
        index_digest=INDEX.digest,
        checksum="0" * 64,
        computed_at=now,
    )
    world.add(result)
    world.flush()
    most = INDEX.node(NODE).max_points or 0.0
    others = [row.unit_id for slug, row in year_before.items() if slug != nation.HOME]
    world.add_all(
        ResultScore(
            result_id=result.id,
            unit_id=unit,
            node=NODE,
            level=1,
            final_score=most * (0.80 + 0.005 * place),  # 80 % to 96 %: median 88 %
            max_score=most,
        )
        for place, unit in enumerate(others)
    )
    world.flush()
    assert unusual(world, form) == ()
    world.add(Publication(result_id=result.id, published_at=now, decision=""))
    world.flush()
    (found,) = unusual(world, form)
    assert (found.node.code, found.kind, found.item.code, found.year) == (NODE, Oddity.FAR, WIRED, 2025)
    assert found.value == pytest.approx(0.05 / 0.8)  # full marks from 80 % on
    assert found.other == pytest.approx(0.80 + 0.005 * 16)  # the middle one of 33
    write(so_ho_duoc_phu_cap_quang="700")
    assert unusual(world, form) == ()


def test_answers_of_other_units_change_nothing(
    world: Session, form: Submission, write: Callable[..., None], person: Person, now: datetime
) -> None:
    write(tong_so_ho="100", so_ho_duoc_phu_cap_quang="120")
    before = unusual(world, form)
    away = world.scalars(
        select(Submission).where(
            Submission.round_id == form.round_id, Submission.unit_id == person("officer-away").unit_id
        )
    ).one()
    fill(world, away, person("officer-away"), now)
    assert unusual(world, form) == before


def test_signing_waits_for_the_word_on_every_unusual_value_and_a_change_takes_it_back(
    world: Session, form: Submission, write: Callable[..., None], person: Person, now: datetime
) -> None:
    lead = person("lead")
    write(tong_so_ho="100", so_ho_duoc_phu_cap_quang="120")
    with pytest.raises(UnassuredError) as error:
        request_sign_off(world, form, lead, now)
    assert error.value.items == (WIRED,)
    with pytest.raises(ReasonError):
        assure(world, form, WIRED, seen="120", reason="Đúng rồi", actor=lead, now=now)  # 8 characters
    with pytest.raises(StaleError):
        assure(world, form, WIRED, seen="119", reason=WHY, actor=lead, now=now)
    with pytest.raises(NotFoundError):
        assure(world, form, HOUSEHOLDS, seen="100", reason=WHY, actor=lead, now=now)
    with pytest.raises(ForbiddenError):
        assure(world, form, WIRED, seen="120", reason=WHY, actor=person("lead-away"), now=now)
    assure(world, form, WIRED, seen="120", reason=WHY, actor=lead, now=now)
    event = world.scalars(select(AuditEvent).where(AuditEvent.action == "answer.assured")).one()
    assert (event.subject, event.after) == (WIRED, {"value": "120", "reason": WHY})
    assert next(answer for answer in content_of(form)["answers"] if answer["item"] == WIRED)["assured"] == WHY
    request_sign_off(world, form, lead, now)

    decline(world, form, person("certifier"), now, reason=DECLINED)
    for typed in ({WIRED: "130"}, {WIRED: "120", HOUSEHOLDS: "90"}):  # another value; the same against another whole
        write(**typed)
        assert [looked.assurance for looked in looked_at(world, form)] == [None]
        with pytest.raises(UnassuredError):
            request_sign_off(world, form, lead, now)


@pytest.mark.parametrize(
    ("item", "last", "value", "expected"),
    [
        (HOUSEHOLDS, 3000, 4500, False),  # log 4501/3001 is just below log 1.5
        (HOUSEHOLDS, 3000, 4502, True),
        (HOUSEHOLDS, 3000, 1999, True),
        (HOUSEHOLDS, 2, 6, False),  # four more of two: too few to be a jump
        (HOUSEHOLDS, 2, 7, True),
        (HOUSEHOLDS, 0, 50, True),
    ],
)
def test_a_count_jumps_by_half_and_not_by_a_handful(item: str, last: float, value: float, expected: bool) -> None:
    assert jumped(INDEX.items[item], value, last) is expected


def test_a_percentage_jumps_by_more_than_a_fifth_of_the_scale() -> None:
    item = next(item for item in INDEX.items.values() if item.maximum == 100.0)
    assert not jumped(item, 60.0, 40.0)
    assert jumped(item, 60.1, 40.0)

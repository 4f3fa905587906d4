"""What a workbook would change, in four groups: written, unchanged, in conflict, wrong; nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from assessment.exchange.answer_layout import Misplaced, Part, Remark
from assessment.exchange.workbook_cells import Unopened
from assessment.exchange.workbook_words import normal
from assessment.formats import moment, vietnamese_order
from assessment.formats import words as marked
from assessment.models import Department, Submission, Upload, User
from assessment.services.catalogue import index_for
from assessment.services.duties import Duties, duties
from assessment.services.errors import NotFoundError
from assessment.services.merging import State
from assessment.services.saving import AnswerChange, Conflict, Judged, NotMine, foresee
from assessment.services.values import understand
from assessment.web.request import language
from assessment.web.working import words
from assessment.web.working.cards import understood
from questionnaires import Index, Item, items_of, sections
from questionnaires.faults import Place

if TYPE_CHECKING:
    from assessment.exchange.answer_reading import Entry, Filled, Wrong

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Line:
    """One part of an answer, before and after; in a conflict theirs and mine."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item that would be written, or that stays as it is."""

    item: str
    question: str
    place: Place
    change: AnswerChange
    lines: tuple[Line, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One item that somebody else changed meanwhile."""

    item: str
    question: str
    place: Place
    change: AnswerChange
    lines: tuple[Line, ...]
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Bad:
    """One place that cannot be taken as it is: what stands there and what to do."""

    question: str
    place: Place
    found: str
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The four groups."""

    writes: tuple[Row, ...]
    same: tuple[Row, ...]
    conflicts: tuple[Clash, ...]
    faults: tuple[Bad, ...]


def part(session: Session, submission: Submission, section_code: str, department_id: str) -> Part:
    """What a department answers, or one section, or where neither is named the whole form; NotFoundError."""
    if department_id:
        return _part_of_department(duties(session, submission), department_id)
    if not section_code:
        return Part("", "toàn phiếu")
    for section in sections(index_for(submission.round)):
        if section.node.code == section_code:
            items = {item for node in section.indicators if node.rule for item in items_of(node.rule)}
            return Part(section_code, section.node.name.vi, items)
    raise NotFoundError(section_code)


def _part_of_department(given: Duties, department_id: str) -> Part:
    for department in departments(given):
        if str(department.id) == department_id:
            code = normal(department.name).replace(" ", "-")
            return Part(code, department.name, set(given.items_of(department.id)))
    raise NotFoundError(department_id)


def departments(given: Duties) -> list[Department]:
    """The departments that answer something in a form, in alphabetical order."""
    found = {row.department_id: row.department for row in given.assignments.values()}
    return sorted(found.values(), key=lambda each: vietnamese_order(each.name))


def _read(upload: Upload) -> Filled:
    from assessment.exchange.answer_reading import read_answers  # noqa: PLC0415 - only who imports pays for it

    submission = upload.submission
    return read_answers(upload.content, submission, index_for(submission.round))


def refusal(error: Unopened | Misplaced) -> str:
    """Why a whole file is refused, and what to do."""
    if isinstance(error, Misplaced):
        stamp = error.stamp
        return _(
            "Tệp này là phiếu của đợt %(round)s, đơn vị mã %(unit)s, không phải phiếu này. "
            "Tải tệp mẫu ở trang này rồi nhập vào đó.",
            round=stamp.round_code,
            unit=stamp.unit_code,
        )
    text = error.message.into(language())
    return text[:1].upper() + text[1:]


def foreseen(session: Session, upload: Upload, actor: User, now: datetime) -> Preview:
    """The four groups of a file. Raises Unopened, Misplaced, and as `foresee`."""
    index = index_for(upload.submission.round)
    filled = _read(upload)
    changes = [entry.change for entry in filled.entries]
    outcomes = foresee(session, upload.submission, changes, actor=actor, now=now)
    writes: list[Row] = []
    same: list[Row] = []
    conflicts: list[Clash] = []
    faults = [_wrong(wrong, index) for wrong in filled.wrong]
    for entry in filled.entries:
        outcome = outcomes[entry.change.item]
        item = index.items[entry.change.item]
        if isinstance(outcome, Conflict):
            conflicts.append(_clash(entry, outcome, item))
        elif isinstance(outcome, NotMine):
            shown = _("Số liệu này do %(owner)s trả lời; chuyển tệp cho sở, ngành đó", owner=outcome.owner)
            faults.append(Bad(marked(item.question, language()), entry.place, entry.found, shown))
        elif outcome.fault:
            shown = words.fault(item, outcome.fault.code, outcome.fault.found)
            faults.append(Bad(marked(item.question, language()), entry.place, entry.found, shown))
        else:
            (writes if outcome.writes else same).append(_row(entry, outcome, item))
    faults.sort(key=lambda bad: (bad.place.order, bad.place.row, bad.place.column))
    return Preview(tuple(writes), tuple(same), tuple(conflicts), tuple(faults))


def _wrong(wrong: Wrong, index: Index) -> Bad:
    item = index.items.get(wrong.item)
    text = wrong.message.into(language())
    question = marked(item.question, language()) if item else wrong.item
    return Bad(question, wrong.place, wrong.found, text[:1].upper() + text[1:])


def _row(entry: Entry, judged: Judged, item: Item) -> Row:
    return Row(
        item=item.code,
        question=marked(item.question, language()),
        place=entry.place,
        change=entry.change,
        lines=tuple(_lines(item, judged.before, judged.after)),
        remark=entry.remark.into(language()) if entry.remark else "",
    )


def _clash(entry: Entry, conflict: Conflict, item: Item) -> Clash:
    change = entry.change
    theirs = conflict.theirs
    given = {"note": change.note, "evidence": change.evidence, "declared": change.declared}
    mine = theirs._replace(typed=change.typed, value=understand(item, change.typed).value)
    mine = mine._replace(**{part: text for part, text in given.items() if text is not None})
    return Clash(
        item=item.code,
        question=marked(item.question, language()),
        place=entry.place,
        change=change,
        lines=tuple(_lines(item, theirs, mine)),
        version=conflict.version,
        by=conflict.by,
        at=conflict.at,
    )


def _lines(item: Item, before: State, after: State) -> list[Line]:
    """The parts that differ."""
    found = []
    if not before.same_value(after):
        found.append(Line(_("Giá trị"), _said(item, before), _said(item, after)))
    if before.evidence != after.evidence:
        found.append(Line(_("Tài liệu kiểm chứng"), before.evidence, after.evidence))
    if before.note != after.note:
        found.append(Line(_("Giải trình"), before.note, after.note))
    return found


def _said(item: Item, state: State) -> str:
    return understood(item, state.value) or state.typed


def remarks(found: Preview) -> list[Remark]:
    """What is said in the file that is given back."""
    wrong = [Remark(bad.place, bad.words) for bad in found.faults]
    clashes = [
        Remark(
            clash.place,
            _("%(name)s đã sửa lúc %(when)s", name=clash.by or "–", when=moment(clash.at, language())),
            conflict=True,
        )
        for clash in found.conflicts
    ]
    return wrong + clashes

"""A save that could not be written in whole: somebody was faster, or the form is closed. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from assessment.formats import words
from assessment.models import Declared, Submission
from assessment.services.answers import Card, Field, SectionView
from assessment.services.catalogue import index_for
from assessment.services.deadlines import open_returns
from assessment.services.errors import DeadlineError, DomainError, LockedError
from assessment.services.saving import AnswerChange, Conflict, SaveOutcome
from assessment.web.request import language
from assessment.web.working import standing
from assessment.web.working import words as said
from assessment.web.working.cards import NOTHING_COVERED, Box, Sheet, sheets, understood
from assessment.web.working.forms import SectionForm, editable
from assessment.web.working.incoming import ANSWER, DECLARED, EVIDENCE, NOTE
from questionnaires import Item, ItemKind


@dataclass(frozen=True, slots=True)
class Line:
    """One differing part: a box with my text, and what stands there now and stood there when the page was opened."""

    label: str
    part: str  # "typed", "note", "evidence", "declared"
    mine: str
    theirs: str
    opened: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One item two people changed."""

    box: Box
    sheet: Sheet
    lines: tuple[Line, ...]
    hidden: Mapping[str, str]  # what the form carries on beside the boxes that are shown, by field name
    version: int
    by: str
    at: datetime


def resolved(changes: Iterable[AnswerChange], posted: Mapping[str, str]) -> tuple[AnswerChange, ...]:
    """The changes after a choice between two values: "keep" puts mine over the version shown, "drop" leaves theirs."""
    item, _colon, version = posted.get("keep", "").partition(":")
    dropped = posted.get("drop", "")
    return tuple(
        replace(change, seen_version=int(version)) if change.item == item and version.isdecimal() else change
        for change in changes
        if change.item != dropped
    )


def put_back(form: SectionForm, view: SectionView, changes: Iterable[AnswerChange]) -> None:
    """Fill one's own texts into a form made from the store."""
    fields = {field.item.code: field for _card, field in editable(view)}
    for change in changes:
        form.put(change, fields[change.item])


def page(submission: Submission, view: SectionView, outcome: SaveOutcome, form: SectionForm) -> ResponseReturnValue:
    """HTTP 409: my text in its box, the present one and whose it is, the one at the opening, and three ways on."""
    pages = sheets(view, form, index_for(submission.round), NOTHING_COVERED)
    boxes = {box.item.code: (sheet, box) for sheet in pages for box in sheet.boxes if box.input is not None}
    clashes = tuple(_clash(conflict, *boxes[conflict.item], form) for conflict in outcome.conflicts)
    body = render_template(
        "web/working/conflict.html",
        **standing.of(submission),
        view=view,
        form=form,
        clashes=clashes,
        saved=len(outcome.saved),
    )
    return body, 409


def _clash(conflict: Conflict, sheet: Sheet, box: Box, form: SectionForm) -> Clash:
    lines = tuple(_lines(conflict, box.item))
    shown = {f"{PREFIX_OF[line.part]}{box.item.code}" for line in lines}
    return Clash(
        box=replace(box, fault="", before=()),
        sheet=sheet,
        lines=lines,
        hidden={name: text for name, text in form.posted(box.item.code).items() if name not in shown},
        version=conflict.version,
        by=conflict.by,
        at=conflict.at,
    )


PREFIX_OF = {"typed": ANSWER, "note": NOTE, "evidence": EVIDENCE, "declared": DECLARED}


def _lines(conflict: Conflict, item: Item) -> Iterator[Line]:
    """The parts in which my text differs from the present one; the answer itself first."""
    labels = {
        "typed": words(item.question, language()),
        "declared": _("Có số liệu hay không"),
        "note": _("Giải trình"),
        "evidence": _("Tài liệu kiểm chứng"),
    }
    for part, label in labels.items():
        mine = getattr(conflict.mine, part)
        theirs, opened = getattr(conflict.theirs, part), getattr(conflict.opened, part)
        if mine is not None and mine != theirs:
            yield Line(label, part, *(_shown(item, part, text) for text in (mine, theirs, opened)))


def _shown(item: Item, part: str, text: str) -> str:
    if part == "declared":
        return said.declared(text or Declared.DATA)
    return readable(item, text) if part == "typed" else text


def readable(item: Item, typed: str) -> str:
    """What was typed, with the words of the chosen cases instead of their codes."""
    if item.kind in (ItemKind.CHOICE, ItemKind.TICKS) and typed:
        return understood(item, typed)
    return typed


def unmarked(text: str) -> str:
    """The text for a box of plain text, without marks."""
    return text.striptags() if isinstance(text, Markup) else text


def too_late(
    submission: Submission, view: SectionView, changes: Iterable[AnswerChange], error: DomainError
) -> ResponseReturnValue:
    """Nothing was written: the end has passed, the form has gone on, or the indicator was not given back.

    What was typed comes back, to be copied.
    """
    locked = isinstance(error, LockedError)
    body = render_template(
        "web/working/too_late.html",
        **standing.of(submission),
        view=view,
        unsaved=_all_unsaved(view, changes),
        passed=isinstance(error, DeadlineError),
        locked=locked,
        given=open_returns(submission),
    )
    return body, 403 if locked else 409


def not_mine(submission: Submission, view: SectionView, outcome: SaveOutcome) -> ResponseReturnValue:
    """Some of it belongs to another department and was not written; those texts come back, to be sent there."""
    body = render_template(
        "web/working/not_mine.html",
        **standing.of(submission),
        view=view,
        unsaved=_all_unsaved(view, [refusal.mine for refusal in outcome.refused]),
        saved=len(outcome.saved),
        owners=sorted({refusal.owner for refusal in outcome.refused}),
    )
    return body, 403


def _all_unsaved(view: SectionView, changes: Iterable[AnswerChange]) -> str:
    stored = {field.item.code: (card, field) for card, field in editable(view)}
    return "\n\n".join(
        _unsaved(stored[change.item][1].item, change) for change in changes if _differs(change, *stored[change.item])
    )


def _differs(change: AnswerChange, card: Card, field: Field) -> bool:
    return (
        change.typed != field.typed
        or change.note not in (None, card.note)
        or change.evidence not in (None, card.evidence)
        or change.declared not in (None, card.declared)
    )


def _unsaved(item: Item, change: AnswerChange) -> str:
    lines = [f"{item.question.into(language())}: {unmarked(readable(item, change.typed)) or _('bỏ trống')}"]
    if change.declared not in (None, Declared.DATA):
        lines.append(said.declared(change.declared))
    if change.evidence:
        lines.append(f"{_('Tài liệu kiểm chứng')}: {change.evidence}")
    if change.note:
        lines.append(f"{_('Giải trình')}: {change.note}")
    return "\n".join(lines)

"""One section as its page shows it: every indicator with its boxes, its rule in words and what is still missing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms.fields import Field as FormField

from assessment.formats import DASH, NBSP, day, number, percent
from assessment.formats import words as marked
from assessment.models import Declared
from assessment.numerals import in_words
from assessment.services.answers import Card, Field, SectionView
from assessment.services.layout import layout
from assessment.services.previous import Before, Previous
from assessment.web.request import language
from assessment.web.working import explain, words
from assessment.web.working.forms import SectionForm, editable
from assessment.web.working.guidance import Guide, guidance
from assessment.web.working.incoming import ANSWER, DECLARED, EVIDENCE, NOTE, SEEN
from questionnaires import Index, Item, ItemKind, Text
from questionnaires.coverage import Coverage

NOTHING_BEFORE = Previous()
NOTHING_COVERED = Coverage((), ())
Uses = Mapping[str, tuple[tuple[str, Text, float | None], ...]]  # item → code, name and points of sets it counts in


@dataclass(frozen=True, slots=True)
class Place:
    """Where an indicator stands in the form."""

    section: str
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Box:
    """One item of an indicator: the input, or what is stored where there is nothing to type."""

    field: Field
    input: FormField | None  # None: supplied by the ministry, or asked at `home`
    seen: FormField | None
    home: Place | None
    fault: str
    stored: str
    words: str  # a number from 1,000 on in words
    worth: Mapping[str, float]  # choice code → points
    before: tuple[Before, ...]  # last time's figures

    @property
    def item(self) -> Item:
        """What is asked."""
        return self.field.item

    @property
    def echo(self) -> str:
        """The figure as it was understood, without its unit, which stands beside the box; of saved text only."""
        saved = self.input is None or self.input.data == self.field.typed
        return self.stored.partition(NBSP)[0] if saved else ""

    def last(self, before: Before) -> str:
        """A figure of last time in words and figures."""
        return understood(self.item, before.value)


@dataclass(frozen=True, slots=True)
class Counting:
    """A set that an indicator's figures count in; points None where it has none, or only data tell."""

    name: Text
    points: float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One indicator of the page."""

    card: Card
    boxes: tuple[Box, ...]
    note: FormField | None
    evidence: FormField | None
    rule: tuple[explain.Line, ...]
    quotient: str
    needed: str
    also_in: tuple[Place, ...]
    counting: tuple[Counting, ...]  # every set its figures count in, this one first
    guidance: tuple[Guide, ...]
    declared: FormField | None
    explanation: str  # what is to be mended in what is declared
    before: tuple[Before, ...]  # last time's verified score

    @property
    def said(self) -> str:
        """What is declared instead of a figure, "" where figures are."""
        return "" if self.card.declared == Declared.DATA else words.declared(self.card.declared)

    @property
    def most(self) -> float:
        """The most that depends on the figures, over all sets."""
        return sum(each.points or 0.0 for each in self.counting)

    @property
    def writable(self) -> bool:
        """Whether anything of it can be typed."""
        return any(box.input is not None for box in self.boxes)

    @property
    def faults(self) -> Iterator[tuple[str, str, str]]:
        """Id of the box, words and indicator, for the summary."""
        code = self.card.node.code
        if self.note is not None and self.explanation:
            yield self.note.id, self.explanation, code
        yield from ((box.input.id, box.fault, code) for box in self.boxes if box.input is not None and box.fault)


def sheets(
    view: SectionView,
    form: SectionForm,
    index: Index,
    coverage: Coverage,
    before: Previous = NOTHING_BEFORE,
    writable: Container[str] | None = None,
) -> tuple[Sheet, ...]:
    """The indicators of a section with the inputs of its form; `coverage` tells where else their figures count.

    Only `writable` items get an input, None for all.
    """
    places = {
        node.code: Place(section.node.code, node.code, node.name)
        for section in layout(index).sections
        for node in section.indicators
    }
    inputs = {field.item.code for _card, field in editable(view) if writable is None or field.item.code in writable}
    uses = _uses(coverage, {field.item.code for card in view.cards for field in card.fields})
    return tuple(_sheet(card, form, index, places, inputs, uses, before) for card in view.cards)


def _uses(coverage: Coverage, codes: set[str]) -> Uses:
    names = {total.index.code: total.index.short_name for total in coverage.totals}
    return {
        row.item.code: tuple((use.index, names[use.index], use.points) for use in row.uses)
        for row in coverage.rows
        if row.item.code in codes
    }


def _counting(card: Card, index: Index, uses: Uses) -> tuple[Counting, ...]:
    found = {index.code: Counting(index.short_name, card.maximum or None)}
    for field in card.fields:
        for code, name, points in uses.get(field.item.code, ()):
            most = max(found[code].points or 0.0 if code in found else 0.0, points or 0.0)
            found[code] = Counting(name, most or None)
    return tuple(found.values())


def summary(pages: Iterable[Sheet]) -> tuple[tuple[str, str, str], ...]:
    """All faults of the page in its order: id of the box, words, indicator."""
    return tuple(fault for page in pages for fault in page.faults)


def _sheet(
    card: Card,
    form: SectionForm,
    index: Index,
    places: Mapping[str, Place],
    inputs: set[str],
    uses: Uses,
    before: Previous,
) -> Sheet:
    values = numbers(card)
    first = card.fields[0].item.code
    head = _open(card.fields[0]) and card.fields[0].item.code in inputs
    return Sheet(
        card=card,
        boxes=tuple(_box(card, field, form, places, inputs, before) for field in card.fields),
        note=form.box(NOTE, first) if head else None,
        evidence=form.box(EVIDENCE, first) if head else None,
        rule=explain.how_scored(card.node.rule, card.maximum, index.items),
        quotient=ratios(card, values),
        needed=explain.to_full_marks(card.node.rule, values, index.items, card.maximum),
        also_in=tuple(places[code] for code in card.also_in),
        counting=_counting(card, index, uses),
        guidance=guidance(card),
        declared=form.box(DECLARED, first) if head else None,
        explanation=words.declaration_fault(card.fields[0]),
        before=before.nodes.get(card.node.code, ()),
    )


def _box(
    card: Card, field: Field, form: SectionForm, places: Mapping[str, Place], inputs: set[str], before: Previous
) -> Box:
    here = _open(field) and field.item.code in inputs
    return Box(
        field=field,
        input=form.box(ANSWER, field.item.code) if here else None,
        seen=form.box(SEEN, field.item.code) if here else None,
        home=places[field.home] if field.home else None,
        fault=words.field_fault(field),
        stored=understood(field.item, field.value),
        words=spelled(field.item, field.value),
        before=before.items.get(field.item.code, ()),
        worth=explain.worth(card.node.rule, field.item.code, card.maximum),
    )


def _open(field: Field) -> bool:
    """Whether it is asked here and this person may answer it."""
    return field.home is None and not field.locked


def ratios(card: Card, values: explain.Values) -> str:
    """The quotients that the numbers of an indicator make: "Tỷ lệ 40,0%"."""
    found = [percent(share, 1, language()) for share in explain.quotients(card.node.rule, values)]
    return _("Tỷ lệ %(shares)s", shares="; ".join(found)) if found else ""


def numbers(card: Card) -> dict[str, Decimal]:
    """The readable numbers of an indicator by item."""
    return {
        field.item.code: Decimal(field.value)
        for field in card.fields
        if field.item.kind is ItemKind.NUMBER and field.value is not None
    }


def spelled(item: Item, value: str | None) -> str:
    """A number from 1,000 on in words, "" for everything else: a slip of a thousand is easier heard than seen."""
    if value is None or item.kind is not ItemKind.NUMBER or abs(Decimal(value)) < 1000:
        return ""
    return in_words(Decimal(value), language())


def understood(item: Item, value: str | None) -> str:
    """A stored value in words and figures of the page's language, "" where there is none.

    Choices nobody has translated yet are marked as Vietnamese.
    """
    if value is None:
        return ""
    match item.kind:
        case ItemKind.NUMBER:
            return explain.with_unit(number(Decimal(value), None, language()), item)
        case ItemKind.DATE:
            return day(date.fromisoformat(value), language())
        case ItemKind.CHOICE | ItemKind.TICKS:
            chosen = [marked(choice.text, language()) for choice in item.choices if choice.code in value.split("|")]
            return Markup("; ").join(chosen) or _("Không có mục nào")
        case _:
            return value


def told(item: Item, value: str | None, typed: str = "") -> str:
    """A stored answer in words: as it was understood, else as it was typed, else a dash."""
    return understood(item, value) or typed or DASH

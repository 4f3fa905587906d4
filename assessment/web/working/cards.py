"""One section as its page shows it: every indicator with its boxes, its rule in words and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms.fields import Field as FormField

from assessment.formats import DASH, NBSP, day, number
from assessment.formats import words as marked
from assessment.services.answers import Card, Field, SectionView
from assessment.web.request import language
from assessment.web.working import explain, words
from assessment.web.working.forms import ANSWER, EVIDENCE, NOTE, SEEN, SectionForm, editable
from assessment.web.working.guidance import Guide, guidance
from questionnaires import Index, Item, ItemKind, Text, sections
from questionnaires.coverage import Coverage


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
    worth: Mapping[str, float]  # choice code → points

    @property
    def item(self) -> Item:
        """What is asked."""
        return self.field.item

    @property
    def echo(self) -> str:
        """The figure as it was understood, without its unit, which stands beside the box; of saved text only."""
        saved = self.input is None or self.input.data == self.field.typed
        return self.stored.partition(NBSP)[0] if saved else ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another set that an indicator's figures count in; points None where it has none, or only data tell."""

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
    quotients: tuple[float, ...]
    needed: str
    also_in: tuple[Place, ...]
    elsewhere: tuple[Elsewhere, ...]
    guidance: tuple[Guide, ...]

    @property
    def faults(self) -> Iterator[tuple[str, str, str]]:
        """Id of the box, words and indicator, for the summary."""
        code = self.card.node.code
        return ((box.input.id, box.fault, code) for box in self.boxes if box.input is not None and box.fault)


def sheets(view: SectionView, form: SectionForm, index: Index, coverage: Coverage) -> tuple[Sheet, ...]:
    """The indicators of a section with the inputs of its form; `coverage` tells where else their figures count."""
    places = {
        node.code: Place(section.node.code, node.code, node.name)
        for section in sections(index)
        for node in section.indicators
    }
    inputs = {field.item.code for _card, field in editable(view)}
    made = (_sheet(card, form, index, places, inputs) for card in view.cards)
    return tuple(replace(sheet, elsewhere=_elsewhere(sheet.card, index, coverage)) for sheet in made)


def _elsewhere(card: Card, index: Index, coverage: Coverage) -> tuple[Elsewhere, ...]:
    codes = {field.item.code for field in card.fields}
    most: dict[str, float] = {}
    for row in coverage.rows:
        if row.item.code in codes:
            for use in row.uses:
                most[use.index] = max(most.get(use.index, 0.0), use.points or 0.0)
    names = {total.index.code: total.index.short_name for total in coverage.totals}
    return tuple(Elsewhere(names[code], points or None) for code, points in most.items() if code != index.code)


def summary(pages: Iterable[Sheet]) -> tuple[tuple[str, str, str], ...]:
    """All faults of the page in its order: id of the box, words, indicator."""
    return tuple(fault for page in pages for fault in page.faults)


def _sheet(card: Card, form: SectionForm, index: Index, places: Mapping[str, Place], inputs: set[str]) -> Sheet:
    values = _numbers(card)
    first = card.fields[0].item.code
    return Sheet(
        card=card,
        boxes=tuple(_box(card, field, form, places, inputs) for field in card.fields),
        note=form.box(NOTE, first) if _open(card.fields[0]) else None,
        evidence=form.box(EVIDENCE, first) if _open(card.fields[0]) else None,
        rule=explain.how_scored(card.node.rule, card.maximum, index.items),
        quotients=explain.quotients(card.node.rule, values),
        needed=explain.to_full_marks(card.node.rule, values, index.items, card.maximum),
        also_in=tuple(places[code] for code in card.also_in),
        elsewhere=(),
        guidance=guidance(card),
    )


def _box(card: Card, field: Field, form: SectionForm, places: Mapping[str, Place], inputs: set[str]) -> Box:
    here = _open(field) and field.item.code in inputs
    return Box(
        field=field,
        input=form.box(ANSWER, field.item.code) if here else None,
        seen=form.box(SEEN, field.item.code) if here else None,
        home=places[field.home] if field.home else None,
        fault=words.field_fault(field),
        stored=understood(field.item, field.value),
        worth=explain.worth(card.node.rule, field.item.code, card.maximum),
    )


def _open(field: Field) -> bool:
    """Whether it is asked here and this person may answer it."""
    return field.home is None and not field.locked


def _numbers(card: Card) -> dict[str, Decimal]:
    return {
        field.item.code: Decimal(field.value)
        for field in card.fields
        if field.item.kind is ItemKind.NUMBER and field.value is not None
    }


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

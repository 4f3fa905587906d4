"""What a definition may say about an item, a legal source and the names declared once, with their checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import yaml

from questionnaires.document import Page, Refused, entries
from questionnaires.faults import DefinitionError
from questionnaires.model import Choice, Item, ItemKind, Period, Source, Status, Text
from questionnaires.records import TEXT, Key, ListOf, Record, Table, TextOrName
from questionnaires.rules import CHOICE_CODE
from questionnaires.shapes import Code, Nodes, Number, OneOf, Schema, Words, YesNo

ITEM_CODE = Code("so_xa", r"[a-z][a-z0-9_]*")
NUMBER_ONLY = ("unit", "minimum", "maximum", "decimals")
WITH_CHOICES = (ItemKind.CHOICE, ItemKind.TICKS)


def _source(values: dict[str, Any], nodes: Nodes, page: Page) -> Source:
    if not page.document and "document" not in values:
        page.fault(nodes[""], "no document is named, here or for the whole file; write document: 749/QĐ-TTg")
    return Source(**{"document": page.document} | values)


def _legal_source(values: dict[str, Any], nodes: Nodes, page: Page) -> Source:
    page.document = values["document"]
    return Source(**values)


def _source_keys(document: bool) -> dict[str, Key]:
    return {
        "document": Key(Words("749/QĐ-TTg"), document, "The document; the index's own where it is left out."),
        "clause": Key(Words("điểm a khoản 1 mục IV"), True),
        "status": Key(OneOf.of(Status), True, "How far the line can be trusted."),
        "note": Key(Words()),
    }


SOURCE_EXAMPLE = "{clause: điểm a khoản 1 mục IV, status: derived}"
SOURCE = Record(_source_keys(False), _source, name="source", example=SOURCE_EXAMPLE)
LEGAL_SOURCE = Record(_source_keys(True), _legal_source, example="{document: 749/QĐ-TTg, clause: …, status: official}")
A_TEXT = Key(TEXT, required=True)
A_SOURCE = Key(SOURCE, required=True)


def _item(values: dict[str, Any], nodes: Nodes, page: Page) -> Item:
    kind = values["kind"]
    for key in NUMBER_ONLY:
        if key in values and kind is not ItemKind.NUMBER:
            page.fault(nodes[key], f"{key!r} belongs to items of kind number, this is {kind}; delete the line")
    if kind in WITH_CHOICES and "choices" not in values:
        page.fault(nodes[""], f"an item of kind {kind} needs choices; write choices: with a line per choice")
    if kind not in WITH_CHOICES and "choices" in values:
        page.fault(nodes["choices"], f"an item of kind {kind} has no choices; delete them or write kind: choice")
    low, high = values.get("minimum"), values.get("maximum")
    if low is not None and high is not None and low > high:
        page.fault(nodes["minimum"], f"the minimum {low:g} is above the maximum {high:g}; exchange them")
    choices: Mapping[str, Text] = values.pop("choices", {})
    return Item(code=page.where, choices=tuple(Choice(code, text) for code, text in choices.items()), **values)


ITEM = Record(
    {
        "kind": Key(OneOf.of(ItemKind), required=True),
        "question": A_TEXT,
        "source": A_SOURCE,
        "unit": Key(TextOrName("units"), about="Of a number; a text or a name declared under units."),
        "help": Key(TEXT, about="The definition: what counts and what does not."),
        "evidence": Key(TEXT, about="The documents that verify the answer."),
        "evidence_required": Key(YesNo(), about="false: a document is welcome and not required."),
        "holder": Key(TextOrName("holders"), about="Who usually holds it; a text or a name declared under holders."),
        "data_source": Key(TextOrName("data_sources"), about="The system or register it is read from."),
        "period": Key(OneOf.of(Period), about="What the answer is about: a stretch of time, or a day."),
        "minimum": Key(Number("a number such as 0")),
        "maximum": Key(Number("a number such as 100")),
        "decimals": Key(Number("a whole number such as 0", minimum=0, maximum=9, whole=True)),
        "choices": Key(Table(TEXT, CHOICE_CODE), about="Code → text of each case or tick."),
        "supplied_by": Key(OneOf(("unit", "ministry"))),
        "previous": Key(ITEM_CODE, about="The item that asked the same last year, where its code was another."),
    },
    _item,
    name="item",
    example="kind, question and source",
    about="One thing that is asked.",
)


class ItemTable:
    """The items a document declares itself, by code; every one is known before the tree is read."""

    example = "lines 'so_xa: {kind: …, question: …, source: …}'"

    def read(self, at: yaml.Node, page: Page) -> Mapping[str, Item]:
        own = entries(page, at)
        for code, (key, value) in own.items():
            with page.inside(code):
                page.claim(code, key)
                page.items[code] = None
                try:
                    ITEM_CODE.read(key, page)
                    page.items[code] = ITEM.read(value, page)
                except Refused:
                    continue
        return MappingProxyType({code: item for code in own if (item := page.items.get(code)) is not None})

    def schema(self, definitions: Schema) -> Schema:
        return Table(ITEM, ITEM_CODE).schema(definitions)


class Uses:
    """The pools a document draws its items and names from."""

    example = "a list of pools, such as [dti, par]"
    shape = ListOf(Code("dti"))

    def read(self, at: yaml.Node, page: Page) -> tuple[str, ...]:
        names: tuple[str, ...] = self.shape.read(at, page)
        for name in names:
            self._draw(name, at, page)
        return names

    @staticmethod
    def _draw(name: str, at: yaml.Node, page: Page) -> None:
        if page.pool is None:
            raise page.refuse(at, "this document must declare all its items itself; delete the line")
        try:
            pool = page.pool(name)
        except DefinitionError as error:
            page.incomplete = True
            page.faults += [fault for fault in error.faults if fault not in page.faults]
            return
        for table, names in pool.names.items():
            page.names.setdefault(table, {}).update(names)
        for code, item in pool.items.items():
            if page.items.get(code, item) is not item:
                page.fault(at, f"the item {code!r} stands in {name!r} and in another pool; keep one")
            page.items[code] = item
            page.codes[code] = f"in the pool {name!r}"

    def schema(self, definitions: Schema) -> Schema:
        return self.shape.schema(definitions)


class Declared:
    """Texts declared once under a name, such as the departments that hold data."""

    example = "lines 'khcn: {vi: Sở Khoa học và Công nghệ, en: …}'"

    def __init__(self, table: str) -> None:
        self.table = table
        self.shape = Table(TEXT, Code("khcn"))

    def read(self, at: yaml.Node, page: Page) -> None:
        page.names.setdefault(self.table, {}).update(self.shape.read(at, page))

    def schema(self, definitions: Schema) -> Schema:
        return self.shape.schema(definitions)

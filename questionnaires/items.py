"""What a definition may say about an item, a legal source and the names declared once, with their checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import yaml

from questionnaires.document import Page, Refused, entries
from questionnaires.faults import DefinitionError, figure
from questionnaires.model import Choice, Item, ItemKind, Period, Source, Status, Text
from questionnaires.records import TEXT, Key, ListOf, Record, Table, TextOrName
from questionnaires.shapes import KINDS, Code, Nodes, Number, OneOf, Schema, Words, YesNo
from questionnaires.shares import CHOICE_CODE

ITEM_CODE = Code("so_xa", r"[a-z][a-z0-9_]*", "mã chỉ gồm chữ thường không dấu, chữ số và gạch dưới, bắt đầu bằng chữ")
NUMBER_ONLY = ("unit", "minimum", "maximum", "decimals")
WITH_CHOICES = (ItemKind.CHOICE, ItemKind.TICKS)


def _source(values: dict[str, Any], nodes: Nodes, page: Page) -> Source:
    if not page.document and "document" not in values:
        message = Text(
            "chưa ghi văn bản, ở đây cũng như cho cả tệp; viết ví dụ 749/QĐ-TTg",
            "no document is named, here or for the whole file; write document: 749/QĐ-TTg",
        )
        page.fault(nodes[""], message)
    return Source(**{"document": page.document} | values)


def _legal_source(values: dict[str, Any], nodes: Nodes, page: Page) -> Source:
    page.document = values["document"]
    return Source(**values)


A_DOCUMENT = Text("số hiệu văn bản, ví dụ 749/QĐ-TTg", "749/QĐ-TTg")
A_CLAUSE = Text("điều khoản, ví dụ điểm a khoản 1 mục IV", "điểm a khoản 1 mục IV")


def _source_keys(document: bool) -> dict[str, Key]:
    return {
        "document": Key(Words(A_DOCUMENT), document, "The document; the index's own where it is left out."),
        "clause": Key(Words(A_CLAUSE), True),
        "status": Key(OneOf.of(Status), True, "How far the line can be trusted."),
        "note": Key(Words()),
    }


SOURCE_EXAMPLE = Text("căn cứ và mức tin cậy", "{clause: điểm a khoản 1 mục IV, status: derived}")
LEGAL_EXAMPLE = Text("văn bản, căn cứ và mức tin cậy", "{document: 749/QĐ-TTg, clause: …, status: official}")
SOURCE = Record(_source_keys(False), _source, name="source", example=SOURCE_EXAMPLE)
LEGAL_SOURCE = Record(_source_keys(True), _legal_source, example=LEGAL_EXAMPLE)
A_TEXT = Key(TEXT, required=True)
A_SOURCE = Key(SOURCE, required=True)


def _item(values: dict[str, Any], nodes: Nodes, page: Page) -> Item:
    kind = values["kind"]
    for key in NUMBER_ONLY:
        if key in values and kind is not ItemKind.NUMBER:
            page.fault(nodes[key], _number_only(page.title(key), key, kind))
    if kind in WITH_CHOICES and "choices" not in values:
        message = Text(
            f"số liệu loại {KINDS[kind]} cần các lựa chọn; thêm chúng vào trang Lựa chọn",
            f"an item of kind {kind} needs choices; write choices: with a line per choice",
        )
        page.fault(nodes[""], message)
    if kind not in WITH_CHOICES and "choices" in values:
        message = Text(
            f"số liệu loại {KINDS[kind]} không có lựa chọn; bỏ danh sách hoặc viết loại chọn một",
            f"an item of kind {kind} has no choices; delete them or write kind: choice",
        )
        page.fault(nodes["choices"], message)
    low, high = values.get("minimum"), values.get("maximum")
    if low is not None and high is not None and low > high:
        message = Text(
            f"giá trị nhỏ nhất {figure(low)} lớn hơn giá trị lớn nhất {figure(high)}; đổi chỗ hai số",
            f"the minimum {low:g} is above the maximum {high:g}; exchange them",
        )
        page.fault(nodes["minimum"], message)
    choices: Mapping[str, Text] = values.pop("choices", {})
    return Item(code=page.where, choices=tuple(Choice(code, text) for code, text in choices.items()), **values)


def _number_only(title: str, key: str, kind: ItemKind) -> Text:
    return Text(
        f"“{title}” chỉ dùng cho số liệu loại số, đây là loại {KINDS[kind]}; xóa đi",
        f"{key!r} belongs to items of kind number, this is {kind}; delete the line",
    )


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
        "minimum": Key(Number(Text("một số, ví dụ 0", "a number such as 0"))),
        "maximum": Key(Number(Text("một số, ví dụ 100", "a number such as 100"))),
        "decimals": Key(
            Number(Text("một số nguyên từ 0 đến 9", "a whole number such as 0"), minimum=0, maximum=9, whole=True)
        ),
        "choices": Key(Table(TEXT, CHOICE_CODE), about="Code → text of each case or tick."),
        "supplied_by": Key(OneOf(("unit", "ministry"))),
        "previous": Key(ITEM_CODE, about="The item that asked the same last year, where its code was another."),
    },
    _item,
    name="item",
    example=Text("loại, câu hỏi và căn cứ", "kind, question and source"),
    about="One thing that is asked.",
)


class ItemTable:
    """The items a document declares itself, by code; every one is known before the tree is read."""

    example = Text("mỗi số liệu một dòng ở trang Số liệu", "lines 'so_xa: {kind: …, question: …, source: …}'")

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

    example = Text("danh sách kho số liệu, ví dụ dti, par", "a list of pools, such as [dti, par]")
    shape = ListOf(Code("dti"))

    def read(self, at: yaml.Node, page: Page) -> tuple[str, ...]:
        names: tuple[str, ...] = self.shape.read(at, page)
        for name in names:
            self._draw(name, at, page)
        return names

    @staticmethod
    def _draw(name: str, at: yaml.Node, page: Page) -> None:
        if page.pool is None:
            message = Text(
                "bộ chỉ số này phải tự khai mọi số liệu; xóa dòng này",
                "this document must declare all its items itself; delete the line",
            )
            raise page.refuse(at, message)
        try:
            pool = page.pool(name)
        except DefinitionError as error:
            page.incomplete = True
            page.faults += [fault for fault in error.faults if fault not in page.faults]
            return
        for table, names in pool.names.items():
            page.names.setdefault(table, {}).update(names)
        stands = Text(f"trong kho “{name}”", f"in the pool {name!r}")
        for code, item in pool.items.items():
            if page.items.get(code, item) is not item:
                message = Text(
                    f"số liệu “{code}” có trong “{name}” và trong kho khác; giữ lại một",
                    f"the item {code!r} stands in {name!r} and in another pool; keep one",
                )
                page.fault(at, message)
            page.items[code] = item
            page.codes[code] = stands

    def schema(self, definitions: Schema) -> Schema:
        return self.shape.schema(definitions)


class Declared:
    """Texts declared once under a name, such as the departments that hold data."""

    example = Text("mỗi tên một dòng ở trang Danh mục", "lines 'khcn: {vi: Sở Khoa học và Công nghệ, en: …}'")

    def __init__(self, table: str) -> None:
        self.table = table
        self.shape = Table(TEXT, Code("khcn"))

    def read(self, at: yaml.Node, page: Page) -> None:
        page.names.setdefault(self.table, {}).update(self.shape.read(at, page))

    def schema(self, definitions: Schema) -> Schema:
        return self.shape.schema(definitions)

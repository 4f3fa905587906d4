"""The single values a definition is made of: each kind reads a YAML node and gives its own JSON Schema."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Protocol

import yaml

from questionnaires.document import Page, Refused
from questionnaires.faults import figure, suggestion
from questionnaires.model import ItemKind, Text

Schema = dict[str, Any]
Nodes = Mapping[str, yaml.Node]  # the YAML node each value of a record was read from

NOTHING = ("~", "null", "Null", "NULL")  # unquoted, YAML means an empty value
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
KINDS = {
    ItemKind.NUMBER: "số",
    ItemKind.CHOICE: "chọn một",
    ItemKind.TICKS: "chọn nhiều",
    ItemKind.DATE: "ngày",
    ItemKind.TEXT: "chữ",
}  # the kinds of items in Vietnamese
WORDS = Text("một đoạn chữ", "a text")
A_NUMBER = Text("một số, ví dụ 0,8", "a number such as 0.8")


class Shape(Protocol):
    """A kind of value: `example` is what a missing or wrong value's message tells the author to write."""

    @property
    def example(self) -> Text: ...

    def read(self, at: yaml.Node, page: Page) -> Any:
        """The value at a node; raises Refused after noting its faults on the page."""

    def schema(self, definitions: Schema) -> Schema:
        """Its JSON Schema; shapes with a name put themselves into `definitions` and return a reference."""


class Exemplary(Protocol):
    """Has an example of what to write; asked for only when something is refused."""

    @property
    def example(self) -> Text: ...


def plain(at: yaml.Node, page: Page, shape: Exemplary) -> str:
    """The text of a single value, as written; refused when it is empty or not a single value."""
    if not isinstance(at, yaml.ScalarNode):
        example = shape.example
        message = Text(f"ở đây chỉ viết một giá trị; viết {example.vi}", f"expected a single value; write {example.en}")
        raise page.refuse(at, message)
    text = unicodedata.normalize("NFC", at.value.strip())
    if not text or (text in NOTHING and at.style is None):
        example = shape.example
        raise page.refuse(at, Text(f"còn trống; viết {example.vi}", f"the value is empty; write {example.en}"))
    return text


def wrong(text: str, what: Text, example: Text) -> Text:
    """`'x' is not …; write …`."""
    return Text(f"“{text}” {what.vi}; viết {example.vi}", f"{text!r} {what.en}; write {example.en}")


@dataclass(frozen=True)
class Words:
    """Any text that is not empty."""

    example: Text = WORDS

    def read(self, at: yaml.Node, page: Page) -> str:
        return plain(at, page, self)

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "minLength": 1}


ANY_CODE = r"[A-Za-z0-9][A-Za-z0-9._-]*"


@dataclass(frozen=True)
class Code:
    """A code: letters, digits, dot, dash and underscore, without spaces or accents."""

    written: str  # an example
    pattern: str = ANY_CODE
    form: str = "mã chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới, không có khoảng trắng"

    @property
    def example(self) -> Text:
        return Text(f"một mã, ví dụ {self.written}", self.written)

    def read(self, at: yaml.Node, page: Page) -> str:
        text = plain(at, page, self)
        if not re.fullmatch(self.pattern, text):
            message = Text(
                f"“{text}” không phải là mã: {self.form}; viết ví dụ {self.written}",
                f"{text!r} is not a code of the form {self.pattern}; write for example {self.written}",
            )
            raise page.refuse(at, message)
        return text

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True)
class Number:
    """A number with a decimal point, between bounds; `above` leaves the bound itself out."""

    example: Text = A_NUMBER
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    whole: bool = False
    percent: bool = False  # an official reads and writes 0.8 as 80%

    def read(self, at: yaml.Node, page: Page) -> float | int:
        text = plain(at, page, self)
        if not NUMBER.fullmatch(text) or math.isinf(float(text)):
            hint = "; decimals take a point, not a comma" if "," in text else ""
            raise page.refuse(at, wrong(text, Text("không phải là số", f"is not a number{hint}"), self.example))
        value = float(text)
        fault = self._wrong(value)
        if fault:
            shown = self._shown(value)
            message = Text(f"{shown} {fault.vi}; viết {self.example.vi}", f"{text} {fault.en}; write {self.example.en}")
            raise page.refuse(at, message)
        return int(value) if self.whole else value

    def _wrong(self, value: float) -> Text | None:
        if self.whole and value != int(value):
            return Text("không phải là số nguyên", "is not a whole number")
        if self.above is not None and value <= self.above:
            return Text(f"không lớn hơn {self._shown(self.above)}", f"is not greater than {self.above:g}")
        if self.minimum is not None and value < self.minimum:
            return Text(f"nhỏ hơn {self._shown(self.minimum)}", f"is below {self.minimum:g}")
        if self.maximum is not None and value > self.maximum:
            return Text(f"lớn hơn {self._shown(self.maximum)}", f"is above {self.maximum:g}")
        return None

    def _shown(self, value: float) -> str:
        return f"{figure(value * 100)}%" if self.percent else figure(value)

    def schema(self, definitions: Schema) -> Schema:
        bounds = {"minimum": self.minimum, "maximum": self.maximum, "exclusiveMinimum": self.above}
        kept = {key: value for key, value in bounds.items() if value is not None}
        return {"type": "integer" if self.whole else "number", **kept}


SHARE = Number(
    Text("một phần từ 0% đến 100%, ví dụ 50%", "a share from 0 to 1, such as 0.5"), minimum=0, maximum=1, percent=True
)


@dataclass(frozen=True)
class YesNo:
    """true or false."""

    example: ClassVar[Text] = Text("có hoặc không", "true or false")

    def read(self, at: yaml.Node, page: Page) -> bool:
        text = plain(at, page, self)
        if text not in ("true", "false"):
            what = Text("không phải là có hay không", "is neither true nor false")
            raise page.refuse(at, wrong(text, what, self.example))
        return text == "true"

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day:
    """A date, written 2025-07-01."""

    example: ClassVar[Text] = Text("một ngày, ví dụ 01/07/2025", "a date such as 2025-07-01")

    def read(self, at: yaml.Node, page: Page) -> date:
        text = plain(at, page, self)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise page.refuse(at, wrong(text, Text("không phải là ngày", "is not a date"), self.example)) from None

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class OneOf:
    """One of a few words; an enumeration's member when `enum` is given."""

    words: tuple[str, ...]
    enum: type[StrEnum] | None = None

    @classmethod
    def of(cls, enum: type[StrEnum]) -> OneOf:
        """The values of an enumeration."""
        return cls(tuple(member.value for member in enum), enum)

    @property
    def example(self) -> Text:
        words = ", ".join(self.words)
        return Text(f"một trong: {words}", f"one of {words}")

    def read(self, at: yaml.Node, page: Page) -> str:
        text = plain(at, page, self)
        if text not in self.words:
            hint = suggestion(text, self.words)
            message = wrong(text, Text("không có trong danh sách", "is unknown"), self.example)
            raise page.refuse(at, Text(f"{message.vi}.{hint.vi}", f"{message.en}.{hint.en}"))
        return self.enum(text) if self.enum else text

    def schema(self, definitions: Schema) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Direction:
    """1 where more is better, -1 where less is better."""

    example: ClassVar[Text] = Text(
        "1 (càng cao càng tốt) hoặc -1 (càng thấp càng tốt)", "1 (more is better) or -1 (less is better)"
    )

    def read(self, at: yaml.Node, page: Page) -> int:
        text = plain(at, page, self)
        if text not in ("1", "+1", "-1"):
            raise page.refuse(at, wrong(text, Text("không phải là chiều", "is not a direction"), self.example))
        return int(text)

    def schema(self, definitions: Schema) -> Schema:
        return {"enum": [1, -1]}


@dataclass(frozen=True)
class ItemCode:
    """The code of an item of this document, of one of the given kinds."""

    kinds: tuple[ItemKind, ...]

    @property
    def example(self) -> Text:
        kinds = " hoặc ".join(KINDS[kind] for kind in self.kinds)
        return Text(f"mã của một số liệu loại {kinds}", f"the code of an item of kind {' or '.join(self.kinds)}")

    def read(self, at: yaml.Node, page: Page) -> str:
        code = plain(at, page, self)
        if code not in page.items and page.incomplete:
            raise Refused  # it may stand in the pool that was refused
        if code not in page.items:
            raise page.refuse(at, _no_item(code, page))
        item = page.items[code]
        if item is None:
            raise Refused  # its own fault is on the page
        if item.kind not in self.kinds:
            message = Text(
                f"số liệu “{code}” thuộc loại {KINDS[item.kind]}; ở đây viết {self.example.vi}",
                f"the item {code!r} is of kind {item.kind}; this needs {self.example.en}",
            )
            raise page.refuse(at, message)
        return code

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "minLength": 1}


def _no_item(code: str, page: Page) -> Text:
    hint = suggestion(code, page.items)
    return Text(
        f"chưa có số liệu nào mang mã “{code}”; sửa mã hoặc thêm một dòng vào trang Số liệu.{hint.vi}",
        f"there is no item {code!r}; declare it under 'items' or name its pool under 'uses'.{hint.en}",
    )

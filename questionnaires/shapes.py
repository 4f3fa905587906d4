"""The single values a definition is made of: each kind reads a YAML node and gives its own JSON Schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

import yaml

from questionnaires.document import Page, Refused
from questionnaires.faults import suggestion
from questionnaires.model import ItemKind

Schema = dict[str, Any]
Nodes = Mapping[str, yaml.Node]  # the YAML node each value of a record was read from

NOTHING = ("~", "null", "Null", "NULL")  # unquoted, YAML means an empty value
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class Shape(Protocol):
    """A kind of value: `example` is what a missing or wrong value's message tells the author to write."""

    @property
    def example(self) -> str: ...

    def read(self, at: yaml.Node, page: Page) -> Any:
        """The value at a node; raises Refused after noting its faults on the page."""

    def schema(self, definitions: Schema) -> Schema:
        """Its JSON Schema; shapes with a name put themselves into `definitions` and return a reference."""


def plain(at: yaml.Node, page: Page, example: str) -> str:
    """The text of a single value, as written; refused when it is empty or not a single value."""
    if not isinstance(at, yaml.ScalarNode):
        raise page.refuse(at, f"expected a single value; write {example}")
    text = unicodedata.normalize("NFC", at.value.strip())
    if not text or (text in NOTHING and at.style is None):
        raise page.refuse(at, f"the value is empty; write {example}")
    return text


@dataclass(frozen=True)
class Words:
    """Any text that is not empty."""

    example: str = "a text"

    def read(self, at: yaml.Node, page: Page) -> str:
        return plain(at, page, self.example)

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class Code:
    """A code: letters, digits, dot, dash and underscore, without spaces or accents."""

    example: str
    pattern: str = r"[A-Za-z0-9][A-Za-z0-9._-]*"

    def read(self, at: yaml.Node, page: Page) -> str:
        text = plain(at, page, self.example)
        if not re.fullmatch(self.pattern, text):
            raise page.refuse(
                at, f"{text!r} is not a code of the form {self.pattern}; write for example {self.example}"
            )
        return text

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True)
class Number:
    """A number with a decimal point, between bounds; `above` leaves the bound itself out."""

    example: str = "a number such as 0.8"
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    whole: bool = False

    def read(self, at: yaml.Node, page: Page) -> float | int:
        text = plain(at, page, self.example)
        if not NUMBER.fullmatch(text):
            hint = "; decimals take a point, not a comma" if "," in text else ""
            raise page.refuse(at, f"{text!r} is not a number{hint}; write {self.example}")
        value = float(text)
        wrong = self._wrong(value)
        if wrong:
            raise page.refuse(at, f"{text} {wrong}; write {self.example}")
        return int(value) if self.whole else value

    def _wrong(self, value: float) -> str:
        if self.whole and value != int(value):
            return "is not a whole number"
        if self.above is not None and value <= self.above:
            return f"is not greater than {self.above:g}"
        if self.minimum is not None and value < self.minimum:
            return f"is below {self.minimum:g}"
        if self.maximum is not None and value > self.maximum:
            return f"is above {self.maximum:g}"
        return ""

    def schema(self, definitions: Schema) -> Schema:
        bounds = {"minimum": self.minimum, "maximum": self.maximum, "exclusiveMinimum": self.above}
        kept = {key: value for key, value in bounds.items() if value is not None}
        return {"type": "integer" if self.whole else "number", **kept}


SHARE = Number("a share from 0 to 1, such as 0.5", minimum=0, maximum=1)


@dataclass(frozen=True)
class YesNo:
    """true or false."""

    example: str = "true or false"

    def read(self, at: yaml.Node, page: Page) -> bool:
        text = plain(at, page, self.example)
        if text not in ("true", "false"):
            raise page.refuse(at, f"{text!r} is neither true nor false; write {self.example}")
        return text == "true"

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day:
    """A date, written 2025-07-01."""

    example: str = "a date such as 2025-07-01"

    def read(self, at: yaml.Node, page: Page) -> date:
        text = plain(at, page, self.example)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise page.refuse(at, f"{text!r} is not a date; write {self.example}") from None

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
    def example(self) -> str:
        return "one of " + ", ".join(self.words)

    def read(self, at: yaml.Node, page: Page) -> str:
        text = plain(at, page, self.example)
        if text not in self.words:
            raise page.refuse(at, f"{text!r} is unknown; write {self.example}.{suggestion(text, self.words)}")
        return self.enum(text) if self.enum else text

    def schema(self, definitions: Schema) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Direction:
    """1 where more is better, -1 where less is better."""

    example: str = "1 (more is better) or -1 (less is better)"

    def read(self, at: yaml.Node, page: Page) -> int:
        text = plain(at, page, self.example)
        if text not in ("1", "+1", "-1"):
            raise page.refuse(at, f"{text!r} is not a direction; write {self.example}")
        return int(text)

    def schema(self, definitions: Schema) -> Schema:
        return {"enum": [1, -1]}


@dataclass(frozen=True)
class ItemCode:
    """The code of an item of this document, of one of the given kinds."""

    kinds: tuple[ItemKind, ...]

    @property
    def example(self) -> str:
        return f"the code of an item of kind {' or '.join(self.kinds)}"

    def read(self, at: yaml.Node, page: Page) -> str:
        code = plain(at, page, self.example)
        if code not in page.items and page.incomplete:
            raise Refused  # it may stand in the pool that was refused
        if code not in page.items:
            remedy = "declare it under 'items' or name its pool under 'uses'"
            raise page.refuse(at, f"there is no item {code!r}; {remedy}.{suggestion(code, page.items)}")
        item = page.items[code]
        if item is None:
            raise Refused  # its own fault is on the page
        if item.kind not in self.kinds:
            raise page.refuse(at, f"the item {code!r} is of kind {item.kind}; this needs {self.example}")
        return code

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "minLength": 1}

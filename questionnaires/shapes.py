"""The kinds of value a definition is made of: each reads a YAML node and gives its own JSON Schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

import yaml

from questionnaires.document import Page, Refused, entries
from questionnaires.faults import suggestion
from questionnaires.model import ItemKind, Text

Schema = dict[str, Any]
Nodes = Mapping[str, yaml.Node]  # the YAML node each value of a record was read from

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
    if not text or at.tag == "tag:yaml.org,2002:null":
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
                at,
                f"{text!r} is not a code of the form {self.pattern}; write for example {self.example}",
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
        bounds = {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "exclusiveMinimum": self.above,
        }
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
            raise page.refuse(
                at,
                f"{text!r} is unknown; write {self.example}.{suggestion(text, self.words)}",
            )
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
        if code not in page.items:
            raise page.refuse(
                at,
                f"there is no item {code!r}; declare it under 'items'.{suggestion(code, page.items)}",
            )
        item = page.items[code]
        if item is None:
            raise Refused  # its own fault is on the page
        if item.kind not in self.kinds:
            raise page.refuse(
                at,
                f"the item {code!r} is of kind {item.kind}; this needs {self.example}",
            )
        return code

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class ListOf:
    """A list of at least `least` values."""

    shape: Shape
    least: int = 1

    @property
    def example(self) -> str:
        return f"a list of {self.shape.example}"

    def read(self, at: yaml.Node, page: Page) -> tuple[Any, ...]:
        if not isinstance(at, yaml.SequenceNode):
            raise page.refuse(at, f"expected a list, one '- …' per line; write {self.example}")
        if len(at.value) < self.least:
            raise page.refuse(at, f"expected at least {self.least} entries; write {self.example}")
        return tuple(gather([partial(self.shape.read, node, page) for node in at.value]))

    def schema(self, definitions: Schema) -> Schema:
        return {
            "type": "array",
            "items": self.shape.schema(definitions),
            "minItems": self.least,
        }


@dataclass(frozen=True)
class Table:
    """Codes of the author's own with a value each; read-only and in the order of the document."""

    shape: Shape
    key: Code

    @property
    def example(self) -> str:
        return f"lines '{self.key.example}: {self.shape.example}'"

    def read(self, at: yaml.Node, page: Page) -> Mapping[str, Any]:
        found = entries(page, at)
        if not found:
            raise page.refuse(at, f"expected at least one line; write {self.example}")
        keys = [partial(self.key.read, key, page) for key, _ in found.values()]
        values = [partial(self.shape.read, value, page) for _, value in found.values()]
        read = gather(keys + values)
        return MappingProxyType(dict(zip(read[: len(found)], read[len(found) :], strict=True)))

    def schema(self, definitions: Schema) -> Schema:
        names = {"pattern": f"^{self.key.pattern}$"}
        return {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": self.shape.schema(definitions),
            "minProperties": 1,
        }


def gather(readers: Sequence[Callable[[], Any]]) -> list[Any]:
    """All values, so that every fault is found; Refused when any of them was refused."""
    values, refused = [], False
    for reader in readers:
        try:
            values.append(reader())
        except Refused:
            refused = True
    if refused:
        raise Refused
    return values


@dataclass(frozen=True)
class Key:
    """One key of a record; `about` goes into the schema, where editors show it."""

    shape: Shape
    required: bool = False
    about: str = ""


Build = Callable[[dict[str, Any], Nodes, Page], Any]


@dataclass(frozen=True)
class Record:
    """A mapping with known keys; `build` checks the values together and makes the type from them.

    Keys are read in the order of the table, whatever their order in the document. A record with a name is shared in
    the schema and may contain itself.
    """

    keys: Mapping[str, Key]
    build: Build
    name: str = ""
    example: str = "a mapping"
    about: str = ""
    extra: Schema = field(default_factory=dict)  # conditions that only the schema needs

    def read(self, at: yaml.Node, page: Page) -> Any:
        found = entries(page, at, dict(self.keys))
        missing = [key for key, entry in self.keys.items() if entry.required and key not in found]
        for key in missing:
            page.fault(
                at,
                f"the key {key!r} is missing; write {key}: {self.keys[key].shape.example}",
            )
        present = [key for key in self.keys if key in found]
        values = gather([partial(self.keys[key].shape.read, found[key][1], page) for key in present])
        if missing:
            raise Refused
        nodes = {"": at} | {key: found[key][1] for key in present}
        return self.build(dict(zip(present, values, strict=True)), nodes, page)

    def schema(self, definitions: Schema) -> Schema:
        if not self.name:
            return self._body(definitions)
        if self.name not in definitions:
            definitions[self.name] = {}  # holds the place while a record inside refers to this one
            definitions[self.name] = self._body(definitions)
        return {"$ref": f"#/$defs/{self.name}"}

    def _body(self, definitions: Schema) -> Schema:
        described = {"description": self.about} if self.about else {}
        return {
            **described,
            "type": "object",
            "properties": {key: self._property(entry, definitions) for key, entry in self.keys.items()},
            "required": [key for key, entry in self.keys.items() if entry.required],
            "additionalProperties": False,
            **self.extra,
        }

    @staticmethod
    def _property(entry: Key, definitions: Schema) -> Schema:
        described = {"description": entry.about} if entry.about else {}
        return {**described, **entry.shape.schema(definitions)}


def _text(values: dict[str, Any], nodes: Nodes, page: Page) -> Text:
    return Text(**values)


TEXT = Record(
    {
        "vi": Key(Words("tiếng Việt"), required=True),
        "en": Key(Words("English"), required=True),
    },
    _text,
    name="text",
    example="{vi: …, en: …}",
    about="One text in Vietnamese and English.",
)


@dataclass(frozen=True)
class TextOrName:
    """A text, or the name under which it is declared once in the table `table` of the document."""

    table: str
    example: str = "{vi: …, en: …} or a name"

    def read(self, at: yaml.Node, page: Page) -> Text:
        if not isinstance(at, yaml.ScalarNode):
            text: Text = TEXT.read(at, page)
            return text
        name = plain(at, page, self.example)
        known = page.names.get(self.table, {})
        if name not in known:
            hint = suggestion(name, known)
            raise page.refuse(
                at,
                f"{name!r} is not declared under {self.table!r}; write {self.example}.{hint}",
            )
        return known[name]

    def schema(self, definitions: Schema) -> Schema:
        return {"anyOf": [{"type": "string", "minLength": 1}, TEXT.schema(definitions)]}

"""Lists, tables and records of values: how a definition's mappings are read, with every fault in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

import yaml

from questionnaires.document import Page, Refused, entries
from questionnaires.faults import suggestion
from questionnaires.model import Text
from questionnaires.shapes import Code, Nodes, Schema, Shape, Words, plain


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
        return {"type": "array", "items": self.shape.schema(definitions), "minItems": self.least}


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
            page.fault(at, f"the key {key!r} is missing; write {key}: {self.keys[key].shape.example}")
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
    {"vi": Key(Words("tiếng Việt"), required=True), "en": Key(Words("English"))},
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
            raise page.refuse(at, f"{name!r} is not declared under {self.table!r}; write {self.example}.{hint}")
        return known[name]

    def schema(self, definitions: Schema) -> Schema:
        return {"anyOf": [{"type": "string", "minLength": 1}, TEXT.schema(definitions)]}

"""Lists, tables and records of values: how a definition's mappings are read, with every fault in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

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
    def example(self) -> Text:
        return Text(f"danh sách gồm {self.shape.example.vi}", f"a list of {self.shape.example.en}")

    def read(self, at: yaml.Node, page: Page) -> tuple[Any, ...]:
        if not isinstance(at, yaml.SequenceNode):
            message = Text(
                f"ở đây cần một danh sách; viết {self.example.vi}",
                f"expected a list, one '- …' per line; write {self.example.en}",
            )
            raise page.refuse(at, message)
        if len(at.value) < self.least:
            message = Text(
                f"cần ít nhất {self.least} mục; viết {self.example.vi}",
                f"expected at least {self.least} entries; write {self.example.en}",
            )
            raise page.refuse(at, message)
        return tuple(gather([(self.shape, node) for node in at.value], page))

    def schema(self, definitions: Schema) -> Schema:
        return {"type": "array", "items": self.shape.schema(definitions), "minItems": self.least}


@dataclass(frozen=True)
class Table:
    """Codes of the author's own with a value each; read-only and in the order of the document."""

    shape: Shape
    key: Code

    @property
    def example(self) -> Text:
        value = self.shape.example
        return Text(f"{self.key.written} = {value.vi}", f"lines '{self.key.written}: {value.en}'")

    def read(self, at: yaml.Node, page: Page) -> Mapping[str, Any]:
        found = entries(page, at)
        if not found:
            message = Text(
                f"cần ít nhất một dòng; viết {self.example.vi}", f"expected at least one line; write {self.example.en}"
            )
            raise page.refuse(at, message)
        keys: list[tuple[Shape, yaml.Node]] = [(self.key, key) for key, _ in found.values()]
        read = gather(keys + [(self.shape, value) for _, value in found.values()], page)
        return MappingProxyType(dict(zip(read[: len(found)], read[len(found) :], strict=True)))

    def schema(self, definitions: Schema) -> Schema:
        names = {"pattern": f"^{self.key.pattern}$"}
        return {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": self.shape.schema(definitions),
            "minProperties": 1,
        }


def gather(written: Sequence[tuple[Shape, yaml.Node]], page: Page) -> list[Any]:
    """All values, so that every fault is found; Refused when any of them was refused."""
    values, refused = [], False
    for shape, node in written:
        try:
            values.append(shape.read(node, page))
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


MAPPING = Text("các khóa và giá trị", "a mapping")
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
    example: Text = MAPPING
    about: str = ""
    extra: Schema = field(default_factory=dict)  # conditions that only the schema needs

    def read(self, at: yaml.Node, page: Page) -> Any:
        found = entries(page, at, self.keys)
        missing = [key for key in self._required if key not in found]
        for key in missing:
            page.fault(at, self._missing(key, page))
        nodes = {key: found[key][1] for key in self.keys if key in found}
        values = gather([(self.keys[key].shape, node) for key, node in nodes.items()], page)
        if missing:
            raise Refused
        return self.build(dict(zip(nodes, values, strict=True)), {"": at} | nodes, page)

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(key for key, entry in self.keys.items() if entry.required)

    def _missing(self, key: str, page: Page) -> Text:
        example = self.keys[key].shape.example
        return Text(
            f"thiếu “{page.title(key)}”; viết {example.vi}", f"the key {key!r} is missing; write {key}: {example.en}"
        )

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
        "vi": Key(Words(Text("nội dung bằng tiếng Việt", "tiếng Việt")), required=True),
        "en": Key(Words(Text("nội dung bằng tiếng Anh", "English"))),
    },
    _text,
    name="text",
    example=Text("nội dung bằng tiếng Việt", "{vi: …, en: …}"),
    about="One text in Vietnamese and English.",
)


@dataclass(frozen=True)
class TextOrName:
    """A text, or the name under which it is declared once in the table `table` of the document."""

    table: str
    example: ClassVar[Text] = Text(
        "nội dung bằng tiếng Việt, hoặc một tên trong trang Danh mục", "{vi: …, en: …} or a name"
    )

    def read(self, at: yaml.Node, page: Page) -> Text:
        if not isinstance(at, yaml.ScalarNode):
            text: Text = TEXT.read(at, page)
            return text
        name = plain(at, page, self)
        known = page.names.get(self.table, {})
        if name not in known:
            raise page.refuse(at, self._unknown(name, known))
        return known[name]

    def _unknown(self, name: str, known: Mapping[str, Text]) -> Text:
        hint = Text(suggestion(name, [text.vi for text in known.values()]).vi, suggestion(name, known).en)
        return Text(
            f"“{name}” chưa có trong trang Danh mục; sửa tên hoặc thêm một dòng vào đó.{hint.vi}",
            f"{name!r} is not declared under {self.table!r}; write {self.example.en}.{hint.en}",
        )

    def schema(self, definitions: Schema) -> Schema:
        return {"anyOf": [{"type": "string", "minLength": 1}, TEXT.schema(definitions)]}

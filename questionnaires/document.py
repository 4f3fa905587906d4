"""A YAML document as positioned nodes, and the page on which its faults are collected while it is read."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import yaml

from questionnaires.faults import DefinitionError, Fault, Place, suggestion
from questionnaires.model import Item, Text

ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*\w", re.MULTILINE)
REFUSED = "!refused"  # the tag of a node in the place of something unreadable, whose fault is on the page already


@dataclass(frozen=True, slots=True)
class Pool:
    """Items and names that are declared once for several indices; `names` hold those of the pools it uses, too."""

    name: str
    items: Mapping[str, Item]
    names: Mapping[str, Mapping[str, Text]]


class Refused(Exception):
    """A value could not be read; its fault is on the page already."""


@dataclass(slots=True)
class Page:
    """The document being read: its faults so far and the names that later lines refer to.

    `items` holds None for an item that is named but was refused, so that rules using it are not refused as well.
    """

    file: str
    faults: list[Fault] = field(default_factory=list)
    year: int | None = None  # of the index, which decides on the milestones
    document: str = ""  # the legal document that lines without one of their own come from
    items: dict[str, Item | None] = field(default_factory=dict)
    names: dict[str, dict[str, Text]] = field(default_factory=dict)  # "holders", "units", "data_sources"
    codes: dict[str, Text] = field(default_factory=dict)  # every item and node code → where it is declared
    titles: Mapping[str, str] = field(default_factory=dict)  # how the document calls a key, where not by its name
    pool: Callable[[str], Pool] | None = None  # finds the items a document uses; None where it may use none
    incomplete: bool = False  # a pool was refused, so that an unknown item is no fault of this document
    where: str = "index"

    def fault(self, at: yaml.Node | int, message: Text) -> None:
        """Note a fault at a YAML node or line; reading goes on."""
        if isinstance(at, int):
            self.faults.append(Fault(self.file, at, self.where, message))
        elif at.tag != REFUSED:
            self.faults.append(Fault(self.file, line_of(at), self.where, message, place_of(at)))

    def refuse(self, at: yaml.Node | int, message: Text) -> Refused:
        """Note a fault and return the exception to raise."""
        self.fault(at, message)
        return Refused()

    def title(self, key: str) -> str:
        """What the author of this document calls a key."""
        return self.titles.get(key, key)

    @contextmanager
    def inside(self, where: str) -> Iterator[None]:
        """Name the node or item that faults belong to meanwhile."""
        before, self.where = self.where, where
        try:
            yield
        finally:
            self.where = before

    def claim(self, code: str, at: yaml.Node) -> None:
        """Take a code for an item or a node; refuse it when it is taken already."""
        if code in self.codes:
            taken = self.codes[code]
            message = Text(
                f"mã “{code}” đã dùng {taken.vi}; mỗi dòng một mã riêng",
                f"the code {code!r} is used already, {taken.en}; every code must be its own",
            )
            self.fault(at, message)
        self.codes.setdefault(code, where_of(at))


def line_of(node: yaml.Node) -> int:
    """The line of a YAML node, or the row of a cell, counted from 1."""
    return int(node.start_mark.line) + 1


def place_of(node: yaml.Node) -> Place | None:
    """The place in a workbook that a node was read from; None for one of a YAML file."""
    return getattr(node.start_mark, "place", None)


def where_of(node: yaml.Node) -> Text:
    """Where a node stands, for a fault at another one."""
    line, place = line_of(node), place_of(node)
    if place is None:
        return Text(f"ở dòng {line}", f"on line {line}")
    return Text(f"ở dòng {line} trang '{place.sheet}'", f"in row {line} of the sheet {place.sheet!r}")


class _Texts(yaml.CSafeLoader):
    """Every plain value stays the text that was written; the shapes decide what it means."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        """The type of a node without a tag: none, which also spares the search for one."""
        return ""

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Nothing to prepare: types do not depend on the path to a node."""

    def ascend_resolver(self) -> None:
        """Nothing to clear."""


def compose(page: Page, content: bytes) -> yaml.Node:
    """The root node of a YAML document; DefinitionError for anything that is not one plain document."""
    text = _decode(page, content)
    try:
        if "*" in text and ALIAS.search(text):
            _refuse_aliases(page, text)
        with _uncollected():
            root: yaml.Node | None = yaml.compose(text, Loader=_Texts)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        said = error.problem or error.context
        message = Text(
            f"không phải là YAML: {said}; xem lại chỗ thụt đầu dòng, dấu hai chấm và dấu nháy",
            f"not valid YAML: {said}; check indentation, colons and quotes",
        )
        raise DefinitionError([Fault(page.file, mark.line + 1 if mark is not None else 0, "yaml", message)]) from None
    except yaml.YAMLError as error:
        message = Text(f"không phải là YAML: {error}", f"not valid YAML: {error}")
        raise DefinitionError([Fault(page.file, 0, "yaml", message)]) from None
    if root is None:
        message = Text("tệp trống; bắt đầu bằng 'code: …'", "the file is empty; start with 'code: …'")
        raise DefinitionError([Fault(page.file, 1, "index", message)])
    return root


@contextmanager
def _uncollected() -> Iterator[None]:
    """Thousands of nodes appear at once and none is garbage yet: looking for it would take as long as reading them."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _decode(page: Page, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = Text("không phải chữ UTF-8; lưu lại tệp dạng UTF-8", "not UTF-8 text; save the file as UTF-8")
        raise DefinitionError([Fault(page.file, line, "yaml", message)]) from None


def _refuse_aliases(page: Page, text: str) -> None:
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent) and mark is not None:
            message = Text(
                f"'*{event.anchor}' nhắc lại chỗ khác; viết đầy đủ ra",
                f"'*{event.anchor}' repeats another place; write the lines out",
            )
            page.fault(mark.line + 1, message)
    if page.faults:
        raise DefinitionError(page.faults)


def entries(
    page: Page, at: yaml.Node, known: Mapping[str, object] | None = None
) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """A mapping's key → (key node, value node); duplicate keys and, with `known`, unknown keys become faults."""
    if not isinstance(at, yaml.MappingNode):
        message = Text(
            "ở đây cần các khóa có giá trị, mỗi dòng một 'khóa: giá trị'",
            "expected keys with values, one 'key: value' per line",
        )
        raise page.refuse(at, message)
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key_node, value_node in at.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in found:
            page.fault(key_node, _twice(key, found[key][0]))
        elif known is not None and key not in known:
            page.fault(key_node, _unknown(page, key, known))
        else:
            found[key] = (key_node, value_node)
    return found


def _twice(key: str, first: yaml.Node) -> Text:
    at = where_of(first)
    return Text(
        f"“{key}” được viết hai lần, lần đầu {at.vi}; giữ lại một",
        f"the key {key!r} is written twice, first {at.en}; keep one",
    )


def _unknown(page: Page, key: str, known: Mapping[str, object]) -> Text:
    hint = suggestion(key, known)
    if key in page.titles:
        return Text(f"“{page.title(key)}” không dùng ở đây; xóa ô này", f"unknown key {key!r}.{hint.en}")
    return Text(f"không có khóa “{key}”.{hint.vi}", f"unknown key {key!r}.{hint.en}")

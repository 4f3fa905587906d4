"""A YAML document as positioned nodes, and the page on which its faults are collected while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import yaml

from questionnaires.faults import DefinitionError, Fault, suggestion
from questionnaires.model import Item, Text

ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*\w", re.MULTILINE)


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
    codes: dict[str, str] = field(default_factory=dict)  # every item and node code → where it is declared
    pool: Callable[[str], Pool] | None = None  # finds the items a document uses; None where it may use none
    incomplete: bool = False  # a pool was refused, so that an unknown item is no fault of this document
    where: str = "index"

    def fault(self, at: yaml.Node | int, message: str) -> None:
        """Note a fault at a YAML node or line; reading goes on."""
        line = at if isinstance(at, int) else line_of(at)
        self.faults.append(Fault(self.file, line, self.where, message))

    def refuse(self, at: yaml.Node | int, message: str) -> Refused:
        """Note a fault and return the exception to raise."""
        self.fault(at, message)
        return Refused()

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
            self.fault(at, f"the code {code!r} is used already, {self.codes[code]}; every code must be its own")
        self.codes.setdefault(code, f"on line {line_of(at)}")


def line_of(node: yaml.Node) -> int:
    """The line of a YAML node, counted from 1."""
    return int(node.start_mark.line) + 1


class _Texts(yaml.CSafeLoader):
    """Every plain value stays the text that was written; the shapes decide what it means."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - how the base class declares it


def compose(page: Page, content: bytes) -> yaml.Node:
    """The root node of a YAML document; DefinitionError for anything that is not one plain document."""
    text = _decode(page, content)
    try:
        if ALIAS.search(text):
            _refuse_aliases(page, text)
        root: yaml.Node | None = yaml.compose(text, Loader=_Texts)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        message = f"not valid YAML: {error.problem or error.context}; check indentation, colons and quotes"
        raise DefinitionError([Fault(page.file, mark.line + 1 if mark is not None else 0, "yaml", message)]) from None
    except yaml.YAMLError as error:
        raise DefinitionError([Fault(page.file, 0, "yaml", f"not valid YAML: {error}")]) from None
    if root is None:
        raise DefinitionError([Fault(page.file, 1, "index", "the file is empty; start with 'code: …'")])
    return root


def _decode(page: Page, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DefinitionError([Fault(page.file, line, "yaml", "not UTF-8 text; save the file as UTF-8")]) from None


def _refuse_aliases(page: Page, text: str) -> None:
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent) and mark is not None:
            page.fault(mark.line + 1, f"'*{event.anchor}' repeats another place; write the lines out")
    if page.faults:
        raise DefinitionError(page.faults)


def entries(page: Page, at: yaml.Node, known: object = None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """A mapping's key → (key node, value node); duplicate keys and, with `known`, unknown keys become faults."""
    if not isinstance(at, yaml.MappingNode):
        raise page.refuse(at, "expected keys with values, one 'key: value' per line")
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key_node, value_node in at.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in found:
            page.fault(key_node, f"the key {key!r} is written twice, first on line {line_of(found[key][0])}; keep one")
        elif isinstance(known, dict) and key not in known:
            page.fault(key_node, f"unknown key {key!r}.{suggestion(key, known)}")
        else:
            found[key] = (key_node, value_node)
    return found

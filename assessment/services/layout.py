"""Where everything of an index is asked: facts of a definition that never change, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessment.services.errors import NotFoundError
from questionnaires import Index, Node, Section, items_of, sections
from questionnaires.identity import Itself


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages of an index's form."""

    sections: tuple[Section, ...]
    used: Mapping[str, tuple[str, ...]]  # item → the indicators that read it; it is asked in the first
    heads: Mapping[str, Node]  # item → the indicator whose note, evidence and declaration are kept with it
    home: Mapping[str, str]  # indicator → its section
    asked: Mapping[str, str]  # item a unit answers → the indicator where it does, in the order of the form
    read: Mapping[str, frozenset[str]]  # section → the items its indicators read
    whole: frozenset[str]  # the sections that stand below no other: their points are those of everything below them

    def section(self, code: str) -> Section:
        """The section of that code; NotFoundError."""
        for section in self.sections:
            if section.node.code == code:
                return section
        raise NotFoundError(code)

    def items_of(self, section: str) -> frozenset[str]:
        """The items that a section's indicators read; NotFoundError."""
        if section not in self.read:
            raise NotFoundError(section)
        return self.read[section]

    def neighbours(self, code: str) -> tuple[str | None, str | None]:
        """The sections before and after one."""
        codes = [None, *(section.node.code for section in self.sections), None]
        at = codes.index(code)
        return codes[at - 1], codes[at + 1]


def layout(index: Index) -> Layout:
    """The layout of an index; the same object for the same index."""
    return _layout(Itself(index))


@lru_cache(maxsize=32)
def _layout(key: Itself[Index]) -> Layout:
    index = key.it
    used: dict[str, list[str]] = {}
    heads: dict[str, Node] = {}
    for node in filter(lambda node: node.asked, index.root.indicators()):
        codes = items_of(node.rule) if node.rule else ()
        for code in codes:
            used.setdefault(code, []).append(node.code)
        if codes and used[codes[0]][0] == node.code and index.items[codes[0]].supplied_by == "unit":
            heads[codes[0]] = node
    pages = sections(index)
    home = {node.code: page.node.code for page in pages for node in page.indicators}
    asked = {code: nodes[0] for code, nodes in used.items() if index.items[code].supplied_by == "unit"}
    read = {
        page.node.code: frozenset(code for node in page.indicators if node.rule for code in items_of(node.rule))
        for page in pages
    }
    nested = {below.code for page in pages for child in page.node.children for below in child.walk()}
    whole = frozenset(page.node.code for page in pages) - nested
    return Layout(pages, {code: tuple(nodes) for code, nodes in used.items()}, heads, home, asked, read, whole)

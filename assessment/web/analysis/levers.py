"""What a unit could change, in words: an item with its answers, or an indicator whose points stand by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from assessment.formats import number, points
from assessment.web.request import language
from assessment.web.working import explain
from assessment.web.working.cards import understood
from questionnaires import Index, ItemKind, Node, Text, items_of, sections
from scoring.improvement.attainable import Answer
from scoring.rules import NOTHING_TICKED


@dataclass(frozen=True, slots=True)
class Place:
    """An indicator and the page of the form it stands on; "" where none asks for it."""

    code: str
    name: Text
    section: str


class Places:
    """Where the indicators of an index stand, and which an item counts in."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.sections = {node.code: section.node for section in sections(index) for node in section.indicators}

    def of(self, nodes: Iterable[Node]) -> tuple[Place, ...]:
        """The places of some indicators."""
        return tuple(Place(node.code, node.name, self._section(node.code)) for node in nodes)

    def of_lever(self, code: str, *, is_node: bool) -> tuple[Place, ...]:
        """The places of what a lever moves."""
        if is_node:
            return self.of([self.index.node(code)])
        leaves = self.index.root.indicators()
        return self.of(leaf for leaf in leaves if leaf.assessed and leaf.rule and code in items_of(leaf.rule))

    def main(self, code: str) -> Node | None:
        """The main index of an indicator."""
        return self.sections.get(code)

    def _section(self, code: str) -> str:
        node = self.sections.get(code)
        return "" if node is None else node.code


def name_of(index: Index, code: str, *, is_node: bool) -> Text:
    """What a lever is called: the item's question or the indicator's name."""
    return index.node(code).name if is_node else index.items[code].question


def said(index: Index, code: str, answer: Answer | None, *, is_node: bool) -> str:
    """One answer in words; points where the indicator itself is the lever."""
    if answer is None:
        return _("chưa có")
    if is_node:
        return _("%(points)s điểm", points=points(float(answer), language()))
    item = index.items[code]
    if isinstance(answer, float):
        return explain.with_unit(number(round(answer, item.decimals or 4), None, language()), item)
    return understood(item, answer)


def added(index: Index, code: str, before: Answer | None, after: Answer, *, is_node: bool) -> str:
    """The better answer in words: of a list of ticks only what comes in besides."""
    if is_node and before is None:
        return _("trả lời đủ, được %(points)s điểm", points=points(float(after), language()))
    if is_node or index.items[code].kind is not ItemKind.TICKS or not isinstance(before, str):
        return said(index, code, after, is_node=is_node)
    had = set() if before == NOTHING_TICKED else set(before.split("|"))
    more = [each for each in str(after).split("|") if each not in had]
    return _("thêm: %(ticks)s", ticks=understood(index.items[code], "|".join(more)))

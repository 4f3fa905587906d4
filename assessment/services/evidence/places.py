"""Where evidence has its place: beside the first item of an indicator, where that item is asked of the unit."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires import Index, Item, Node, items_of, sections


@dataclass(frozen=True, slots=True)
class Place:
    """An indicator that takes evidence, kept with its first item."""

    section: Node
    indicator: Node
    item: Item


def places(index: Index) -> dict[str, Place]:
    """Every place of an index by the code of its item, in the order of the form.

    An item is asked at the first indicator that uses it; where an indicator's first item is asked at an earlier one,
    the evidence stands there.
    """
    found: dict[str, Place] = {}
    asked: set[str] = set()
    for section in sections(index):
        for node in section.indicators:
            codes = items_of(node.rule) if node.rule else ()
            first = index.items[codes[0]] if codes else None
            if first is not None and first.code not in asked and first.supplied_by == "unit":
                found[first.code] = Place(section.node, node, first)
            asked.update(codes)
    return found

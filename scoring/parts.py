"""The points of one part of an index for one unit, without tables: what a page needs after every keystroke.

The same rules and the same adding up as the pipeline, on arrays of one. Nothing outside the part is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from questionnaires.identity import Itself
from questionnaires.model import Index, ItemKind, Node, Rule, items_of
from scoring.claims import claims
from scoring.columns import Columns
from scoring.rules import Answers
from scoring.sums import sum_points

REMEMBERED = 16_384  # answers to single indicators: a hundred each of 160 units
_CODED = frozenset({ItemKind.CHOICE, ItemKind.TICKS})


@dataclass(frozen=True, slots=True)
class PartPoints:
    """Points and maximum by node, for a part and all below it; nodes that have none are left out."""

    points: Mapping[str, float]
    maximum: Mapping[str, float]


def part_points(index: Index, part: Node, values: Mapping[str, str], claimed: Iterable[str] = ()) -> PartPoints:
    """What one unit has in `part`, and could have.

    `values` are canonical texts by item code, `claimed` the indicators that the unit says do not apply to it. For an
    index of points only. KeyError for a case that a rule does not know.
    """
    below = replace(index, root=part)
    said = claims(below, {code: np.array([True]) for code in claimed if _has(part, code)}, {})
    steps = sum_points(below, _OneUnit(_NO_ANSWERS, {}, "", {}, said, index=index, values=values))
    return PartPoints(_known(steps.scored), _known(steps.maximum))


_NO_ANSWERS = Answers(1, {}, {})


@dataclass(frozen=True, slots=True)
class _OneUnit(Columns):
    """The answers of one unit, of which a save changes one or two: what the same answers were worth is remembered."""

    index: Index = field(kw_only=True)
    values: Mapping[str, str] = field(kw_only=True)

    def worth(self, node: Node, rule: Rule) -> NDArray[np.float64]:
        """What an indicator's rule makes of its answers."""
        leaf = _leaf(Itself(node), Itself(self.index))
        given = tuple(map(self.values.get, leaf.items))
        return _worth(leaf, given)


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    """An indicator with the items it reads; known by identity."""

    node: Node
    rule: Rule
    items: tuple[str, ...]
    kinds: tuple[ItemKind, ...]


@lru_cache(maxsize=4096)
def _leaf(node: Itself[Node], index: Itself[Index]) -> _Leaf:
    rule = node.it.rule
    if rule is None:
        raise KeyError(node.it.code)
    items = items_of(rule)
    return _Leaf(node.it, rule, items, tuple(index.it.items[code].kind for code in items))


@lru_cache(maxsize=REMEMBERED)
def _worth(leaf: _Leaf, given: tuple[str | None, ...]) -> NDArray[np.float64]:
    """What one unit's answers to an indicator are worth; nobody writes into it."""
    told = [
        (code, kind, text) for code, kind, text in zip(leaf.items, leaf.kinds, given, strict=True) if text is not None
    ]
    numbers = {code: np.array([float(text)]) for code, kind, text in told if kind is ItemKind.NUMBER}
    texts = {code: np.array([text], dtype=object) for code, kind, text in told if kind in _CODED}
    found = Columns(Answers(1, numbers, texts), {}, "", {}).worth(leaf.node, leaf.rule)
    found.flags.writeable = False
    return found


def _known(found: Mapping[str, NDArray[np.float64]]) -> dict[str, float]:
    return {code: float(values[0]) for code, values in found.items() if not np.isnan(values[0])}


def _has(part: Node, code: str) -> bool:
    return any(node.code == code for node in part.indicators())

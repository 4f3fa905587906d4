"""The points of one part of an index for one unit, without tables: what a page needs after every keystroke.

The same rules and the same adding up as the pipeline, on arrays of one. Nothing outside the part is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Index, ItemKind, Node
from scoring.claims import claims
from scoring.columns import Columns
from scoring.rules import Answers
from scoring.sums import sum_points

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
    numbers = {code: np.array([float(text)]) for code, text in _of_kind(index, values, frozenset({ItemKind.NUMBER}))}
    texts = {code: np.array([text], dtype=object) for code, text in _of_kind(index, values, _CODED)}
    below = replace(index, root=part)
    said = claims(below, {code: np.array([True]) for code in claimed if _has(part, code)}, {})
    columns = Columns(Answers(1, numbers, texts), {}, "", {}, said)
    steps = sum_points(below, columns)
    return PartPoints(_known(steps.scored), _known(steps.maximum))


def _known(found: Mapping[str, NDArray[np.float64]]) -> dict[str, float]:
    return {code: float(values[0]) for code, values in found.items() if not np.isnan(values[0])}


def _of_kind(index: Index, values: Mapping[str, str], kinds: frozenset[ItemKind]) -> Iterable[tuple[str, str]]:
    return ((code, text) for code, text in values.items() if index.items[code].kind in kinds)


def _has(part: Node, code: str) -> bool:
    return any(node.code == code for node in part.indicators())

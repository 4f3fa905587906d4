"""What the steps before publication pass on to one another, for indices of points and composite ones alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Index, Node
from scoring.columns import Columns

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Steps:
    """What the steps before publication give, by node code; each array has one entry per unit."""

    given: Mapping[str, Array]  # per indicator: points, or values before imputing
    scored: Mapping[str, Array]
    weights: Mapping[str, float]
    maximum: Mapping[str, Array] = field(default_factory=dict)
    imputed: Mapping[str, Array] = field(default_factory=dict)
    treated: Mapping[str, Array] = field(default_factory=dict)
    transformed: Mapping[str, Array] = field(default_factory=dict)
    normalised: Mapping[str, Array] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def has_points(index: Index) -> bool:
    """Whether the index adds up points; a composite index normalises and takes means."""
    return any(node.max_points is not None for node in index.root.indicators())


def assessed(node: Node) -> list[Node]:
    """The node and all below it that are assessed in this round."""
    if not node.assessed:
        return []
    return [node, *(below for child in node.children for below in assessed(child))]


def given_values(index: Index, columns: Columns) -> dict[str, Array]:
    """Per assessed indicator what it gives: points, or the value before any step."""
    return {node.code: columns.indicator(node, node.rule) for node in assessed(index.root) if node.rule is not None}


def any_data(root: Node, columns: Columns, given: Mapping[str, Array]) -> Mask:
    """The units that have data anywhere; a total alone is no data, a claim that is worth zero is."""
    inner = [found for code, found in columns.nodes.items() if code != root.code]
    return _any([*given.values(), *inner], columns.claims.zero.values(), columns.answers.units)


def any_below(node: Node, given: Mapping[str, Array], columns: Columns) -> Mask:
    """The units that have data below a node."""
    below = [deeper for deeper in assessed(node) if deeper is not node]
    found = [given[each.code] if each.rule is not None else columns.nodes.get(each.code) for each in below]
    zero = [columns.claims.zero[each.code] for each in below if each.code in columns.claims.zero]
    return _any([values for values in found if values is not None], zero, columns.answers.units)


def _any(columns: Sequence[Array], claimed: Iterable[Mask], units: int) -> Mask:
    present = ~np.isnan(np.fmax.reduce(columns)) if columns else np.zeros(units, dtype=np.bool_)
    return np.asarray(np.logical_or.reduce([present, *claimed]))


def climb(node: Node, leaf: Callable[[Node], None], inner: Callable[[Node], None]) -> None:
    """Visit the assessed nodes, children before their parent."""
    if not node.assessed:
        return
    for child in node.children:
        climb(child, leaf, inner)
    (leaf if node.rule is not None else inner)(node)

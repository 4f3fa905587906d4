"""Not applicable: what a unit has no object of, where the ministry has agreed, and where a data table may say so.

The text `n/a` (or `không áp dụng`) stands in the indicator's own column or in one of its items' columns. What it does
is the indicator's `not_applicable`: `zero` gives no points, `rescale` leaves the indicator out for that unit,
`not_allowed` refuses the table. A number in the indicator's own column wins over a claim in its items, as it wins over
its rule. An item that no assessed indicator reads is merely missing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Effect, Index, Node, NotApplicable, Text, items_of

Mask = NDArray[np.bool_]

NOT_APPLICABLE = "n/a"
WORDS = frozenset({NOT_APPLICABLE, "không áp dụng"})
NUMERIC = frozenset({"", *"0123456789+-."})  # what a number begins with, and nothing at all


@dataclass(frozen=True, slots=True)
class Claims:
    """Indicator → the units to which it does not apply, by what that is worth."""

    zero: Mapping[str, Mask] = field(default_factory=dict)
    left_out: Mapping[str, Mask] = field(default_factory=dict)

    def all(self) -> dict[str, Mask]:
        """Both kinds together."""
        return {**self.zero, **self.left_out}

    def nothing_applies(self, node: Node, units: int) -> Mask:
        """The units for which every indicator that counts below a node is left out."""
        below = [self.left_out.get(leaf.code) for leaf in _counting(node)]
        if not below or any(mask is None for mask in below):
            return np.zeros(units, dtype=np.bool_)
        return np.asarray(np.logical_and.reduce([mask for mask in below if mask is not None]))


def is_claim(value: object) -> bool:
    """Whether a cell says that something does not apply."""
    if not isinstance(value, str) or value[:1] in NUMERIC:  # nearly every cell of a large table, told at a glance
        return False
    return unicodedata.normalize("NFC", value).strip().casefold() in WORDS


def claims(index: Index, claimed: Mapping[str, Mask], given: Mapping[str, NDArray[np.float64]]) -> Claims:
    """The claims by indicator, from those by column of a table that `refusal` does not refuse."""
    found: dict[NotApplicable, dict[str, Mask]] = {each: {} for each in NotApplicable}
    for node in _readers(index, claimed) if claimed else ():
        masks = [claimed[name] for name in _columns(index, node) if name in claimed]
        claim: Mask = np.logical_or.reduce(masks)
        if node.code in given:
            claim = claim & np.isnan(given[node.code])
        found[node.not_applicable][node.code] = claim
    return Claims(found[NotApplicable.ZERO], found[NotApplicable.RESCALE])


def refusal(index: Index, column: str) -> Text | None:
    """Why a column may hold no claim, None where it may."""
    if column not in index.items and index.node(column).children:
        return Text(
            "“không áp dụng” chỉ ghi cho chỉ số có cách chấm; ghi ở các chỉ số thuộc nó",
            "only indicators can be not applicable; write it for those below",
        )
    readers = _readers(index, (column,))
    strict = [node.code for node in readers if node.not_applicable is NotApplicable.NOT_ALLOWED]
    if not strict:
        return None
    codes = ", ".join(strict)
    others = [node.code for node in readers if node.code not in strict]
    vi, en = "ghi số liệu hoặc để trống", "write a value or leave it empty"
    if others:
        vi, en = f"ghi ở cột {others[0]}, không ghi ở số liệu", f"claim it in the column {others[0]}, not in an item"
    return Text(
        f"{codes}: đơn vị nào cũng chấm, không được ghi “không áp dụng”; {vi}",
        f"{codes}: every unit is assessed, so that nothing is not applicable; {en}",
    )


def _readers(index: Index, names: Iterable[str]) -> list[Node]:
    """The assessed indicators that read one of the columns."""
    wanted = set(names)
    return [node for node in _assessed_leaves(index.root) if wanted.intersection(_columns(index, node))]


def _columns(index: Index, node: Node) -> tuple[str, ...]:
    """The columns an indicator reads; a code that names both an item and a node is the item."""
    own = () if node.code in index.items else (node.code,)
    return (*own, *(items_of(node.rule) if node.rule is not None else ()))


def _assessed_leaves(node: Node) -> Iterable[Node]:
    return (leaf for leaf in node.indicators() if leaf.assessed)


def _counting(node: Node) -> list[Node]:
    """The assessed indicators below a node that make up its maximum."""
    if not node.assessed:
        return []
    if node.rule is not None:
        return [node]
    return [leaf for child in node.children if child.effect is Effect.POINTS for leaf in _counting(child)]

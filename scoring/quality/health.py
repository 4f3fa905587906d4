"""The health of questions: what in a table of answers deserves a look before anything is ranked by it.

One row per node and item: values that are impossible or far from the others' and from last year's, what does not tell
units apart, and how indicators hang together (OECD/JRC handbook on composite indicators 2008, step 4). It finds, it
does not judge: a finding is a reason to look, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Effect, Item, ItemKind, Node, Text
from scoring.change.forecast import figure
from scoring.columns import read_columns
from scoring.pipeline import Scores, has_points
from scoring.quality import findings
from scoring.quality.consistency import correlation, cronbach_alpha, rest, varies
from scoring.quality.findings import Finding, Odd
from scoring.quality.outliers import FAR, beyond, robust_z
from scoring.quality.plausible import comparable, jumps, out_of_range, part_beyond_whole

Array = NDArray[np.float64]
Peers = Mapping[str, str]  # unit → group

AT_AN_END = 0.8  # of the units with full marks, or with nothing: hardly tells units apart
GROUP = 8  # units of a group with a value; below, they are compared with all units
SAME_THING = 0.95  # correlation of siblings: they measure the same
AGAINST = -0.2  # correlation with the rest: of 34 units one in eight is below by chance alone
LOOSE = 0.6  # alpha: below, the indicators of a node hardly measure one thing


@dataclass(frozen=True, slots=True)
class Row:
    """One item, indicator or inner node.

    `values` counts the units that have one, of the `units` that have any answer. Low, median and high are of the
    numbers answered, of an indicator's measured figure, or else of its share of full marks (its score in a composite
    index). `ceiling` and `floor` are shares of the units with full marks and with nothing; `item_rest` is the
    correlation with the rest of the parent, `with_parent` and `with_root` those with the scores above; `alpha` is
    Cronbach's over a node's children. None where it cannot be told.
    """

    code: str
    name: Text
    level: int  # 0 for items
    values: int
    units: int
    low: float | None = None
    median: float | None = None
    high: float | None = None
    ceiling: float | None = None
    floor: float | None = None
    item_rest: float | None = None
    with_parent: float | None = None
    with_root: float | None = None
    alpha: float | None = None
    findings: tuple[Finding, ...] = ()


def health(scores: Scores, previous: pd.DataFrame | None = None, peers: Peers | None = None) -> tuple[Row, ...]:
    """What is worth a second look before anything is published: a row per assessed node, root first, then per item.

    A row has figures (values, spread, ceiling and floor, correlations with rest, parent and root, Cronbach's alpha),
    None where there are too few units for one, and findings: values that cannot be, that lie far from the others or
    jumped, indicators that tell nobody apart or go against the others. Iglewicz and Hoaglin (1993), Tukey (1977).

    `previous` is last year's table of answers (units × items, under their present codes or the ones they followed);
    `peers` are groups within which values are compared where they are large enough.
    """
    view = _View(scores, previous, peers or {})
    nodes = [view.node(node, parent) for node, parent in _with_parents(scores.index.root)]
    return (*nodes, *(view.item(item) for item in scores.index.items.values()))


FIGURES = (
    *("level", "values", "units", "low", "median", "high", "ceiling", "floor"),
    *("item_rest", "with_parent", "with_root", "alpha"),
)


def health_table(rows: Sequence[Row]) -> pd.DataFrame:
    """The rows as a table: figures, then the findings in both languages, "" where there are none."""
    cells = [
        {
            "code": row.code,
            "name": row.name.vi,
            **{column: getattr(row, column) for column in FIGURES},
            "findings_vi": "; ".join(finding.text.vi for finding in row.findings),
            "findings_en": "; ".join(finding.text.en for finding in row.findings),
        }
        for row in rows
    ]
    return pd.DataFrame(cells, columns=["code", "name", *FIGURES, "findings_vi", "findings_en"])


def _with_parents(node: Node, parent: Node | None = None) -> Iterator[tuple[Node, Node | None]]:
    if node.assessed:
        yield node, parent
        for child in node.children:
            yield from _with_parents(child, node)


def _counted(node: Node) -> list[Node]:
    """The children whose scores make up a node."""
    return [child for child in node.children if child.assessed and child.effect is Effect.POINTS]


class _View:
    """A scoring seen as columns over its units."""

    def __init__(self, scores: Scores, previous: pd.DataFrame | None, peers: Peers) -> None:
        self.scores, self.units = scores, scores.units
        self.groups = [peers.get(unit, "") for unit in scores.units]
        self.answers = read_columns(scores.index, scores.tables["data"]).answers
        self.last = None if previous is None else previous.rename(index=str).reindex(list(scores.units))
        self.answering = int(scores.tables["given"].notna().any(axis=1).sum())
        self.shares = _shares(scores)
        self.given = _answered(scores, self.shares)

    def node(self, node: Node, parent: Node | None) -> Row:
        """An indicator or an inner node."""
        share = self.shares[node.code]
        given = self.given[node.code]
        measured = None if node.rule is None else figure(node.rule, self.answers)
        shown = given if measured is None or np.isnan(measured).all() else measured
        item_rest = None if parent is None else self._rest(node, parent)
        alpha = cronbach_alpha(self._columns(_counted(node))) if node.children else None
        root = self.shares[self.scores.index.root.code]
        low, median, high = _spread(shown)
        ceiling, floor = self._ends(given)
        return Row(
            node.code,
            node.name,
            node.level,
            _present(given),
            self.answering,
            low,
            median,
            high,
            ceiling,
            floor,
            item_rest,
            None if parent is None else correlation(share, self.shares[parent.code]),
            None if parent is None else correlation(share, root),
            alpha,
            (*self._of_node(node, shown, given), *self._of_tree(node, parent, item_rest, alpha)),
        )

    def item(self, item: Item) -> Row:
        """An item, by its answers."""
        if item.kind is ItemKind.NUMBER:
            values = self.answers.number(item.code)
            told = [*out_of_range(item, values, self.units), *self._unusual(values, comparable(item, values))]
            if self.last is not None:
                told += jumps(item, values, self._last(item), self.units)
            counted = _present(values)
            same = counted > 1 and not varies(values)
        else:
            codes = [code for code in self._codes(item) if code]
            values, told, counted = np.empty(0), [], len(codes)
            same = counted > 1 and len(set(codes)) == 1
        if not counted:
            told.append(findings.no_data(len(self.units)))
        if same:
            told.append(findings.no_spread(counted))
        return Row(item.code, item.question, 0, counted, self.answering, *_spread(values), findings=tuple(told))

    def _given(self, node: Node) -> Array:
        """A node's shares of full marks, missing where nothing was answered (also where that counts as zero)."""
        share, table = self.shares[node.code], self.scores.tables["given"]
        return np.where(table[node.code].isna(), np.nan, share) if node.code in table.columns else share

    def _columns(self, nodes: Sequence[Node]) -> Array:
        columns = [self.given[node.code] for node in nodes]
        return np.array(columns).T if columns else np.empty((len(self.units), 0))

    def _rest(self, node: Node, parent: Node) -> float | None:
        """The correlation with the rest of the parent, its siblings weighted as they are."""
        siblings = _counted(parent)
        if node not in siblings or len(siblings) < 2:
            return None
        weights = np.array([sibling.max_points or self.scores.weights[sibling.code] for sibling in siblings])
        others = rest(self._columns(siblings), weights, siblings.index(node))
        return correlation(self.given[node.code], others)

    def _ends(self, given: Array) -> tuple[float | None, float | None]:
        """The shares of the units with full marks and with nothing; a composite score has neither."""
        present = given[~np.isnan(given)]
        if not present.size or not has_points(self.scores.index):
            return None, None
        return float(np.mean(present >= 1 - NOISE)), float(np.mean(present <= NOISE))

    def _of_node(self, node: Node, shown: Array, given: Array) -> Iterator[Finding]:
        """What the values of a node show."""
        counted = _present(given)
        if node.rule is not None:
            yield from part_beyond_whole(node.rule, self.answers, self.units)
            yield from self._unusual(shown, shown)
        if not counted:
            yield findings.no_data(len(self.units))
        elif counted > 1 and not varies(given):
            yield findings.no_spread(counted)
        else:
            ceiling, floor = self._ends(given)
            if ceiling is not None and ceiling >= AT_AN_END:
                yield findings.ceiling(ceiling)
            if floor is not None and floor >= AT_AN_END:
                yield findings.floor(floor)

    def _of_tree(
        self, node: Node, parent: Node | None, item_rest: float | None, alpha: float | None
    ) -> Iterator[Finding]:
        """What the node's place among the others shows."""
        if item_rest is not None and item_rest < AGAINST:
            yield findings.against(item_rest)
        if alpha is not None and alpha < LOOSE:
            yield findings.loose(alpha)
        siblings = [] if parent is None else _counted(parent)
        for sibling in siblings[: siblings.index(node)] if node in siblings else []:
            r = correlation(self.given[node.code], self.given[sibling.code])
            if r is not None and r >= SAME_THING:
                yield findings.alike(sibling.code, r)

    def _unusual(self, values: Array, compared: Array) -> Iterator[Finding]:
        """Values far from those of the peers, the farthest first."""
        z, outside = np.full(compared.shape, np.nan), np.zeros(compared.shape, dtype=np.bool_)
        for members in self._peers(compared):
            z[members], outside[members] = robust_z(compared[members]), beyond(compared[members])
        far = np.flatnonzero((np.abs(z) > FAR) & outside)
        ordered = sorted(far.tolist(), key=lambda at: -abs(z[at]))
        if ordered:
            yield findings.outlier([Odd(self.units[at], float(values[at]), float(z[at])) for at in ordered])

    def _peers(self, values: Array) -> list[NDArray[np.bool_]]:
        """Groups with enough values, each by itself; all other units together with everybody."""
        groups = np.array(self.groups, dtype=object)
        everybody = np.ones(len(groups), dtype=np.bool_)
        large = [group for group in set(self.groups) if group and _present(values[groups == group]) >= GROUP]
        return [everybody, *(groups == group for group in sorted(large))]

    def _codes(self, item: Item) -> list[str]:
        if item.kind in (ItemKind.CHOICE, ItemKind.TICKS):
            return [str(code) for code in self.answers.text(item.code)]
        data = self.scores.tables["data"]
        return [] if item.code not in data.columns else ["" if pd.isna(each) else str(each) for each in data[item.code]]

    def _last(self, item: Item) -> Array:
        """Last year's answers; an item that follows another is looked up under that one's code."""
        assert self.last is not None  # noqa: S101 - asked only where there is a table
        for code in filter(None, (item.previous, item.code)):
            if code in self.last.columns:
                return pd.to_numeric(self.last[code], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        return np.full(len(self.units), np.nan)


NOISE = 1e-9  # of shares of full marks


def _shares(scores: Scores) -> dict[str, Array]:
    """What every node has: a share of its maximum, or its composite score."""
    found = {str(code): np.array(column, dtype=np.float64) for code, column in scores.tables["scored"].items()}
    if not has_points(scores.index):
        return found
    for code, column in scores.tables["maximum"].items():
        full = np.array(column, dtype=np.float64)
        np.divide(found[str(code)], full, out=found[str(code)], where=full > 0)
    return found


def _answered(scores: Scores, shares: Mapping[str, Array]) -> dict[str, Array]:
    """The shares, missing where an indicator was not answered (also where that counts as zero)."""
    given = {str(code): np.array(column, dtype=np.float64) for code, column in scores.tables["given"].items()}
    return {
        code: np.where(np.isnan(given[code]), np.nan, values) if code in given else values
        for code, values in shares.items()
    }


def _present(values: Array) -> int:
    return int(np.count_nonzero(~np.isnan(values)))


def _spread(values: Array) -> tuple[float | None, float | None, float | None]:
    """Lowest, median and highest."""
    present = values[~np.isnan(values)]
    if not present.size:
        return None, None, None
    return float(present.min()), float(np.median(present)), float(present.max())

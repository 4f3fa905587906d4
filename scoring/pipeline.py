"""The pipeline: data → transformed → normalised → scored → ranked, every step's table kept by name.

One evaluator serves a live form with one row and a whole country: every step is vectorised over the units. Points and
scores are float64; equality is decided once, in the quantising before the ranking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Index, Missing, Node, Rule, Text
from scoring.aggregate import NEEDS_POSITIVE, aggregate, weights_of
from scoring.columns import Columns, read_columns
from scoring.faults import DataError, DataFault
from scoring.normalise import NormaliseError, normalise, transform
from scoring.rank import INNER_DECIMALS, competition_rank, quantise
from scoring.rules import points

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Everything a scoring gives. Tables are units × nodes (index: unit codes, columns: node codes, parents first).

    Composites stand behind the nodes of the tree. `score` holds points in an index of points and normalised or
    aggregated scores in a composite one; the root is on the published scale. NaN is no score. `max_score` is NaN for
    composite indices. `rank` is NaN where a unit is assessed but not ranked. `tables` has the steps by name: data,
    given, transformed, normalised, scored, maximum. `weights` are the nodes' weights within their parents as they were
    used: the definition's, or what its method made of the data.
    """

    index: Index
    units: tuple[str, ...]
    score: pd.DataFrame
    max_score: pd.DataFrame
    rank: pd.DataFrame
    band: pd.Series[str]
    tables: Mapping[str, pd.DataFrame]
    weights: Mapping[str, float]

    def of(self, unit: str, node: str) -> float | None:
        """The score of one unit at one node; None when it has none or was not scored."""
        if unit not in self.score.index:
            return None
        value = cast("float", self.score.at[unit, node])
        return None if np.isnan(value) else value

    def scores_table(self) -> pd.DataFrame:
        """unit, node, level, score, max_score, rank: a row per unit and node."""
        levels = {node.code: node.level for node in self.index.root.walk()}
        levels |= {composite.code: self.index.root.level - 1 for composite in self.index.composites}
        nodes, units = list(self.score.columns), list(self.units)
        return pd.DataFrame(
            {
                "unit": np.repeat(np.array(units, dtype=object), len(nodes)),
                "node": np.tile(np.array(nodes, dtype=object), len(units)),
                "level": np.tile([levels[code] for code in nodes], len(units)),
                "score": self.score.to_numpy().ravel(),
                "max_score": self.max_score.to_numpy().ravel(),
                "rank": pd.array(self.rank.to_numpy().ravel(), dtype="Int64"),
            }
        )

    def ranking_table(self, names: Mapping[str, str] | None = None) -> pd.DataFrame:
        """rank, unit, name, score, band: best first, ties in the order of the data, units without a rank last."""
        root = self.index.root.code
        table = pd.DataFrame(
            {
                "rank": pd.array(self.rank[root].to_numpy(), dtype="Int64"),
                "unit": list(self.units),
                "name": [(names or {}).get(unit, "") for unit in self.units],
                "score": self.score[root].to_numpy(),
                "band": self.band.to_numpy(),
            }
        )
        return table.sort_values("rank", kind="stable", na_position="last", ignore_index=True)


def score(index: Index, data: pd.DataFrame) -> Scores:
    """Points or scores, ranks and levels of every unit and node.

    `data` has a row per unit (the frame's index: unit codes, unique) and columns named by items or nodes; empty means
    missing, and so does a missing column. An indicator's column gives its points (in a composite index: its value
    before normalising) and wins over its rule; an inner node's column counts where nothing below it has data.

    Raises DataError for unknown columns, texts in numbers and data the definition cannot score.
    """
    columns = read_columns(index, data)
    units = tuple(map(str, data.index))
    is_points = has_points(index)
    steps = _points(index, columns) if is_points else _composite(index, columns, units)
    nodes = [node.code for node in index.root.walk()]
    silent = ~_any_data(index.root, columns, steps.given)

    def table(found: Mapping[str, Array]) -> pd.DataFrame:
        empty = np.full(len(units), np.nan)
        kept = {code: np.where(silent, np.nan, found.get(code, empty)) for code in nodes}
        return pd.DataFrame(kept, index=list(units), columns=nodes)

    scored, maximum = table(steps.scored), table(steps.maximum)
    published, published_maximum = _publish(index, scored, maximum)
    for composite in index.composites:
        of = list(composite.of)
        published[composite.code] = scored[of].sum(axis=1, min_count=1)
        published_maximum[composite.code] = maximum[of].sum(axis=1, min_count=1)
    tables = {
        "data": data,
        "given": pd.DataFrame(steps.given, index=list(units)),
        "transformed": pd.DataFrame(steps.transformed, index=list(units)),
        "normalised": pd.DataFrame(steps.normalised, index=list(units)),
        "scored": scored,
        "maximum": maximum,
    }
    ranks, bands = _ranks(index, published), _bands(index, published)
    return Scores(index, units, published, published_maximum, ranks, bands, tables, steps.weights)


def has_points(index: Index) -> bool:
    """Whether the index adds up points; a composite index normalises and takes means."""
    return any(node.max_points is not None for node in index.root.indicators())


@dataclass(frozen=True, slots=True)
class Steps:
    """What the steps before publication give, by node code."""

    given: Mapping[str, Array]  # per indicator: points, or values before transforming
    transformed: Mapping[str, Array]
    normalised: Mapping[str, Array]
    scored: Mapping[str, Array]
    maximum: Mapping[str, Array]
    weights: Mapping[str, float]


def _indicator(node: Node, rule: Rule, columns: Columns) -> Array:
    """An indicator's points or value: what is given directly, else what its rule says."""
    own = points(rule, columns.answers, node.max_points if node.max_points is not None else 1.0)
    given = columns.nodes.get(node.code)
    return own if given is None else np.where(np.isnan(given), own, given)


def _given(index: Index, columns: Columns) -> dict[str, Array]:
    return {node.code: _indicator(node, node.rule, columns) for node in _assessed(index.root) if node.rule is not None}


def _assessed(node: Node) -> list[Node]:
    """The node and all below it that are assessed in this round."""
    if not node.assessed:
        return []
    return [node, *(below for child in node.children for below in _assessed(child))]


def _any_data(root: Node, columns: Columns, given: Mapping[str, Array]) -> NDArray[np.bool_]:
    inner = (found for code, found in columns.nodes.items() if code != root.code)
    present = [~np.isnan(found) for found in (*given.values(), *inner)]
    return np.asarray(np.array(present).any(axis=0)) if present else np.zeros(columns.answers.units, dtype=np.bool_)


def _points(index: Index, columns: Columns) -> Steps:
    """Points add up; a missing indicator is zero or, with `Missing.SKIP`, in neither points nor maximum."""
    given = _given(index, columns)
    skip = index.missing is Missing.SKIP
    scored: dict[str, Array] = {}
    maximum: dict[str, Array] = {}

    def inner(node: Node) -> None:
        counted = [child for child in node.children if child.assessed]
        below = [np.nan_to_num(scored[child.code]) for child in counted]
        most = [np.nan_to_num(maximum[child.code]) for child in counted]
        silent = ~_any_below(node, given, columns)
        total, full = np.add.reduce(below), np.add.reduce(most)
        own = columns.nodes.get(node.code, np.full(columns.answers.units, np.nan))
        takes_own = silent & ~np.isnan(own)
        nothing = skip & silent & ~takes_own
        scored[node.code] = np.where(takes_own, own, np.where(nothing, np.nan, total))
        most_there = np.full(columns.answers.units, _most(node))
        maximum[node.code] = np.where(takes_own, most_there, np.where(nothing, np.nan, full))
        for deeper in node.walk():
            if deeper is not node and deeper.code in scored:
                scored[deeper.code] = np.where(takes_own, np.nan, scored[deeper.code])

    def leaf(node: Node) -> None:
        own = given[node.code]
        missing = np.isnan(own)
        scored[node.code] = own if skip else np.where(missing, 0.0, own)
        maximum[node.code] = np.where(missing & skip, np.nan, _most(node))

    _climb(index.root, leaf, inner)
    return Steps(given, {}, {}, scored, maximum, {node.code: node.weight for node in index.root.walk()})


def _most(node: Node) -> float:
    """The most a node can give in this round; a penalty (a negative maximum) adds nothing."""
    if node.rule is not None:
        return max(node.max_points or 0.0, 0.0)
    return sum(_most(child) for child in node.children if child.assessed)


def _any_below(node: Node, given: Mapping[str, Array], columns: Columns) -> NDArray[np.bool_]:
    """Whether anything below a node has data."""
    below = [deeper for deeper in _assessed(node) if deeper is not node]
    found = [given[each.code] if each.rule is not None else columns.nodes.get(each.code) for each in below]
    present = np.array([~np.isnan(values) for values in found if values is not None])
    return np.asarray(present.any(axis=0))


def _composite(index: Index, columns: Columns, units: tuple[str, ...]) -> Steps:
    """Indicators are transformed and normalised, then aggregated level by level."""
    given = _given(index, columns)
    transformed: dict[str, Array] = {}
    normalised: dict[str, Array] = {}
    scored: dict[str, Array] = {}
    used = {node.code: node.weight for node in index.root.walk()}

    def leaf(node: Node) -> None:
        code = node.code
        try:
            transformed[code] = transform(node.normalise, given[code])
            normalised[code] = normalise(node.normalise, transformed[code])
        except NormaliseError as error:
            raise DataError([_not_normalised(node, given[code], error, columns, units)]) from error
        scored[code] = _filled(index, normalised[code])

    def inner(node: Node) -> None:
        own = columns.nodes.get(node.code)
        counted = [child for child in node.children if child.assessed]
        values = np.array([scored[child.code] for child in counted])
        weights = weights_of(node.weights, np.array([child.weight for child in counted]), values)
        used.update(zip([child.code for child in counted], weights.tolist(), strict=True))
        if node.aggregate in NEEDS_POSITIVE:
            measured = np.array([normalised.get(child.code, scored[child.code]) for child in counted])
            _refuse_non_positive(node, counted, measured, units, columns)
        result = aggregate(node.aggregate, values, weights[:, np.newaxis], ~np.isnan(values))
        if own is not None:
            result = np.where(~_any_below(node, given, columns) & ~np.isnan(own), own, result)
        scored[node.code] = result

    _climb(index.root, leaf, inner)
    return Steps(given, transformed, normalised, scored, {}, used)


def _filled(index: Index, values: Array) -> Array:
    return np.where(np.isnan(values), 0.0, values) if index.missing is Missing.ZERO else values


def _refuse_non_positive(
    node: Node, counted: list[Node], measured: Array, units: tuple[str, ...], columns: Columns
) -> None:
    """A mean that needs positive scores refuses others; a missing score that counts as zero makes the mean zero."""
    mean = _MEANS[node.aggregate]
    message = Text(
        f"trung bình {mean.vi} ở {node.code} cần điểm lớn hơn 0; đổi cách chuẩn hóa hoặc cách tổng hợp",
        f"the {mean.en} mean at {node.code} needs scores above 0; choose another normalisation or aggregation",
    )
    faults = [
        DataFault(columns.file, columns.line(unit), child.code, repr(float(value)), message, unit)
        for child, row in zip(counted, measured, strict=True)
        for unit, value in zip(units, row, strict=True)
        if value < 0 or (value == 0 and child.rule is not None)
    ]
    if faults:
        raise DataError(faults)


_MEANS = {"geometric": Text("nhân", "geometric"), "harmonic": Text("điều hòa", "harmonic")}


def _not_normalised(
    node: Node, values: Array, error: NormaliseError, columns: Columns, units: tuple[str, ...]
) -> DataFault:
    """The fault with the offending value and, where one unit has it, that unit."""
    distinct = np.unique(values[~np.isnan(values)])
    value = error.value
    if value is None:
        value = float(distinct[0]) if len(distinct) == 1 else node.normalise.target
    at = np.flatnonzero(values == value) if value is not None else np.empty(0, dtype=np.int64)
    unit = units[at[0]] if len(at) == 1 else ""
    shown = "" if value is None else repr(value)
    return DataFault(columns.file, columns.line(unit), node.code, shown, error.message, unit)


def _climb(node: Node, leaf: Callable[[Node], None], inner: Callable[[Node], None]) -> None:
    """Visit the assessed nodes, children before their parent."""
    if not node.assessed:
        return
    for child in node.children:
        _climb(child, leaf, inner)
    (leaf if node.rule is not None else inner)(node)


def _publish(index: Index, scored: pd.DataFrame, maximum: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The root on the published scale: points ÷ assessed maximum, or the aggregate × the index's multiplier."""
    root = index.root.code
    score_table, max_table = scored.copy(), maximum.copy()
    if index.publish_as_share:
        most = maximum[root].to_numpy()
        score_table[root] = np.divide(scored[root], most, out=np.full(len(most), np.nan), where=most > 0)
        max_table[root] = np.where(np.isnan(scored[root]), np.nan, 1.0)
    else:
        score_table[root] = scored[root] * index.multiplier
        max_table[root] = maximum[root] * index.multiplier
    return score_table, max_table


def published_decimals(index: Index) -> int:
    """The decimals at which the whole index is ranked."""
    return INNER_DECIMALS if index.precision is None else index.precision


def _ranks(index: Index, published: pd.DataFrame) -> pd.DataFrame:
    values = quantise(published.to_numpy(), INNER_DECIMALS)
    root = published.columns.get_loc(index.root.code)
    values[:, root] = quantise(published[index.root.code].to_numpy(), published_decimals(index))
    return pd.DataFrame(competition_rank(values.T).T, index=published.index, columns=published.columns)


def _bands(index: Index, published: pd.DataFrame) -> pd.Series[str]:
    """The highest band whose threshold the quantised published score reaches."""
    values = quantise(published[index.root.code].to_numpy(), published_decimals(index))
    codes = np.full(len(values), "", dtype=object)
    for band in sorted(index.bands, key=lambda band: band.minimum):
        codes[values >= band.minimum] = band.code
    return pd.Series(codes, index=published.index, name="band", dtype=object)

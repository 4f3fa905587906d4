"""The pipeline: data → given → imputed → treated → transformed → normalised → scored → ranked, each table kept by name.

One evaluator serves a live form with one row and a whole country: every step is vectorised over the units. Points and
scores are float64; equality is decided once, in the quantising before the ranking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Index
from scoring.bands import bands_of
from scoring.claims import is_claim
from scoring.columns import read_columns
from scoring.composing import compose
from scoring.rank import INNER_DECIMALS, competition_rank, quantise
from scoring.steps import Steps, any_data, given_values, has_points
from scoring.sums import as_counted, sum_points
from scoring.treat import Past

__all__ = ["Scores", "has_points", "indicator_points", "published_decimals", "score"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Everything a scoring gives. Tables are units × nodes (index: unit codes, columns: node codes, parents first).

    Composites stand behind the nodes of the tree. `score` holds points in an index of points and normalised or
    aggregated scores in a composite one; the root is on the published scale. NaN is no score. `max_score` is NaN for
    composite indices. `rank` is NaN where a unit is assessed but not ranked. `tables` has the steps by name: data,
    given, imputed, treated, transformed, normalised, scored, maximum, and not_applicable (units × indicators that do
    not apply to some, true where the ministry has agreed). A penalty counts below zero; `given` has its size. `weights`
    are the nodes' weights within their parents as they were used: the definition's, or what its method made of the
    data. `ranges` are the reference ranges of a composite index as they were used, by indicator on its own scale.
    `past` is the table of past rounds the scores were compared with.
    """

    index: Index
    units: tuple[str, ...]
    score: pd.DataFrame
    max_score: pd.DataFrame
    rank: pd.DataFrame
    band: pd.Series[str]
    tables: Mapping[str, pd.DataFrame]
    weights: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    past: pd.DataFrame | None = None

    def of(self, unit: str, node: str) -> float | None:
        """The score of one unit at one node; None when it has none or was not scored."""
        if unit not in self.score.index:
            return None
        value = cast("float", self.score.at[unit, node])
        return None if np.isnan(value) else float(value)

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

    def ranking_table(self, names: Mapping[str, str] | pd.Series[str] | None = None) -> pd.DataFrame:
        """rank, unit, name, score, band: best first, ties in the order of the data, units without a rank last."""
        root = self.index.root.code
        called = dict(names.items()) if names is not None else {}
        table = pd.DataFrame(
            {
                "rank": pd.array(self.rank[root].to_numpy(), dtype="Int64"),
                "unit": list(self.units),
                "name": [called.get(unit, "") for unit in self.units],
                "score": self.score[root].to_numpy(),
                "band": self.band.to_numpy(),
            }
        )
        return table.sort_values("rank", kind="stable", na_position="last", ignore_index=True)


def score(index: Index, data: pd.DataFrame, past: pd.DataFrame | None = None) -> Scores:
    """Points or scores, ranks and levels of every unit and node.

    `data` has a row per unit (the frame's index: unit codes, unique) and columns named by items or nodes; empty means
    missing, and so does a missing column. An indicator's column gives its points (in a composite index: its value
    before normalising) and wins over its rule; an inner node's column counts where nothing below it has data. `n/a`
    in an indicator's column or in one of its items' says that it does not apply (`scoring.claims`).

    `past` has the values of past rounds, for indicators that are compared with them or imputed from them: the same
    columns, a row per unit and round, oldest first; other columns are left out. Of a range that is known only by its
    ends, two rows do.

    Raises DataError for unknown columns, texts in numbers and data the definition cannot score.
    """
    columns = read_columns(index, data)
    units = tuple(map(str, data.index.tolist()))
    steps = sum_points(index, columns) if has_points(index) else compose(index, columns, units, _past(index, past))
    nodes = pd.Index([node.code for node in index.root.walk()])
    silent = ~any_data(index.root, columns, steps.given)
    labels = pd.Index(list(units))
    scored = _table(steps.scored, labels, nodes, silent)
    maximum = _table(steps.maximum, labels, nodes, silent)
    published, published_maximum = _publish(index, scored, maximum)
    tables = {"data": data, **_step_tables(steps, labels), "scored": scored, "maximum": maximum}
    claimed = columns.claims.all()
    tables["not_applicable"] = pd.DataFrame(claimed, index=labels, columns=list(claimed), dtype=bool)
    decimals = published_decimals(index)
    ranks = _ranks(index, published)
    band = bands_of(index, published, published_maximum, columns.claims, decimals)
    return Scores(index, units, published, published_maximum, ranks, band, tables, steps.weights, steps.ranges, past)


def indicator_points(index: Index, data: pd.DataFrame, code: str) -> Array:
    """What one indicator of an index of points gives each unit, as `score` has it; nothing else is scored.

    `data` as for `score`, but it needs no columns beside those the indicator reads. NaN is no data. Raises KeyError for
    an unknown code, DataError as `score` does.
    """
    node = index.node(code)
    if node.rule is None:
        raise KeyError(code)
    return as_counted(node, read_columns(index, data).indicator(node, node.rule))


def _past(index: Index, past: pd.DataFrame | None) -> Mapping[str, Past] | None:
    """The indicators' values in past rounds, by indicator; what did not apply then is missing."""
    if past is None:
        return None
    known = {node.code for node in index.root.walk()} | index.items.keys()
    kept = past[[name for name in past.columns if name in known]]
    claimable = [name for name in kept.columns if kept[name].dtype != np.float64]
    kept = kept.assign(**{name: kept[name].astype(object).mask(kept[name].map(is_claim)) for name in claimable})
    kept.attrs.update(past.attrs)
    units = [str(unit) for unit in past.index]
    values = given_values(index, read_columns(index, kept, rounds=True))
    return {code: Past(units, found) for code, found in values.items()}


def _table(
    found: Mapping[str, Array], units: pd.Index[str], nodes: pd.Index[str], silent: NDArray[np.bool_]
) -> pd.DataFrame:
    """Units × nodes; nothing for units without data and for nodes that have nothing."""
    cells = np.full((len(nodes), len(units)), np.nan)
    for row, code in zip(cells, nodes.tolist(), strict=True):
        if code in found:
            row[:] = found[code]
    cells[:, silent] = np.nan
    return pd.DataFrame(cells.T, index=units, columns=nodes, copy=False)


STEP_TABLES = ("given", "imputed", "treated", "transformed", "normalised")


def _step_tables(steps: Steps, units: pd.Index[str]) -> dict[str, pd.DataFrame]:
    """The steps before scoring: units × assessed indicators, no columns for a step that the index does not have."""
    leaves = pd.Index(list(steps.given))
    tables: dict[str, Mapping[str, Array]] = {name: getattr(steps, name) for name in STEP_TABLES}
    return {name: _wide(list(found.values()), units, leaves if found else leaves[:0]) for name, found in tables.items()}


def _wide(rows: Sequence[Array], units: pd.Index[str], columns: pd.Index[str]) -> pd.DataFrame:
    cells = np.array(rows).T if rows else np.empty((len(units), 0))
    return pd.DataFrame(cells, index=units, columns=columns, copy=False)


def _publish(index: Index, scored: pd.DataFrame, maximum: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The root on the published scale: points ÷ assessed maximum, or the aggregate × the index's multiplier.

    Composites stand behind the nodes of the tree.
    """
    points, most = (table.to_numpy().T.copy() for table in (scored, maximum))
    if index.publish_as_share:
        full = most[0].copy()
        most[0] = np.where(np.isnan(points[0]), np.nan, 1.0)
        points[0] = np.divide(points[0], full, out=np.full(len(full), np.nan), where=full > 0)
    else:
        points[0] *= index.multiplier
        most[0] *= index.multiplier
    places = [scored.columns.get_indexer_for(pd.Index(each.of)) for each in index.composites]
    sums = [[_sum(table.to_numpy()[:, place]) for place in places] for table in (scored, maximum)]
    extra = [each.code for each in index.composites]
    columns = scored.columns.append(pd.Index(extra)) if extra else scored.columns
    published, full_table = (
        pd.DataFrame(np.vstack([cells, *added]).T, index=scored.index, columns=columns, copy=False)
        for cells, added in zip((points, most), sums, strict=True)
    )
    return published, full_table


def _sum(columns: Array) -> Array:
    """The sum over the columns; nothing where all are missing."""
    return np.where(np.isnan(columns).all(axis=1), np.nan, np.nansum(columns, axis=1))


def published_decimals(index: Index) -> int:
    """The decimals at which the whole index is ranked."""
    return INNER_DECIMALS if index.precision is None else index.precision


def _ranks(index: Index, published: pd.DataFrame) -> pd.DataFrame:
    values = quantise(published.to_numpy(), INNER_DECIMALS)
    root = published.columns.get_loc(index.root.code)
    values[:, root] = quantise(published[index.root.code].to_numpy(), published_decimals(index))
    return pd.DataFrame(competition_rank(values.T).T, index=published.index, columns=published.columns)

"""Scoring again: the same index over points and values instead of answers, with some of them changed.

What every analysis of one unit stands on: full marks in one indicator, another answer, another year's points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_numeric_dtype

from questionnaires.model import Index, Node
from scoring.claims import NOT_APPLICABLE, is_claim
from scoring.columns import group_columns, read_columns
from scoring.faults import DataError
from scoring.pipeline import Scores, has_points, published_decimals, score
from scoring.rank import quantise
from scoring.steps import given_values

Array = NDArray[np.float64]
Cell = float | str
Changes = Mapping[str, float]  # node → points, or the value before any step in a composite index


def bare(index: Index) -> Index:
    """The index without its items, so that every column of a table is a node's own."""
    return replace(index, items={})


def given_table(scores: Scores) -> pd.DataFrame:
    """Units × nodes: what each indicator gave, in points or as a value before any step, and the inner nodes' own."""
    data, index = scores.tables["data"], scores.index
    inner = [node.code for node in index.root.walk() if node.children and node.code not in index.items]
    columns = [code for code in inner if code in data.columns]
    own = {code: pd.to_numeric(data[code]).to_numpy(np.float64, na_value=np.nan) for code in columns}
    return pd.concat([scores.tables["given"], pd.DataFrame(own, index=list(scores.units), dtype="float64")], axis=1)


def answered_table(scores: Scores) -> pd.DataFrame:
    """The given table with what the engine must know besides: claims that left an indicator out, and groups.

    Scored with the bare index and the bare past it gives the scores again, to the last bit.
    """
    table, data = given_table(scores), scores.tables["data"]
    for code, claimed in scores.tables["not_applicable"].items():
        left_out = claimed.to_numpy(dtype=np.bool_) & table[code].isna().to_numpy()
        if left_out.any():
            table[code] = np.where(left_out, NOT_APPLICABLE, table[code].astype(object))
    for group in group_columns(scores.index):
        table[group] = data[group].to_numpy(dtype=object)
    return table


def bare_past(scores: Scores) -> pd.DataFrame | None:
    """The table of past rounds by indicator instead of item."""
    if scores.past is None:
        return None
    known = {node.code for node in scores.index.root.walk()} | scores.index.items.keys()
    kept = scores.past[[name for name in scores.past.columns if name in known]]
    kept = kept.apply(lambda column: column.mask(column.map(is_claim)) if column.dtype == object else column)
    values = given_values(scores.index, read_columns(scores.index, kept, rounds=True))
    return pd.DataFrame(values, index=scores.past.index)


def ends(scores: Scores, unit: str) -> tuple[Node, ...]:
    """The nodes a unit's score is made of: assessed indicators, and inner nodes that were given directly instead."""
    given = given_table(scores).loc[unit]
    present = set(map(str, given.dropna().index)) - {scores.index.root.code}  # a total alone is no score
    return tuple(_ends(scores.index.root, present))


def _ends(node: Node, present: set[str]) -> Iterable[Node]:
    if not node.assessed:
        return
    spoken_for = node.code in present and not any(below.code in present for below in node.walk() if below is not node)
    if node.rule is not None or spoken_for:
        yield node
        return
    for child in node.children:
        yield from _ends(child, present)


def applies(scores: Scores, unit: str, node: Node) -> bool:
    """Whether an indicator applies to a unit: no agreed claim says otherwise."""
    claimed = scores.tables["not_applicable"]
    return node.code not in claimed.columns or not bool(claimed.at[unit, node.code])


def published_after(scores: Scores, unit: str, variants: Sequence[Changes]) -> Array:
    """The published score of the whole index for one unit under each variant, every other unit's answers held.

    An index of points is scored once, with the variants as its rows: a unit's points do not depend on other rows. A
    composite index is scored anew for each, since its reference ranges may move; NaN where that cannot be done because
    all units would be alike.
    """
    table, root, place = answered_table(scores), scores.index.root.code, scores.units.index(unit)
    plain = bare(scores.index)
    if has_points(scores.index):
        now = {str(code): table[code].iloc[place] for code in table.columns}
        rows = pd.DataFrame([now | dict(changes) for changes in variants], columns=list(now))
        return score(plain, rows).score[root].to_numpy()
    past = bare_past(scores)
    found = [_root(plain, changed(table, place, changes), past, unit) for changes in variants]
    return np.array(found, dtype=np.float64)


def _root(index: Index, table: pd.DataFrame, past: pd.DataFrame | None, unit: str) -> float:
    try:
        return cast("float", score(index, table, past).score.at[unit, index.root.code])
    except DataError:
        return float("nan")


def changed(table: pd.DataFrame, place: int, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """A copy of the table with some cells of the row at `place` changed; columns that are missing are added."""
    after = table.copy()
    after.attrs = {}
    for column, value in cells.items():
        kind = "object" if isinstance(value, str) else "float64"
        old = after[column] if column in after.columns else pd.Series(np.nan, index=after.index, dtype=kind)
        numeric = is_numeric_dtype(old) and not isinstance(value, str)
        new = old.to_numpy(dtype=np.float64 if numeric else object, copy=True)
        new[place] = value
        after[column] = new
    return after


def ranked_others(scores: Scores, unit: str) -> Array:
    """The published scores, quantised, of the other units that have a rank; falling."""
    root = scores.index.root.code
    others = scores.score.loc[scores.rank[root].notna() & (scores.score.index != unit), root].to_numpy()
    return np.sort(quantise(others, published_decimals(scores.index)))[::-1]


def rank_among(index: Index, others: Array, values: Array) -> list[int | None]:
    """The rank each score would have among the others: one more than the number of better ones; None without one."""
    mine = quantise(values, published_decimals(index))
    return [None if np.isnan(value) else 1 + int(np.count_nonzero(others > value)) for value in mine]

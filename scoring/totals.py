"""Checks of a whole data table: totals that do not fit their parts, indicators nobody has data for."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Index, Node, Text, items_of
from scoring.faults import DataError, DataFault
from scoring.pipeline import Scores, has_points, published_decimals, score

PLAIN_TOLERANCE = 1e-6  # for totals of an index that states no precision


def without_totals(index: Index, data: pd.DataFrame) -> pd.DataFrame:
    """The data without the columns of inner nodes whose parts are all there.

    Where a unit has a total and all its parts, the two must agree to one unit of the last published digit (1e-6 where
    the index states none); DataError names every total that does not.
    """
    nodes = [node for node in index.root.walk() if node.children and node.code not in index.items]
    totals = [node for node in nodes if node.code in data.columns]
    if not totals:
        return data
    parts = _only(data, [name for name in data.columns if name not in {node.code for node in totals}])
    scores = score(index, parts)
    complete = {node.code: _complete(node, scores) for node in totals}
    faults = [
        fault
        for node in totals
        for fault in _misfits(index, data, node.code, scores.score[node.code], complete[node.code])
    ]
    if faults:
        raise DataError(faults)
    spent = {node.code for node in totals if node is index.root or complete[node.code].all()}
    return _only(data, [name for name in data.columns if name not in spent])


def _only(data: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Some columns, with the file and lines the data came from."""
    kept = data[columns].copy()
    kept.attrs.update(data.attrs)
    return kept


def _misfits(
    index: Index, data: pd.DataFrame, code: str, computed: pd.Series[float], complete: NDArray[np.bool_]
) -> list[DataFault]:
    stated, found = data[code].to_numpy(dtype=np.float64), computed.to_numpy()
    wrong = complete & (np.abs(stated - found) > _tolerance(index))
    return [
        DataFault(
            str(data.attrs.get("file", "")),
            data.attrs.get("lines", {}).get(unit),
            code,
            repr(total),
            Text(
                f"tổng không khớp với các thành phần, tính ra {own!r}; sửa tổng hoặc thành phần",
                f"the total does not fit its parts, which give {own!r}; correct the total or the parts",
            ),
            unit,
        )
        for unit, total, own in zip(data.index[wrong], stated[wrong].tolist(), found[wrong].tolist(), strict=True)
    ]


def _tolerance(index: Index) -> float:
    """One unit of the last published digit, and a hair for binary noise."""
    return PLAIN_TOLERANCE if index.precision is None else 10.0 ** -published_decimals(index) * (1 + 1e-9)


def _complete(node: Node, scores: Scores) -> NDArray[np.bool_]:
    """Per unit whether every assessed indicator below the node has points or a value, or does not apply."""
    given, claimed = scores.tables["given"], scores.tables["not_applicable"]
    leaves = [leaf.code for leaf in node.indicators() if leaf.code in given.columns]
    there = given[leaves].notna().to_numpy()
    excused = np.array([claimed[code] if code in claimed else np.zeros(len(given), dtype=bool) for code in leaves]).T
    return np.asarray((there | excused).all(axis=1)) if leaves else np.ones(len(given), dtype=np.bool_)


def refuse_silent(index: Index, data: pd.DataFrame) -> None:
    """DataError for indicators of a composite index that no unit has data for: there is nothing to normalise.

    An index of points takes them as missing, and a node given directly speaks for the indicators below it.
    """
    if has_points(index):
        return
    given = [
        node for node in index.root.walk() if node.children and node is not index.root and node.code in data.columns
    ]
    spoken_for = {leaf.code for node in given for leaf in node.indicators()}
    message = Text(
        "không đơn vị nào có số liệu của chỉ tiêu này; thêm cột hoặc bỏ chỉ tiêu",
        "no unit has data for this indicator; add the column or leave the indicator out",
    )
    file, data = str(data.attrs.get("file", "")), data.copy(deep=False)
    data.attrs = {}  # pandas copies them with every column it hands out
    faults = [
        DataFault(file, 1, leaf.code, "", message)
        for leaf in index.root.indicators()
        if leaf.assessed and leaf.code not in spoken_for and not _anyone(leaf, data)
    ]
    if faults:
        raise DataError(faults)


def _anyone(leaf: Node, data: pd.DataFrame) -> bool:
    """Whether any unit has data for an indicator: in its own column, or in an item its rule reads."""
    names = (leaf.code, *(items_of(leaf.rule) if leaf.rule is not None else ()))
    return any(bool((data[name].notna() & (data[name] != "")).any()) for name in names if name in data.columns)

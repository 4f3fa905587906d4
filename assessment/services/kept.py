"""A kept result as a scoring again, from nothing but the scores that were kept with it: no answer is read.

What stands behind every explanation and comparison of results: a published one tells no more than it published, and
one that was imported or computed long ago is explained by what it said then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import fsum

import numpy as np
import pandas as pd

from assessment.services.standings import NodeStanding, Standings
from questionnaires import Index, Node, Text
from questionnaires.model import Effect, Given, Missing, Normalise, NotApplicable
from scoring.claims import NOT_APPLICABLE
from scoring.pipeline import Scores, has_points, score
from scoring.rescore import bare

Nodes = Mapping[str, NodeStanding]


REST = "CON_LAI"
REST_NAME = Text("Các chỉ số chính không công bố riêng", "Main indices not published one by one")


def kept_scores(shown: Standings) -> Scores:
    """The final scores of every unit of a result that has any; rows by unit code.

    Main indices that no unit has a score of are one node, REST, with what the total holds besides the others.
    """
    return scored_again(*with_rest(shown.index, kept_rows(shown)))


def kept_rows(shown: Standings) -> dict[str, Nodes]:
    """Unit code → kept scores by node, of the units that have a total."""
    return {row.unit.code: row.nodes for row in shown.units if row.score is not None}


def with_rest(index: Index, rows: Mapping[str, Nodes], also: Collection[str] = ()) -> tuple[Index, Mapping[str, Nodes]]:
    """The index and the rows with one node in the place of the root's children nobody has, and of those in `also`."""
    if not has_points(index) or not rows:
        return index, rows
    gone = [child for child in index.root.children if child.code in also or not _anybody(child, rows)]
    gone = [child for child in gone if child.assessed and child.effect is Effect.POINTS]
    if not gone:
        return index, rows
    most = sum(child.max_points or 0.0 for child in gone)
    first = gone[0]
    rest = Node(REST, REST_NAME, first.level, first.weight, index.root.source, rule=Given(REST), max_points=most)
    stays = tuple(child for child in index.root.children if child not in gone)
    root = replace(index.root, children=(*stays, rest))
    composites = tuple(each for each in index.composites if not {child.code for child in gone} & set(each.of))
    index = replace(index, root=root, composites=composites)
    return index, {unit: _with_rest(root, nodes, most) for unit, nodes in rows.items()}


def _anybody(node: Node, rows: Mapping[str, Nodes]) -> bool:
    kept = (found.get(below.code) for found in rows.values() for below in node.walk())
    return any(each is not None and each.score is not None for each in kept)


def _with_rest(root: Node, nodes: Nodes, most: float) -> Nodes:
    """One unit's scores with what its total holds besides those of the root's children."""
    whole = nodes[root.code]
    full = root.max_points if whole.maximum == 1 else 1.0
    named = [nodes[child.code].score or 0.0 for child in root.children if child.code in nodes]
    points = None if whole.score is None else max(whole.score * (full or 1.0) - fsum(named), 0.0)
    return {**nodes, REST: NodeStanding(REST, None, None, points, most, None)}


def scored_again(index: Index, rows: Mapping[str, Nodes]) -> Scores:
    """The scoring that nodes' kept scores make, rows by unit: each indicator gives what it gave.

    A node whose indicators were not kept gives its own score; a total without anything below it is no score.
    """
    plain = as_given(index)
    return score(plain, kept_table(plain, rows))


def kept_table(index: Index, rows: Mapping[str, Nodes]) -> pd.DataFrame:
    """Units × nodes that give something themselves: points, or scores of a composite index."""
    cells = {unit: dict(_given(index, index.root, nodes)) for unit, nodes in rows.items()}
    codes = [node.code for node in index.root.walk() if any(node.code in found for found in cells.values())]
    columns = {code: _column([found.get(code) for found in cells.values()]) for code in codes}
    return pd.DataFrame(columns, index=list(cells))


def as_given(index: Index) -> Index:
    """The index over scores that stand in the table as they were kept: nothing is asked, treated or normalised."""
    if has_points(index):
        return bare(index)
    return replace(bare(index), root=_plain(index.root), treat=None, impute=None)


def _plain(node: Node) -> Node:
    children = tuple(_plain(child) for child in node.children)
    return replace(node, children=children, normalise=Normalise(), treat=None, impute=None)


def _given(index: Index, node: Node, nodes: Nodes) -> list[tuple[str, float | str]]:
    """What an assessed node gives: its indicators' scores, else its own."""
    if not node.assessed:
        return []
    below = [found for child in node.children for found in _given(index, child, nodes)]
    known = nodes.get(node.code)
    if below or node is index.root:
        return below
    if known is not None and known.score is not None:
        return [(node.code, abs(known.score))]  # a penalty is kept below 0 and given by its size
    return [(node.code, NOT_APPLICABLE)] if _claimed(index, node, known) else []


def _claimed(index: Index, node: Node, known: NodeStanding | None) -> bool:
    """Whether an agreed claim left an indicator out: nothing else has no score where missing counts as zero."""
    leaves_out = node.rule is not None and node.not_applicable is NotApplicable.RESCALE
    return known is not None and leaves_out and index.missing is Missing.ZERO


def _column(cells: list[float | str | None]) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    kind = "object" if any(isinstance(cell, str) for cell in cells) else "float64"
    return np.array([np.nan if cell is None else cell for cell in cells], dtype=kind)

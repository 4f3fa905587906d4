"""What about an index could have been chosen otherwise, and its scores under any of it.

Sources of uncertainty, as in Saisana, Saltelli and Tarantola, "Uncertainty and sensitivity analysis techniques as tools
for the quality assessment of composite indicators", J. R. Statist. Soc. A 168 (2005) 307–323, and in the OECD/JRC
handbook (2008), step 7: the weights of every level, the normalisation, the aggregation, and one indicator left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Index, Node, Normalise, Text
from questionnaires.plain_methods import MethodError, read_aggregates, read_method
from scoring.aggregate import least
from scoring.faults import DataError
from scoring.pipeline import Scores, has_points, published_decimals, score
from scoring.rank import INNER_DECIMALS
from scoring.uncertainty.weighing import NOTHING, Array, Places, Tree

SOURCES = ("weights", "normalise", "aggregate", "leave_one_out")
OWN, NONE = "own", "none"  # the definition's own choice; no indicator left out
PLAIN = "arithmetic"  # what adding up points is, once they are read as shares
POINTS_ARE_NOT_NORMALISED = Text(
    "bộ chỉ số tính điểm không chuẩn hóa; bỏ normalise khỏi --vary",
    "an index of points is not normalised; leave normalise out of what varies",
)
NOT_POSITIVE = Text(
    "{} không tính được vì điểm của {} ở đơn vị {} không đủ lớn",
    "{} cannot be taken: the points of {} in unit {} are too low for it",
)
WITHOUT_DATA = Text(
    "có đơn vị không còn số liệu nào khi bỏ chỉ số này", "a unit is left without any data when this is left out"
)
BOUNDED = frozenset({"scaled", "goalposts"})


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What is tried beside the definition's own way, all equally likely; written as on the command line.

    The three normalisations give numbers above 0 (a z-score only below −3.67 standard deviations does not), so that
    each goes with each aggregation: 1 to 10 as in the PCI, the z-score with its mean in the middle of that range and
    three standard deviations to either end, and the rank.
    """

    normalise: tuple[str, ...] = ("minmax:1,10", "zscore:5.5,1.5", "rank")
    aggregate: tuple[str, ...] = ("arithmetic", "geometric")


@dataclass(frozen=True, slots=True)
class Block:
    """Some draws: what is otherwise in each."""

    factors: Array  # draws × nodes: the weights are multiplied by them
    normalise: Places  # which of `Choices.normalise`
    aggregate: Places
    left_out: Places  # which of `Choices.leave_one_out`; 0 is none

    def __len__(self) -> int:
        return len(self.factors)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A choice that the data do not allow beside the others."""

    source: str
    choice: str
    reason: Text


class Choices:
    """An index and its data, ready to be scored under any choice.

    `ranked` has the units with a rank, best first: only they take part. Raises DataError as `score` does, ValueError
    for a source there is not, MethodError for alternatives that are written wrongly or do not fit the index.
    """

    def __init__(
        self,
        index: Index,
        data: pd.DataFrame,
        vary: Sequence[str] = ("weights",),
        alternatives: Alternatives | None = None,
        past: pd.DataFrame | None = None,
    ) -> None:
        unknown = [source for source in vary if source not in SOURCES]
        if unknown:
            raise ValueError(f"there is no source of uncertainty {unknown[0]!r}; there are {', '.join(SOURCES)}")
        tried = alternatives or Alternatives()
        self.index, self.past, self.vary = index, past, frozenset(vary)
        self.reference = score(index, data, past)
        self.ranking = self.reference.ranking_table()[["unit", "rank"]]
        present = self.ranking["rank"].notna()
        self.ranked: list[str] = self.ranking.loc[present, "unit"].tolist()
        self.ranks: Array = self.ranking.loc[present, "rank"].to_numpy(dtype=np.float64)
        self.nodes = [node.code for node in index.root.walk()]
        self.normalise = [OWN, *(self._normalisations(tried) if "normalise" in self.vary else [])]
        self.aggregate = [OWN, *(self._aggregations(tried) if "aggregate" in self.vary else [])]
        self.leave_one_out = [NONE, *(self._indicators() if "leave_one_out" in self.vary else [])]
        order = {code: place for place, code in enumerate(self.nodes)}
        self._left_out = np.array([order.get(code, NOTHING) for code in self.leave_one_out])
        self._trees = [[self._tree(data, one, other) for other in self.aggregate] for one in self.normalise]

    def keep_possible(self) -> tuple[Impossible, ...]:
        """Take away every choice that fails beside the definition's own, or beside another that is kept.

        What is left can be combined at will, which indices of sensitivity need. Gives what was taken away.
        """
        trees = self._trees
        lines = [place for place, line in enumerate(trees) if isinstance(line[0], Tree)]
        columns = [place for place in range(len(trees[0])) if all(isinstance(trees[at][place], Tree) for at in lines)]
        gone = [("normalise", self.normalise, place) for place in range(len(trees)) if place not in lines]
        gone += [("aggregate", self.aggregate, place) for place in range(len(trees[0])) if place not in columns]
        taken = [Impossible(source, names[place], self.reason(source, place)) for source, names, place in gone]
        self._trees = [[trees[line][column] for column in columns] for line in lines]
        self.normalise = [self.normalise[place] for place in lines]
        self.aggregate = [self.aggregate[place] for place in columns]
        return (*taken, *self._keep_indicators())

    def _keep_indicators(self) -> list[Impossible]:
        """Only the indicators without which every unit still has a score."""
        many, combinations = len(self.leave_one_out), len(self.normalise) * len(self.aggregate)
        left_out, combination = np.divmod(np.arange(many * combinations), combinations)
        normalise, aggregate = np.divmod(combination, len(self.aggregate))
        block = Block(np.ones((len(left_out), len(self.nodes))), normalise, aggregate, left_out)
        wrong = set(left_out[failed(self.values(block))].tolist())
        taken = [Impossible("leave_one_out", self.leave_one_out[place], WITHOUT_DATA) for place in sorted(wrong)]
        kept = [place for place in range(many) if place not in wrong]
        self.leave_one_out, self._left_out = [self.leave_one_out[place] for place in kept], self._left_out[kept]
        return taken

    def _normalisations(self, tried: Alternatives) -> list[str]:
        """The alternatives that differ from the index's own, where the whole index has one."""
        if has_points(self.index):
            raise MethodError(POINTS_ARE_NOT_NORMALISED)
        used = {(leaf.normalise.method, leaf.normalise.parameters) for leaf in self.index.root.indicators()}
        bounded = any(leaf.normalise.lower is not None for leaf in self.index.root.indicators())
        return [text for text in tried.normalise if bounded or {read_method(text)} != used]

    def _aggregations(self, tried: Alternatives) -> list[str]:
        """The alternatives that differ from the index's own."""
        inner = [node for node in self.index.root.walk() if node.children]
        levels = max(node.level for node in inner) - 1
        points = has_points(self.index)
        found = []
        for text in tried.aggregate:
            methods = read_aggregates(text)
            if len(methods) not in (1, levels):
                many = len(methods)
                raise MethodError(Text(f"{many} cách tổng hợp cho {levels} cấp", f"{many} methods for {levels} levels"))
            if any(_at(methods, node) != (PLAIN if points else node.aggregate) for node in inner):
                found.append(text)
        return found

    def _indicators(self) -> list[str]:
        """The indicators that count in this round."""
        scored = self.reference.tables["scored"].loc[self.ranked]
        return [leaf.code for leaf in self.index.root.indicators() if scored[leaf.code].notna().any()]

    def _tree(self, data: pd.DataFrame, normalisation: str, aggregation: str) -> Tree | Text:
        """The tree of one combination, or why the data do not allow it."""
        decimals = published_decimals(self.index) if normalisation == OWN else INNER_DECIMALS
        methods = self._methods(aggregation)
        if (normalisation, aggregation) == (OWN, OWN):
            return Tree(self.reference, self.ranked, scale=10.0**decimals)
        if has_points(self.index):
            refused = _refused(self.reference, methods)
            return refused or Tree(self.reference, self.ranked, methods, 10.0**decimals)
        try:
            scores = score(_otherwise(self.index, normalisation, methods), data, self.past)
        except DataError as error:
            return error.faults[0].message
        return Tree(scores, self.ranked, scale=10.0**decimals)

    def _methods(self, aggregation: str) -> dict[str, str]:
        """The way of aggregating at each inner node, where it is not the node's own."""
        if aggregation == OWN:
            return {}
        methods = [
            PLAIN if method == "sum" and has_points(self.index) else method for method in read_aggregates(aggregation)
        ]
        return {node.code: _at(methods, node) for node in self.index.root.walk() if node.children}

    def block(self, factors: Array, chances: Array) -> Block:
        """Draws from factors (draws × nodes) and numbers in [0, 1) (draws × 3) for the other three sources."""
        lists = (self.normalise, self.aggregate, self.leave_one_out)
        drawn = ((chances[:, column] * len(each)).astype(np.int64) for column, each in enumerate(lists))
        return Block(factors, *drawn)

    def values(self, block: Block) -> Array:
        """Draws × ranked units: scores in units of the last decimal that is ranked; NaN where there is none."""
        left_out = self._left_out[block.left_out] if "leave_one_out" in self.vary else None
        combination = block.normalise * len(self.aggregate) + block.aggregate
        kinds = np.unique(combination)
        if len(kinds) == 1:
            return self._values(int(kinds[0]), block.factors, left_out)
        values = np.empty((len(block), len(self.ranked)))
        for kind in kinds:
            rows = np.flatnonzero(combination == kind)
            values[rows] = self._values(int(kind), block.factors[rows], None if left_out is None else left_out[rows])
        return values

    def _values(self, kind: int, factors: Array, left_out: Places | None) -> Array:
        tree = self._trees[kind // len(self.aggregate)][kind % len(self.aggregate)]
        if isinstance(tree, Tree):
            return tree.values_of(factors, left_out)
        return np.full((len(factors), len(self.ranked)), np.nan)

    def reason(self, source: str, choice: int) -> Text:
        """Why draws with this choice can fail."""
        lines: Mapping[str, Sequence[Tree | Text]] = {
            "normalise": self._trees[choice] if source == "normalise" else (),
            "aggregate": [line[choice] for line in self._trees] if source == "aggregate" else (),
        }
        every = [tree for line in self._trees for tree in line]
        refused = [tree for tree in lines.get(source, every) if isinstance(tree, Text)]
        return refused[0] if refused else WITHOUT_DATA


def failed(values: Array) -> NDArray[np.bool_]:
    """Per draw: whether a unit has no score, so that there is no ranking."""
    return np.asarray(np.isnan(values).any(axis=1))


def _at(methods: Sequence[str], node: Node) -> str:
    """One method for all inner nodes, or one per level from level 2 up."""
    return methods[min(node.level - 2, len(methods) - 1)]


def _otherwise(index: Index, normalisation: str, methods: Mapping[str, str]) -> Index:
    """The index with another normalisation of every indicator and other ways of aggregating."""
    method = None if normalisation == OWN else read_method(normalisation)

    def changed(node: Node) -> Node:
        if node.rule is None:
            children = tuple(changed(child) for child in node.children)
            return replace(node, children=children, aggregate=methods.get(node.code, node.aggregate))
        if method is None:
            return node
        own = node.normalise
        used = Normalise(*method, target=own.target, direction=own.direction, transform=own.transform)
        return replace(
            node, normalise=replace(used, lower=own.lower, upper=own.upper) if method[0] in BOUNDED else used
        )

    return replace(index, root=changed(index.root))


def _refused(scores: Scores, methods: Mapping[str, str]) -> Text | None:
    """Why an index of points cannot be aggregated so: points too low for a mean."""
    scored = scores.tables["scored"]
    for node in scores.index.root.walk():
        bound, allowed = least(methods.get(node.code, PLAIN)) or (-np.inf, True)
        for child in node.children:
            values = scored[child.code]
            wrong = scored.index[(values < bound) | ((values == bound) & (not allowed))]
            if len(wrong):
                where = methods[node.code], child.code, wrong[0]
                return Text(NOT_POSITIVE.vi.format(*where), NOT_POSITIVE.en.format(*where))
    return None

"""Nodes, indices and the questionnaire they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from questionnaires.model.items import Item, Source, Text
from questionnaires.model.rules import Information, Rule
from questionnaires.model.steps import Impute, Normalise, Treat


class Comparability(StrEnum):
    """How an indicator compares with the one of the previous version that it follows."""

    SAME = "same"
    REWORDED = "reworded"  # other words, the same figure on the same scale
    NEW_SCALE = "new_scale"  # the same subject, measured or scored otherwise
    NEW = "new"  # follows none

    @property
    def comparable(self) -> bool:
        """Whether the two values may stand in one trend."""
        return self in (Comparability.SAME, Comparability.REWORDED)


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The node of the previous version that a node follows; no code where the node is new."""

    comparability: Comparability
    code: str = ""
    note: Text | None = None


class NotApplicable(StrEnum):
    """What an indicator is worth to a unit that has no object of it, once the ministry has agreed."""

    NOT_ALLOWED = "not_allowed"  # every unit is assessed
    ZERO = "zero"
    RESCALE = "rescale"  # left out for that unit; the weights of its siblings re-scale


class Effect(StrEnum):
    """What a node's points do to its parent in an index of points."""

    POINTS = "points"  # they count, and so does the maximum
    BONUS = "bonus"  # they are added; the parent's maximum does not grow and is not exceeded
    PENALTY = "penalty"  # they are taken away; the parent does not fall below zero


class Weights(StrEnum):
    """Where the weights of a node's children come from."""

    GIVEN = "given"  # by a decision, or agreed by experts: the source of each node says which
    EQUAL = "equal"
    BUDGET = "budget"  # experts divide a budget of points among the children (OECD/JRC handbook, step 6)
    PCA = "pca"  # squared loadings of the first principal component (OECD/JRC handbook, step 6)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of an index; a leaf (an indicator) has a rule, an inner node has children.

    `level` is 1 for indicators and grows towards the root, which alone has the highest level. In an index of points
    `max_points` is the most a node can give and a parent's is the sum over its assessed children; in a composite index
    it is None and `weight` counts, relative within the parent. The `max_points` of a bonus or a penalty is its cap, the
    most it adds or takes; it is no part of the parent's. `budget` has the points each expert gave the node, where its
    parent's weights come from such a division; `weight` is then the mean share of the experts' budgets, 0 to 1.
    """

    code: str
    name: Text
    level: int
    weight: float
    source: Source
    children: tuple[Node, ...] = ()
    rule: Rule | None = None
    normalise: Normalise = field(default_factory=Normalise)
    aggregate: str = "sum"  # sum | arithmetic | geometric | harmonic | power:EXPONENT | copeland
    max_points: float | None = None
    weights: Weights = Weights.GIVEN
    assessed: bool = True  # False: not assessed in this round; its weight re-scales over its siblings
    not_applicable: NotApplicable = NotApplicable.NOT_ALLOWED
    good: Text | None = None  # "thế nào là tốt"
    predecessor: Predecessor | None = None
    milestones: tuple[tuple[int, float], ...] = ()  # (year, target value), years rising
    effect: Effect = Effect.POINTS
    impute: Impute | None = None  # None: as the index says
    treat: Treat | None = None  # None: as the index says
    budget: tuple[float, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def asked(self) -> bool:
        """Whether a unit answers it in this round: an indicator that is assessed, or asked for information only."""
        return self.rule is not None and (self.assessed or isinstance(self.rule, Information))

    def indicators(self) -> Iterator[Node]:
        """The leaves below this node in order."""
        return (node for node in self.walk() if node.rule is not None)


class Missing(StrEnum):
    """What an indicator without data does to its parent."""

    ZERO = "zero"
    SKIP = "skip"  # left out; its siblings' weights are renormalised


class Scope(StrEnum):
    """Whom an index assesses: the units a data table may name."""

    ANY = "any"
    PROVINCES = "provinces"  # the 63 units until 30/6/2025 and the 34 since


@dataclass(frozen=True, slots=True)
class Band:
    """A maturity level or group by a threshold on the published score.

    `gates` are the least shares of single nodes it demands besides: node → share of the node's maximum, 0 to 1; in a
    composite index the least score of the node.
    """

    code: str
    name: Text
    minimum: float
    source: Source | None = None
    gates: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composite:
    """A node outside the tree that is the sum of nodes in it, as the overlapping pillars of DTI 2021 to 2023."""

    code: str
    name: Text
    of: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Index:
    """One version of an index: a tree, its rules and its legal source."""

    code: str
    name: Text
    short_name: Text
    year: int | None
    source: Source
    root: Node
    items: Mapping[str, Item]
    scope: Scope = Scope.ANY
    missing: Missing = Missing.ZERO
    multiplier: float = 1.0  # the root's aggregate × multiplier is the published score (PCI: 10)
    publish_as_share: bool = False  # the published score is points ÷ assessed maximum (DTI: 0 to 1)
    precision: int | None = None  # decimals at which it is published and ranked
    bands: tuple[Band, ...] = ()  # falling
    composites: tuple[Composite, ...] = ()
    impute: Impute | None = None  # of every indicator that says nothing else, in a composite index
    treat: Treat | None = None
    previous: str = ""  # the catalogue code of the version this one follows
    valid_from: date | None = None
    valid_to: date | None = None
    digest: str = ""  # SHA-256 of the document this was parsed from

    def node(self, code: str) -> Node:
        """The node of that code; KeyError when there is none."""
        for node in self.root.walk():
            if node.code == code:
                return node
        raise KeyError(code)

    def parent(self, code: str) -> Node | None:
        """The parent of a node, None for the root."""
        for node in self.root.walk():
            if any(child.code == code for child in node.children):
                return node
        return None


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a questionnaire: one main index and the indicators a unit answers there."""

    node: Node
    indicators: tuple[Node, ...]


def sections(index: Index) -> tuple[Section, ...]:
    """The questionnaire as a unit sees it: a section per main index (child of a pillar or of the root).

    A main index is the parent of indicators; an item used by several indicators is asked in the first section only.
    """
    return tuple(
        Section(node, tuple(child for child in node.children if child.asked))
        for node in index.root.walk()
        if any(child.asked for child in node.children)
    )


def milestone(milestones: Sequence[tuple[int, float]], year: int | None) -> float:
    """The target of a year (the last one for no year): interpolated between the milestones, constant outside them."""
    years = [known for known, _value in milestones]
    at = years[-1] if year is None else min(max(year, years[0]), years[-1])
    for (first, low), (last, high) in pairwise(milestones):
        if first <= at < last:
            return low + (high - low) * (at - first) / (last - first)
    return milestones[-1][1]

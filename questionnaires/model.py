"""The immutable types an index definition and its questionnaire are parsed into.

One idea, one type: an `Item` is a thing that is asked, an indicator is a leaf `Node` whose `Rule` says what the answers
to items are worth, and an `Index` is the tree of nodes with its legal source. Nothing here knows a file, a database or
the web.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Text(NamedTuple):
    """One text in the interface's two languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi

    def into(self, language: str) -> str:
        """The text in `language`, Vietnamese where it is not English."""
        return self.en if language == "en" else self.vi


class Status(StrEnum):
    """How far a line of the catalogue can be trusted; shown wherever the line is shown."""

    OFFICIAL = "official"  # the words or figures of the source
    COMPUTED = "computed"  # fitted on published results
    DERIVED = "derived"  # ours, from the tasks and targets of the source
    PROVISIONAL = "provisional"  # recalled, or to be confirmed against the official appendix


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line comes from: a document and its clause."""

    document: str  # "749/QĐ-TTg"
    clause: str  # "II.1.a" or "điểm a khoản 1 mục IV"
    status: Status
    note: str = ""


class ItemKind(StrEnum):
    """What an item asks for."""

    NUMBER = "number"
    CHOICE = "choice"
    TICKS = "ticks"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One case of a choice item or one tick of a tick list."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked once and used by any number of indicators.

    In a data table its column holds: a number (NUMBER), the code of a choice (CHOICE), codes joined by "|" (TICKS; the
    single character "-" means answered, nothing ticked), an ISO date (DATE) or any text (TEXT). Empty means missing.
    """

    code: str
    kind: ItemKind
    question: Text
    source: Source
    unit: Text | None = None
    help: Text | None = None
    evidence: Text | None = None
    holder: Text | None = None  # the department that usually holds it
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None  # at most so many digits after the decimal comma
    choices: tuple[Choice, ...] = ()
    supplied_by: str = "unit"  # "unit" or "ministry"


class ZeroDenominator(StrEnum):
    """What a ratio is worth when its denominator is zero."""

    ZERO = "zero"  # no points
    FULL = "full"  # full marks: nothing was there to be done
    MISSING = "missing"  # no score; the index's missing rule decides


@dataclass(frozen=True, slots=True)
class Cases:
    """Ordered cases: the chosen case's share of the maximum."""

    item: str
    shares: Mapping[str, float]  # choice code → share of max_points, 0 to 1


@dataclass(frozen=True, slots=True)
class Ticks:
    """Additive ticks: the shares of the ticked lines add up, at most 1."""

    item: str
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """a / b × maximum; full marks from `full_at` on, nothing below `floor`."""

    numerator: str
    denominator: str
    full_at: float = 1.0
    floor: float = 0.0
    when_zero: ZeroDenominator = ZeroDenominator.ZERO


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage already computed (0 to 100): value / 100 × maximum, `full_at` and `floor` as in a ratio."""

    item: str
    full_at: float = 1.0
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps: the share of the highest threshold the value reaches, else 0."""

    item: str
    steps: tuple[tuple[float, float], ...]  # (threshold, share), thresholds falling


@dataclass(frozen=True, slots=True)
class Count:
    """So many points each, up to the indicator's maximum."""

    item: str
    each: float


@dataclass(frozen=True, slots=True)
class Best:
    """The alternative with the highest points counts."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts that each give a share of the maximum: half for attending, half for chairing."""

    parts: tuple[tuple[float, Rule], ...]  # (share of the maximum, rule)


@dataclass(frozen=True, slots=True)
class ShareOfBest:
    """Value ÷ best value among the units × maximum."""

    item: str


@dataclass(frozen=True, slots=True)
class SurveyMean:
    """A Likert mean between `low` and `high` scaled to the maximum; suppressed below `minimum_respondents`."""

    item: str
    respondents: str
    low: float = 1.0
    high: float = 5.0
    minimum_respondents: int = 15


@dataclass(frozen=True, slots=True)
class Given:
    """Measured or surveyed centrally: a share (0 to 1) of the maximum."""

    item: str


@dataclass(frozen=True, slots=True)
class Value:
    """The value itself, for composite indices; normalised by the node's `Normalise` step."""

    item: str


Rule = Cases | Ticks | Ratio | Share | Steps | Count | Best | Sum | ShareOfBest | SurveyMean | Given | Value


@dataclass(frozen=True, slots=True)
class Normalise:
    """How an indicator of a composite index is brought to a common scale (OECD/JRC handbook, step 5).

    `parameters` are the method's numbers in the order of the command line: `minmax` (low, high), `zscore` (mean, sd).
    `lower` and `upper` are a stored reference range or goalposts; None takes this round's own range.
    """

    method: str = "none"
    parameters: tuple[float, ...] = ()
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    direction: int = 1
    transform: str = "none"


@dataclass(frozen=True, slots=True)
class Node:
    """A node of an index; a leaf (an indicator) has a rule, an inner node has children.

    `level` is 1 for indicators and grows towards the root, which alone has the highest level. In an index of points
    `max_points` is the most a node can give and a parent's is the sum over its assessed children; in a composite index
    it is None and `weight` counts, relative within the parent.
    """

    code: str
    name: Text
    level: int
    weight: float
    source: Source
    children: tuple[Node, ...] = ()
    rule: Rule | None = None
    normalise: Normalise = field(default_factory=Normalise)
    aggregate: str = "sum"  # sum | arithmetic | geometric | harmonic
    max_points: float | None = None
    assessed: bool = True  # False: not assessed in this round; its weight re-scales over its siblings
    good: Text | None = None  # "thế nào là tốt"

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

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
    """A maturity level or group by a threshold on the published score."""

    code: str
    name: Text
    minimum: float
    source: Source | None = None


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


def items_of(rule: Rule) -> tuple[str, ...]:
    """The item codes a rule reads, in the order an officer should see them."""
    match rule:
        case Ratio():
            return (rule.numerator, rule.denominator)
        case SurveyMean():
            return (rule.item, rule.respondents)
        case Best():
            return tuple(dict.fromkeys(code for part in rule.parts for code in items_of(part)))
        case Sum():
            return tuple(dict.fromkeys(code for _, part in rule.parts for code in items_of(part)))
        case _:
            return (rule.item,)


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
        Section(node, tuple(child for child in node.children if child.rule is not None))
        for node in index.root.walk()
        if any(child.rule is not None for child in node.children)
    )

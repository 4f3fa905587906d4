"""Which figure feeds which index, and how much typing a province saves when each is asked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from questionnaires.model import Effect, Index, Item, Node, Rule, Sum, Weights, items_of

Cell = str | int | float
DECIMALS = 9  # of points and percentages: sums of shares such as 0.1 + 0.2 read 0.3


@dataclass(frozen=True, slots=True)
class Use:
    """What one item feeds in one index: the most that depends on its answer.

    A ratio depends on both its items whole, so the points of the items of an index add up to more than the index.
    """

    index: str
    indicators: tuple[str, ...]  # codes, in the order of the tree
    points: float | None  # on the scale of the index; None in a composite index
    percent: float | None  # of the whole index, 0 to 100; None where weights come from the data


@dataclass(frozen=True, slots=True)
class Row:
    """An item and all the indices it feeds, in the order they were asked for."""

    item: Item
    uses: tuple[Use, ...]

    @property
    def indicators(self) -> int:
        """How many indicators it feeds, over all indices."""
        return sum(len(use.indicators) for use in self.uses)

    @property
    def by_unit(self) -> bool:
        """Whether the province types it."""
        return self.item.supplied_by == "unit"


@dataclass(frozen=True, slots=True)
class Total:
    """One index: how many indicators and items it asks, who supplies them and how many other indices ask them too."""

    index: Index
    indicators: int
    items: int
    by_unit: int
    shared: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Items × indices; items in the order in which the indices first ask them."""

    rows: tuple[Row, ...]
    totals: tuple[Total, ...]

    @property
    def apart(self) -> int:
        """Cells a province types when every set is filled in apart."""
        return sum(total.by_unit for total in self.totals)

    @property
    def once(self) -> int:
        """Cells a province types when every figure is typed once."""
        return sum(row.by_unit for row in self.rows)

    @property
    def saved(self) -> int:
        """Cells that need not be typed again."""
        return self.apart - self.once

    @property
    def saved_percent(self) -> float:
        """The same in percent of all cells, 0 where there are none."""
        return 100 * self.saved / self.apart if self.apart else 0.0


def coverage(indices: Iterable[Index]) -> Coverage:
    """Which items the indices ask and what each feeds. Two items are one when everything said about them is equal."""
    found: dict[Item, list[Use]] = {}
    asked: list[tuple[Index, list[Item], int]] = []
    for index in indices:
        uses = _uses(index)
        for code, use in uses.items():
            found.setdefault(index.items[code], []).append(use)
        indicators = sum(1 for node in index.root.indicators() if node.asked)
        asked.append((index, [index.items[code] for code in uses], indicators))
    totals = (_total(index, items, indicators, found) for index, items, indicators in asked)
    return Coverage(tuple(Row(item, tuple(uses)) for item, uses in found.items()), tuple(totals))


def current(indices: Iterable[Index], today: date) -> tuple[Index, ...]:
    """The latest versions: those that no other follows and whose validity has not ended before `today`."""
    known = tuple(indices)
    followed = {index.previous for index in known}
    return tuple(
        index for index in known if index.code not in followed and (index.valid_to is None or index.valid_to >= today)
    )


def table(found: Coverage) -> list[list[Cell]]:
    """The coverage as rows of a table, its header first: an item per row, two columns per index.

    The first column of an index holds the codes of the indicators, the second their points, or their percentage of the
    index where it is a composite one.
    """
    indices = [total.index for total in found.totals]
    header: list[Cell] = ["item", "kind", "supplied_by", "question"]
    for index in indices:
        header += [index.code, f"{index.code} {'percent' if index.root.max_points is None else 'points'}"]
    return [[*header, "indices", "indicators"], *(_cells(row, indices) for row in found.rows)]


def _cells(row: Row, indices: Sequence[Index]) -> list[Cell]:
    item, uses = row.item, {use.index: use for use in row.uses}
    cells: list[Cell] = [item.code, item.kind.value, item.supplied_by, item.question.vi]
    for index in indices:
        use = uses.get(index.code)
        worth = None if use is None else use.percent if use.points is None else use.points
        cells += [" ".join(use.indicators) if use else "", "" if worth is None else worth]
    return [*cells, len(row.uses), row.indicators]


def _total(index: Index, items: list[Item], indicators: int, found: dict[Item, list[Use]]) -> Total:
    by_unit = sum(item.supplied_by == "unit" for item in items)
    return Total(index, indicators, len(items), by_unit, sum(len(found[item]) > 1 for item in items))


def _uses(index: Index) -> dict[str, Use]:
    """What each item that is asked feeds, by item code."""
    shares = dict(_effective(index.root, 1.0))
    fed: dict[str, list[tuple[Node, float]]] = {}
    for node in index.root.indicators():
        if node.asked and node.rule is not None:
            for code in items_of(node.rule):
                fed.setdefault(code, []).append((node, _stake(node.rule, code)))
    return {code: _use(index, nodes, shares) for code, nodes in fed.items()}


def _use(index: Index, nodes: list[tuple[Node, float]], shares: dict[str, float | None]) -> Use:
    points = [(node.max_points or 0.0) * stake for node, stake in nodes]
    percents = [_percent(shares[node.code], stake) for node, stake in nodes]
    known = [percent for percent in percents if percent is not None]
    return Use(
        index.code,
        tuple(node.code for node, _stake in nodes),
        None if index.root.max_points is None else round(sum(points), DECIMALS),
        round(sum(known), DECIMALS) if len(known) == len(percents) else None,
    )


def _percent(share: float | None, stake: float) -> float | None:
    return None if share is None else 100 * share * stake


def _stake(rule: Rule, code: str) -> float:
    """The share of an indicator's maximum that depends on one of its items."""
    if isinstance(rule, Sum):
        return sum(share * _stake(part, code) for share, part in rule.parts if code in items_of(part))
    return 1.0


def _effective(node: Node, share: float | None) -> Iterator[tuple[str, float | None]]:
    """Indicator → its effective share of the index, 0 where it does not count, None where only data tell."""
    if node.rule is not None:
        yield node.code, share
    weights = [_weight(node, child) for child in node.children]
    pairs = zip(node.children, weights, strict=True)
    total = sum(weight or 0.0 for child, weight in pairs if child.effect is Effect.POINTS)  # what a bonus is added to
    for child, weight in zip(node.children, weights, strict=True):
        yield from _effective(child, _part(share, weight, total))


def _part(share: float | None, weight: float | None, total: float) -> float | None:
    if weight == 0.0:
        return 0.0
    return None if share is None or weight is None else share * weight / total


def _weight(node: Node, child: Node) -> float | None:
    """A child's relative weight, 0 where it does not count, None where only data tell."""
    if not child.assessed:
        return 0.0
    if node.weights is Weights.PCA:
        return None
    return 1.0 if node.weights is Weights.EQUAL else child.max_points or child.weight

"""Rows and columns of the ranking table, and the order a reader asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from assessment.formats import vietnamese_order, words
from assessment.pictures import heat_class
from assessment.reports.figures import main_nodes
from assessment.services.standings import Standings, UnitStanding, YearPoint
from assessment.web.public.results import previous
from assessment.web.request import language


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with what its standing alone does not know."""

    standing: UnitStanding
    change: int | None  # ranks gained since the year before; None where the unit is new or unranked
    before: YearPoint | None
    heat: Mapping[str, int]  # node → quarter of the country, 1 the best

    @property
    def converted(self) -> bool:
        """Whether the year before is a mean of predecessors."""
        return self.before is not None and self.before.converted


@dataclass(frozen=True, slots=True)
class Column:
    """A column one can sort by: its key in the address, its words, the link that sorts, and how it is sorted now."""

    key: str
    label: str
    href: str
    direction: str | None  # None | "ascending" | "descending"
    number: bool
    value: Callable[[Row], Any]  # None sorts last, whatever the direction


def rows(shown: Standings, history: Mapping[int, tuple[YearPoint, ...]]) -> list[Row]:
    """A row per unit in rank order."""
    quartiles = {
        node: (spread.first_quartile, spread.median, spread.third_quartile) for node, spread in shown.spread.items()
    }
    return [
        _row(standing, previous(history.get(standing.unit.id, ()), shown.year), quartiles) for standing in shown.units
    ]


def _row(standing: UnitStanding, before: YearPoint | None, quartiles: Mapping[str, Sequence[float]]) -> Row:
    change = before.rank - standing.rank if before is not None and standing.rank is not None else None
    heat = {
        code: heat_class(node.share, quartiles[code])
        for code, node in standing.nodes.items()
        if node.share is not None and code in quartiles
    }
    return Row(standing, change, before, heat)


def columns(shown: Standings, table: Sequence[Row], asked: str, link: Callable[[str], str]) -> list[Column]:
    """The columns this result has figures for; `asked` is a key, with "-" before it for falling order, else rank."""
    known = _kinds(shown, table)
    wish = asked.removeprefix("-")
    key = wish if any(kind.key == wish for kind in known) else "hang"
    direction = "descending" if asked == f"-{key}" else "ascending"
    return [_column(kind, direction if kind.key == key else None, link) for kind in known]


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    label: str
    value: Callable[[Row], Any]
    number: bool = True
    falling: bool = False  # the first click shows the highest first


def _kinds(shown: Standings, table: Sequence[Row]) -> list[_Kind]:
    kinds = [
        _Kind("hang", gettext("Hạng"), lambda row: row.standing.rank),
        _Kind("ten", gettext("Tỉnh, thành phố"), _name, number=False),
        _Kind("diem", gettext("Điểm"), lambda row: row.standing.score, falling=True),
    ]
    if shown.draws:
        kinds.append(_Kind("khoang", gettext("Khoảng hạng"), _interval))
        kinds.append(_Kind("nhom", gettext("Nhóm"), lambda row: row.standing.group))
    if any(row.change is not None for row in table):
        label = gettext("So với %(year)s", year=shown.year - 1)
        kinds.append(_Kind("thay-doi", label, lambda row: row.change, falling=True))
    kinds.extend(
        _Kind(node.code.lower(), words(node.name, language()), _share_of(node.code), falling=True)
        for node in main_nodes(shown.index)
        if node.code in shown.spread
    )
    return kinds


def _column(kind: _Kind, direction: str | None, link: Callable[[str], str]) -> Column:
    falls_next = direction == "ascending" or (direction is None and kind.falling)
    return Column(
        kind.key, kind.label, link(f"-{kind.key}" if falls_next else kind.key), direction, kind.number, kind.value
    )


def _name(row: Row) -> Any:
    return vietnamese_order(row.standing.unit.name.into(language()))


def _interval(row: Row) -> tuple[int, int] | None:
    low, high = row.standing.low, row.standing.high
    return None if low is None or high is None else (low, high)


def _share_of(node: str) -> Callable[[Row], float | None]:
    def share(row: Row) -> float | None:
        standing = row.standing.nodes.get(node)
        return standing.share if standing else None

    return share


def sorted_rows(table: Sequence[Row], heads: Sequence[Column]) -> list[Row]:
    """By the column that is sorted; equal values stay in rank order, units without a value come last."""
    by = next(column for column in heads if column.direction)
    present = [row for row in table if by.value(row) is not None]
    absent = [row for row in table if by.value(row) is None]
    return sorted(present, key=by.value, reverse=by.direction == "descending") + absent

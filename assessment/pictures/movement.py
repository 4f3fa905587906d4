"""Movement over the years: one unit's ranks with the break of the merger, and two years of all units as a slope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from markupsafe import Markup

from assessment.pictures.svg import (
    ACCENT,
    GREY,
    HAIR,
    INK,
    LINE,
    NAVY,
    WHITE,
    RankAxis,
    dot,
    line,
    picture,
    ring,
    tag,
    words,
)
from questionnaires.model import Text

BREAK_EDGES = (0.44, 0.56)  # where a broken line ends and starts again, as shares of its length


class TrendPoint(Protocol):
    """One year: rank among `of` units; converted is the plain mean of the predecessors, not a published figure."""

    @property
    def year(self) -> int: ...
    @property
    def rank(self) -> int: ...
    @property
    def of(self) -> int: ...
    @property
    def converted(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """A unit's rank in two years; `marked` units are drawn dark with their name."""

    name: str
    before: int
    after: int
    marked: bool = False


def trend(
    points: Sequence[TrendPoint], *, of: int, language: str = "vi", width: int = 330, height: int = 150
) -> Markup:
    """Ranks over the years, the first rank at the top.

    Converted years are hollow, dashed and named; where the figures change stands a break mark, and no line crosses it.
    """
    left, right, top, bottom = 34.0, width - 22.0, 16.0, height - 36.0

    y = RankAxis(of, top, bottom)
    gap = (right - left) / max(len(points), 1)
    at = [left + (position + 0.5) * gap for position in range(len(points))]
    parts = _axis(of, y, left, right)
    for (x1, first), (x2, second) in pairwise(zip(at, points, strict=True)):
        if first.converted != second.converted:
            parts += _break_mark((x1 + x2) / 2, top, bottom)
        else:
            dash, colour = ("4 3", GREY) if first.converted else (None, NAVY)
            parts.append(line(x1, y(first.rank), x2, y(second.rank), colour, 2, dash))
    for x, point in zip(at, points, strict=True):
        parts += _point(x, y(point.rank), point, bottom)
    parts += _converted_note(points, at, bottom, language)
    return picture("trend", width, height, _trend_title(points, language), *parts)


def _axis(of: int, y: RankAxis, left: float, right: float) -> list[Markup]:
    parts: list[Markup] = []
    for rank in (1, of):
        parts += [
            line(left - 4, y(rank), right, y(rank), HAIR, 0.8),
            words(left - 9, y(rank) + 3.5, str(rank), size=9.5, anchor="end"),
        ]
    return parts


def _break_mark(x: float, top: float, bottom: float) -> list[Markup]:
    """The axis is broken: two slanted strokes on a dotted hairline."""
    return [
        line(x, top - 8, x, bottom, LINE, 0.8, "1.5 3"),
        _strokes(x, bottom),
    ]


def _strokes(x: float, bottom: float) -> Markup:
    """Two slanted strokes across the lower axis."""
    return tag(
        "g",
        tag("rect", x=x - 4, y=bottom - 5, width=8, height=10, fill=WHITE),
        line(x - 5, bottom + 5, x - 1, bottom - 5, GREY, 1.2),
        line(x + 1, bottom + 5, x + 5, bottom - 5, GREY, 1.2),
    )


def _point(x: float, y: float, point: TrendPoint, bottom: float) -> list[Markup]:
    colour = GREY if point.converted else NAVY
    mark = ring(x, y, 4.5, GREY) if point.converted else dot(x, y, 5.5)
    above = y - 9 if y > 26 else y + 17
    return [
        mark,
        words(x, above, str(point.rank), size=12, colour=colour, anchor="middle", weight=700),
        words(x, bottom + 17, str(point.year), size=10.5, colour=INK, anchor="middle"),
    ]


def _converted_note(points: Sequence[TrendPoint], at: Sequence[float], bottom: float, language: str) -> list[Markup]:
    converted = [(x, point.of) for x, point in zip(at, points, strict=True) if point.converted]
    if not converted:
        return []
    places, (of, *_same) = zip(*converted, strict=True)
    note = Text(f"quy đổi theo {of} tỉnh", f"converted to {of} provinces").into(language)
    return [words(sum(places) / len(places), bottom + 30, note, size=9.5, anchor="middle")]


def _trend_title(points: Sequence[TrendPoint], language: str) -> str:
    if not points:
        return Text("Chưa có thứ hạng các năm", "No ranks of other years").into(language)

    def show(point: TrendPoint) -> str:
        note = Text(" (quy đổi)", " (converted)").into(language) if point.converted else ""
        return Text(f"năm {point.year} hạng {point.rank}{note}", f"{point.year} rank {point.rank}{note}").into(language)

    return Text("Thứ hạng qua các năm: ", "Rank over the years: ").into(language) + ", ".join(map(show, points))


def slope(
    rows: Sequence[SlopeRow],
    *,
    before: str,
    after: str,
    of: int,
    broken: bool = False,
    language: str = "vi",
    width: int = 420,
    height: int = 470,
) -> Markup:
    """Two years side by side, a line per unit, the first rank on top; marked units dark and named, the rest grey.

    `broken`: the first year is converted and the second published, so the two ends are not joined.
    """
    left, right, top, bottom = 112.0, width - 112.0, 26.0, height - 8.0

    y = RankAxis(of, top, bottom)
    parts = [
        words(left, 12, before, size=10.5, colour=INK, anchor="end", weight=600),
        words(right, 12, after, size=10.5, colour=INK, weight=600),
        line(left, top - 6, left, bottom + 4, HAIR, 0.8),
        line(right, top - 6, right, bottom + 4, HAIR, 0.8),
    ]
    if broken:
        middle = (left + right) / 2
        parts += [_strokes(middle, top - 8), _strokes(middle, bottom + 6)]
    for row in sorted(rows, key=lambda row: row.marked):
        colour = HAIR if not row.marked else ACCENT if row.after > row.before else NAVY
        parts += _slope_line((left, y(row.before)), (right, y(row.after)), colour, row.marked, broken)
        if row.marked:
            parts += [dot(left, y(row.before), 3.5, colour), dot(right, y(row.after), 3.5, colour)]
    parts += _slope_labels([row for row in rows if row.marked], y, left, right)
    return picture("slope", width, height, _slope_title(rows, language), *parts)


def _slope_line(
    start: tuple[float, float], end: tuple[float, float], colour: str, marked: bool, broken: bool
) -> list[Markup]:
    """One unit's line; across a break two halves that do not meet, the converted one dashed."""
    width = 1.8 if marked else 1
    (x1, y1), (x2, y2) = start, end
    if not broken:
        return [line(x1, y1, x2, y2, colour, width)]
    near, far = BREAK_EDGES

    def at(share: float) -> tuple[float, float]:
        return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share

    return [line(x1, y1, *at(near), colour, width, "4 3"), line(*at(far), x2, y2, colour, width)]


def _slope_labels(rows: Sequence[SlopeRow], y: RankAxis, left: float, right: float) -> list[Markup]:
    parts: list[Markup] = []
    befores = _apart([y(row.before) for row in rows], 12.0)
    afters = _apart([y(row.after) for row in rows], 12.0)
    for row, start, end in zip(rows, befores, afters, strict=True):
        colour = ACCENT if row.after > row.before else NAVY
        parts += [
            words(left - 8, start + 3.5, f"{row.name}  {row.before}", size=10, colour=colour, anchor="end"),
            words(right + 8, end + 3.5, f"{row.after}  {row.name}", size=10, colour=colour),
        ]
    return parts


def _apart(places: Sequence[float], least: float) -> list[float]:
    """The places, pushed down where two labels would touch."""
    result = list(places)
    last = -1e9
    for position in sorted(range(len(places)), key=lambda position: places[position]):
        last = result[position] = max(places[position], last + least)
    return result


def _slope_title(rows: Sequence[SlopeRow], language: str) -> str:
    rise = max(rows, key=lambda row: row.before - row.after)
    fall = min(rows, key=lambda row: row.before - row.after)
    return Text(
        f"Thay đổi thứ hạng: tăng nhiều nhất {rise.name} (từ {rise.before} lên {rise.after}), "
        f"giảm nhiều nhất {fall.name} (từ {fall.before} xuống {fall.after})",
        f"Change of rank: largest rise {rise.name} (from {rise.before} to {rise.after}), "
        f"largest fall {fall.name} (from {fall.before} to {fall.after})",
    ).into(language)

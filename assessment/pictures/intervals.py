"""Ranks with their intervals: one unit on its axis, and all units as a sorted dot plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assessment.formats import index_score
from assessment.pictures.svg import (
    GREY,
    HAIR,
    INK,
    LINE,
    NAVY,
    RankAxis,
    box,
    dot,
    line,
    picture,
    width_of,
    words,
)
from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One unit of the dot plot; `low` and `high` are None without simulations."""

    name: str
    rank: int
    low: int | None
    high: int | None
    score: float
    group: int | None = None  # a hairline separates groups
    own: bool = False


def ticks(of: int) -> tuple[int, ...]:
    """The ranks that get a tick: the first, the tens, the last."""
    tens = [rank for rank in range(10, of, 10) if of - rank > 2]
    return (1, *tens, of)


def rank_interval(
    rank: int, low: int | None, high: int | None, of: int, *, language: str = "vi", width: int = 480
) -> Markup:
    """The axis of ranks from 1 to `of`, the interval as a bar, the rank as a dot; the numbers stand on the data."""
    margin = 14.0

    x = RankAxis(of, margin, width - margin)
    y = 30.0
    parts = [line(x(1), y, x(of), y, LINE, 1)]
    for value in ticks(of):
        parts += [
            line(x(value), y, x(value), y + 5, LINE, 1),
            words(x(value), y + 17, str(value), size=10, anchor="middle"),
        ]
    parts.append(words(x(1) + 12, y + 17, Text("cao nhất", "highest").into(language), size=9))
    if low is not None and high is not None and high > low:
        parts.append(box(x(low), y - 5, x(high) - x(low), 10, "#A9C1D9", 1))
    parts.append(dot(x(rank), y, 6.5))
    parts += _labels(x, rank, low, high, width, language)
    return picture("rank-interval", width, 52, _rank_title(rank, low, high, of, language), *parts)


def _labels(x: RankAxis, rank: int, low: int | None, high: int | None, width: int, language: str) -> list[Markup]:
    """The rank above its dot and the interval's ends above theirs, pushed apart where they would touch."""
    label = Text(f"hạng {rank}", f"rank {rank}").into(language)
    half, room, base = width_of(label, 12) / 2, 24.0, 17.0
    before = room if low is not None and low < rank else 0.0
    after = room if high is not None and high > rank else 0.0
    middle = min(max(x(rank), half + before), width - half - after)
    parts = [words(middle, base, label, size=12, colour=NAVY, anchor="middle", weight=700)]
    if low is not None and before:
        parts.append(words(min(x(low) + 4, middle - half - 9), base, str(low), size=10.5, colour=INK, anchor="end"))
    if high is not None and after:
        parts.append(words(max(x(high) - 4, middle + half + 9), base, str(high), size=10.5, colour=INK))
    return parts


def _rank_title(rank: int, low: int | None, high: int | None, of: int, language: str) -> str:
    if low is None or high is None:
        return Text(f"Hạng {rank} trên {of}", f"Rank {rank} of {of}").into(language)
    return Text(
        f"Hạng {rank} trên {of}; 90% số lần mô phỏng cho hạng từ {low} đến {high}",
        f"Rank {rank} of {of}; 90% of the simulations give a rank from {low} to {high}",
    ).into(language)


def interval_plot(rows: Sequence[IntervalRow], *, language: str = "vi", width: int = 620, step: float = 17.0) -> Markup:
    """All units from the first rank to the last: name, rank, interval and dot, score at the right."""
    of = max(max(row.rank, row.high or 0) for row in rows)
    left, right, top = 168.0, width - 66.0, 20.0

    x = RankAxis(of, left, right)
    bottom = top + len(rows) * step
    parts = [words(left - 12, 12, Text("hạng", "rank").into(language), size=9.5, anchor="end")]
    parts.append(words(width - 2, 12, Text("điểm", "score").into(language), size=9.5, anchor="end"))
    for value in ticks(of):
        parts += [
            line(x(value), top - 2, x(value), bottom, HAIR, 0.6),
            words(x(value), 12, str(value), size=9.5, anchor="middle"),
            words(x(value), bottom + 11, str(value), size=9.5, anchor="middle"),
        ]
    for position, row in enumerate(rows):
        y = top + (position + 0.5) * step
        if position and row.group != rows[position - 1].group:
            parts.append(line(0, y - step / 2, width, y - step / 2, LINE, 0.6))
        parts += _plot_row(row, y, x, left, width, language)
    return picture("interval-plot", width, bottom + 16, _plot_title(rows, language), *parts)


def _plot_row(row: IntervalRow, y: float, x: RankAxis, left: float, width: int, language: str) -> list[Markup]:
    colour, ink = (NAVY, NAVY) if row.own else (GREY, INK)
    weight = 700 if row.own else None
    parts = [
        words(0, y + 3.6, row.name, size=10.5, colour=ink, weight=weight),
        words(left - 12, y + 3.6, str(row.rank), size=10.5, colour=ink, anchor="end", weight=weight),
        words(width - 2, y + 3.6, index_score(row.score, language), size=10.5, colour=ink, anchor="end", weight=weight),
    ]
    if row.low is not None and row.high is not None:
        thickness = 5.0
        fill = "#A9C1D9" if row.own else "#C9CFD6"
        parts.append(box(x(row.low), y - thickness / 2, max(x(row.high) - x(row.low), 0.1), thickness, fill, 1))
    parts.append(dot(x(row.rank), y, 4, colour))
    return parts


def _plot_title(rows: Sequence[IntervalRow], language: str) -> str:
    first = rows[0]
    wide = [row for row in rows if row.low is not None and row.high is not None]
    if not wide:
        return Text(
            f"Thứ hạng của {len(rows)} tỉnh, thành phố; dẫn đầu: {first.name}",
            f"Ranks of {len(rows)} provinces; {first.name} leads",
        ).into(language)
    widest = max(wide, key=lambda row: (row.high or 0) - (row.low or 0))
    return Text(
        f"Thứ hạng và khoảng hạng của {len(rows)} tỉnh, thành phố; dẫn đầu: {first.name}; "
        f"khoảng hạng rộng nhất: {widest.name}, từ {widest.low} đến {widest.high}",
        f"Ranks and rank intervals of {len(rows)} provinces; {first.name} leads; "
        f"the widest interval is that of {widest.name}, {widest.low} to {widest.high}",
    ).into(language)

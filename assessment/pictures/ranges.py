"""Small pictures for table cells: a unit within the country, and what it claimed against what was verified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup

from assessment.formats import DASH, percent
from assessment.pictures.svg import (
    ACCENT,
    GREY,
    HAIR,
    INK,
    LINE,
    NAVY,
    box,
    compact,
    dot,
    line,
    picture,
    ring,
    tag,
    width_of,
    words,
)
from questionnaires.model import Text


class SpreadLike(Protocol):
    """How shares (score ÷ maximum, 0 to 1) lie over the ranked units."""

    @property
    def minimum(self) -> float: ...
    @property
    def first_quartile(self) -> float: ...
    @property
    def median(self) -> float: ...
    @property
    def third_quartile(self) -> float: ...
    @property
    def maximum(self) -> float: ...


EDGE = 6.0


def _scale(width: int, share: float) -> float:
    return EDGE + min(max(share, 0.0), 1.0) * (width - 2 * EDGE)


def range_bar(
    spread: SpreadLike, own: float | None, *, width: int = 160, height: int = 18, language: str = "vi"
) -> Markup:
    """On an axis from 0 to 100 %: a line from the lowest to the highest unit, the middle half as a grey box, the median
    as a tick, the unit as a dot.
    """
    y = height / 2
    at = {
        name: _scale(width, getattr(spread, name))
        for name in ("minimum", "first_quartile", "median", "third_quartile", "maximum")
    }
    parts = [
        line(_scale(width, 0), y, _scale(width, 1), y, HAIR, 0.7),
        line(at["minimum"], y, at["maximum"], y, LINE, 1.4),
        box(at["first_quartile"], y - 4, max(at["third_quartile"] - at["first_quartile"], 1.0), 8, "#C9CFD6"),
        line(at["median"], y - 6.5, at["median"], y + 6.5, INK, 1.5),
    ]
    if own is not None:
        parts.append(dot(_scale(width, own), y, 5))
    return picture("range", width, height, _title(own, spread.median, spread.minimum, spread.maximum, language), *parts)


def median_dot(own: float | None, median: float, *, width: int = 90, height: int = 14, language: str = "vi") -> Markup:
    """The unit's dot and the country's median as a tick on an axis from 0 to 100 %; for long tables."""
    y = height / 2
    tick = _scale(width, median)
    parts = [line(_scale(width, 0), y, _scale(width, 1), y, HAIR, 0.7), line(tick, y - 5, tick, y + 5, INK, 1.3)]
    if own is not None:
        parts.insert(1, line(tick, y, _scale(width, own), y, LINE, 1.4))
        parts.append(dot(_scale(width, own), y, 3.8))
    return picture("median-dot", width, height, _title(own, median, None, None, language), *parts)


def _title(own: float | None, median: float, low: float | None, high: float | None, language: str) -> str:
    def show(share: float | None) -> str:
        return DASH if share is None else percent(share, 1, language)

    text = Text(f"đạt {show(own)}; trung vị {show(median)}", f"{show(own)} of the maximum; median {show(median)}").into(
        language
    )
    if low is None:
        return text
    return text + Text(
        f"; thấp nhất {show(low)}, cao nhất {show(high)}", f"; lowest {show(low)}, highest {show(high)}"
    ).into(language)


def dumbbell(
    self_share: float | None,
    verified_share: float | None,
    *,
    width: int = 160,
    height: int = 18,
    label: bool = False,
    language: str = "vi",
) -> Markup:
    """What the unit claimed (ring) and what was verified (dot), from 0 to 100 %; a cut is drawn in the accent."""
    y = height / 2
    room = width - 56 if label else width
    parts = [line(_scale(room, 0), y, _scale(room, 1), y, HAIR, 0.7)]
    if self_share is not None and verified_share is not None:
        colour = ACCENT if verified_share < self_share else LINE
        parts.append(line(_scale(room, self_share), y, _scale(room, verified_share), y, colour, 2))
    if self_share is not None:
        parts.append(ring(_scale(room, self_share), y, 4, GREY))
    if verified_share is not None:
        parts.append(dot(_scale(room, verified_share), y, 4.5))
    if label:
        parts.append(words(width - 2, y + 3.5, percent(verified_share, 1, language), size=10, colour=INK, anchor="end"))
    title = Text(
        f"tự chấm {percent(self_share, 1, language)}, thẩm định {percent(verified_share, 1, language)}",
        f"self-assessed {percent(self_share, 1, language)}, verified {percent(verified_share, 1, language)}",
    ).into(language)
    return picture("dumbbell", width, height, title, *parts)


def strip(
    country: Sequence[float],
    own: float | None,
    median: float,
    *,
    width: int = 300,
    language: str = "vi",
) -> Markup:
    """Every unit as a pale dot on an axis from 0 to 100 %, the median as a tick, this unit's dot with its figure."""
    y = 24.0
    height = 42
    parts = [line(_scale(width, 0), y, _scale(width, 1), y, HAIR, 0.8)]
    # One path of strokes without length and with round ends draws all dots: an eighth of the cost of circles in a PDF.
    places = "".join(f"M{compact(_scale(width, share))} {compact(y)}h.01" for share in country)
    parts.append(tag("path", d=places, stroke="#B7BFC7", stroke_width=6, stroke_linecap="round", fill="none"))
    tick = _scale(width, median)
    parts.append(line(tick, y - 8, tick, y + 7, INK, 1.4))
    note = Text("trung vị", "median").into(language) + " " + percent(median, 1, language)
    half = width_of(note, 9) / 2
    parts.append(words(min(max(tick, half), width - half), y + 16, note, size=9, anchor="middle"))
    if own is not None:
        x, label = _scale(width, own), percent(own, 1, language)
        room = width_of(label, 11.5) / 2
        parts += [
            dot(x, y, 5.5),
            words(min(max(x, room), width - room), y - 11, label, size=11.5, colour=NAVY, anchor="middle", weight=700),
        ]
    low, high = min(country, default=median), max(country, default=median)
    return picture("strip", width, height, _title(own, median, low, high, language), *parts)


def amount(value: float, most: float, *, title: str, width: int = 120, height: int = 10) -> Markup:
    """A plain bar of `value` on an axis to `most`, in the accent: points that were lost."""
    return picture(
        "amount",
        width,
        height,
        title,
        line(0, height - 0.5, width, height - 0.5, HAIR, 0.7),
        box(0, 1, max(value / most * width, 0.5) if most else 0.5, height - 2, ACCENT),
    )

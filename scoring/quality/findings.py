"""What the health report may find, and how it says so in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.model import Text
from scoring.words.figures import number, percent

NAMED = 5  # units in a sentence; the finding itself has them all


class Kind(StrEnum):
    """What a finding is about."""

    IMPOSSIBLE = "impossible"
    OUTLIER = "outlier"
    JUMP = "jump"
    NO_DATA = "no_data"
    NO_SPREAD = "no_spread"
    CEILING = "ceiling"
    FLOOR = "floor"
    AGAINST = "against"
    ALIKE = "alike"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; `units` are those it is about, none where it is about the question."""

    kind: Kind
    text: Text
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Odd:
    """One unit's value and what is odd about it, in figures: a robust z or a bound."""

    unit: str
    value: float
    figure: float


def impossible(found: Sequence[Odd], reason: Text) -> Finding:
    """Values that cannot be; `figure` is the bound they break."""
    vi, en = _listed(found, ("", ""))
    text = Text(f"không thể có, {reason.vi}: {vi}", f"impossible, {reason.en}: {en}")
    return Finding(Kind.IMPOSSIBLE, text, _units(found))


def outlier(found: Sequence[Odd]) -> Finding:
    """Values far from the others; `figure` is the robust z."""
    vi, en = _listed(found, ("z = ", "z = "))
    text = Text(f"khác xa các đơn vị khác: {vi}", f"far from the other units: {en}")
    return Finding(Kind.OUTLIER, text, _units(found))


def jump(found: Sequence[Odd]) -> Finding:
    """Values that changed unlike the others; `figure` is last year's value."""
    vi, en = _listed(found, ("năm trước ", "last year "))
    text = Text(f"thay đổi khác thường so với năm trước: {vi}", f"an unusual change since last year: {en}")
    return Finding(Kind.JUMP, text, _units(found))


def _listed(found: Sequence[Odd], before: tuple[str, str]) -> tuple[str, str]:
    def told(language: str, word: str) -> str:
        named = [
            f"{odd.unit} ({number(odd.value, language)}{f'; {word}{_short(odd.figure, language)}' if word else ''})"
            for odd in found[:NAMED]
        ]
        return ", ".join([*named, *(["…"] if len(found) > NAMED else [])])

    return told("vi", before[0]), told("en", before[1])


def _short(value: float, language: str) -> str:
    return number(float(f"{value:.3g}"), language)


def _units(found: Iterable[Odd]) -> tuple[str, ...]:
    return tuple(odd.unit for odd in found)


def no_data(units: int) -> Finding:
    """Nobody has a value."""
    text = Text(f"không đơn vị nào trong {units} đơn vị có số liệu", f"none of {units} units has a value")
    return Finding(Kind.NO_DATA, text)


def no_spread(values: int) -> Finding:
    """All have the same."""
    text = Text(
        f"{values} đơn vị có cùng một giá trị nên không phân biệt được đơn vị nào",
        f"{values} units have the same value, which tells none of them apart",
    )
    return Finding(Kind.NO_SPREAD, text)


def ceiling(share: float) -> Finding:
    """Nearly all have full marks."""
    text = Text(
        f"{percent(share, 'vi', 0)} số đơn vị được trọn điểm", f"{percent(share, 'en', 0)} of the units have full marks"
    )
    return Finding(Kind.CEILING, text)


def floor(share: float) -> Finding:
    """Nearly all have nothing."""
    text = Text(
        f"{percent(share, 'vi', 0)} số đơn vị được 0 điểm", f"{percent(share, 'en', 0)} of the units have no points"
    )
    return Finding(Kind.FLOOR, text)


def against(r: float) -> Finding:
    """The indicator goes against the rest of its parent."""
    text = Text(
        f"đi ngược phần còn lại của nhóm (r = {number(r, 'vi', 2)})",
        f"goes against the rest of its group (r = {number(r, 'en', 2)})",
    )
    return Finding(Kind.AGAINST, text)


def alike(code: str, r: float) -> Finding:
    """The indicator says what a sibling says."""
    text = Text(
        f"gần như trùng với {code} (r = {number(r, 'vi', 2)})", f"nearly the same as {code} (r = {number(r, 'en', 2)})"
    )
    return Finding(Kind.ALIKE, text)


def loose(alpha: float) -> Finding:
    """The indicators of a node hardly measure one thing."""
    text = Text(
        f"các chỉ số bên dưới ít đi cùng nhau (alpha = {number(alpha, 'vi', 2)})",
        f"the indicators below hardly go together (alpha = {number(alpha, 'en', 2)})",
    )
    return Finding(Kind.LOOSE, text)

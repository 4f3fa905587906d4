"""A difference as the lines of a page: rounded so that what is printed adds up to what is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import fsum, isnan
from typing import cast

from markupsafe import Markup

from assessment.formats import number, percent
from assessment.pictures import change_bar
from assessment.services.kept import REST
from assessment.services.movements import Change
from questionnaires import Node
from scoring.change.difference import Cause, Contribution
from scoring.pipeline import Scores, published_decimals
from scoring.words.difference_text import CAUSES

DEEPEST = 4  # decimals of a score on the page


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause within a line, with what it came to; `shift` is what it went from and to."""

    words: str
    shift: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """What one node did to the whole."""

    node: Node
    code: str  # "" where the node has none of its own
    before: float | None
    after: float | None
    amount: Decimal
    bar: Markup
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A whole change: its lines, the largest first, and what is not among them; all together exactly `total`."""

    before: Decimal
    after: Decimal
    total: Decimal
    decimals: int
    lines: tuple[Line, ...]
    many: int  # changes summed up in `rest`
    rest: Decimal


def account(
    change: Change,
    *,
    language: str,
    whole: Mapping[str, str] | None = None,
    scale: float = 1.0,
    decimals: int | None = None,
    most: int,
) -> Account:
    """The lines of a change, by node, or by the node that `whole` names for it.

    `scale` takes the published scale to the one that is shown. At most `most` lines; the others are summed up, with
    what rounding leaves.
    """
    places = min(published_decimals(change.after.index), DEEPEST) if decimals is None else decimals
    round_ = _rounder(places)
    grouped: dict[str, list[Contribution]] = {}
    for part in change.found.contributions:
        grouped.setdefault((whole or {}).get(part.node.code, part.node.code), []).append(part)
    sums = {code: fsum(part.amount for part in parts) * scale for code, parts in grouped.items()}
    order = sorted(sums, key=lambda code: -abs(sums[code]))
    shown = [code for code in order if round_(sums[code])][:most]
    shape = _Shape(language, scale, places, max((abs(sums[code]) for code in shown), default=0.0))
    lines = tuple(_line(change, code, grouped[code], shape) for code in shown)
    before, after = round_(change.found.before * scale), round_(change.found.after * scale)
    rest = after - before - sum((line.amount for line in lines), Decimal(0))
    return Account(before, after, after - before, places, lines, len(order) - len(shown), rest)


def _rounder(places: int) -> Callable[[float], Decimal]:
    exactly = Decimal(1).scaleb(-places)
    return lambda value: Decimal(f"{value:.12f}").quantize(exactly, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How all lines of an account are written."""

    language: str
    scale: float
    places: int
    largest: float

    def amount(self, parts: Iterable[Contribution]) -> float:
        """What some contributions come to on the scale that is shown."""
        return fsum(part.amount for part in parts) * self.scale


def _line(change: Change, code: str, parts: Sequence[Contribution], shape: _Shape) -> Line:
    node, amount = _node(change, code, parts), shape.amount(parts)
    return Line(
        node=node,
        code="" if code == REST else code,
        before=_score(change.before, change.found.unit, change.was.get(code, code)),
        after=_score(change.after, change.found.unit, node.code),
        amount=_rounder(shape.places)(amount),
        bar=change_bar(amount, shape.largest, decimals=shape.places, language=shape.language),
        reasons=tuple(_reasons(parts, shape)),
    )


def _node(change: Change, code: str, parts: Sequence[Contribution]) -> Node:
    known = {node.code: node for scores in (change.before, change.after) for node in scores.index.root.walk()}
    return known.get(code, parts[0].node)


def _score(scores: Scores, unit: str, code: str) -> float | None:
    if code not in scores.tables["scored"].columns:
        return None
    value = cast("float", scores.tables["scored"].at[unit, code])
    return None if isnan(value) else value


def _reasons(parts: Iterable[Contribution], shape: _Shape) -> Iterable[Reason]:
    """The causes of a line, summed up by kind, the largest first."""
    by_cause: dict[Cause, list[Contribution]] = {}
    for part in parts:
        by_cause.setdefault(part.cause, []).append(part)
    for cause, each in sorted(by_cause.items(), key=lambda one: -abs(shape.amount(one[1]))):
        shift = _shift(each[0], shape.language) if len(each) == 1 else ""
        yield Reason(CAUSES[cause].into(shape.language), shift, _rounder(shape.places)(shape.amount(each)))


def _shift(part: Contribution, language: str) -> str:
    """From what to what a weight or a scale went."""
    if part.cause not in (Cause.WEIGHT, Cause.SCALE) or part.weight_before is None or part.weight_after is None:
        return ""
    pair = (part.weight_before, part.weight_after)
    as_share = part.cause is Cause.WEIGHT and max(map(abs, pair)) <= 1
    texts = [percent(each, 1, language) if as_share else number(each, 2, language) for each in pair]
    return " → ".join(texts)

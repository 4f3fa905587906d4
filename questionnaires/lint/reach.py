"""Checks of rules against what their items allow: points that no answer can ever gain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from questionnaires.lint.findings import Check, Found, Severity, View, figure, leaves
from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
    Item,
    Milestone,
    Ratio,
    Rule,
    Share,
    Steps,
    Sum,
    SurveyMean,
    Text,
    Ticks,
)

TOLERANCE = 1e-6
Items = Mapping[str, Item]
Limit = Callable[[Any, Items, float], Text | None]


def unreachable_points(view: View) -> Iterator[Found]:
    """Indicators whose best possible answers give less than full marks."""
    for index, node, rule in view.rules:
        limits = _limits(rule, index.items, node.max_points or 0.0)
        if limits:
            together = Text("; ".join(limit.vi for limit in limits), "; ".join(limit.en for limit in limits))
            yield Found(index.code, node.code, together)


def unreachable_milestones(view: View) -> Iterator[Found]:
    """Targets above what the items allow."""
    for index, node, rule in view.rules:
        for year, target in node.milestones:
            highest = [at for at in (_highest(each, index.items) for each in leaves(rule)) if at is not None]
            if highest and target > max(highest) + TOLERANCE:
                message = Text(
                    f"mục tiêu {year} là {figure(target)} nhưng số liệu chỉ đến {figure(max(highest))}",
                    f"the target of {year} is {target:.10g}, but the items allow {max(highest):.10g} only",
                )
                yield Found(index.code, node.code, message)


def falling_milestones(view: View) -> Iterator[Found]:
    """Targets that fall from year to year, while more is always better."""
    for index, node in view.nodes:
        targets = [target for _year, target in node.milestones]
        if targets != sorted(targets):
            message = Text("mục tiêu giảm dần theo năm", "the targets fall from year to year")
            yield Found(index.code, node.code, message)


def shares_over_full(view: View) -> Iterator[Found]:
    """Choices worth more than the indicator can give."""
    for index, node, rule in view.rules:
        for over in _over_full(rule):
            message = Text(f"lựa chọn {over!r} hơn điểm tối đa", f"the choice {over!r} gives more than the maximum")
            yield Found(index.code, node.code, message)


def ticks_over_full(view: View) -> Iterator[Found]:
    """Ticks that add up to more than full marks: the last ones are worth nothing."""
    for index, node, rule in view.rules:
        for total in (sum(each.shares.values()) for each in leaves(rule) if isinstance(each, Ticks)):
            if total > 1 + TOLERANCE:
                message = Text(
                    f"các mục cộng lại {figure(total)} lần điểm tối đa; phần vượt không tính",
                    f"the ticks add up to {total:.10g} of the maximum; what is above does not count",
                )
                yield Found(index.code, node.code, message)


def survey_scales(view: View) -> Iterator[Found]:
    """Survey means on another scale than their rule scores."""
    for index, node, rule in view.rules:
        for each in leaves(rule):
            if not isinstance(each, SurveyMean):
                continue
            item = index.items[each.item]
            if (item.minimum, item.maximum) != (each.low, each.high):
                message = Text(
                    f"{item.code} có thang {_range(item)}, cách tính dùng {figure(each.low)}–{figure(each.high)}",
                    f"{item.code} has the scale {_range(item)}, the rule {each.low:.10g}–{each.high:.10g}",
                )
                yield Found(index.code, node.code, message)


def _range(item: Item) -> str:
    return "–".join("?" if bound is None else figure(bound) for bound in (item.minimum, item.maximum))


def _limits(rule: Rule, items: Items, points: float) -> tuple[Text, ...]:
    """Why a rule cannot give full marks; empty where it can."""
    if isinstance(rule, Sum):
        return tuple(limit for share, part in rule.parts for limit in _limits(part, items, share * points))
    if isinstance(rule, Best):
        parts = [_limits(part, items, points) for part in rule.parts]
        return () if not all(parts) else tuple(limit for part in parts for limit in part)
    limit = LIMITS[type(rule)](rule, items, points) if type(rule) in LIMITS else None
    return (limit,) if limit else ()


def _over_full(rule: Rule) -> Iterator[str]:
    for each in leaves(rule):
        if isinstance(each, Cases | Ticks):
            yield from (code for code, share in each.shares.items() if share > 1 + TOLERANCE)


def _cases(rule: Cases, items: Items, points: float) -> Text | None:
    return _at_most(max(rule.shares.values(), default=0.0), "lựa chọn cao nhất", "the best case")


def _ticks(rule: Ticks, items: Items, points: float) -> Text | None:
    return _at_most(sum(rule.shares.values()), "đánh dấu mọi mục", "ticking everything")


def _steps(rule: Steps, items: Items, points: float) -> Text | None:
    highest = items[rule.item].maximum
    reached = [share for threshold, share in rule.steps if highest is None or threshold <= highest + TOLERANCE]
    return _at_most(max(reached, default=0.0), "bậc cao nhất đạt được", "the highest step in reach")


def _count(rule: Count, items: Items, points: float) -> Text | None:
    highest = items[rule.item].maximum
    if highest is None or not points:
        return None
    return _at_most(highest * rule.each / points, f"{figure(highest)} lần", f"{highest:.10g} of them")


def _rate(rule: Ratio | Share | Given, items: Items, points: float) -> Text | None:
    """Rules that divide what is reached by what full marks take."""
    highest = _highest(rule, items)
    if highest is None:
        return None
    wanted = 1.0 if isinstance(rule, Given) else 100 * rule.full_at
    return _at_most(highest / wanted, f"giá trị cao nhất {figure(highest)}", f"the highest value {highest:.10g}")


def _survey(rule: SurveyMean, items: Items, points: float) -> Text | None:
    asked = items[rule.respondents].maximum
    if asked is not None and asked < rule.minimum_respondents:
        return _at_most(0.0, f"tối đa {figure(asked)} phiếu", f"at most {asked:.10g} respondents")
    highest = items[rule.item].maximum
    if highest is None:
        return None
    share = (highest - rule.low) / (rule.high - rule.low)
    return _at_most(share, f"điểm cao nhất {figure(highest)}", f"the highest mean {highest:.10g}")


def _at_most(share: float, vi: str, en: str) -> Text | None:
    if share >= 1 - TOLERANCE:
        return None
    percent = 100 * share
    return Text(
        f"{vi} chỉ được {figure(round(percent, 2))}% điểm tối đa", f"{en} gives {percent:.4g}% of the maximum only"
    )


def _highest(rule: Rule, items: Items) -> float | None:
    """The highest value the items of a rule allow: percent for rates, else the item's own unit; None without bound."""
    match rule:
        case Ratio() | Milestone(item=""):
            above, below = items[rule.numerator].maximum, items[rule.denominator].minimum
            return 100 * above / below if above is not None and below else None
        case Milestone() | Share() | Given() | Steps() | Count():
            return items[rule.item].maximum
        case _:
            return None


# Milestones have a check of their own; the rules that are not here have no limit of their own.
LIMITS: Mapping[type, Limit] = {
    Cases: _cases,
    Ticks: _ticks,
    Steps: _steps,
    Count: _count,
    Ratio: _rate,
    Share: _rate,
    Given: _rate,
    SurveyMean: _survey,
}
CHECKS = (
    Check("unreachable-points", Severity.ERROR, unreachable_points),
    Check("unreachable-milestone", Severity.ERROR, unreachable_milestones),
    Check("falling-milestones", Severity.WARNING, falling_milestones),
    Check("share-over-full", Severity.ERROR, shares_over_full),
    Check("ticks-over-full", Severity.NOTE, ticks_over_full),
    Check("survey-scale", Severity.WARNING, survey_scales),
)

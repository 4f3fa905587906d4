"""Checks of figures: ranges and decimals of items, and thresholds against the targets the catalogue states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from questionnaires.lint.findings import Check, Found, Severity, View, figure, leaves
from questionnaires.model import Index, ItemKind, Milestone, Node, Ratio, Rule, Share, Steps, Text, milestone

TOLERANCE = 1e-6
Measured = tuple[str, ...]  # the item, or numerator and denominator, whose value is compared


class Threshold(NamedTuple):
    """The value from which a rule gives full marks, in the item's unit or in percent."""

    measured: Measured
    full_from: float


def no_range(view: View) -> Iterator[Found]:
    """Numbers without the least and the most that make sense: nothing then stops a slip of the finger."""
    for where, item in view.items:
        if item.kind is ItemKind.NUMBER and (item.minimum is None or item.maximum is None):
            yield Found(where, item.code, Text("chưa ghi khoảng giá trị", "no minimum or no maximum"))


def decimals(view: View) -> Iterator[Found]:
    """Ranges that the allowed decimals cannot write, or that leave whole numbers nothing to say."""
    for where, item in view.items:
        if item.decimals is None:
            continue
        bounds = [bound for bound in (item.minimum, item.maximum) if bound is not None]
        unwritable = [bound for bound in bounds if abs(round(bound, item.decimals) - bound) > TOLERANCE]
        if unwritable:
            message = Text(
                f"{figure(unwritable[0])} có nhiều hơn {item.decimals} chữ số thập phân",
                f"{unwritable[0]:.10g} has more than {item.decimals} decimals",
            )
            yield Found(where, item.code, message)
        elif item.decimals == 0 and len(bounds) == 2 and bounds[1] - bounds[0] <= 1:
            message = Text("khoảng không quá 1 mà không cho chữ số thập phân", "a range of 1 without decimals")
            yield Found(where, item.code, message)


def contradicted_targets(view: View) -> Iterator[Found]:
    """Full marks from a value that is none of the targets which the same document sets for the same figure."""
    targets = list(_targets(view))
    for index, node, rule in view.rules:
        for threshold in (found for each in leaves(rule) for found in _threshold(each)):
            for other, targeted, measured in targets:
                if (
                    targeted is not node
                    and measured == threshold.measured
                    and _contradicts(index, node, threshold.full_from, targeted)
                ):
                    yield Found(index.code, node.code, _contradiction(threshold.full_from, other, targeted))
                    break


def different_targets(view: View) -> Iterator[Found]:
    """Two targets of one document for the same figure and year."""
    first: dict[tuple[Measured, str, int], tuple[Index, Node, float]] = {}
    for index, node, measured in _targets(view):
        for year, target in node.milestones:
            key = (measured, node.source.document, year)
            other, targeted, stated = first.setdefault(key, (index, node, target))
            if abs(stated - target) > TOLERANCE:
                message = Text(
                    f"mục tiêu {year} là {figure(target)}, ở {targeted.code} ({other.code}) là {figure(stated)}",
                    f"the target of {year} is {target:.10g}, in {targeted.code} ({other.code}) {stated:.10g}",
                )
                yield Found(index.code, node.code, message)


def _targets(view: View) -> Iterator[tuple[Index, Node, Measured]]:
    """Nodes with milestones and what they measure."""
    for index, node, rule in view.rules:
        if node.milestones:
            for measured in dict.fromkeys(_measured(each) for each in leaves(rule)):
                yield index, node, measured


def _measured(rule: Rule) -> Measured:
    match rule:
        case Ratio() | Milestone(item=""):
            return rule.numerator, rule.denominator
        case Share() | Steps() | Milestone():
            return (rule.item,)
        case _:
            return ()


def _threshold(rule: Rule) -> Iterator[Threshold]:
    """Where full marks begin; a rate with full marks at 100 % states no target of its own."""
    match rule:
        case Ratio() | Share() if rule.full_at != 1:
            yield Threshold(_measured(rule), 100 * rule.full_at)
        case Steps():
            yield Threshold(_measured(rule), rule.steps[0][0])
        case _:
            return


def _contradicts(index: Index, node: Node, full_from: float, targeted: Node) -> bool:
    stated = [*(target for _year, target in targeted.milestones), milestone(targeted.milestones, index.year)]
    same_document = node.source.document == targeted.source.document
    return same_document and all(abs(full_from - target) > TOLERANCE for target in stated)


def _contradiction(full_from: float, index: Index, node: Node) -> Text:
    stated = "; ".join(f"{year}: {figure(target)}" for year, target in node.milestones)
    return Text(
        f"đủ điểm từ {figure(full_from)} nhưng {node.source.document} đặt {stated} ({node.code}, {index.code})",
        f"full marks from {full_from:.10g}, but {node.source.document} sets {stated} ({node.code}, {index.code})",
    )


CHECKS = (
    Check("no-range", Severity.WARNING, no_range),
    Check("decimals", Severity.WARNING, decimals),
    Check("contradicted-target", Severity.WARNING, contradicted_targets),
    Check("different-targets", Severity.WARNING, different_targets),
)

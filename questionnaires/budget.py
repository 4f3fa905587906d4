"""Weights by budget allocation: every expert divides the same number of points among the children of a node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import Any

from questionnaires.document import Page
from questionnaires.faults import figure
from questionnaires.model import Node, Text, Weights
from questionnaires.records import Key, ListOf
from questionnaires.shapes import Nodes, Number

TOLERANCE = 1e-9
POINTS = Number(Text("một số từ 0", "a number from 0 up"), minimum=0)
BUDGET = Key(ListOf(POINTS), about="The points each expert gives it, where its parent says weights: budget.")
ONLY_THERE = Text(
    "điểm chuyên gia chia chỉ dùng khi dòng trên nó lấy trọng số từ đó; xóa đi, hoặc ghi nguồn trọng số ở dòng trên",
    "budget goes with weights: budget of the parent; delete it or write that",
)
BOTH = Text("trọng số tính từ điểm chuyên gia chia; xóa trọng số", "the weight comes from the budget; take weight away")


def weighed(children: Sequence[Node], values: Mapping[str, Any], nodes: Nodes, page: Page) -> tuple[Node, ...]:
    """The children with the weights the experts' budgets give them: per child the mean of its shares of the budgets.

    Faults where some experts or children have no points, or budgets differ.
    """
    if "budget" in values and "weight" in values:
        page.fault(nodes["weight"], BOTH)
    if values.get("weights") is not Weights.BUDGET:
        for child in children:
            if child.budget:
                page.fault(nodes["children"], Text(f"{child.code}: {ONLY_THERE.vi}", f"{child.code}: {ONLY_THERE.en}"))
        return tuple(children)
    wrong = _wrong(children)
    if wrong is not None:
        page.fault(nodes["weights"], wrong)
        return tuple(children)
    totals = [fsum(column) for column in zip(*(child.budget for child in children), strict=True)]
    return tuple(replace(child, weight=_mean_share(child.budget, totals)) for child in children)


def _mean_share(points: Sequence[float], totals: Sequence[float]) -> float:
    return fsum(each / total for each, total in zip(points, totals, strict=True)) / len(totals)


def _wrong(children: Sequence[Node]) -> Text | None:
    """What is wrong with the experts' points, None where nothing is."""
    experts = len(children[0].budget) if children else 0
    other = next((child for child in children if len(child.budget) != experts or not child.budget), None)
    if other is not None:
        return Text(
            f"{other.code} có điểm của {len(other.budget)} chuyên gia, {children[0].code} của {experts}; "
            "mỗi chuyên gia chia điểm cho mọi dòng",
            f"{other.code} has points of {len(other.budget)} experts, {children[0].code} of {experts}; "
            "every expert gives points to every child",
        )
    totals = [fsum(column) for column in zip(*(child.budget for child in children), strict=True)]
    for place, total in enumerate(totals, start=1):
        if total <= 0 or abs(total - totals[0]) > TOLERANCE * max(totals[0], 1.0):
            return Text(
                f"chuyên gia thứ {place} chia {figure(total)} điểm, người thứ nhất {figure(totals[0])}; "
                "mọi người chia cùng một số điểm, ví dụ 100",
                f"expert {place} gives {total:g} points, the first {totals[0]:g}; all divide the same, such as 100",
            )
    nothing = next((child.code for child in children if not any(child.budget)), None)
    if nothing is not None:
        vi = f"{nothing} không được chuyên gia nào cho điểm; bỏ dòng ấy"
        return Text(vi, f"no expert gives {nothing} points; leave it out")
    return None

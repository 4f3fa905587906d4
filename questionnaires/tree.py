"""What a definition may say about the nodes of the tree: points, weights, normalisation, rules; with their checks."""

from __future__ import annotations

from dataclasses import replace
from math import fsum
from typing import Any

import yaml

from questionnaires.budget import BUDGET, weighed
from questionnaires.document import Page
from questionnaires.faults import figure
from questionnaires.items import A_SOURCE, A_TEXT
from questionnaires.model import (
    Comparability,
    Effect,
    Information,
    Milestone,
    Node,
    NotApplicable,
    Predecessor,
    Text,
    Weights,
    milestone,
)
from questionnaires.records import TEXT, Key, ListOf, Record, Table
from questionnaires.rules import TITLES, TOLERANCE, RuleShape
from questionnaires.shapes import Code, Nodes, Number, OneOf, Schema, YesNo
from questionnaires.steps import AGGREGATES, EXPONENT, IMPUTE, METHODS, NORMALISE, TREAT

__all__ = ["AGGREGATES", "METHODS", "NODE", "NODE_CODE", "POSITIVE", "NodeShape"]

NODE_CODE = Code("NT.1")


def _predecessor(values: dict[str, Any], nodes: Nodes, page: Page) -> Predecessor:
    if (values["comparability"] is Comparability.NEW) == ("code" in values):
        message = Text(
            "chỉ số mới không có mã năm trước, chỉ số khác phải có; ghi mã năm trước hoặc ghi so sánh là mới",
            "a new node has no predecessor's code, any other has one; write code: or comparability: new",
        )
        page.fault(nodes[""], message)
    return Predecessor(**values)


PREDECESSOR = Record(
    {
        "code": Key(NODE_CODE, about="The node of the previous version."),
        "comparability": Key(OneOf.of(Comparability), required=True),
        "note": Key(TEXT),
    },
    _predecessor,
    name="predecessor",
    example=Text("mã năm trước và so sánh", "{code: NT.1, comparability: same}"),
)


def _node(values: dict[str, Any], nodes: Nodes, page: Page) -> Node:
    children: tuple[Node, ...] = values.get("children", ())
    _check_kind_of_node(values, nodes, page)
    silent = isinstance(values.get("rule"), Information) or (children and not any(child.assessed for child in children))
    if silent:
        values["assessed"] = False
    if not values.get("assessed", True):
        values["children"] = children = tuple(_unassessed(child) for child in children)
    if "milestones" in values:
        values["milestones"] = milestones = tuple(sorted((int(year), at) for year, at in values["milestones"].items()))
        if isinstance(values.get("rule"), Milestone):
            values["rule"] = replace(values["rule"], target=milestone(milestones, page.year))
    values["children"] = children = weighed(children, values, nodes, page)
    points = _points_of_children(children, values, nodes, page) if children else values.get("max_points")
    _check_points(values, points, nodes, page)
    _read_exponent(values, nodes, page)
    level = 1 + max((child.level for child in children), default=0)
    default = points if points else 1.0  # points are the weights of an index of points
    return Node(**{"weight": default} | values | {"level": level, "max_points": points})


def _unassessed(node: Node) -> Node:
    return replace(node, assessed=False, children=tuple(_unassessed(child) for child in node.children))


def _check_kind_of_node(values: dict[str, Any], nodes: Nodes, page: Page) -> None:
    if ("rule" in values) == ("children" in values):
        page.fault(nodes[""], BOTH if "rule" in values else NEITHER)
    for key in ("normalise", "not_applicable", "milestones", "impute", "treat"):
        if key in values and "rule" not in values:
            message = Text(
                f"“{page.title(key)}” chỉ dùng cho chỉ số có cách chấm; chuyển sang các dòng đó",
                f"{key} belongs to indicators; move it to the nodes with a rule",
            )
            page.fault(nodes[key], message)
    for key in ("aggregate", "exponent", "weights"):
        if key in values and "children" not in values:
            message = Text(
                f"“{page.title(key)}” chỉ dùng cho dòng có chỉ số thuộc nó; xóa đi",
                f"{key} belongs to nodes with children; delete the line",
            )
            page.fault(nodes[key], message)


def _points_of_children(children: tuple[Node, ...], values: dict[str, Any], nodes: Nodes, page: Page) -> float | None:
    assessed = [child for child in children if child.assessed]
    without = [child.code for child in assessed if child.max_points is None]
    counted = [child for child in assessed if child.effect is Effect.POINTS]
    declared = values.get("max_points")
    if assessed and not counted:
        page.fault(nodes["children"], NOTHING_TO_ADD_TO)
    if not without and assessed:
        total = fsum(child.max_points or 0.0 for child in counted)
        capped = values.get("effect", Effect.POINTS) is not Effect.POINTS and declared is not None and declared < total
        if declared is not None and abs(declared - total) > TOLERANCE and not capped:
            parts = " + ".join(f"{child.code} {child.max_points:g}" for child in counted)
            added = " + ".join(f"{child.code} {figure(child.max_points or 0.0)}" for child in counted)
            message = Text(
                f"điểm tối đa ghi {figure(declared)} nhưng các chỉ số thuộc nó cộng lại được {figure(total)} ({added})"
                "; sửa một bên",
                f"max_points is {declared:g} but the children add up to {total:g} ({parts}); correct one of them",
            )
            page.fault(nodes["max_points"], message)
        if values.get("aggregate", "sum") != "sum":
            message = Text(
                "điểm thì cộng lại; viết tổng, hoặc bỏ điểm tối đa",
                "points add up; write aggregate: sum or take max_points away",
            )
            page.fault(nodes["aggregate"], message)
        return declared if capped else total
    if declared is not None or len(without) < len(assessed):
        codes = ", ".join(without)
        message = Text(
            f"{codes}: chưa có điểm tối đa; trong bộ chỉ số có điểm, chỉ số nào cũng ghi điểm tối đa",
            f"{codes}: no max_points; in an index of points every indicator has one",
        )
        page.fault(nodes.get("max_points", nodes[""]), message)
    return None


def _check_points(values: dict[str, Any], points: float | None, nodes: Nodes, page: Page) -> None:
    """What belongs to points only, and what to values only."""
    if points is None and values.get("effect", Effect.POINTS) is not Effect.POINTS:
        page.fault(nodes["effect"], NO_CAP)
    for key in ("impute", "treat"):
        if points is not None and key in values:
            page.fault(nodes[key], VALUES_ONLY)
    has_points = points is not None or "max_points" in values
    if has_points and values.get("weights", Weights.GIVEN) is not Weights.GIVEN:
        page.fault(nodes["weights"], THEIR_OWN_WEIGHTS)


def _read_exponent(values: dict[str, Any], nodes: Nodes, page: Page) -> None:
    """The exponent of a power mean goes into its name, as on the command line: power:0.5."""
    exponent = values.pop("exponent", None)
    if (values.get("aggregate") == "power") != (exponent is not None):
        page.fault(nodes.get("exponent", nodes[""]), NO_EXPONENT)
    elif exponent == 0:
        page.fault(nodes["exponent"], GEOMETRIC)
    elif exponent is not None:
        values["aggregate"] = f"power:{exponent!r}"


class NodeShape:
    """A node of the tree, and the nodes below it."""

    example = Text("các dòng chỉ số có mã, tên, căn cứ", "a node with code, name, source and a rule or children")

    def read(self, at: yaml.Node, page: Page) -> Node:
        code = _peek(at, "code")
        with page.inside(code.value if code else page.where):
            if code:
                page.claim(code.value, code)
            node: Node = NODE.read(at, page)
            _check_rule(node, at, page)
            return node

    def schema(self, definitions: Schema) -> Schema:
        return NODE.schema(definitions)


def _peek(at: yaml.Node, wanted: str) -> yaml.ScalarNode | None:
    pairs = at.value if isinstance(at, yaml.MappingNode) else []
    values = [value for key, value in pairs if key.value == wanted and isinstance(value, yaml.ScalarNode)]
    return values[0] if values else None


def _check_rule(node: Node, at: yaml.Node, page: Page) -> None:
    name = type(node.rule).__name__
    fault = ODD_RULES.get((name, node.max_points is not None))
    if fault is not None:
        page.fault(at, fault)
    if name == "Milestone" and not node.milestones:
        page.fault(at, NO_MILESTONES)


BOTH = Text(
    "dòng này vừa có cách chấm vừa có chỉ số thuộc nó; xóa cách chấm hoặc chuyển các chỉ số kia sang dòng khác",
    "a node has either a rule or children, this has both; an indicator has a rule",
)
NEITHER = Text(
    "chưa có cách chấm và không có chỉ số nào thuộc nó; viết cách chấm, hoặc thêm các chỉ số thuộc nó",
    "a node has either a rule or children, this has neither; an indicator has a rule",
)
NO_MILESTONES = Text(
    f"cách chấm {TITLES['milestone']} cần các mốc; viết ví dụ 2025 = 80; 2030 = 100",
    "the rule milestone needs targets; write milestones: {2025: 80, 2030: 100}",
)
NO_CAP = Text(
    "điểm thưởng, điểm trừ chỉ có trong bộ chỉ số có điểm; ghi điểm tối đa: nhiều nhất cộng hoặc trừ bao nhiêu",
    "only points can be a bonus or a penalty; write max_points: the most it adds or takes",
)
NOTHING_TO_ADD_TO = Text(
    "các dòng thuộc nó chỉ có điểm thưởng, điểm trừ; ghi thưởng hoặc trừ ở dòng này, bỏ ở các dòng thuộc nó",
    "all its children are bonuses or penalties, so there is nothing to add to; write effect here and not below",
)
VALUES_ONLY = Text(
    "điền số liệu thiếu, xử lý ngoại lai chỉ dùng cho chỉ số tổng hợp không có điểm; xóa đi",
    "impute and treat belong to composite indices without points; delete the line",
)
THEIR_OWN_WEIGHTS = Text(
    "điểm chính là trọng số; nguồn trọng số chỉ ghi trong chỉ số tổng hợp không có điểm",
    "points are their own weights; write weights in a composite index only",
)
NO_EXPONENT = Text(
    "cách tổng hợp power cần exponent, cách khác thì không; viết ví dụ 0,5",
    "aggregate: power needs an exponent and nothing else does; write exponent: 0.5",
)
GEOMETRIC = Text(
    "số mũ 0 là trung bình nhân; viết geometric", "the exponent 0 is the geometric mean; write aggregate: geometric"
)
ODD_RULES = {
    ("Value", True): Text(
        f"cách chấm {TITLES['value']} không cho điểm; xóa điểm tối đa hoặc chọn cách chấm khác",
        "the rule value gives no points; take max_points away or use another rule",
    ),
    ("Information", True): Text(
        f"cách chấm {TITLES['information']} không cho điểm; xóa điểm tối đa",
        "the rule information scores nothing; take max_points away",
    ),
    ("Count", False): Text(
        f"cách chấm {TITLES['count']} cho điểm; ghi điểm tối đa",
        "the rule count gives points; write max_points: the most it can give",
    ),
}  # a rule and whether it has points → what is wrong with that
A_TARGET = Text("một mốc lớn hơn 0, ví dụ 80", "a target above 0, such as 80")
MILESTONES = Table(Number(A_TARGET, above=0), Code("2025", r"20\d\d", "mốc ghi theo năm"))
POSITIVE = Number(Text("một số lớn hơn 0", "a number above 0"), above=0)
NODE = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "source": A_SOURCE,
        "weight": Key(POSITIVE, about="Relative within the parent; max_points where it is left out."),
        "max_points": Key(POSITIVE, about="The most it can give; a parent's is the sum over its assessed children."),
        "weights": Key(OneOf.of(Weights), about="Where the children's weights come from, in a composite index."),
        "budget": BUDGET,
        "effect": Key(OneOf.of(Effect), about="bonus or penalty: added to or taken from the parent, up to max_points."),
        "assessed": Key(YesNo(), about="false: not assessed in this round; its siblings are re-scaled."),
        "not_applicable": Key(OneOf.of(NotApplicable), about="What a unit without any object of it gets."),
        "good": Key(TEXT, about="What good looks like."),
        "predecessor": Key(PREDECESSOR, about="The node of the previous version that this one follows."),
        "milestones": Key(MILESTONES, about="Year → target in the item's unit; years between are interpolated."),
        "rule": Key(RuleShape()),
        "impute": Key(IMPUTE, about="In a composite index: what stands for a missing value."),
        "treat": Key(TREAT, about="In a composite index: what becomes of outliers."),
        "normalise": Key(NORMALISE),
        "aggregate": Key(OneOf(AGGREGATES)),
        "exponent": EXPONENT,
        "children": Key(ListOf(NodeShape())),
    },
    _node,
    name="node",
    about="A node of the tree; an indicator has a rule, any other node has children.",
    extra={"oneOf": [{"required": ["rule"]}, {"required": ["children"]}]},
)

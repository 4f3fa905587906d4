"""What a definition may say about the nodes of the tree: points, weights, normalisation, rules; with their checks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import yaml

from questionnaires.document import Page
from questionnaires.items import A_SOURCE, A_TEXT
from questionnaires.model import (
    Comparability,
    Information,
    Milestone,
    Node,
    Normalise,
    NotApplicable,
    Predecessor,
    Weights,
    milestone,
)
from questionnaires.records import TEXT, Key, ListOf, Record, Table
from questionnaires.rules import TOLERANCE, RuleShape
from questionnaires.shapes import Code, Direction, Nodes, Number, OneOf, Schema, YesNo

NODE_CODE = Code("NT.1")
AGGREGATES = ("sum", "arithmetic", "geometric", "harmonic")
PARAMETERS = {"minmax": 2, "zscore": 2}  # how many numbers a method takes; the others take none
RANGED = ("scaled", "goalposts")
METHODS = ("none", *PARAMETERS, *RANGED, "rank", "borda", "prank", "fracmax", "dist2max", "dist2targ")


def _normalise(values: dict[str, Any], nodes: Nodes, page: Page) -> Normalise:
    step = Normalise(**values)
    wanted = PARAMETERS.get(step.method, 0)
    if len(step.parameters) != wanted:
        at = nodes.get("parameters", nodes[""])
        page.fault(at, f"{step.method} takes {wanted} parameters, found {len(step.parameters)}; see the format")
    if step.method in RANGED and (step.lower is None or step.upper is None):
        page.fault(nodes[""], f"{step.method} needs lower and upper; write lower: 0 and upper: 100")
    if step.method == "dist2targ" and step.target is None:
        page.fault(nodes[""], "dist2targ needs a target; write target: 100")
    if step.lower is not None and step.upper is not None and step.lower >= step.upper:
        page.fault(nodes["lower"], f"lower {step.lower:g} is not below upper {step.upper:g}; exchange them")
    return step


NORMALISE = Record(
    {
        "method": Key(OneOf(METHODS), required=True),
        "parameters": Key(ListOf(Number()), about="minmax: low and high; zscore: mean and sd."),
        "lower": Key(Number(), about="A stored reference range; left out, the round's own is taken."),
        "upper": Key(Number()),
        "target": Key(Number()),
        "direction": Key(Direction()),
        "transform": Key(OneOf(("none", "log"))),
    },
    _normalise,
    name="normalise",
    example="{method: minmax, parameters: [1, 10]}",
)


def _predecessor(values: dict[str, Any], nodes: Nodes, page: Page) -> Predecessor:
    if (values["comparability"] is Comparability.NEW) == ("code" in values):
        page.fault(
            nodes[""], "a new node has no predecessor's code, any other has one; write code: or comparability: new"
        )
    return Predecessor(**values)


PREDECESSOR = Record(
    {
        "code": Key(NODE_CODE, about="The node of the previous version."),
        "comparability": Key(OneOf.of(Comparability), required=True),
        "note": Key(TEXT),
    },
    _predecessor,
    name="predecessor",
    example="{code: NT.1, comparability: same}",
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
    points = _points_of_children(children, values, nodes, page) if children else values.get("max_points")
    level = 1 + max((child.level for child in children), default=0)
    default = points if points else 1.0  # points are the weights of an index of points
    return Node(**{"weight": default} | values | {"level": level, "max_points": points})


def _unassessed(node: Node) -> Node:
    return replace(node, assessed=False, children=tuple(_unassessed(child) for child in node.children))


def _check_kind_of_node(values: dict[str, Any], nodes: Nodes, page: Page) -> None:
    if ("rule" in values) == ("children" in values):
        found = "both" if "rule" in values else "neither"
        page.fault(nodes[""], f"a node has either a rule or children, this has {found}; an indicator has a rule")
    if "normalise" in values and "rule" not in values:
        page.fault(nodes["normalise"], "normalise belongs to indicators; move it to the nodes with a rule")
    for key in ("aggregate", "weights"):
        if key in values and "children" not in values:
            page.fault(nodes[key], f"{key} belongs to nodes with children; delete the line")
    for key in ("not_applicable", "milestones"):
        if key in values and "rule" not in values:
            page.fault(nodes[key], f"{key} belongs to indicators; move it to the nodes with a rule")
    if "weights" in values and values["weights"] is not Weights.GIVEN and "max_points" in values:
        page.fault(nodes["weights"], "points are their own weights; write weights in a composite index only")


def _points_of_children(children: tuple[Node, ...], values: dict[str, Any], nodes: Nodes, page: Page) -> float | None:
    counted = [child for child in children if child.assessed]
    without = [child.code for child in counted if child.max_points is None]
    declared = values.get("max_points")
    if not without and counted:
        total = sum(child.max_points or 0.0 for child in counted)
        if declared is not None and abs(declared - total) > TOLERANCE:
            parts = " + ".join(f"{child.code} {child.max_points:g}" for child in counted)
            message = f"max_points is {declared:g} but the children add up to {total:g} ({parts}); correct one of them"
            page.fault(nodes["max_points"], message)
        if values.get("aggregate", "sum") != "sum":
            page.fault(nodes["aggregate"], "points add up; write aggregate: sum or take max_points away")
        return total
    if declared is not None or len(without) < len(counted):
        message = f"{', '.join(without)}: no max_points; in an index of points every indicator has one"
        page.fault(nodes.get("max_points", nodes[""]), message)
    return None


class NodeShape:
    """A node of the tree, and the nodes below it."""

    example = "a node with code, name, source and a rule or children"

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
    if name == "Value" and node.max_points is not None:
        page.fault(at, "the rule value gives no points; take max_points away or use another rule")
    if name == "Milestone" and not node.milestones:
        page.fault(at, "the rule milestone needs targets; write milestones: {2025: 80, 2030: 100}")
    if name == "Information" and node.max_points is not None:
        page.fault(at, "the rule information scores nothing; take max_points away")
    if name == "Count" and node.max_points is None:
        page.fault(at, "the rule count gives points; write max_points: the most it can give")


MILESTONES = Table(Number("a target above 0, such as 80", above=0), Code("2025", r"20\d\d"))
POSITIVE = Number("a number above 0", above=0)
NODE = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "source": A_SOURCE,
        "weight": Key(POSITIVE, about="Relative within the parent; max_points where it is left out."),
        "max_points": Key(POSITIVE, about="The most it can give; a parent's is the sum over its assessed children."),
        "weights": Key(OneOf.of(Weights), about="Where the children's weights come from, in a composite index."),
        "assessed": Key(YesNo(), about="false: not assessed in this round; its siblings are re-scaled."),
        "not_applicable": Key(OneOf.of(NotApplicable), about="What a unit without any object of it gets."),
        "good": Key(TEXT, about="What good looks like."),
        "predecessor": Key(PREDECESSOR, about="The node of the previous version that this one follows."),
        "milestones": Key(MILESTONES, about="Year → target in the item's unit; years between are interpolated."),
        "rule": Key(RuleShape()),
        "normalise": Key(NORMALISE),
        "aggregate": Key(OneOf(AGGREGATES)),
        "children": Key(ListOf(NodeShape())),
    },
    _node,
    name="node",
    about="A node of the tree; an indicator has a rule, any other node has children.",
    extra={"oneOf": [{"required": ["rule"]}, {"required": ["children"]}]},
)

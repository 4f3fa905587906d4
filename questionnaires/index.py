"""The tables of what an index definition may say about items, nodes, bands and the index itself, with their checks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import yaml

from questionnaires.document import Page, Refused, entries
from questionnaires.model import (
    Band,
    Choice,
    Index,
    Item,
    ItemKind,
    Missing,
    Node,
    Normalise,
    Source,
    Status,
    Text,
)
from questionnaires.rules import CHOICE_CODE, TOLERANCE, RuleShape
from questionnaires.shapes import (
    TEXT,
    Code,
    Day,
    Direction,
    Key,
    ListOf,
    Nodes,
    Number,
    OneOf,
    Record,
    Schema,
    Table,
    TextOrName,
    Words,
    YesNo,
)

ITEM_CODE = Code("so_xa", r"[a-z][a-z0-9_]*")
NODE_CODE = Code("NT.1")
NUMBER_ONLY = ("unit", "minimum", "maximum", "decimals")
WITH_CHOICES = (ItemKind.CHOICE, ItemKind.TICKS)
AGGREGATES = ("sum", "arithmetic", "geometric", "harmonic")
PARAMETERS = {
    "minmax": 2,
    "zscore": 2,
}  # how many numbers a method takes; the others take none
RANGED = ("scaled", "goalposts")
METHODS = (
    "none",
    *PARAMETERS,
    *RANGED,
    "rank",
    "borda",
    "prank",
    "fracmax",
    "dist2max",
    "dist2targ",
)


def _source(values: dict[str, Any], nodes: Nodes, page: Page) -> Source:
    return Source(**{"document": page.document} | values)


def _legal_source(values: dict[str, Any], nodes: Nodes, page: Page) -> Source:
    page.document = values["document"]
    return Source(**values)


def _source_keys(document: bool) -> dict[str, Key]:
    return {
        "document": Key(
            Words("749/QĐ-TTg"),
            document,
            "The document; the index's own where it is left out.",
        ),
        "clause": Key(Words("điểm a khoản 1 mục IV"), True),
        "status": Key(OneOf.of(Status), True, "How far the line can be trusted."),
        "note": Key(Words()),
    }


SOURCE_EXAMPLE = "{clause: điểm a khoản 1 mục IV, status: derived}"
SOURCE = Record(_source_keys(False), _source, name="source", example=SOURCE_EXAMPLE)
LEGAL_SOURCE = Record(
    _source_keys(True),
    _legal_source,
    example="{document: 749/QĐ-TTg, clause: …, status: official}",
)
A_TEXT = Key(TEXT, required=True)
A_SOURCE = Key(SOURCE, required=True)


def _item(values: dict[str, Any], nodes: Nodes, page: Page) -> Item:
    kind = values["kind"]
    for key in NUMBER_ONLY:
        if key in values and kind is not ItemKind.NUMBER:
            page.fault(
                nodes[key],
                f"{key!r} belongs to items of kind number, this is {kind}; delete the line",
            )
    if kind in WITH_CHOICES and "choices" not in values:
        page.fault(
            nodes[""],
            f"an item of kind {kind} needs choices; write choices: with a line per choice",
        )
    if kind not in WITH_CHOICES and "choices" in values:
        page.fault(
            nodes["choices"],
            f"an item of kind {kind} has no choices; delete them or write kind: choice",
        )
    low, high = values.get("minimum"), values.get("maximum")
    if low is not None and high is not None and low > high:
        page.fault(
            nodes["minimum"],
            f"the minimum {low:g} is above the maximum {high:g}; exchange them",
        )
    choices: Mapping[str, Text] = values.pop("choices", {})
    return Item(
        code=page.where,
        choices=tuple(Choice(code, text) for code, text in choices.items()),
        **values,
    )


ITEM = Record(
    {
        "kind": Key(OneOf.of(ItemKind), required=True),
        "question": A_TEXT,
        "source": A_SOURCE,
        "unit": Key(
            TextOrName("units"),
            about="Of a number; a text or a name declared under units.",
        ),
        "help": Key(TEXT, about="The definition: what counts and what does not."),
        "evidence": Key(TEXT, about="The documents that verify the answer."),
        "holder": Key(
            TextOrName("holders"),
            about="Who usually holds it; a text or a name declared under holders.",
        ),
        "minimum": Key(Number("a number such as 0")),
        "maximum": Key(Number("a number such as 100")),
        "decimals": Key(Number("a whole number such as 0", minimum=0, maximum=9, whole=True)),
        "choices": Key(Table(TEXT, CHOICE_CODE), about="Code → text of each case or tick."),
        "supplied_by": Key(OneOf(("unit", "ministry"))),
    },
    _item,
    name="item",
    example="kind, question and source",
    about="One thing that is asked.",
)


class ItemTable:
    """The items of a document by code; every one is known before the tree is read."""

    example = "lines 'so_xa: {kind: …, question: …, source: …}'"

    def read(self, at: yaml.Node, page: Page) -> Mapping[str, Item]:
        for code, (key, value) in entries(page, at).items():
            with page.inside(code):
                page.claim(code, key)
                page.items[code] = None
                try:
                    ITEM_CODE.read(key, page)
                    page.items[code] = ITEM.read(value, page)
                except Refused:
                    continue
        return MappingProxyType({code: item for code, item in page.items.items() if item is not None})

    def schema(self, definitions: Schema) -> Schema:
        return Table(ITEM, ITEM_CODE).schema(definitions)


class Declared:
    """Texts declared once under a name, such as the departments that hold data."""

    example = "lines 'khcn: {vi: Sở Khoa học và Công nghệ, en: …}'"

    def __init__(self, table: str) -> None:
        self.table = table
        self.shape = Table(TEXT, Code("khcn"))

    def read(self, at: yaml.Node, page: Page) -> None:
        page.names[self.table] = dict(self.shape.read(at, page))

    def schema(self, definitions: Schema) -> Schema:
        return self.shape.schema(definitions)


def _normalise(values: dict[str, Any], nodes: Nodes, page: Page) -> Normalise:
    step = Normalise(**values)
    wanted = PARAMETERS.get(step.method, 0)
    if len(step.parameters) != wanted:
        at = nodes.get("parameters", nodes[""])
        page.fault(
            at,
            f"{step.method} takes {wanted} parameters, found {len(step.parameters)}; see the format",
        )
    if step.method in RANGED and (step.lower is None or step.upper is None):
        page.fault(
            nodes[""],
            f"{step.method} needs lower and upper; write lower: 0 and upper: 100",
        )
    if step.method == "dist2targ" and step.target is None:
        page.fault(nodes[""], "dist2targ needs a target; write target: 100")
    if step.lower is not None and step.upper is not None and step.lower >= step.upper:
        page.fault(
            nodes["lower"],
            f"lower {step.lower:g} is not below upper {step.upper:g}; exchange them",
        )
    return step


NORMALISE = Record(
    {
        "method": Key(OneOf(METHODS), required=True),
        "parameters": Key(ListOf(Number()), about="minmax: low and high; zscore: mean and sd."),
        "lower": Key(
            Number(),
            about="A stored reference range; left out, the round's own is taken.",
        ),
        "upper": Key(Number()),
        "target": Key(Number()),
        "direction": Key(Direction()),
        "transform": Key(OneOf(("none", "log"))),
    },
    _normalise,
    name="normalise",
    example="{method: minmax, parameters: [1, 10]}",
)


def _node(values: dict[str, Any], nodes: Nodes, page: Page) -> Node:
    children: tuple[Node, ...] = values.get("children", ())
    _check_kind_of_node(values, nodes, page)
    points = _points_of_children(children, values, nodes, page) if children else values.get("max_points")
    level = 1 + max((child.level for child in children), default=0)
    default = points if points else 1.0  # points are the weights of an index of points
    return Node(**{"weight": default} | values | {"level": level, "max_points": points})


def _check_kind_of_node(values: dict[str, Any], nodes: Nodes, page: Page) -> None:
    if ("rule" in values) == ("children" in values):
        found = "both" if "rule" in values else "neither"
        page.fault(
            nodes[""],
            f"a node has either a rule or children, this has {found}; an indicator has a rule",
        )
    if "normalise" in values and "rule" not in values:
        page.fault(
            nodes["normalise"],
            "normalise belongs to indicators; move it to the nodes with a rule",
        )
    if "aggregate" in values and "children" not in values:
        page.fault(
            nodes["aggregate"],
            "aggregate belongs to nodes with children; delete the line",
        )


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
            page.fault(
                nodes["aggregate"],
                "points add up; write aggregate: sum or take max_points away",
            )
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
        page.fault(
            at,
            "the rule value gives no points; take max_points away or use another rule",
        )
    if name == "Count" and node.max_points is None:
        page.fault(at, "the rule count gives points; write max_points: the most it can give")


POSITIVE = Number("a number above 0", above=0)
NODE = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "source": A_SOURCE,
        "weight": Key(
            POSITIVE,
            about="Relative within the parent; max_points where it is left out.",
        ),
        "max_points": Key(
            POSITIVE,
            about="The most it can give; a parent's is the sum over its assessed children.",
        ),
        "assessed": Key(
            YesNo(),
            about="false: not assessed in this round; its siblings are re-scaled.",
        ),
        "good": Key(TEXT, about="What good looks like."),
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


def _band(values: dict[str, Any], nodes: Nodes, page: Page) -> Band:
    return Band(**values)


BAND = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "minimum": Key(Number(), required=True),
        "source": Key(SOURCE),
    },
    _band,
    name="band",
    example="{code: m5, name: …, minimum: 0.85}",
)


def _index(values: dict[str, Any], nodes: Nodes, page: Page) -> Index:
    values = {key: value for key, value in values.items() if key not in ("holders", "units")}
    index = Index(**{"year": None} | values)
    _check_bands(index, nodes, page)
    if not index.root.children:
        page.fault(nodes["root"], "the root needs children; an indicator alone is no index")
    if index.publish_as_share and index.root.max_points is None:
        page.fault(
            nodes["publish_as_share"],
            "only points have a share of the maximum; give the indicators max_points",
        )
    if index.valid_from and index.valid_to and index.valid_from > index.valid_to:
        page.fault(
            nodes["valid_to"],
            f"valid_to {index.valid_to} is before valid_from {index.valid_from}",
        )
    return index


def _check_bands(index: Index, nodes: Nodes, page: Page) -> None:
    for higher, lower in pairwise(index.bands):
        if lower.minimum >= higher.minimum:
            message = f"band {lower.code} from {lower.minimum:g} does not fall from {higher.code} {higher.minimum:g}"
            page.fault(nodes["bands"], f"{message}; start with the highest")
    if index.bands and index.publish_as_share and index.bands[0].minimum > 1:
        page.fault(
            nodes["bands"],
            "the index is published as a share from 0 to 1; so are the minimums of its bands",
        )
    if len({band.code for band in index.bands}) < len(index.bands):
        page.fault(nodes["bands"], "two bands have the same code; give each its own")


WHOLE = Number("a whole number such as 4", minimum=0, maximum=9, whole=True)
INDEX = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "short_name": A_TEXT,
        "source": Key(
            LEGAL_SOURCE,
            required=True,
            about="The legal document the index comes from.",
        ),
        "year": Key(Number("a year such as 2026", minimum=1990, maximum=2200, whole=True)),
        "valid_from": Key(Day()),
        "valid_to": Key(Day()),
        "missing": Key(
            OneOf.of(Missing),
            about="What an indicator without data does to its parent.",
        ),
        "multiplier": Key(POSITIVE, about="The root's aggregate × multiplier is the published score."),
        "publish_as_share": Key(YesNo(), about="The published score is points ÷ assessed maximum."),
        "precision": Key(WHOLE, about="Decimals at which it is published and ranked."),
        "bands": Key(ListOf(BAND), about="Maturity levels, the highest first."),
        "holders": Key(Declared("holders"), about="Departments by a short name, for the items."),
        "units": Key(
            Declared("units"),
            about="Units of measurement by a short name, for the items.",
        ),
        "items": Key(ItemTable(), required=True),
        "root": Key(NodeShape(), required=True),
    },
    _index,
    about="One version of an index: its legal source, the items it asks for and the tree that scores them.",
)


def read_index(at: yaml.Node, page: Page) -> Index | None:
    """The index at the root of a document, None where it was refused; the faults are on the page."""
    try:
        index: Index = INDEX.read(at, page)
    except Refused:
        return None
    return index if not page.faults else None

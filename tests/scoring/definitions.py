"""Small definitions for tests, built from plain Python: one idea each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from questionnaires.loader import parse
from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
    Index,
    Item,
    ItemKind,
    Milestone,
    Missing,
    Node,
    Normalise,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Source,
    Status,
    Steps,
    Sum,
    SurveyMean,
    Text,
    Ticks,
    Value,
    ZeroDenominator,
    items_of,
)

SOURCE = Source("ví dụ", "", Status.DERIVED)
NAMES: Mapping[str, Callable[..., Rule]] = {
    "cases": Cases,
    "ticks": Ticks,
    "share": Share,
    "count": Count,
    "share_of_best": ShareOfBest,
    "survey_mean": SurveyMean,
    "given": Given,
    "value": Value,
}


def rule(written: Mapping[str, Any]) -> Rule:
    """A rule as the worked examples write it: its name over its keys."""
    ((name, keys),) = written.items()
    match name:
        case "ratio":
            return Ratio(**{**keys, "when_zero": ZeroDenominator(keys.get("when_zero", "zero"))})
        case "milestone":
            return Milestone(**{**keys, "when_zero": ZeroDenominator(keys.get("when_zero", "zero"))})
        case "steps":
            return Steps(keys["item"], tuple((at, share) for at, share in keys["steps"]))
        case "best":
            return Best(tuple(rule(part) for part in keys["parts"]))
        case "sum":
            return Sum(tuple((share, rule(part)) for share, part in keys["parts"]))
        case _:
            return NAMES[name](**keys)


def items(of: Rule) -> dict[str, Item]:
    """The items a rule reads, of the kind it needs."""
    found = dict.fromkeys(items_of(of), ItemKind.NUMBER)
    found |= _coded(of)
    return {code: Item(code, kind, Text(code, code), SOURCE) for code, kind in found.items()}


def _coded(of: Rule) -> dict[str, ItemKind]:
    match of:
        case Cases():
            return {of.item: ItemKind.CHOICE}
        case Ticks():
            return {of.item: ItemKind.TICKS}
        case Best():
            return {code: kind for part in of.parts for code, kind in _coded(part).items()}
        case Sum():
            return {code: kind for _, part in of.parts for code, kind in _coded(part).items()}
        case _:
            return {}


def points(code: str, maximum: float, of: Rule | None = None, assessed: bool = True) -> Node:
    """An indicator of points; without a rule it is given as a share of the maximum in the item `{code}_s`."""
    return Node(
        code, Text(code, code), 1, maximum, SOURCE, rule=of or Given(f"{code}_s"), max_points=maximum, assessed=assessed
    )


def value(code: str, weight: float = 1.0, **normalise: Any) -> Node:
    """An indicator of a composite index, read from the item of its own code."""
    return Node(code, Text(code, code), 1, weight, SOURCE, rule=Value(code), normalise=Normalise(**normalise))


def parent(
    code: str, *children: Node, weight: float = 1.0, aggregate: str = "arithmetic", assessed: bool = True
) -> Node:
    """A node over others; in an index of points its maximum is theirs."""
    counted = [child.max_points for child in children if child.assessed and child.max_points is not None]
    return Node(
        code,
        Text(code, code),
        max(child.level for child in children) + 1,
        weight,
        SOURCE,
        children,
        aggregate="sum" if counted else aggregate,
        max_points=sum(counted) if counted else None,
        assessed=assessed,
    )


def index(root: Node, **keys: Any) -> Index:
    """An index over a tree, with the items its rules read."""
    found = {code: item for leaf in root.indicators() if leaf.rule for code, item in items(leaf.rule).items()}
    given = {"missing": Missing.ZERO if root.max_points is not None else Missing.SKIP} | keys
    return Index("I", Text("I", "I"), Text("I", "I"), None, SOURCE, root, found, **given)


def written(document: Mapping[str, Any]) -> Index:
    """An index as the definition format has it, with the names, sources and items that an example leaves out.

    An indicator without a rule is read from its own column.
    """
    points = "max_points" in str(document)
    items = list(re.findall(r"'code': '([^']+)'", str(document["root"])))
    whole = {
        **_named("I"),
        "short_name": {"vi": "I"},
        "source": {"document": "ví dụ", "clause": "1", "status": "derived"},
        **document,
        "items": {_item(code): {"kind": "number", "question": {"vi": code}, "source": CLAUSE} for code in items},
        "bands": [{"name": {"vi": band["code"]}, **band} for band in document.get("bands", [])],
        "root": _node(document["root"], points),
    }
    return parse(json.dumps({key: value for key, value in whole.items() if value}, ensure_ascii=False), "ví dụ")


CLAUSE = {"clause": "1", "status": "derived"}


def _named(code: str) -> dict[str, Any]:
    return {"code": code, "name": {"vi": code}}


def _item(code: str) -> str:
    return f"so_lieu_{code.lower()}"


def _node(node: Mapping[str, Any], points: bool) -> dict[str, Any]:
    found = {**_named(node["code"]), "source": CLAUSE, **node}
    if "children" in node:
        return {**found, "children": [_node(child, points) for child in node["children"]]}
    kind = "given" if points else "value"
    return {"rule": {kind: {"item": _item(node["code"])}}, **found}

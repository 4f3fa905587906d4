"""From an index back to its document: what a file would say, with every item it uses written out and no defaults.

`read(document(index))` is the index again; that is what export, comparison, drafts and the digest stand on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import singledispatch
from typing import Any

import yaml

from questionnaires.model import (
    Best,
    Cases,
    Choice,
    Count,
    Given,
    Index,
    Information,
    Item,
    Milestone,
    Node,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Source,
    Steps,
    Sum,
    SurveyMean,
    Text,
    Ticks,
    Value,
)

Document = dict[str, Any]  # as YAML and JSON have it: texts, numbers, lists and mappings

RULE_NAMES: Mapping[type, str] = {
    Cases: "cases",
    Ticks: "ticks",
    Ratio: "ratio",
    Share: "share",
    Steps: "steps",
    Count: "count",
    Best: "best",
    Sum: "sum",
    ShareOfBest: "share_of_best",
    SurveyMean: "survey_mean",
    Given: "given",
    Value: "value",
    Milestone: "milestone",
    Information: "information",
}
FIRST = ("code", "name", "short_name", "source", "kind", "question")
LAST = ("items", "rule", "children", "root", "composites")


def document(index: Index) -> Document:
    """The whole index as one self-contained document: no pools, no declared names."""
    written = _record(index, without=("digest", "items", "root"))
    written["items"] = {code: item_document(item, index.source.document) for code, item in index.items.items()}
    written["root"] = node_document(index.root, index.source.document, nested=True)
    return _ordered(written)


def item_document(item: Item, document: str = "") -> Document:
    """One item; `document` is the legal document that goes without saying."""
    return _ordered(_record(item, document, without=("code",)))


def node_document(node: Node, document: str = "", *, nested: bool = False) -> Document:
    """One node, with the nodes below it where `nested`."""
    derived = ("level", "rule", "milestones", "children", *(() if node.rule is not None else ("max_points",)))
    without = (*derived, "weight") if node.weight == (node.max_points or 1.0) else derived
    if isinstance(node.rule, Information) or (node.children and not any(child.assessed for child in node.children)):
        without = (*without, "assessed")
    written = _record(node, document, without=without)
    if node.rule is not None:
        written["rule"] = rule_document(node.rule)
    if node.milestones:
        written["milestones"] = {str(year): _plain(target) for year, target in node.milestones}
    if nested and node.children:
        written["children"] = [node_document(child, document, nested=True) for child in node.children]
    return _ordered(written)


def rule_document(rule: Rule) -> Document:
    """A rule as its name over its keys."""
    written = _record(rule, without=("target",))
    if isinstance(rule, Steps):
        written["steps"] = [{"from": _plain(at), "share": _plain(share)} for at, share in rule.steps]
    elif isinstance(rule, Sum):
        written["parts"] = [{"share": _plain(share), "rule": rule_document(part)} for share, part in rule.parts]
    elif isinstance(rule, Best):
        written["parts"] = [rule_document(part) for part in rule.parts]
    return {RULE_NAMES[type(rule)]: written}


def as_yaml(document: Document) -> str:
    """A document as the text of a definition file."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)


def digest(index: Index) -> str:
    """SHA-256 of all an index says, whichever files say it."""
    return hashlib.sha256(json.dumps(document(index), ensure_ascii=False).encode()).hexdigest()


def _record(record: Any, legal: str = "", *, without: tuple[str, ...] = ()) -> Document:
    """The fields of a record that differ from their defaults."""
    written = {}
    for field in fields(record):
        value = getattr(record, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if field.name not in without and value != default and value is not None:
            written[field.name] = _plain(value)
        if isinstance(value, Source) and value.document == legal:
            del written[field.name]["document"]
    return written


@singledispatch
def _plain(value: Any) -> Any:
    """A value as YAML has it; records of the model become mappings of their fields."""
    return _record(value) if is_dataclass(value) else value


@_plain.register
def _(value: Text) -> Document:
    return {"vi": value.vi, "en": value.en} if value.en else {"vi": value.vi}


@_plain.register
def _(value: tuple) -> Any:  # type: ignore[type-arg]
    if value and isinstance(value[0], Choice):
        return {choice.code: _plain(choice.text) for choice in value}
    return [_plain(each) for each in value]


@_plain.register
def _(value: Mapping) -> Document:  # type: ignore[type-arg]
    return {key: _plain(each) for key, each in value.items()}


@_plain.register
def _(value: Enum) -> Any:
    return value.value


@_plain.register
def _(value: date) -> str:
    return value.isoformat()


@_plain.register
def _(value: float) -> float:
    return int(value) if value.is_integer() else value


def _ordered(written: Document) -> Document:
    """What names a thing first, what it contains last."""
    first = [key for key in FIRST if key in written]
    last = [key for key in LAST if key in written]
    middle = [key for key in written if key not in first and key not in last]
    return {key: written[key] for key in (*first, *middle, *last)}

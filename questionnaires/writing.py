"""From an index back to its document: what a file would say, with every item it uses written out and no defaults.

`read(document(index))` is the index again; that is what export, comparison, drafts and the digest stand on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from questionnaires.model import (
    Best,
    Cases,
    Choice,
    Count,
    Effect,
    Given,
    Index,
    Information,
    Item,
    Milestone,
    Node,
    Normalise,
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

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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
POWER = "power:"  # an aggregation with its exponent
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
    summed = node.rule is None and node.effect is Effect.POINTS
    derived = ("level", "rule", "milestones", "children", *(("max_points",) if summed else ()))
    without = (*derived, "weight") if node.budget or node.weight == (node.max_points or 1.0) else derived
    if isinstance(node.rule, Information) or (node.children and not any(child.assessed for child in node.children)):
        without = (*without, "assessed")
    written = _record(node, document, without=without)
    if node.aggregate.startswith(POWER):
        written |= {"aggregate": "power", "exponent": _number(float(node.aggregate.removeprefix(POWER)))}
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
    return yaml.dump(
        document,
        Dumper=yaml.CSafeDumper,  # ten times faster than the one in Python
        allow_unicode=True,
        sort_keys=False,
        width=120,
        default_flow_style=None,
    )


def digest(index: Index) -> str:
    """SHA-256 of all an index says, whichever files say it."""
    return hashlib.sha256(json.dumps(document(index), ensure_ascii=False).encode()).hexdigest()


def _record(record: DataclassInstance, legal: str = "", *, without: tuple[str, ...] = ()) -> Document:
    """The fields of a record that differ from their defaults."""
    written = {}
    for name, default in _fields(type(record)):
        value = getattr(record, name)
        if value is None or name in without or value == default:
            continue
        written[name] = _plain(value)
        if isinstance(value, Source) and value.document == legal:
            del written[name]["document"]
    return written


@cache
def _fields(kind: type[DataclassInstance]) -> tuple[tuple[str, Any], ...]:
    """The fields of a kind of record with their defaults."""
    return tuple(
        (each.name, each.default if each.default_factory is MISSING else each.default_factory())
        for each in fields(kind)
    )


def _plain(value: Any) -> Any:
    """A value as YAML has it; records of the model become mappings of their fields."""
    write = PLAIN.get(type(value))
    if write is not None:
        return write(value)
    return value.value if isinstance(value, Enum) else _record(value)


def _text(value: Text) -> Document:
    return {"vi": value.vi, "en": value.en} if value.en else {"vi": value.vi}


def _normalise(value: Normalise) -> Document:
    return {"method": value.method} | _record(value)


def _list(value: tuple[Any, ...]) -> Any:
    if value and isinstance(value[0], Choice):
        return {choice.code: _text(choice.text) for choice in value}
    return [_plain(each) for each in value]


def _mapping(value: Mapping[str, Any]) -> Document:
    return {key: _plain(each) for key, each in value.items()}


def _number(value: float) -> float:
    return int(value) if value.is_integer() else value


def _same(value: Any) -> Any:
    return value


# How the values of a record are written, by their type; enumerations and records are told from what they are.
PLAIN: Mapping[type, Callable[[Any], Any]] = {
    str: _same,
    int: _same,
    bool: _same,
    float: _number,
    date: date.isoformat,
    Text: _text,
    Normalise: _normalise,
    tuple: _list,
    dict: _mapping,
    MappingProxyType: _mapping,
}


def _ordered(written: Document) -> Document:
    """What names a thing first, what it contains last."""
    first = [key for key in FIRST if key in written]
    last = [key for key in LAST if key in written]
    middle = [key for key in written if key not in first and key not in last]
    return {key: written[key] for key in (*first, *middle, *last)}

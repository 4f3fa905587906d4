"""What a definition may say about the index as a whole and its bands, with their checks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import yaml

from questionnaires.document import Page, Refused
from questionnaires.items import A_TEXT, LEGAL_SOURCE, SOURCE, Declared, ItemTable
from questionnaires.model import Band, Index, Missing, Scope
from questionnaires.records import Key, ListOf, Record
from questionnaires.shapes import Day, Nodes, Number, OneOf, YesNo
from questionnaires.tree import NODE_CODE, POSITIVE, NodeShape


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
        page.fault(nodes["publish_as_share"], "only points have a share of the maximum; give the indicators max_points")
    if index.valid_from and index.valid_to and index.valid_from > index.valid_to:
        page.fault(nodes["valid_to"], f"valid_to {index.valid_to} is before valid_from {index.valid_from}")
    return index


def _check_bands(index: Index, nodes: Nodes, page: Page) -> None:
    for higher, lower in pairwise(index.bands):
        if lower.minimum >= higher.minimum:
            message = f"band {lower.code} from {lower.minimum:g} does not fall from {higher.code} {higher.minimum:g}"
            page.fault(nodes["bands"], f"{message}; start with the highest")
    if index.bands and index.publish_as_share and index.bands[0].minimum > 1:
        page.fault(nodes["bands"], "the index is published as a share from 0 to 1; so are the minimums of its bands")
    if len({band.code for band in index.bands}) < len(index.bands):
        page.fault(nodes["bands"], "two bands have the same code; give each its own")


WHOLE = Number("a whole number such as 4", minimum=0, maximum=9, whole=True)
INDEX = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "short_name": A_TEXT,
        "source": Key(LEGAL_SOURCE, required=True, about="The legal document the index comes from."),
        "year": Key(Number("a year such as 2026", minimum=1990, maximum=2200, whole=True)),
        "valid_from": Key(Day()),
        "valid_to": Key(Day()),
        "scope": Key(OneOf.of(Scope), about="Whom it assesses; a data table may name no other units."),
        "missing": Key(OneOf.of(Missing), about="What an indicator without data does to its parent."),
        "multiplier": Key(POSITIVE, about="The root's aggregate × multiplier is the published score."),
        "publish_as_share": Key(YesNo(), about="The published score is points ÷ assessed maximum."),
        "precision": Key(WHOLE, about="Decimals at which it is published and ranked."),
        "bands": Key(ListOf(BAND), about="Maturity levels, the highest first."),
        "holders": Key(Declared("holders"), about="Departments by a short name, for the items."),
        "units": Key(Declared("units"), about="Units of measurement by a short name, for the items."),
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

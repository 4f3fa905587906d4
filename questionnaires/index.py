"""What a definition may say about the index as a whole and its bands, with their checks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import yaml

from questionnaires.document import Page, Pool, Refused
from questionnaires.faults import figure, suggestion
from questionnaires.items import A_SOURCE, A_TEXT, LEGAL_SOURCE, SOURCE, Declared, ItemTable, Uses
from questionnaires.model import (
    Band,
    Composite,
    Effect,
    Index,
    Item,
    Missing,
    Normalise,
    Reference,
    Scope,
    Text,
    items_of,
)
from questionnaires.records import Key, ListOf, Record, Table
from questionnaires.shapes import Day, Nodes, Number, OneOf, Schema, YesNo
from questionnaires.steps import IMPUTE, LOGARITHMS, RANGED, TREAT
from questionnaires.tree import NODE_CODE, POSITIVE, NodeShape


def _band(values: dict[str, Any], nodes: Nodes, page: Page) -> Band:
    return Band(**values)


BAND = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "minimum": Key(Number(), required=True),
        "gates": Key(Table(Number(), NODE_CODE), about="Node → the least share of its maximum, 0 to 1, demanded too."),
        "source": Key(SOURCE),
    },
    _band,
    name="band",
    example=Text("mã, tên và điểm thấp nhất của mức", "{code: m5, name: …, minimum: 0.85}"),
)


def _index(values: dict[str, Any], nodes: Nodes, page: Page) -> Index:
    own = values.pop("items", {})
    values = {key: value for key, value in values.items() if key not in (*NAMES, "uses")}
    used = (code for node in values["root"].indicators() for code in items_of(node.rule))
    drawn = {code: item for code in used if code not in own and (item := page.items[code]) is not None}
    index = Index(**{"year": None} | values, items=MappingProxyType({**own, **drawn}))
    _check_composites(index, nodes, page)
    _check_bands(index, nodes, page)
    _check_gates(index, nodes, page)
    _check_steps(index, nodes, page)
    if index.root.effect is not Effect.POINTS:
        page.fault(nodes["root"], NO_EFFECT)
    if index.root.budget:
        page.fault(nodes["root"], NO_BUDGET)
    if not index.root.children:
        message = Text(
            "bộ chỉ số cần các chỉ số thuộc nó; thêm các dòng chỉ số",
            "the root needs children; an indicator alone is no index",
        )
        page.fault(nodes["root"], message)
    if index.publish_as_share and index.root.max_points is None:
        message = Text(
            "chỉ bộ chỉ số có điểm mới công bố được theo tỷ lệ trên điểm tối đa; ghi điểm tối đa cho các chỉ số",
            "only points have a share of the maximum; give the indicators max_points",
        )
        page.fault(nodes["publish_as_share"], message)
    if index.valid_from and index.valid_to and index.valid_from > index.valid_to:
        message = Text(
            f"ngày hết hiệu lực {index.valid_to:%d/%m/%Y} trước ngày có hiệu lực {index.valid_from:%d/%m/%Y}; sửa một",
            f"valid_to {index.valid_to} is before valid_from {index.valid_from}",
        )
        page.fault(nodes["valid_to"], message)
    return index


def _composite(values: dict[str, Any], nodes: Nodes, page: Page) -> Composite:
    page.claim(values["code"], nodes["code"])
    return Composite(**values)


def _check_composites(index: Index, nodes: Nodes, page: Page) -> None:
    known = {node.code: node for node in index.root.walk()}
    for composite in index.composites:
        for code in composite.of:
            if code not in known:
                hint = suggestion(code, known)
                message = Text(
                    f"{composite.code}: không có chỉ số “{code}”.{hint.vi}",
                    f"{composite.code}: there is no node {code!r}.{hint.en}",
                )
                page.fault(nodes["composites"], message)
            elif not known[code].assessed or known[code].max_points is None:
                message = Text(
                    f"{composite.code}: {code} không cho điểm; bỏ ra",
                    f"{composite.code}: {code} gives no points; take it out",
                )
                page.fault(nodes["composites"], message)


def _check_bands(index: Index, nodes: Nodes, page: Page) -> None:
    for higher, lower in pairwise(index.bands):
        if lower.minimum >= higher.minimum:
            low, high = f"{lower.code} từ {figure(lower.minimum)}", f"{higher.code} {figure(higher.minimum)}"
            said = f"band {lower.code} from {lower.minimum:g} does not fall from {higher.code} {higher.minimum:g}"
            message = Text(
                f"mức {low} không thấp hơn mức {high} viết trước nó; viết từ mức cao nhất xuống",
                f"{said}; start with the highest",
            )
            page.fault(nodes["bands"], message)
    if index.bands and index.publish_as_share and index.bands[0].minimum > 1:
        message = Text(
            "điểm công bố là tỷ lệ từ 0 đến 1; điểm thấp nhất của các mức cũng viết như vậy, ví dụ 0,85",
            "the index is published as a share from 0 to 1; so are the minimums of its bands",
        )
        page.fault(nodes["bands"], message)
    if len({band.code for band in index.bands}) < len(index.bands):
        message = Text("hai mức có cùng mã; mỗi mức một mã riêng", "two bands have the same code; give each its own")
        page.fault(nodes["bands"], message)


def _check_gates(index: Index, nodes: Nodes, page: Page) -> None:
    known = {node.code for node in index.root.walk() if node.assessed} | {each.code for each in index.composites}
    points = index.root.max_points is not None
    for band in index.bands:
        for code, least in band.gates.items():
            if code not in known:
                hint = suggestion(code, known)
                message = Text(
                    f"mức {band.code} đòi điểm của “{code}”, năm nay không có chỉ số nào mang mã ấy.{hint.vi}",
                    f"band {band.code} demands a share of {code!r}, which is no assessed node.{hint.en}",
                )
                page.fault(nodes["bands"], message)
            elif points and not 0 <= least <= 1:
                message = Text(
                    f"mức {band.code} đòi {code} đạt {figure(least)}; viết phần của điểm tối đa, ví dụ 0,5",
                    f"band {band.code} demands {least:g} of {code}; write a share of its maximum such as 0.5",
                )
                page.fault(nodes["bands"], message)


def _check_steps(index: Index, nodes: Nodes, page: Page) -> None:
    """Imputing and treating belong to values; a logarithm of the data has no place for bounds on the old scale."""
    for key in ("impute", "treat"):
        if key in nodes and index.root.max_points is not None:
            page.fault(nodes[key], VALUES_ONLY)
    for node in index.root.indicators():
        treat = node.treat or index.treat
        if treat is not None and treat.method in LOGARITHMS and _stays_on_its_scale(node.normalise):
            message = Text(
                f"{node.code}: lôgarit đổi thang nên không dùng cùng cận, đích hay các năm trước; "
                "ghi treat của chỉ số này là winsorise hoặc none",
                f"{node.code}: a logarithm leaves the scale on which bounds, targets and past rounds are written; "
                "write treat: {method: winsorise} or {method: none} for it",
            )
            page.fault(nodes.get("treat", nodes["root"]), message)


def _stays_on_its_scale(spec: Normalise) -> bool:
    bounds = (spec.lower, spec.upper, spec.target)
    return spec.method in RANGED or spec.reference is Reference.POOL or any(bound is not None for bound in bounds)


class Year:
    """The year of the index; the nodes read after it take its milestones."""

    example = Text("một năm, ví dụ 2026", "a year such as 2026")
    shape = Number(example, minimum=1990, maximum=2200, whole=True)

    def read(self, at: yaml.Node, page: Page) -> int:
        page.year = int(self.shape.read(at, page))
        return page.year

    def schema(self, definitions: Schema) -> Schema:
        return self.shape.schema(definitions)


VALUES_ONLY = Text(
    "điền số liệu thiếu, xử lý ngoại lai chỉ dùng cho bộ chỉ số tổng hợp không có điểm; xóa đi",
    "impute and treat belong to composite indices without points; delete the line",
)
NO_EFFECT = Text(
    "dòng cao nhất không thể là điểm thưởng hay điểm trừ; ghi ở một dòng thuộc nó",
    "the root adds to nothing; write effect at a node below it",
)
NO_BUDGET = Text(
    "dòng cao nhất không chia điểm chuyên gia với dòng nào; xóa điểm đó",
    "experts divide nothing between the root and others; delete its budget",
)
COMPOSITE = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "of": Key(ListOf(NODE_CODE), required=True, about="The nodes that add up to it; none inside another."),
        "source": A_SOURCE,
    },
    _composite,
    name="composite",
    example=Text("mã, tên, các chỉ số gộp và căn cứ", "{code: TC-CQS, name: …, of: [NT, CQS], source: …}"),
)
NAMES = ("holders", "units", "data_sources")
DECLARED = {
    "holders": Key(Declared("holders"), about="Departments by a short name, for the items."),
    "units": Key(Declared("units"), about="Units of measurement by a short name, for the items."),
    "data_sources": Key(Declared("data_sources"), about="Systems and registers by a short name, for the items."),
}
USES = Key(Uses(), about="The pools of shared items, files of the folder items beside the definition.")
WHOLE = Number(Text("một số nguyên từ 0 đến 9, ví dụ 4", "a whole number such as 4"), minimum=0, maximum=9, whole=True)
INDEX = Record(
    {
        "code": Key(NODE_CODE, required=True),
        "name": A_TEXT,
        "short_name": A_TEXT,
        "source": Key(LEGAL_SOURCE, required=True, about="The legal document the index comes from."),
        "year": Key(Year()),
        "valid_from": Key(Day()),
        "valid_to": Key(Day()),
        "scope": Key(OneOf.of(Scope), about="Whom it assesses; a data table may name no other units."),
        "missing": Key(OneOf.of(Missing), about="What an indicator without data does to its parent."),
        "multiplier": Key(POSITIVE, about="The root's aggregate × multiplier is the published score."),
        "publish_as_share": Key(YesNo(), about="The published score is points ÷ assessed maximum."),
        "precision": Key(WHOLE, about="Decimals at which it is published and ranked."),
        "impute": Key(IMPUTE, about="What stands for missing values, in a composite index; an indicator may differ."),
        "treat": Key(TREAT, about="What becomes of outliers, in a composite index; an indicator may differ."),
        "bands": Key(ListOf(BAND), about="Maturity levels, the highest first."),
        "previous": Key(NODE_CODE, about="The catalogue code of the version this one follows."),
        "uses": USES,
        **DECLARED,
        "items": Key(ItemTable(), about="The items that only this index asks for."),
        "root": Key(NodeShape(), required=True),
        "composites": Key(ListOf(COMPOSITE), about="Nodes outside the tree that are the sum of nodes in it."),
    },
    _index,
    about="One version of an index: its legal source, the items it asks for and the tree that scores them.",
)


def _pool(values: dict[str, Any], nodes: Nodes, page: Page) -> Mapping[str, Item]:
    items: Mapping[str, Item] = values.get("items", {})
    return items


POOL = Record(
    {
        "source": Key(LEGAL_SOURCE, about="The legal document of the lines that name no other."),
        "uses": USES,
        **DECLARED,
        "items": Key(ItemTable()),
    },
    _pool,
    about="Items that are asked once and counted by several indices, with the names they use.",
)


def read_pool(at: yaml.Node, page: Page, name: str) -> Pool | None:
    """The pool of a document, None where it was refused; the faults are on the page."""
    try:
        items = POOL.read(at, page)
    except Refused:
        return None
    return Pool(name, items, page.names) if not page.faults else None


def read_index(at: yaml.Node, page: Page) -> Index | None:
    """The index at the root of a document, None where it was refused; the faults are on the page."""
    try:
        index: Index = INDEX.read(at, page)
    except Refused:
        return None
    return index if not page.faults else None

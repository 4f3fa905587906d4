"""The table of scoring rules as they are written in a definition: their keys, checks and types."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import yaml

from questionnaires.document import Page, entries
from questionnaires.faults import figure, suggestion
from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
    Information,
    ItemKind,
    Milestone,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Steps,
    Sum,
    SurveyMean,
    Text,
    Ticks,
    Value,
    ZeroDenominator,
)
from questionnaires.records import Build, Key, ListOf, Record
from questionnaires.shapes import SHARE, ItemCode, Nodes, Number, OneOf, Schema
from questionnaires.shares import LEVELS, SHARES, shares_of

A_NUMBER = Key(ItemCode((ItemKind.NUMBER,)), required=True)
FULL_AT = Key(
    Number(Text("một tỷ lệ lớn hơn 0, ví dụ 80%", "a number above 0, such as 0.8"), above=0, percent=True),
    about="Full marks from here on; 0.8 is 80 %.",
)
FLOOR = Key(
    Number(Text("một tỷ lệ từ 0%, ví dụ 70%", "a number from 0, such as 0.7"), minimum=0, percent=True),
    about="No points below.",
)
WHEN_ZERO = Key(OneOf.of(ZeroDenominator), about="What a denominator of zero is worth.")
WHOLE = ("value", "milestone", "information")  # rules that stand alone
TITLES = {
    "cases": "từng trường hợp",
    "ticks": "cộng từng ý",
    "ratio": "tỷ lệ",
    "share": "phần trăm",
    "steps": "bậc thang",
    "count": "số lượng",
    "best": "phương án tốt nhất",
    "sum": "cộng các phần",
    "share_of_best": "so với cao nhất",
    "survey_mean": "điểm khảo sát",
    "given": "tỷ lệ cho sẵn",
    "value": "giá trị",
    "milestone": "so với mốc",
    "information": "chỉ hỏi",
}  # the rules in Vietnamese
TOLERANCE = 1e-6


def _rate(kind: type[Ratio | Share]) -> Build:
    def build(values: dict[str, Any], nodes: Nodes, page: Page) -> Rule:
        floor, full_at = values.get("floor", 0.0), values.get("full_at", 1.0)
        if floor > full_at:
            message = Text(
                f"mức không có điểm {_percent(floor)} cao hơn mức đạt điểm tối đa {_percent(full_at)}; viết thấp hơn",
                f"the floor {floor:g} is above full_at {full_at:g}; it must not be",
            )
            page.fault(nodes["floor"], message)
        if "numerator" in values and values["numerator"] == values["denominator"]:
            message = Text(
                "tử số và mẫu số là cùng một số liệu; viết hai mã khác nhau",
                "numerator and denominator are the same item; name two",
            )
            page.fault(nodes["denominator"], message)
        return kind(**values)

    return build


def _steps(values: dict[str, Any], nodes: Nodes, page: Page) -> Rule:
    steps: tuple[tuple[float, float], ...] = values["steps"]
    for (higher, more), (lower, less) in itertools.pairwise(steps):
        if lower >= higher or less > more:
            low, high = f"{figure(lower)} = {_percent(less)}", f"{figure(higher)} = {_percent(more)}"
            message = Text(
                f"bậc {low} không thấp hơn bậc {high} viết trước nó; viết từ bậc cao nhất xuống",
                f"the step {lower:g} → {less:g} does not fall from {higher:g} → {more:g}; start with the highest",
            )
            page.fault(nodes["steps"], message)
    return Steps(**values)


def _sum(values: dict[str, Any], nodes: Nodes, page: Page) -> Rule:
    total = sum(share for share, _ in values["parts"])
    if abs(total - 1) > TOLERANCE:
        message = Text(
            f"các phần cộng lại được {_percent(total)}; sửa để cộng lại bằng 100%",
            f"the shares of the parts add up to {total:g}; they must add up to 1",
        )
        page.fault(nodes["parts"], message)
    return Sum(**values)


def _survey(values: dict[str, Any], nodes: Nodes, page: Page) -> Rule:
    low, high = values.get("low", 1.0), values.get("high", 5.0)
    if low >= high:
        message = Text(
            f"thang khảo sát từ {figure(low)} không thấp hơn đến {figure(high)}; viết ví dụ từ 1 đến 5",
            f"low {low:g} is not below high {high:g}; write for example low: 1 and high: 5",
        )
        page.fault(nodes[""], message)
    return SurveyMean(**values)


def _milestone(values: dict[str, Any], nodes: Nodes, page: Page) -> Rule:
    if set(values) - {"when_zero"} not in ({"item"}, {"numerator", "denominator"}):
        message = Text(
            "so với mốc cần một số liệu, hoặc tử số và mẫu số; viết một trong hai cách",
            "milestone reads one value or a percentage; write item alone, or numerator and denominator",
        )
        raise page.refuse(nodes[""], message)
    return Milestone(target=1.0, **values)  # the node knows the year's target


def _plain(kind: type[Count | Best | ShareOfBest | Given | Value | Information]) -> Build:
    return lambda values, nodes, page: kind(**values)


def _percent(share: float) -> str:
    return f"{figure(share * 100)}%"


def _pair(first: str, second: str) -> Build:
    return lambda values, nodes, page: (values[first], values[second])


@dataclass(frozen=True)
class RuleShape:
    """A rule: one key that names it, over the keys that it takes."""

    inner: bool = False  # part of a best or a sum
    example: ClassVar[Text] = Text(
        "một cách chấm, ví dụ tỷ lệ", "one rule, such as {ratio: {numerator: …, denominator: …}}"
    )

    @property
    def table(self) -> dict[str, Record]:
        """The rules allowed here: what is not a share of a maximum cannot be a part."""
        return {name: record for name, record in RULES.items() if not (self.inner and name in WHOLE)}

    def read(self, at: yaml.Node, page: Page) -> Rule:
        found = entries(page, at)
        if len(found) != 1:
            message = Text(
                f"cần đúng một cách chấm, ở đây có {len(found)}; viết {self.example.vi}",
                f"expected exactly one rule, found {len(found)}; write {self.example.en}",
            )
            raise page.refuse(at, message)
        ((name, (key, value)),) = found.items()
        if name not in self.table:
            raise page.refuse(key, self._unknown(name))
        rule: Rule = self.table[name].read(value, page)
        return rule

    def _unknown(self, name: str) -> Text:
        words = ", ".join(TITLES[known] for known in self.table)
        return Text(
            f"cách chấm “{TITLES.get(name, name)}” không dùng được ở đây; viết một trong: {words}",
            f"unknown rule {name!r}.{suggestion(name, self.table).en}",
        )

    def schema(self, definitions: Schema) -> Schema:
        name = "part" if self.inner else "rule"
        if name not in definitions:
            definitions[name] = {}
            properties = {key: record.schema(definitions) for key, record in self.table.items()}
            definitions[name] = {
                "type": "object",
                "properties": properties,
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
            }
        return {"$ref": f"#/$defs/{name}"}


STEP = Record(
    {
        "from": Key(Number(Text("một ngưỡng, ví dụ 4", "a threshold such as 4")), required=True),
        "share": Key(SHARE, required=True),
    },
    _pair("from", "share"),
    name="step",
    example=Text("4 = 100%", "{from: 4, share: 1}"),
)
PART = Record(
    {
        "share": Key(
            Number(
                Text("một phần trên 0%, nhiều nhất 100%", "a share above 0, at most 1"),
                above=0,
                maximum=1,
                percent=True,
            ),
            required=True,
        ),
        "rule": Key(RuleShape(inner=True), required=True),
    },
    _pair("share", "rule"),
    name="sum-part",
    example=Text("một phần, ví dụ 50%, với cách chấm của nó", "{share: 0.5, rule: …}"),
)

RULES: dict[str, Record] = {
    "cases": Record(
        {"item": Key(ItemCode((ItemKind.CHOICE,)), required=True), "shares": SHARES},
        shares_of(Cases),
        name="cases",
        about="Ordered cases: the chosen case's share of the maximum.",
    ),
    "ticks": Record(
        {"item": Key(ItemCode((ItemKind.TICKS,)), required=True), "shares": SHARES, "levels": LEVELS},
        shares_of(Ticks),
        name="ticks",
        about="Additive ticks: the shares of the ticked lines add up, at most 1.",
    ),
    "ratio": Record(
        {
            "numerator": A_NUMBER,
            "denominator": A_NUMBER,
            "full_at": FULL_AT,
            "floor": FLOOR,
            "when_zero": WHEN_ZERO,
        },
        _rate(Ratio),
        name="ratio",
        about="numerator ÷ denominator × maximum.",
    ),
    "share": Record(
        {"item": A_NUMBER, "full_at": FULL_AT, "floor": FLOOR},
        _rate(Share),
        name="share",
        about="A percentage already computed, 0 to 100.",
    ),
    "steps": Record(
        {"item": A_NUMBER, "steps": Key(ListOf(STEP), required=True)},
        _steps,
        name="steps",
        about="The share of the highest threshold reached; thresholds fall.",
    ),
    "count": Record(
        {
            "item": A_NUMBER,
            "each": Key(
                Number(Text("số điểm lớn hơn 0, ví dụ 1", "points above 0, such as 1"), above=0), required=True
            ),
        },
        _plain(Count),
        name="count",
        about="So many points each, up to the maximum.",
    ),
    "best": Record(
        {"parts": Key(ListOf(RuleShape(inner=True), least=2), required=True)},
        _plain(Best),
        name="best",
        about="The alternative with the most points counts.",
    ),
    "sum": Record(
        {"parts": Key(ListOf(PART, least=2), required=True)},
        _sum,
        name="sum",
        about="Parts that each give a share of the maximum; the shares add up to 1.",
    ),
    "share_of_best": Record(
        {"item": A_NUMBER}, _plain(ShareOfBest), name="share-of-best", about="Value ÷ best value among the units."
    ),
    "survey_mean": Record(
        {
            "item": A_NUMBER,
            "respondents": A_NUMBER,
            "low": Key(Number()),
            "high": Key(Number()),
            "minimum_respondents": Key(
                Number(Text("một số nguyên, ví dụ 15", "a whole number such as 15"), minimum=1, whole=True)
            ),
        },
        _survey,
        name="survey-mean",
        about="A Likert mean from low to high; suppressed below minimum_respondents.",
    ),
    "given": Record(
        {"item": A_NUMBER}, _plain(Given), name="given", about="Measured centrally: a share of the maximum, 0 to 1."
    ),
    "value": Record(
        {"item": A_NUMBER}, _plain(Value), name="value", about="The value itself, for composite indices; see normalise."
    ),
    "milestone": Record(
        {
            "item": replace(A_NUMBER, required=False),
            "numerator": replace(A_NUMBER, required=False),
            "denominator": replace(A_NUMBER, required=False),
            "when_zero": WHEN_ZERO,
        },
        _milestone,
        name="milestone",
        about="Value, or numerator ÷ denominator in percent, ÷ the year's milestone of the node, at most 1.",
    ),
    "information": Record(
        {"items": Key(ListOf(ItemCode(tuple(ItemKind))), required=True)},
        _plain(Information),
        name="information",
        about="Asked for information, never scored.",
    ),
}

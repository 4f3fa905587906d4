"""What a definition may say about the steps of a composite index: imputing, treating, normalising, aggregating."""

from __future__ import annotations

from typing import Any

from questionnaires.document import Page
from questionnaires.faults import figure
from questionnaires.model import Impute, Normalise, Reference, Text, Treat
from questionnaires.records import Key, ListOf, Record
from questionnaires.shapes import Code, Direction, Nodes, Number, OneOf, YesNo

AGGREGATES = ("sum", "arithmetic", "geometric", "harmonic", "power", "copeland")
PARAMETERS = {"minmax": 2, "zscore": 2}  # how many numbers a method takes; the others take none
RANGED = ("scaled", "goalposts")
METHODS = ("none", *PARAMETERS, *RANGED, "rank", "borda", "prank", "fracmax", "dist2max", "dist2targ")
POOLED = ("minmax", "zscore", "fracmax", "dist2max", "dist2targ")  # that look at the values of a round
CAPPED = ("minmax", *RANGED, "dist2targ")  # that have a scale with ends
TREATMENTS = ("none", "winsorise", "log_ct", "winsorise_log_ct")
LOGARITHMS = ("log_ct", "winsorise_log_ct")
IMPUTATIONS = ("none", "mean", "median", "group_mean", "last")
BY_GROUP = "group_mean"


def _normalise(values: dict[str, Any], nodes: Nodes, page: Page) -> Normalise:
    step = Normalise(**values)
    _check_parameters(step, nodes, page)
    if step.method in RANGED and (step.lower is None or step.upper is None):
        message = Text(
            f"{step.method} cần cận dưới và cận trên; viết ví dụ 0 và 100",
            f"{step.method} needs lower and upper; write lower: 0 and upper: 100",
        )
        page.fault(nodes[""], message)
    if step.method == "dist2targ" and step.target is None:
        message = Text("dist2targ cần đích; viết ví dụ 100", "dist2targ needs a target; write target: 100")
        page.fault(nodes[""], message)
    if step.lower is not None and step.upper is not None and step.lower >= step.upper:
        message = Text(
            f"cận dưới {figure(step.lower)} không thấp hơn cận trên {figure(step.upper)}; đổi chỗ hai số",
            f"lower {step.lower:g} is not below upper {step.upper:g}; exchange them",
        )
        page.fault(nodes["lower"], message)
    _check_reference(step, nodes, page)
    for key in ("lower", "upper", "target"):
        if step.transform == "log" and key in nodes and values[key] <= 0:
            message = Text(
                f"{figure(values[key])} không có lôgarit; viết một số lớn hơn 0, hoặc bỏ transform",
                f"{key} {values[key]:g} has no logarithm; write a number above 0 or take transform away",
            )
            page.fault(nodes[key], message)
    return step


def _check_parameters(step: Normalise, nodes: Nodes, page: Page) -> None:
    wanted = PARAMETERS.get(step.method, 0)
    at = nodes.get("parameters", nodes[""])
    if len(step.parameters) != wanted:
        message = Text(
            f"{step.method} cần {wanted} tham số, ở đây có {len(step.parameters)}; viết ví dụ minmax với 1; 10",
            f"{step.method} takes {wanted} parameters, found {len(step.parameters)}; see the format",
        )
        page.fault(at, message)
    elif step.method == "minmax" and step.parameters[0] >= step.parameters[1]:
        low, high = step.parameters
        message = Text(
            f"thang minmax từ {figure(low)} đến {figure(high)} không tăng; viết ví dụ 1; 10",
            f"minmax goes from low to high, not from {low:g} to {high:g}; write parameters: [1, 10]",
        )
        page.fault(at, message)
    elif step.method == "zscore" and step.parameters[1] <= 0:
        message = Text(
            "zscore cần độ lệch chuẩn lớn hơn 0; viết ví dụ 0; 1",
            "zscore needs a standard deviation above 0; write parameters: [0, 1]",
        )
        page.fault(at, message)


def _check_reference(step: Normalise, nodes: Nodes, page: Page) -> None:
    if step.reference is Reference.POOL and step.method not in POOLED:
        message = Text(
            f"{step.method} không nhìn các năm trước; bỏ reference, hoặc dùng {', '.join(POOLED)}",
            f"{step.method} does not look at past rounds; take reference away or use {', '.join(POOLED)}",
        )
        page.fault(nodes["reference"], message)
    if step.cap is not None and step.method not in CAPPED:
        message = Text(
            f"{step.method} không có hai đầu thang để chặn; bỏ cap, hoặc dùng {', '.join(CAPPED)}",
            f"{step.method} has no scale with ends to keep within; take cap away or use {', '.join(CAPPED)}",
        )
        page.fault(nodes["cap"], message)


NORMALISE = Record(
    {
        "method": Key(OneOf(METHODS), required=True),
        "parameters": Key(ListOf(Number()), about="minmax: low and high; zscore: mean and sd."),
        "lower": Key(Number(), about="A stored reference range; left out, the round's own is taken."),
        "upper": Key(Number()),
        "target": Key(Number()),
        "direction": Key(Direction()),
        "transform": Key(OneOf(("none", "log"))),
        "reference": Key(OneOf.of(Reference), about="pool: compared with all past rounds and this one."),
        "cap": Key(YesNo(), about="Whether the result is kept within the two ends of the scale."),
    },
    _normalise,
    name="normalise",
    example=Text("cách chuẩn hóa, ví dụ minmax", "{method: minmax, parameters: [1, 10]}"),
)


def _treat(values: dict[str, Any], nodes: Nodes, page: Page) -> Treat:
    return Treat(**values)


TREAT = Record(
    {
        "method": Key(OneOf(TREATMENTS), required=True),
        "points": Key(
            Number(Text("một số nguyên từ 1, ví dụ 5", "a whole number such as 5"), minimum=1, whole=True),
            about="The most values that winsorising may change.",
        ),
        "skew": Key(Number(minimum=0), about="Treated only where the absolute skew is above this, 2 where left out"),
        "kurtosis": Key(Number(), about="and the kurtosis above this, 3.5 where left out."),
    },
    _treat,
    name="treat",
    example=Text("cách xử lý giá trị ngoại lai, ví dụ winsorise", "{method: winsorise, points: 5}"),
)


def _impute(values: dict[str, Any], nodes: Nodes, page: Page) -> Impute:
    if (values["method"] == BY_GROUP) != ("group" in values):
        message = Text(
            f"{BY_GROUP} cần group, cột của bảng số liệu ghi nhóm của đơn vị; cách khác thì không; viết ví dụ vung",
            f"{BY_GROUP} needs group, the column of the data with the unit's group, and nothing else does; "
            "write group: vung",
        )
        page.fault(nodes.get("group", nodes[""]), message)
    return Impute(**values)


IMPUTE = Record(
    {
        "method": Key(OneOf(IMPUTATIONS), required=True),
        "group": Key(Code("vung"), about="The column of the data table that holds the unit's group."),
    },
    _impute,
    name="impute",
    example=Text("cách điền số liệu thiếu, ví dụ median", "{method: median}"),
)
EXPONENT = Key(Number(), about="Of aggregate: power; 1 is the arithmetic mean, −1 the harmonic.")

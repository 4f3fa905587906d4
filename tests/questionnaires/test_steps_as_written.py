"""Bonus, levels of ticks, gates and the steps of composite indices as they are written, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from questionnaires import DefinitionError, Index
from questionnaires.loader import parse
from questionnaires.model import Band, Effect, Impute, Normalise, Reference, Text, Ticks, Treat
from questionnaires.plain_tables import read_plain_index
from questionnaires.writing import as_yaml, document
from tests.questionnaires.documents import changed, faults, read
from tests.scoring.definitions import written

TICKS = changed("kind: choice", "kind: ticks").replace("cases:", "ticks:")


def composite(first: dict[str, Any] | None = None, root: dict[str, Any] | None = None, **whole: Any) -> Index:
    """Two indicators, the first with some keys more."""
    leaves = [{"code": "A", **(first or {})}, {"code": "B"}]
    return written({**whole, "root": {"code": "R", "aggregate": "arithmetic", "children": leaves, **(root or {})}})


def budget(*points: list[float] | None, weights: str = "budget", **more: Any) -> Index:
    """Two or more indicators among which experts divide points."""
    leaves = [{"code": code, **({"budget": each} if each else {})} for code, each in zip("ABC", points, strict=False)]
    return composite(root={"weights": weights, "children": [{**leaves[0], **more}, *leaves[1:]]})


def of_points(*children: dict[str, Any], **whole: Any) -> Index:
    return written({**whole, "root": {"code": "R", "children": [{"code": "A", "max_points": 10}, *children]}})


INDICES = {
    "bonus and penalty": of_points(
        {"code": "T", "max_points": 2, "effect": "bonus"}, {"code": "K", "max_points": 3, "effect": "penalty"}
    ),
    "a capped group": of_points(
        {"code": "T", "effect": "bonus", "max_points": 3, "children": [
            {"code": "T1", "max_points": 2}, {"code": "T2", "max_points": 2}]},
    ),
    "gates": of_points({"code": "B", "max_points": 5}, bands=[{"code": "m", "minimum": 5, "gates": {"A": 0.5}}]),
    "steps of the index": composite(impute={"method": "median"}, treat={"method": "winsorise", "points": 3}),
    "steps of an indicator": composite(
        {"impute": {"method": "group_mean", "group": "vung"}, "treat": {"method": "none"}}, treat={"method": "log_ct"}
    ),
    "own thresholds": composite({"treat": {"method": "winsorise_log_ct", "skew": 1.5, "kurtosis": -1}}),
    "a pool": composite({"normalise": {"method": "minmax", "parameters": [0, 1], "reference": "pool"}}),
    "a cap": composite({"normalise": {"method": "goalposts", "lower": 0, "upper": 9, "cap": False}}),
    "only a direction": composite({"normalise": {"method": "none", "direction": -1}}),
    "a power mean": composite(root={"aggregate": "power", "exponent": 0.5}),
    "a whole exponent": composite(root={"aggregate": "power", "exponent": -2}),
    "outranking": composite(root={"aggregate": "copeland"}),
    "a budget of two experts": budget([60, 30.5], [40, 69.5]),
}  # fmt: skip


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_written_out_and_read_again_it_is_the_same(index: Index) -> None:
    assert parse(as_yaml(document(index)), "again") == index


def test_a_weight_is_the_mean_share_of_the_experts_budgets() -> None:
    # A: (60 / 100 + 30.5 / 100) / 2 = 0.4525, B: (40 + 69.5) / 200 = 0.5475
    index = INDICES["a budget of two experts"]
    assert [node.weight for node in index.root.children] == pytest.approx([0.4525, 0.5475], abs=1e-15)
    assert [node.budget for node in index.root.children] == [(60, 30.5), (40, 69.5)]


def test_the_keys_become_their_types() -> None:
    bonus, capped = INDICES["bonus and penalty"], INDICES["a capped group"]
    assert [node.effect for node in bonus.root.children] == [Effect.POINTS, Effect.BONUS, Effect.PENALTY]
    assert (bonus.root.max_points, capped.root.max_points, capped.node("T").max_points) == (10, 10, 3)
    assert INDICES["gates"].bands == (Band("m", Text("m"), 5, gates={"A": 0.5}),)
    whole, single = INDICES["steps of the index"], INDICES["steps of an indicator"]
    assert (whole.impute, whole.treat) == (Impute("median"), Treat("winsorise", 3))
    assert (single.node("A").impute, single.node("A").treat) == (Impute("group_mean", "vung"), Treat("none"))
    assert INDICES["own thresholds"].node("A").treat == Treat("winsorise_log_ct", 5, 1.5, -1)
    assert INDICES["a pool"].node("A").normalise == Normalise("minmax", (0, 1), reference=Reference.POOL)
    assert INDICES["a cap"].node("A").normalise.cap is False
    assert INDICES["a power mean"].root.aggregate == "power:0.5"
    assert INDICES["outranking"].root.aggregate == "copeland"


def test_a_line_of_ticks_may_belong_to_a_level(tmp_path: Path) -> None:
    text = TICKS.replace("khac: 0}}}", "khac: 0}, levels: {bi_thu: tinh, khac: tinh}}}")
    index = read(tmp_path, text)
    shares = {"bi_thu": 1.0, "khac": 0.0}
    assert index.node("B").rule == Ticks("truong_ban", shares, {"bi_thu": "tinh", "khac": "tinh"})
    assert parse(as_yaml(document(index)), "again") == index
    wrong = text.replace("khac: tinh", "khc: tinh")
    assert any("'khc' has a level but no share" in message for _line, _node, message in faults(tmp_path, wrong))


def refusal(make: Any) -> str:
    with pytest.raises(DefinitionError) as refused:
        make()
    return " ".join(f"{fault.node} {fault.message.en}" for fault in refused.value.faults)


WRONG: dict[str, tuple[Any, str]] = {
    "a bonus of nothing": (lambda: composite({"effect": "bonus"}), "A only points can be a bonus"),
    "nothing to add to": (
        lambda: written({"root": {"code": "R", "children": [{"code": "T", "max_points": 2, "effect": "bonus"}]}}),
        "R all its children are bonuses or penalties",
    ),
    "the root as a bonus": (
        lambda: written(
            {"root": {"code": "R", "effect": "bonus", "max_points": 1, "children": [{"code": "A", "max_points": 1}]}}
        ),
        "the root adds to nothing",
    ),
    "a cap above what is in it": (
        lambda: of_points(
            {"code": "T", "effect": "bonus", "max_points": 9, "children": [{"code": "T1", "max_points": 2}]}
        ),
        "T max_points is 9 but the children add up to 2",
    ),
    "values steps among points": (lambda: of_points(treat={"method": "winsorise"}), "belong to composite indices"),
    "values steps of an indicator of points": (
        lambda: of_points({"code": "B", "max_points": 1, "impute": {"method": "mean"}}),
        "B impute and treat belong",
    ),
    "steps above the indicators": (lambda: composite(root={"impute": {"method": "mean"}}), "R impute belongs to"),
    "a gate of nobody": (
        lambda: of_points(bands=[{"code": "m", "minimum": 5, "gates": {"X": 0.5}}]),
        "band m demands a share of 'X'",
    ),
    "a gate in points": (
        lambda: of_points(bands=[{"code": "m", "minimum": 5, "gates": {"A": 5}}]),
        "write a share of its maximum",
    ),
    "a group without imputing by it": (
        lambda: composite(impute={"method": "mean", "group": "vung"}),
        "group_mean needs group",
    ),
    "imputing by no group": (lambda: composite(impute={"method": "group_mean"}), "group_mean needs group"),
    "an unknown treatment": (lambda: composite(treat={"method": "winsorize"}), "Did you mean 'winsorise'?"),
    "no points to winsorise": (lambda: composite(treat={"method": "winsorise", "points": 0}), "is below 1"),
    "a logarithm over goalposts": (
        lambda: composite(
            {"normalise": {"method": "goalposts", "lower": 0, "upper": 1}}, treat={"method": "winsorise_log_ct"}
        ),
        "A: a logarithm leaves the scale",
    ),
    "a logarithm over a pool": (
        lambda: composite(
            {
                "normalise": {"method": "minmax", "parameters": [0, 1], "reference": "pool"},
                "treat": {"method": "log_ct"},
            }
        ),
        "A: a logarithm leaves the scale",
    ),
    "a pool of ranks": (
        lambda: composite({"normalise": {"method": "rank", "reference": "pool"}}),
        "A rank does not look at past rounds",
    ),
    "a cap of ranks": (lambda: composite({"normalise": {"method": "rank", "cap": True}}), "A rank has no scale"),
    "a falling scale": (
        lambda: composite({"normalise": {"method": "minmax", "parameters": [10, 1]}}),
        "A minmax goes from low to high",
    ),
    "no deviation": (
        lambda: composite({"normalise": {"method": "zscore", "parameters": [0, 0]}}),
        "A zscore needs a standard deviation",
    ),
    "goalposts the wrong way round": (
        lambda: composite({"normalise": {"method": "goalposts", "lower": 9, "upper": 1}}),
        "A lower 9 is not below upper 1; exchange them",
    ),
    "the logarithm of a bound": (
        lambda: composite({"normalise": {"method": "scaled", "lower": 0, "upper": 1, "transform": "log"}}),
        "A lower 0 has no logarithm",
    ),
    "a power without exponent": (
        lambda: composite(root={"aggregate": "power"}),
        "R aggregate: power needs an exponent",
    ),
    "an exponent without power": (
        lambda: composite(root={"aggregate": "geometric", "exponent": 2}),
        "R aggregate: power needs an exponent",
    ),
    "the exponent zero": (
        lambda: composite(root={"aggregate": "power", "exponent": 0}),
        "R the exponent 0 is the geometric mean",
    ),
    "an exponent of an indicator": (lambda: composite({"exponent": 2}), "A exponent belongs to nodes with children"),
    "experts with budgets of their own": (
        lambda: budget([60, 30], [40, 60]),
        "R expert 2 gives 90 points, the first 100; all divide the same, such as 100",
    ),
    "an expert without anything": (lambda: budget([0, 30], [0, 70]), "R expert 1 gives 0 points, the first 0"),
    "an expert who left one out": (
        lambda: budget([60, 30], [40]),
        "R B has points of 1 experts, A of 2; every expert gives points to every child",
    ),
    "a child without points": (lambda: budget([60, 30], None), "R B has points of 0 experts, A of 2"),
    "a child that nobody wants": (lambda: budget([60], [40], [0]), "R no expert gives C points; leave it out"),
    "a budget nobody asks for": (
        lambda: budget([60], [40], weights="equal"),
        "R A: budget goes with weights: budget of the parent",
    ),
    "a budget of the root": (lambda: composite(root={"budget": [60]}), "experts divide nothing between the root"),
    "a budget and a weight": (lambda: budget([60], [40], weight=2), "A the weight comes from the budget; take weight"),
    "a negative budget": (lambda: budget([60], [-40]), "B -40 is below 0; write a number from 0 up"),
    "weights of points": (
        lambda: written({"root": {"code": "R", "weights": "equal", "children": [{"code": "A", "max_points": 10}]}}),
        "R points are their own weights",
    ),
    "an infinite number": (
        lambda: written({"root": {"code": "R", "children": [{"code": "A", "max_points": 10**400}]}}),
        "A '1000",
    ),
}


@pytest.mark.parametrize(("make", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused_with_its_node_and_the_remedy(make: Any, says: str) -> None:
    assert says in refusal(make)


META = "code,name,level,parent,weight,direction,lower,upper,normalise\na,A,1,R,1,1,,,\nR,R,2,,1,1,,,\n"


@pytest.mark.parametrize(
    ("asked", "impute", "treat"),
    [
        ({}, Impute("none"), Treat("none")),
        ({"impute": "median", "treat": "winsorise"}, Impute("median"), Treat("winsorise", 5)),
        ({"impute": "group_mean:vung", "treat": "winsorise:2"}, Impute("group_mean", "vung"), Treat("winsorise", 2)),
        ({"impute": "last", "treat": "winsorise_log_ct:3"}, Impute("last"), Treat("winsorise_log_ct", 3)),
    ],
)
def test_plain_tables_take_the_steps_as_options(
    tmp_path: Path, asked: dict[str, str], impute: Impute, treat: Treat
) -> None:
    path = tmp_path / "meta.csv"
    path.write_text(META)
    index = read_plain_index(path, **asked)
    assert (index.impute, index.treat) == (impute, treat)


@pytest.mark.parametrize(
    "asked",
    [
        {"impute": "mode"},
        {"impute": "group_mean"},
        {"impute": "mean:vung"},
        {"treat": "winsorize"},
        {"treat": "winsorise:0"},
        {"treat": "winsorise:1.5"},
        {"treat": "log_ct:5"},
    ],
)
def test_options_that_are_written_wrongly_are_refused(tmp_path: Path, asked: dict[str, str]) -> None:
    path = tmp_path / "meta.csv"
    path.write_text(META)
    with pytest.raises(ValueError, match=r"write|such as"):
        read_plain_index(path, **asked)


def test_a_logarithm_over_the_goalposts_of_a_row_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    path.write_text(META.replace("a,A,1,R,1,1,,,", "a,A,1,R,1,1,0,9,goalposts"))
    with pytest.raises(DefinitionError) as refused:
        read_plain_index(path, treat="log_ct")
    (fault,) = refused.value.faults
    assert (fault.line, fault.node) == (2, "a")

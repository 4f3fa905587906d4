"""Bad input, from the two plain files of a composite index: every fault names the node and says what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from questionnaires import DefinitionError
from questionnaires.plain_tables import read_plain_index
from scoring import DataError, read_data, score
from tests.scoring.command import run
from tests.scoring.definitions import index, parent, value

HEADER = "code,name,level,parent,weight,direction,transform,lower,upper,target,normalise,aggregate"
META = (HEADER, "a,A,1,P,1,1,,,,,,", "b,B,1,P,1,1,,,,,,", "P,P,2,R,1,1,,,,,,", "R,R,3,,1,1,,,,,,")
DATA = ("unit,a,b", "u,1,4", "v,2,3", "w,5,9")


def refused(folder: Path, meta: tuple[str, ...], data: tuple[str, ...], **asked: str) -> list[str]:
    """What the two files are refused with, in English, in one line per fault: node or column, and the remedy."""
    (folder / "meta.csv").write_text("\n".join(meta) + "\n", encoding="utf-8")
    (folder / "data.csv").write_text("\n".join(data) + "\n", encoding="utf-8")
    try:
        definition = read_plain_index(folder / "meta.csv", **asked)
        score(definition, read_data(folder / "data.csv", definition)[0])
    except DefinitionError as error:
        return [f"{fault.node}: {fault.message.en}" for fault in error.faults]
    except DataError as error:
        return [f"{fault.column}: {fault.message.en}" for fault in error.faults]
    return []


def meta(line: int, row: str) -> tuple[str, ...]:
    return (*META[:line], row, *META[line + 1 :])


def data(line: int, row: str) -> tuple[str, ...]:
    return (*DATA[:line], row, *DATA[line + 1 :])


CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, str], list[str]]] = {
    "a code of the data that the table does not know": (
        META, ("unit,a,b,c", "u,1,4,1", "v,2,3,1"), {}, ["c: the index has no such code; correct the column's name"]),
    "a parent that the table does not know": (meta(1, "a,A,1,X,1,1,,,,,,"), DATA, {}, ["a: parent 'X' is not in the"]),
    "a code twice in the table": (meta(2, "a,B,1,P,1,1,,,,,,"), DATA, {}, ["a: the code stands on line 2 already"]),
    "a code twice in the data": (META, ("unit,a,a", "u,1,4"), {}, [": the column is repeated; keep one"]),
    "a unit twice": (META, data(2, "u,2,3"), {}, ["unit: the unit is on row 2 already; keep one row"]),
    "a node above itself": (
        meta(3, "P,P,2,P,1,1,,,,,,"), DATA, {},
        ["P: is its own ancestor (P > P); correct parent", "R: level 3 but no row has it as parent"]),
    "two nodes above each other": (
        (HEADER, META[1], "P,P,2,Q,1,1,,,,,,", "Q,Q,3,P,1,1,,,,,,", "R,R,4,,1,1,,,,,,"), (*DATA[:1], "u,1,4"), {},
        ["P: is its own ancestor (P > Q > P); correct parent", "Q: is its own ancestor (Q > P > Q); correct parent",
         "R: level 4 but no row has it as parent"]),
    "weights that add up to nothing": (
        (HEADER, "a,A,1,P,0,1,,,,,,", "b,B,1,P,0,1,,,,,,", *META[3:]), DATA, {},
        ["P: the weights below it (a, b) add up to 0; give one a weight"]),
    "a negative weight": (meta(1, "a,A,1,P,-1,1,,,,,,"), DATA, {}, ["a: weight '-1' is not a weight; write a number"]),
    "an infinite weight": (meta(1, "a,A,1,P,1e400,1,,,,,,"), DATA, {}, ["a: weight '1e400' is not a weight"]),
    "a constant indicator": (
        META, ("unit,a,b", "u,1,4", "v,1,3"), {"normalise": "minmax:0,1"},
        ["a: all units have the same value, so there is no range to normalise by; leave the indicator out"]),
    "two constant indicators": (
        META, ("unit,a,b", "u,1,3", "v,1,3"), {"normalise": "zscore"},
        ["a: all units have the same value, so there is", "b: all units have the same value, so there is"]),
    "two means that cannot be taken": (
        (*META[:3], "c,C,1,Q,1,1,,,,,,", META[3], "Q,Q,2,R,1,1,,,,,,", META[4]), ("unit,a,b,c", "u,-1,4,0", "v,2,3,1"),
        {"aggregate": "geometric"},
        ["a: the geometric mean at P needs scores above 0, this is -1", "c: the geometric mean at Q needs scores"]),
    "a constant but for the noise of binary numbers": (
        META, ("unit,a,b", "u,0.3,4", "v,0.30000000000000004,3"), {"normalise": "zscore"},
        ["a: all units have the same value, so there is no range to normalise by"]),
    "a column without any value": (META, ("unit,a,b", "u,,4", "v,,3"), {}, ["a: no unit has data for this indicator"]),
    "a column that is not there": (META, ("unit,a", "u,1", "v,2"), {}, ["b: no unit has data for this indicator; add"]),
    "no number": (META, data(1, "u,inf,4"), {}, ["a: not a number; write a number or leave the cell empty"]),
    "a number beyond all numbers": (META, data(1, "u,1e999,4"), {}, ["a: not a number; write a number"]),
    "numbers too large to subtract": (
        META, ("unit,a,b", "u,1e308,4", "v,-1e308,3"), {"normalise": "minmax"},
        ["a: the numbers are too large to compute with; write them in a larger unit"]),
    "numbers too large to be squared": (
        META, ("unit,a,b", "u,1e200,4", "v,-1e200,3"), {"normalise": "zscore"},
        ["a: the numbers are too large to compute with; write them in a larger unit"]),
    "numbers too large to be ranked": (
        META, ("unit,a,b", "u,1e300,4", "v,2,3"), {}, ["a: the numbers are too large to compute with; write them in"]),
    "numbers too large to be added up": (
        META, ("unit,a,b", "u,8e289,8e289", "v,2,3"), {"aggregate": "sum"},
        ["P: the numbers are too large to compute with; write them in a larger unit"]),
    "goalposts too far apart": (
        meta(1, "a,A,1,P,1,1,,-1e308,1e308,,goalposts,"), DATA, {},
        ["a: the numbers are too large to compute with; write them in a larger unit"]),
    "weights too large to be added up": (
        (HEADER, "a,A,1,P,1e308,1,,,,,,", "b,B,1,P,1e308,1,,,,,,", *META[3:]), DATA, {},
        ["P: the weights below it are too large to be added up; divide all of them by the same number"]),
    "the geometric mean of zero": (
        META, data(1, "u,0,4"), {"aggregate": "geometric"},
        ["a: the geometric mean at P needs scores above 0, this is 0; choose another normalisation or aggregation"]),
    "the geometric mean of a zero from below": (
        META, ("unit,a,b", "u,0,0", "v,2,3"), {"aggregate": "arithmetic,geometric"},
        ["P: the geometric mean at R needs scores above 0, this is 0; choose another normalisation or aggregation"]),
    "the harmonic mean of less than zero": (
        META, data(1, "u,-1,4"), {"aggregate": "harmonic"},
        ["a: the harmonic mean at P needs scores above 0, this is -1;"]),
    "the power mean of less than zero": (
        META, data(1, "u,-1,4"), {"aggregate": "power:2"},
        ["a: the power mean at P needs scores from 0 up, this is -1"]),
    "goalposts the wrong way round": (
        meta(1, "a,A,1,P,1,1,,9,1,,goalposts,"), DATA, {}, ["a: lower 9 is not below upper 1; swap them"]),
    "goalposts the wrong way round with a direction": (
        meta(1, "a,A,1,P,1,-1,,9,1,,scaled,"), DATA, {}, ["a: lower 9 is not below upper 1; swap them"]),
    "the logarithm of zero": (
        meta(1, "a,A,1,P,1,1,log,,,,,"), data(1, "u,0,4"), {}, ["a: a logarithm needs values above 0; correct"]),
    "a claim in a plain table": (META, data(1, "u,n/a,4"), {}, ["a: a: every unit is assessed, so that nothing"]),
}  # fmt: skip


@pytest.mark.parametrize(("meta_rows", "data_rows", "asked", "says"), CASES.values(), ids=CASES)
def test_it_is_refused_by_node_with_the_remedy(
    tmp_path: Path, meta_rows: tuple[str, ...], data_rows: tuple[str, ...], asked: dict[str, str], says: list[str]
) -> None:
    found = refused(tmp_path, meta_rows, data_rows, **asked)
    assert len(found) == len(says), found
    for fault, expected in zip(found, says, strict=True):
        assert fault.startswith(expected) or expected in fault, fault


def test_a_score_that_a_mean_cannot_take_is_named_beside_the_value_it_came_from(tmp_path: Path) -> None:
    for name, rows in (("meta.csv", META), ("data.csv", DATA)):
        (tmp_path / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    options = ("--normalise", "minmax:0,1", "--aggregate", "geometric")
    done = run(tmp_path, "score", "meta.csv", "data.csv", "--out", "out", *options)
    # the least of a is u's 1, of b it is v's 3: both are 0 on the scale
    assert done.stderr.splitlines() == [
        f'data.csv, dòng {row}, đơn vị {unit}, cột {column}, giá trị "{value}": '
        "trung bình nhân ở P cần điểm lớn hơn 0, đây là 0; đổi cách chuẩn hóa hoặc cách tổng hợp"
        for row, unit, column, value in ((2, "u", "a", "1.0"), (3, "v", "b", "3.0"))
    ]


def test_a_pillar_of_which_all_is_missing_and_counts_as_zero_makes_a_geometric_mean_zero(tmp_path: Path) -> None:
    rows = (
        HEADER,
        "a,A,1,P,1,1,,,,,,",
        "b,B,1,Q,1,1,,,,,,",
        "P,P,2,R,1,1,,,,,,",
        "Q,Q,2,R,1,1,,,,,,",
        "R,R,3,,1,1,,,,,,",
    )
    (tmp_path / "meta.csv").write_text("\n".join(rows), encoding="utf-8")
    made = read_plain_index(tmp_path / "meta.csv", aggregate="geometric", missing="zero")
    scores = score(made, pd.DataFrame({"a": [np.nan, 4.0], "b": [3.0, 9.0]}, index=["u", "v"]))
    assert scores.score["R"].tolist() == pytest.approx([0.0, 6.0])  # √(0 × 3) = 0; √(4 × 9) = 6


def test_a_fault_of_a_whole_column_names_the_line_of_its_heading(tmp_path: Path) -> None:
    for name, rows in (("meta.csv", META), ("data.csv", ("unit,a,b", "u,1,4", "v,1,3"))):
        (tmp_path / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = run(tmp_path, "score", "meta.csv", "data.csv", "--out", "out", "--normalise", "zscore", "--language", "en")
    assert done.stderr.startswith('data.csv, row 1, column a, value "1.0": all units have the same value')


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_command_refuses_each_with_a_line_per_fault_and_writes_nothing(tmp_path: Path, language: str) -> None:
    for name, (meta_rows, data_rows, asked, says) in CASES.items():
        (tmp_path / "meta.csv").write_text("\n".join(meta_rows) + "\n", encoding="utf-8")
        (tmp_path / "data.csv").write_text("\n".join(data_rows) + "\n", encoding="utf-8")
        options = [part for option, value in asked.items() for part in (f"--{option}", value)]
        done = run(tmp_path, "score", "meta.csv", "data.csv", "--out", "out", "--language", language, *options)
        lines = done.stderr.splitlines()
        assert (done.returncode, len(lines), done.stdout) == (2, len(says), ""), name
        assert all(line.startswith(("meta.csv", "data.csv")) for line in lines), lines
        assert not (tmp_path / "out").exists(), name


def test_the_good_files_are_scored(tmp_path: Path) -> None:
    assert refused(tmp_path, META, DATA, normalise="minmax:1,10", aggregate="power:0.5,geometric") == []


@pytest.mark.parametrize("bounds", [(5.0, None), (None, 0.5)])
def test_one_stored_bound_beyond_all_values_is_refused(bounds: tuple[float | None, float | None]) -> None:
    low, high = bounds
    tree = parent("R", value("a", method="minmax", lower=low, upper=high))
    with pytest.raises(DataError) as error:
        score(index(tree), pd.DataFrame({"a": [1.0, 3.0]}, index=["u", "v"]))
    (fault,) = error.value.faults
    assert (fault.column, "beyond the stored bound" in fault.message.en) == ("a", True)


def test_a_table_that_is_not_from_a_file_is_checked_the_same() -> None:
    made = index(parent("R", value("a"), value("b")))
    good = {"a": [1.0, 2.0], "b": [3.0, 4.0]}
    wrong: list[tuple[pd.DataFrame, str]] = [
        (pd.DataFrame({**good, "x": [1.0, 1.0]}, index=["u", "v"]), "x"),
        (pd.DataFrame(good, index=["u", "u"]), "unit"),
        (pd.DataFrame({"a": [1.0, np.inf], "b": [1.0, 1.0]}, index=["u", "v"]), "a"),
        (pd.DataFrame({"a": ["1", "-inf"], "b": [1.0, 1.0]}, index=["u", "v"]), "a"),
        (pd.DataFrame({"a": [1, "một"], "b": [1.0, 1.0]}, index=["u", "v"]), "a"),
        (pd.concat([pd.DataFrame(good, index=["u", "v"])] * 2, axis=1), "a"),
    ]
    for table, column in wrong:
        with pytest.raises(DataError) as error:
            score(made, table)
        assert error.value.faults[0].column == column

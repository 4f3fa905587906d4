"""A composite index from a plain table of nodes: what it means and what is refused, each with line and node."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires import DefinitionError
from questionnaires.model import Missing, Value
from questionnaires.plain_tables import read_plain_index

HEADER = "code,name,level,parent,weight,direction"
GOOD = (
    f"{HEADER},transform,lower,upper,target,normalise,aggregate",
    "a,Chỉ tiêu a,1,P,2,1,log,1,100,,goalposts,",
    "b,Chỉ tiêu b,1,P,1,-1,,,,40,dist2targ,",
    "c,Chỉ tiêu c,1,R,1,1,,,,,,",
    "P,Trụ cột,2,R,3,1,,,,,,geometric",
    "R,Chỉ số,3,,,,,,,,,",
)


def _write(folder: Path, *lines: str) -> Path:
    path = folder / "meta.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_rows_become_a_tree_with_their_own_or_the_asked_methods(tmp_path: Path) -> None:
    index = read_plain_index(_write(tmp_path, *GOOD), normalise="minmax:1,10", aggregate="sum,harmonic", missing="zero")
    assert [(node.code, node.level, node.weight, node.aggregate) for node in index.root.walk() if node.children] == [
        ("R", 3, 1.0, "harmonic"),
        ("P", 2, 3.0, "geometric"),
    ]
    a, b, c = (index.node(code) for code in "abc")
    assert (a.normalise.method, a.normalise.lower, a.normalise.upper, a.normalise.transform) == (
        "goalposts", 1.0, 100.0, "log",
    )  # fmt: skip
    assert (b.normalise.method, b.normalise.target, b.normalise.direction) == ("dist2targ", 40.0, -1)
    assert (c.normalise.method, c.normalise.parameters) == ("minmax", (1.0, 10.0))
    assert index.missing is Missing.ZERO
    assert a.rule == Value("a")
    assert set(index.items) == {"a", "b", "c"}


def test_one_aggregation_per_level_starts_at_level_2(tmp_path: Path) -> None:
    plain = [line.replace(",geometric", ",") for line in GOOD]
    index = read_plain_index(_write(tmp_path, *plain), aggregate="harmonic,sum")
    assert (index.node("P").aggregate, index.node("R").aggregate) == ("harmonic", "sum")


def test_bounds_and_targets_of_methods_that_do_not_use_them_are_left_alone(tmp_path: Path) -> None:
    rows = ["a,A,1,R,1,1,,9,1,5,minmax,", "R,R,2,,1,1,,,,,,"]
    a = read_plain_index(_write(tmp_path, GOOD[0], *rows)).node("a").normalise
    assert (a.lower, a.upper, a.target) == (None, None, None)  # minmax takes this round's own range


def test_a_byte_order_mark_and_decomposed_letters_are_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    decomposed = "R,Chi\u0309 so\u0302\u0301,2,,1,1"  # the letters of "Chỉ số" with their marks apart
    path.write_text("\n".join([HEADER, "a,a,1,R,1,1", decomposed]), "utf-8-sig")
    assert read_plain_index(path).root.name.vi == "Chỉ số"


BASE = ("a,A,1,P,1,1", "b,B,1,P,1,1", "P,P,2,R,1,1", "R,R,3,,1,1")


@pytest.mark.parametrize(
    ("replace", "by", "line", "node", "says"),
    [
        (0, "b,B,1,P,1,1", 3, "b", "stands on line 2 already"),
        (0, "a,A,1,X,1,1", 2, "a", "parent 'X' is not in the table"),
        (0, "a,A,0,P,1,1", 2, "a", "level '0' is not a level"),
        (0, "a,A,2,P,1,1", 2, "a", "a parent's level is higher"),
        (0, "a,A,1,P,-1,1", 2, "a", "weight '-1' is not a weight"),
        (0, "a,A,1,P,nan,1", 2, "a", "weight 'nan' is not a weight"),
        (0, "a,A,1,P,1e999,1", 2, "a", "weight '1e999' is not a weight"),
        (0, "a,A,1,P,,1", 2, "a", "weight '' is not a weight"),
        (0, 'a,A,1,P,"0,5",1', 2, "a", "with a decimal point: 0.5"),
        (0, "a,A,1,P,1,0", 2, "a", "direction '0' is unknown"),
        (0, ",A,1,P,1,1", 2, "code", "the code is empty"),
        (0, "a,A,1,,1,1", 5, "R", "the index is one tree"),
        (2, "P,P,2,R,1,-1", 4, "P", "acts on indicators only"),
        (2, "P,P,2,P,1,1", 4, "P", "its own ancestor"),
        (3, "R,R,3,P,1,1", 5, "R", "its own ancestor"),
        (3, "R,R,2,,1,1", 4, "P", "a parent's level is higher"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_node(
    tmp_path: Path, replace: int, by: str, line: int, node: str, says: str
) -> None:
    rows = list(BASE)
    rows[replace] = by
    with pytest.raises(DefinitionError) as refused:
        read_plain_index(_write(tmp_path, HEADER, *rows))
    assert any(
        fault.line == line and fault.node == node and says in fault.message.en for fault in refused.value.faults
    ), str(refused.value)


def test_levels_may_be_written_as_a_spreadsheet_writes_whole_numbers(tmp_path: Path) -> None:
    root = read_plain_index(_write(tmp_path, HEADER, "a,A,1.0,R,1,1", "R,R,2.0,,1,1")).root
    assert (root.level, root.children[0].level) == (2, 1)


def test_a_wrong_level_is_one_fault_and_says_nothing_about_the_tree_above_and_below_it(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_plain_index(_write(tmp_path, HEADER, "a,A,1,R,1,1", "b,B,1,R,1,0", "R,R,top,,1,"))
    assert [(fault.node, fault.message.en.split(";")[0]) for fault in refused.value.faults] == [
        ("b", "direction '0' is unknown"),
        ("R", "level 'top' is not a level"),
    ]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (",,,,minmx,", "there is no normalisation 'minmx'"),
        (",,,,goalposts,", "goalposts needs lower and upper"),
        (",10,1,,goalposts,", "lower 10 is not below upper 1"),
        (",1,1,,scaled,", "lower 1 is not below upper 1"),
        (",,,,dist2targ,", "dist2targ needs a target"),
        ("log,0,10,,goalposts,", "lower 0 has no logarithm"),
        ("sqrt,,,,,", "transform 'sqrt' is unknown"),
        (",x,,,,", "lower 'x' is not a number"),
        (",,,,rank:1,", "rank takes no numbers"),
        (',,,,"minmax:1",', "minmax takes two numbers"),
        (",,,,,sum", "belongs to nodes above the indicators"),
    ],
)
def test_a_wrong_method_of_a_row_is_named(tmp_path: Path, cells: str, says: str) -> None:
    rows = [f"a,A,1,R,1,1,{cells}", "R,R,2,,1,1,,,,,,"]
    with pytest.raises(DefinitionError) as refused:
        read_plain_index(_write(tmp_path, GOOD[0], *rows))
    (fault,) = refused.value.faults
    assert (fault.line, fault.node) == (2, "a")
    assert says in fault.message.en


def test_a_wrong_aggregation_of_a_row_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="there is no aggregation 'mean'"):
        read_plain_index(_write(tmp_path, GOOD[0], "a,A,1,R,1,1,,,,,,", "R,R,2,,1,1,,,,,,mean"))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((), "the file is empty"),
        ((HEADER,), "there are no rows"),
        (("code;name;level", "a;A;1"), "semicolons"),
        (("code,name,level,parent,weight", "a,A,1,,1"), "direction: the column is missing"),
        ((f"{HEADER},colour", "a,A,1,,1,1,red"), "colour: unknown column"),
        ((f"{HEADER},code", "a,A,1,,1,1,a"), "code: the column is repeated"),
        ((HEADER, "a,A,1,R,1"), "the row has 5 cells, the header 6"),
        ((HEADER, "a,A,1,R,0,1", "b,B,1,R,0,1", "R,R,2,,1,1"), "add up to 0"),
        ((HEADER, "a,A,1,R,1,1", "Q,Q,2,R,1,1", "R,R,3,,1,1"), "no row has it as parent"),
        ((HEADER, "a,A,1,,1,1"), "indicators only"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, lines: tuple[str, ...], says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_plain_index(_write(tmp_path, *lines))
    assert says in str(refused.value)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    path.write_bytes("code,name\na,Tỉnh".encode("utf-16"))
    with pytest.raises(DefinitionError, match="not UTF-8"):
        read_plain_index(path)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"normalise": "minmax:10,1"}, "from low to high"),
        ({"normalise": "zscore:0,0"}, "above 0"),
        ({"aggregate": "mean"}, "there is no aggregation"),
        ({"aggregate": "sum,sum,sum"}, "3 aggregations for 2 level"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, asked: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_plain_index(_write(tmp_path, HEADER, *BASE), **asked)

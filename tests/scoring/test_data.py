"""Reading a data table: what each cell means and what is refused, with row, column and value."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from questionnaires import load
from questionnaires.model import Cases, Choice, Index, Ratio, SurveyMean, Text
from scoring import DataError, read_data, score
from scoring.faults import DataFault
from tests.scoring.definitions import index, parent, points, value


def _write(folder: Path, *lines: str) -> Path:
    path = folder / "data.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _faults(folder: Path, definition: Index, *lines: str) -> list[DataFault]:
    with pytest.raises(DataError) as refused:
        read_data(_write(folder, *lines), definition)
    return refused.value.faults


def _definition() -> Index:
    """r = x / y × 10 with x of at most 1 decimal and at most 100; k a choice, s a survey and g given, of 5 each."""
    found = index(
        parent(
            "R",
            points("r", 10, Ratio("x", "y")),
            points("k", 5, Cases("k_i", {"co": 1, "khong": 0})),
            points("s", 5, SurveyMean("m", "n")),
            points("g", 5),
        )
    )
    x = dataclasses.replace(found.items["x"], maximum=100.0, decimals=1)
    k = dataclasses.replace(
        found.items["k_i"], choices=tuple(Choice(code, Text(code, code)) for code in ("co", "khong"))
    )
    return dataclasses.replace(found, items={**found.items, "x": x, "k_i": k})


def test_numbers_codes_names_and_empty_cells_are_read(tmp_path: Path) -> None:
    path = _write(tmp_path, "\ufeffunit,name,x,y,k_i", "01,Hà Nội,1.5,3,co", "04,Cao Bằng,,3,", "")
    data, names = read_data(path, _definition())
    assert names == {"01": "Hà Nội", "04": "Cao Bằng"}
    assert data["k_i"].tolist() == ["co", ""]
    assert data.at["01", "x"] == 1.5
    assert data["x"].isna().tolist() == [False, True]
    assert score(_definition(), data).score[["r", "k"]].iloc[0].tolist() == [5.0, 5.0]


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("x", "abc", "không phải là số"),
        ("x", '"12,5"', "viết 12.5"),
        ("x", "nan", "không phải là số"),
        ("x", "1e999", "không phải là số"),
        ("x", "1_000", "không phải là số"),
        ("x", "-1", "nhỏ hơn mức thấp nhất 0"),
        ("x", "101", "lớn hơn mức cao nhất 100"),
        ("x", "1.25", "nhiều hơn 1 chữ số thập phân"),
        ("k_i", "có", "không có lựa chọn có"),
        ("m", "5.5", "lớn hơn mức cao nhất 5"),
        ("g_s", "85", "lớn hơn mức cao nhất 1"),
        ("r", "10.5", "lớn hơn mức cao nhất 10"),
    ],
)
def test_a_wrong_cell_is_named_by_row_unit_column_and_value(tmp_path: Path, column: str, text: str, says: str) -> None:
    (fault,) = _faults(tmp_path, _definition(), f"unit,{column}", "01,", f"04,{text}")
    assert (fault.row, fault.unit, fault.column, fault.value) == (3, "04", column, text.strip('"'))
    assert says in fault.message.vi


def test_every_fault_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    faults = _faults(tmp_path, _definition(), "unit,x,y", "01,a,b", "01,1,-2", ",1,1")
    assert [(fault.row, fault.column) for fault in faults] == [(3, "unit"), (4, "unit"), (2, "x"), (2, "y"), (3, "y")]


def test_units_are_required_and_unique(tmp_path: Path) -> None:
    assert _faults(tmp_path, _definition(), "x,y", "1,2")[0].column == "unit"
    assert _faults(tmp_path, _definition(), "unit,x", "01,1", "01,2")[0].value == "01"
    assert "không có dòng số liệu" in _faults(tmp_path, _definition(), "unit,x")[0].message.vi


def test_unknown_columns_are_refused_unless_they_are_to_be_ignored(tmp_path: Path) -> None:
    lines = ("unit,x,y,ghi_chu", "01,1,2,abc")
    assert [fault.column for fault in _faults(tmp_path, _definition(), *lines)] == ["ghi_chu"]
    data, _ = read_data(_write(tmp_path, *lines), _definition(), ignore_extra=True)
    assert list(data.columns) == ["x", "y"]


def test_a_row_on_several_lines_is_named_by_the_line_it_starts_on(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, _definition(), "unit,name,x", '01,"Hà', 'Nội",1', "04,Cao Bằng,a")
    assert fault.row == 4


def test_a_total_that_does_not_fit_its_parts_is_refused(tmp_path: Path) -> None:
    tree = parent("R", parent("P", points("a", 6), points("b", 4)), points("c", 10))
    definition = index(tree, publish_as_share=True, precision=4)
    header = "unit,a_s,b_s,c_s,P,R"
    # P = 3 + 4 = 7, R = (7 + 10) / 20 = 0.85; one unit of the fourth decimal is still a rounding
    faults = _faults(tmp_path, definition, header, "u0,0.5,1,1,7,0.85", "u1,0.5,1,1,7.5,0.8501", "u2,0.5,1,1,7,0.8512")
    assert [(fault.unit, fault.column, fault.value) for fault in faults] == [("u2", "R", "0.8512"), ("u1", "P", "7.5")]
    data, _ = read_data(_write(tmp_path, header, "u0,0.5,1,1,7,0.85"), definition)
    assert list(data.columns) == ["a_s", "b_s", "c_s"]


def test_a_total_without_all_its_parts_is_not_compared(tmp_path: Path) -> None:
    definition = index(parent("R", parent("P", points("a", 6), points("b", 4)), points("c", 10)))
    data, _ = read_data(_write(tmp_path, "unit,a_s,b_s,c_s,P,R", "u0,,,1,9,19", "u1,1,,1,10,20"), definition)
    assert score(definition, data).score["P"].tolist() == [9.0, 6.0]


def test_an_indicator_of_a_composite_index_that_nobody_has_is_refused(tmp_path: Path) -> None:
    definition = index(parent("R", value("a"), value("b")))
    assert [fault.column for fault in _faults(tmp_path, definition, "unit,a", "u0,1")] == ["b"]
    assert [fault.column for fault in _faults(tmp_path, definition, "unit,a,b", "u0,1,", "u1,2,")] == ["b"]


def test_a_fault_found_while_scoring_still_names_file_and_row(tmp_path: Path) -> None:
    definition = index(parent("R", value("a", transform="log")))
    data, _ = read_data(_write(tmp_path, "unit,a", "u0,1", "u1,-2"), definition)
    with pytest.raises(DataError) as refused:
        score(definition, data)
    (fault,) = refused.value.faults
    assert (Path(fault.file).name, fault.row, fault.unit, fault.column, fault.value) == (
        "data.csv",
        3,
        "u1",
        "a",
        "-2.0",
    )


def test_a_fault_reads_as_one_line_in_both_languages() -> None:
    fault = DataFault("d.csv", 3, "x", "a", Text("ghi số", "write a number"), "04")
    assert str(fault) == 'd.csv, dòng 3, đơn vị 04, cột x, giá trị "a": ghi số'
    assert fault.into("en") == 'd.csv, row 3, unit 04, column x, value "a": write a number'


def test_one_run_lists_every_kind_of_fault_at_once(tmp_path: Path) -> None:
    table = tmp_path / "data.csv"
    table.write_text(
        "unit,NT,TC,HT,NL,AT,CQS,KTS,XHS,DTI,q\n"
        "01,50,50,130,90,80,113,138,121,0.5,1\n"
        "04,45,50,68,a,62,76,74,64,,\n"
        "04,45,50,68,40,62,76,74,64,,\n"
        "99,45,50,68,40,62,76,74,64,,\n"
    )
    with pytest.raises(DataError) as error:
        read_data(table, load("DTI-2024"))
    found = {(fault.row, fault.column, fault.value) for fault in error.value.faults}
    # (50 + 50 + 130 + 90 + 80 + 113 + 138 + 121) / 940 = 772 / 940 = 0.8212…, not 0.5
    assert found == {
        (1, "q", "q"),
        (2, "DTI", "0.5"),
        (3, "NL", "a"),
        (4, "unit", "04"),
        (5, "unit", "99"),
    }


@pytest.mark.parametrize("unit", ["01", "1", "Hà Nội", "Ha Noi", "Thành phố Hà Nội", "Yên Bái"])
def test_a_province_may_be_named_by_code_or_by_any_of_its_names_old_or_new(tmp_path: Path, unit: str) -> None:
    table = tmp_path / "data.csv"
    table.write_text(f"unit,NT\n{unit},50\n")
    data, _ = read_data(table, load("DTI-2024"))
    assert list(data.index) == [unit]

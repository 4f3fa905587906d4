"""iMeta and iData as users of COINr have them, read as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scoring.command import Done, run

META = """"Level","iCode","iName","Direction","Weight","Unit","Target","Denominator","Type","Parent"
1,"Goods","Trade in goods",1,1,"Trillion USD",1.79,"GDP","Indicator","Conn"
1,"Tariffs","Tariffs",-1,3,"Percent",0.2,NA,"Indicator","Conn"
2,"Conn","Connectivity",1,1,"Score",NA,NA,"Aggregate","Index"
3,"Index","The index",1,1,"Score",NA,NA,"Aggregate",NA
NA,"GDP","Gross domestic product",NA,NA,"Billion USD",NA,NA,"Denominator",NA
NA,"Pop_group","Group of population",NA,NA,NA,NA,NA,"Group",NA
"""
DATA = """"uName","uCode","Pop_group","Time","GDP","Goods","Tariffs"
"Austria","AUT","M",2018,390.8,1,2
"Việt Nam","VNM","L",2018,205.3,3,NA
"Lào","LAO","M",2018,15.8,NA,6
"""


def scored(folder: Path, *options: str, meta: str = META, data: str = DATA) -> Done:
    (folder / "iMeta.csv").write_text(meta, "utf-8")
    (folder / "iData.csv").write_text(data, "utf-8")
    return run(folder, "score", "iMeta.csv", "iData.csv", "--out", "out", "--language", "en", *options)


def test_the_metadata_and_data_of_coinr_are_scored_as_they_stand(tmp_path: Path) -> None:
    assert scored(tmp_path, "--ignore-extra", "--normalise", "minmax:0,100").stderr == ""
    ranking = (tmp_path / "out/ranking.csv").read_text("utf-8").splitlines()
    # goods 1 and 3 are 0 and 100; tariffs 2 and 6, turned, are 100 and 0: Austria (1 × 0 + 3 × 100) / 4 = 75
    assert ranking == ["rank,unit,name,score,band", "1,VNM,Việt Nam,100.0,", "2,AUT,Austria,75.0,", "3,LAO,Lào,0.0,"]
    nodes = [line.split(",")[1:3] for line in (tmp_path / "out/scores.csv").read_text("utf-8").splitlines()[1:5]]
    assert nodes == [["Index", "3"], ["Conn", "2"], ["Goods", "1"], ["Tariffs", "1"]]


def test_the_targets_and_groups_of_coinr_are_used_where_a_method_asks_for_them(tmp_path: Path) -> None:
    done = scored(tmp_path, "--ignore-extra", "--impute", "group_mean:Pop_group", "--normalise", "dist2targ")
    assert done.stderr == ""
    scores = (tmp_path / "out/scores.csv").read_text("utf-8").splitlines()
    # Lào is given Austria's 1, the least of goods: 0; tariffs (6 − 6) / (6 − 0.2) = 0 and (6 − 2) / 5.8
    assert "LAO,Goods,1,0.0,,2" in scores
    (austria,) = [line.split(",") for line in scores if line.startswith("AUT,Tariffs")]
    assert float(austria[3]) == pytest.approx(4 / 5.8, abs=1e-12)


def test_columns_of_the_data_that_are_no_indicators_are_still_left_out_only_when_asked(tmp_path: Path) -> None:
    done = scored(tmp_path)
    assert (done.returncode, (tmp_path / "out").exists()) == (2, False)
    assert [line.split('value "')[1].split('"')[0] for line in done.stderr.splitlines()] == ["Pop_group", "Time", "GDP"]


def test_a_fault_in_a_table_of_coinr_is_named_by_its_line_and_node(tmp_path: Path) -> None:
    done = scored(tmp_path, "--ignore-extra", meta=META.replace('-1,3,"Percent"', '0,NA,"Percent"'))
    assert done.stderr.splitlines() == [
        "iMeta.csv:3: Tariffs: weight '' is not a weight; write a number from 0 up",
        "iMeta.csv:3: Tariffs: direction '0' is unknown; write 1 when higher is better, -1 when lower is",
    ]
    assert done.returncode == 2


def test_names_are_optional_where_coinr_has_none(tmp_path: Path) -> None:
    meta = "iCode,Level,Parent,Weight,Direction,Type\na,1,R,1,1,Indicator\nR,2,NA,1,1,Aggregate\n"
    assert scored(tmp_path, meta=meta, data="uCode,a\nx,1\ny,NA\n").stderr == ""
    assert (tmp_path / "out/ranking.csv").read_text("utf-8").splitlines()[1:] == ["1,x,,1.0,", ",y,,,"]


def test_not_available_stays_a_fault_in_a_plain_table(tmp_path: Path) -> None:
    done = scored(tmp_path, "--ignore-extra", data="unit,Goods,Tariffs\nx,1,2\ny,2,NA\n")
    assert done.stderr.splitlines() == [
        'iData.csv, row 3, unit y, column Tariffs, value "NA": not a number; write a number or leave the cell empty'
    ]

"""`assessment robustness` with all that it can be asked for, run as anyone runs it."""

from __future__ import annotations

import csv
import os
import pty
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.scoring.command import COMMAND, Done, run

META = """code,name,level,parent,weight,direction
a,A,1,P,1,1
b,B,1,P,3,1
c,C,1,Q,1,-1
d,D,1,Q,1,1
P,P,2,R,2,1
Q,Q,2,R,1,1
R,R,3,,1,1
"""
DATA = "unit,a,b,c,d\n" + "".join(f"u{k},{k * 7 % 11 + 1},{k * 5 % 13 + 1},{k * 3 % 7 + 1},{k}\n" for k in range(1, 13))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plain index of two pillars and its data."""
    (tmp_path / "meta.csv").write_text(META, "utf-8")
    (tmp_path / "data.csv").write_text(DATA, "utf-8")
    return tmp_path


def _run(folder: Path, *arguments: str, out: str = "out") -> Done:
    return run(folder, "robustness", "meta.csv", "data.csv", "--draws", "400", *arguments, "--out", out)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_without_options_there_is_one_file_of_six_columns(folder: Path) -> None:
    assert _run(folder).returncode == 0
    assert [path.name for path in (folder / "out").iterdir()] == ["rank_intervals.csv"]
    assert list(_rows(folder / "out/rank_intervals.csv")[0]) == ["unit", "rank", "median", "p05", "p95", "mean"]


def test_every_option_adds_a_file_and_changes_no_other(folder: Path) -> None:
    plain = _run(folder, out="plain")
    more = _run(folder, "--top", "3", "--top", "5", "--groups", "--sensitivity", "16", out="more")
    assert (plain.returncode, more.returncode, more.stderr) == (0, 0, "")
    assert sorted(path.name for path in (folder / "more").iterdir()) == [
        "groups.csv", "one_at_a_time.csv", "rank_intervals.csv", "sensitivity.csv", "top_probabilities.csv",
    ]  # fmt: skip
    same = [(folder / out / "rank_intervals.csv").read_bytes() for out in ("plain", "more")]
    assert same[0] == same[1]
    assert list(_rows(folder / "more/top_probabilities.csv")[0]) == ["unit", "rank", "top_3", "top_5"]
    assert list(_rows(folder / "more/groups.csv")[0]) == ["group", "unit", "rank", "head", "not_below"]
    factors = [row["factor"] for row in _rows(folder / "more/sensitivity.csv")]
    assert factors == ["weights", *(f"weight:{code}" for code in ("P", "a", "b", "Q", "c", "d"))]
    assert {row["choice"] for row in _rows(folder / "more/one_at_a_time.csv")} == {"a", "b", "c", "d"}


def test_what_varies_is_written_choice_by_choice(folder: Path) -> None:
    options = ("--normalise", "minmax:1,10", "--vary", "weights,normalise,aggregate,leave_one_out")
    done = _run(folder, *options, "--try-normalise", "rank", "--try-aggregate", "arithmetic,geometric")
    assert (done.returncode, done.stderr) == (0, "")
    rows = _rows(folder / "out/choices.csv")
    assert [(row["source"], row["choice"]) for row in rows] == [
        ("weights", "noise"), ("normalise", "own"), ("normalise", "rank"), ("aggregate", "own"),
        ("aggregate", "arithmetic,geometric"), ("leave_one_out", "none"), *(("leave_one_out", code) for code in "abcd"),
    ]  # fmt: skip
    assert {row["failed"] for row in rows} == {"0"}
    assert len(_rows(folder / "out/rank_intervals.csv")) == 12


def test_values_of_past_rounds_are_taken_in(folder: Path) -> None:
    (folder / "data.csv").write_text(DATA.replace("u1,8,6,4,1", "u1,8,6,4,"), "utf-8")
    (folder / "past.csv").write_text("unit,a,b,c,d\nu1,8,6,4,900\n", "utf-8")
    options = ("--impute", "last", "--sensitivity", "4")
    assert _run(folder, *options, "--past", "past.csv", out="with").returncode == 0
    # u1's d of 900, known from the year before, puts it first
    assert _rows(folder / "with/rank_intervals.csv")[0]["unit"] == "u1"
    assert _run(folder, *options, out="without").returncode == 2  # `last` cannot do without


def test_draws_that_gave_no_ranking_are_told(folder: Path) -> None:
    options = ("--normalise", "minmax:0,1", "--vary", "aggregate", "--try-aggregate", "geometric")
    done = _run(folder, *options, "--sensitivity", "4")
    assert done.returncode == 0
    first, second = done.stderr.splitlines()
    own, geometric = _rows(folder / "out/choices.csv")
    assert (own["failed"], geometric["failed"]) == ("0", geometric["draws"])
    assert first.startswith(f"{geometric['failed']} trong 400 lần thử không xếp hạng được")
    assert "trung bình nhân" in geometric["reason"]
    assert second.startswith("sensitivity.csv: aggregate geometric: ")
    english = _run(folder, *options, "--language", "en").stderr
    assert english.startswith(f"{geometric['failed']} of 400 draws gave no ranking")


def test_the_same_seed_gives_the_same_files_byte_for_byte(folder: Path) -> None:
    options = (
        "--normalise", "minmax:1,10", "--vary", "weights,normalise,aggregate,leave_one_out", "--top", "3", "--groups",
        "--sensitivity", "16",
    )  # fmt: skip
    for out, seed in (("one", "5"), ("two", "5"), ("three", "6")):
        assert _run(folder, *options, "--seed", seed, out=out).returncode == 0
    names = sorted(path.name for path in (folder / "one").iterdir())
    one, two, three = ([(folder / out / name).read_bytes() for name in names] for out in ("one", "two", "three"))
    assert one == two
    assert [name for name, a, b in zip(names, one, three, strict=True) if a == b] == ["one_at_a_time.csv"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--vary", "weights,normalize"), "không có “normalize”"),
        (
            ("--vary", "aggregate", "--try-aggregate", "mean"),
            "meta.csv: --try-aggregate: there is no aggregation 'mean'",
        ),
        (("--vary", "aggregate", "--try-aggregate", "sum,sum,sum"), "meta.csv: --vary: 3 methods for 2 levels"),
        (("--vary", "normalise", "--try-normalise", "minmx"), "meta.csv: --try-normalise: there is no normalisation"),
        (("--try-normalise", "rank"), "meta.csv: --try-normalise: it is tried only where --vary has normalise"),
        (("--top", "0"), "--top"),
        (("--sensitivity", "1"), "--sensitivity"),
        (("--noise", "nan"), "--noise"),
    ],
)
def test_an_option_that_does_not_fit_ends_with_2_and_writes_nothing(
    folder: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = _run(folder, *arguments, "--language", "en")
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "out").exists()


def test_a_terminal_sees_how_far_it_is_and_a_file_of_errors_stays_empty(folder: Path) -> None:
    command = [
        str(COMMAND),
        "robustness",
        "meta.csv",
        "data.csv",
        "--draws",
        "3000",
        "--sensitivity",
        "64",
        "--out",
        "out",
    ]
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=theirs, env=environment) as running:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # the end of a terminal nobody holds any more
            while part := os.read(ours, 65_536):
                shown += part
        written = running.communicate()[0].decode()
    os.close(ours)
    assert running.returncode == 0
    for title in ("xếp hạng lại", "3000/3000", "điều gì làm đổi hạng", "64/64"):
        assert title in shown.decode()
    assert written.count("out/") == 3
    assert _run(folder, "--sensitivity", "64").stderr == ""


def test_an_index_of_points_is_not_normalised(folder: Path) -> None:
    (folder / "data.csv").write_text("unit,nhan_thuc_so\n01,1\n46,0.5\n", "utf-8")
    done = run(folder, "robustness", "DTI-2024", "data.csv", "--vary", "normalise", "--out", "out")
    assert done.returncode == 2
    assert not (folder / "out").exists()

"""`assessment score` and `assessment robustness`, run as anyone runs them."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scoring.command import run, run_alone

PUBLISHED = Path(__file__).parent / "published"
META = "code,name,level,parent,weight,direction\na,A,1,R,1,1\nb,B,1,R,3,1\nR,R,2,,1,1\n"
DATA = "unit,name,a,b\nu1,Một,1,2\nu2,Hai,3,4\nu3,Ba,2,\n"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plain index, its data and DTI 2024 as published."""
    (tmp_path / "meta.csv").write_text(META, "utf-8")
    (tmp_path / "data.csv").write_text(DATA, "utf-8")
    with (PUBLISHED / "dti_2024_34_provinces.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (tmp_path / "dti.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["unit", "name", *header[3:]], *(row[1:] for row in rows)])
    return tmp_path


def test_two_plain_tables_give_scores_and_a_ranking(folder: Path) -> None:
    done = run_alone(folder, "score", "meta.csv", "data.csv", "--out", "new/out")
    assert (done.returncode, done.stderr) == (0, "")
    scores = (folder / "new/out/scores.csv").read_text("utf-8").splitlines()
    assert scores[:4] == ["unit,node,level,score,max_score,rank", "u1,R,2,1.75,,3", "u1,a,1,1.0,,3", "u1,b,1,2.0,,2"]
    assert scores[-1] == "u3,b,1,,,"
    ranking = (folder / "new/out/ranking.csv").read_text("utf-8").splitlines()
    # u2 = (3 + 3·4) / 4, u3 = 2 alone, u1 = (1 + 3·2) / 4
    assert ranking == ["rank,unit,name,score,band", "1,u2,Hai,3.75,", "2,u3,Ba,2.0,", "3,u1,Một,1.75,"]


def test_the_options_of_plain_tables_are_followed(folder: Path) -> None:
    options = ("--normalise", "minmax:1,10", "--aggregate", "geometric", "--missing", "zero", "--out", "out")
    assert run(folder, "score", "meta.csv", "data.csv", *options).returncode == 0
    found = {(row["unit"], row["node"]): row["score"] for row in _rows(folder / "out/scores.csv")}
    assert float(found["u3", "a"]) == 5.5
    assert (found["u3", "b"], found["u3", "R"]) == ("0.0", "0.0")
    assert float(found["u2", "R"]) == pytest.approx(10, abs=1e-12)


def test_missing_values_and_outliers_are_treated_as_the_options_say(folder: Path) -> None:
    rows = [f"u{value},,{value},1,north" for value in range(1, 11)]
    (folder / "data.csv").write_text("\n".join(["unit,name,a,b,region", *rows, "u11,,100,,south", ""]), "utf-8")
    options = ("--treat", "winsorise:2", "--impute", "group_mean:region", "--aggregate", "power:2", "--out", "out")
    assert run(folder, "score", "meta.csv", "data.csv", *options).stderr == ""
    found = {(row["unit"], row["node"]): row["score"] for row in _rows(folder / "out/scores.csv")}
    assert found["u11", "a"] == "10.0"  # 100 takes the next value
    assert found["u11", "b"] == ""  # nobody in the south has one
    assert float(found["u2", "R"]) == pytest.approx(((4 + 3 * 1) / 4) ** 0.5)


def test_the_last_known_value_comes_from_past_rounds(folder: Path) -> None:
    (folder / "past.csv").write_text("unit,year,b\nu3,2023,9\nu3,2024,5\n", "utf-8")
    asked = ("score", "meta.csv", "data.csv", "--impute", "last", "--out", "out")
    without = run(folder, *asked)
    assert (without.returncode, "cột b" in without.stderr, "--past" in without.stderr) == (2, True, True)
    assert run(folder, *asked, "--past", "past.csv").returncode == 0
    found = {(row["unit"], row["node"]): row["score"] for row in _rows(folder / "out/scores.csv")}
    assert found["u3", "R"] == "4.25"  # (2 + 3·5) / 4


@pytest.mark.parametrize(
    ("weights", "best"),
    # u2 has 3 and 4: (3 + 3 × 4) / 4, and (3 + 4) / 2; two indicators always have squared loadings of 1/2 each
    [("given", 3.75), ("equal", 3.5), ("pca", 3.5)],
)
def test_the_weights_of_plain_tables_may_be_given_equal_or_of_the_first_component(
    folder: Path, weights: str, best: float
) -> None:
    (folder / "data.csv").write_text("unit,a,b\nu1,1,2\nu2,3,4\nu3,2,1\n", "utf-8")
    assert run(folder, "score", "meta.csv", "data.csv", "--weights", weights, "--out", "out").stderr == ""
    first = _rows(folder / "out/ranking.csv")[0]
    assert first["unit"] == "u2"
    assert float(first["score"]) == pytest.approx(best, abs=1e-12)


def test_weights_that_there_are_not_are_refused_by_the_option(folder: Path) -> None:
    done = run(folder, "score", "meta.csv", "data.csv", "--weights", "equl", "--out", "out", "--language", "en")
    assert done.stderr.startswith("meta.csv: --weights: there is no 'equl'; write one of given, equal, pca.")
    assert (done.returncode, (folder / "out").exists()) == (2, False)


def test_scores_are_written_with_full_precision(folder: Path) -> None:
    run(folder, "score", "DTI-2024", "dti.csv", "--out", "out")
    total = next(row for row in _rows(folder / "out/scores.csv") if row["unit"] == "01" and row["level"] == "2")
    assert total["score"] == repr((50 + 50 + 0.9286 * 140 + 90 + 80.82 + 113.22 + 138.75 + 121.905) / 940)
    assert (total["max_score"], total["rank"]) == ("1.0", "1")


def test_a_catalogue_index_is_found_by_its_family_and_year(folder: Path) -> None:
    assert run(folder, "score", "DTI", "dti.csv", "--round", "2024", "--out", "out").returncode == 0
    assert [row["unit"] for row in _rows(folder / "out/ranking.csv")][:2] == ["01", "46"]
    assert run(folder, "score", "DTI-2024", "dti.csv", "--round", "2024", "--out", "again").returncode == 0
    wrong = run(folder, "score", "DTI-2024", "dti.csv", "--round", "2022", "--out", "wrong")
    assert wrong.returncode == 2
    assert "2022" in wrong.stderr


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ("unit,a,b\nu1,x,2\nu2,3,4\n", ("row 2", "column a", '"x"')),
        ('unit,a,b\nu1,"12,5",2\nu2,3,4\n', ("row 2", "column a", '"12,5"', "12.5")),
        ("unit,a,b\nu1,1,2\nu1,3,4\n", ("row 3", "column unit", '"u1"')),
        ("unit,a,b,z\nu1,1,2,3\n", ("row 1", "column z")),
        ("unit,a\nu1,1\n", ("row 1", "column b")),
        ("unit,a,b,R\nu1,1,2,9\nu2,3,4,3.75\n", ("row 2", "column R", '"9.0"', "1.75")),
    ],
)
def test_bad_data_is_named_on_one_line_and_nothing_is_written(folder: Path, data: str, names: tuple[str, ...]) -> None:
    (folder / "data.csv").write_text(data, "utf-8")
    done = run(folder, "score", "meta.csv", "data.csv", "--out", "out", "--language", "en")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("data.csv")
    assert [name for name in names if name not in line] == []
    assert not (folder / "out").exists()


def test_several_faults_are_several_lines_in_vietnamese(folder: Path) -> None:
    (folder / "data.csv").write_text("unit,a,b\nu1,x,y\n", "utf-8")
    done = run_alone(folder, "score", "meta.csv", "data.csv", "--out", "out")
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        'data.csv, dòng 2, đơn vị u1, cột a, giá trị "x"',
        'data.csv, dòng 2, đơn vị u1, cột b, giá trị "y"',
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "nowhere.csv", "data.csv"),
        ("score", "meta.csv", "nowhere.csv"),
        ("score", "NO-SUCH-INDEX", "data.csv"),
        ("score", "meta.csv", "data.csv", "--normalise", "minmx"),
        ("score", "meta.csv", "data.csv", "--aggregate", "sum,sum"),
        ("score", "meta.csv", "data.csv", "--missing", "maybe"),
        ("score", "meta.csv", "data.csv", "--treat", "winsorize"),
        ("score", "meta.csv", "data.csv", "--impute", "group_mean:region"),
        ("score", "meta.csv", "data.csv", "--past", "nowhere.csv"),
        ("score", "DTI-2024", "dti.csv", "--impute", "mean"),
        ("score", "meta.csv", "data.csv", "--round", "2024"),
        ("score", "DTI-2024", "dti.csv", "--missing", "zero"),
        ("score", "meta.csv", "data.csv", "--aggregate", "geometric", "--normalise", "minmax:0,1"),
        ("robustness", "meta.csv", "data.csv", "--draws", "0"),
        ("robustness", "meta.csv", "data.csv", "--noise", "1"),
        ("robustness", "meta.csv", "data.csv", "--noise", "nan"),
    ],
)
def test_bad_input_ends_with_2_and_writes_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    done = run(folder, *arguments, "--out", "out")
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("meta.csv", "data.csv", "--normalise", "minmx"), "meta.csv: --normalise: there is no normalisation 'minmx'"),
        (("meta.csv", "data.csv", "--aggregate", "sum,sum"), "meta.csv: --aggregate: 2 aggregations for 1 level"),
        (
            ("meta.csv", "data.csv", "--impute", "mode"),
            "meta.csv: --impute: there is no 'mode'; write one of none, mean",
        ),
        (
            ("meta.csv", "data.csv", "--treat", "log"),
            "meta.csv: --treat: there is no 'log'; write one of none, winsorise",
        ),
        (("meta.csv", "data.csv", "--aggregate", "power"), "meta.csv: --aggregate: power takes an exponent"),
        (("meta.csv", "data.csv", "--round", "2024"), "meta.csv: --round: "),
        (("DTI-2024", "dti.csv", "--missing", "zero"), "DTI-2024: --missing: "),
        (("DTI", "dti.csv", "--round", "1999"), "DTI: --round: "),
    ],
)
def test_an_option_that_does_not_fit_is_one_line(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    (line,) = run(folder, "score", *arguments, "--out", "out", "--language", "en").stderr.splitlines()
    assert line.startswith(says)


def test_a_wrong_definition_is_named_in_the_language_that_was_asked_for(folder: Path) -> None:
    (folder / "meta.csv").write_text(META.replace("a,A,1,R,1,1", "a,A,1,X,1,1"), "utf-8")
    said = {
        language: run(folder, "score", "meta.csv", "data.csv", "--out", "out", "--language", language).stderr
        for language in ("vi", "en")
    }
    assert said["vi"].startswith("meta.csv:2: a: parent “X” không có trong bảng.")
    assert said["en"].startswith("meta.csv:2: a: parent 'X' is not in the table.")
    assert run(folder, "score", "meta.csv", "data.csv", "--normalise", "rnk", "--out", "out").stderr == (
        "meta.csv: --normalise: không có cách chuẩn hóa “rnk”. Có phải “rank”?\n"
    )


def test_an_out_that_is_a_file_is_refused_and_left_alone(folder: Path) -> None:
    (folder / "out").write_text("mine", "utf-8")
    assert run(folder, "score", "meta.csv", "data.csv", "--out", "out").returncode == 2
    assert (folder / "out").read_text("utf-8") == "mine"
    assert sorted(path.name for path in folder.iterdir()) == ["data.csv", "dti.csv", "meta.csv", "out"]


def test_the_same_seed_gives_the_same_file_byte_for_byte(folder: Path) -> None:
    for out, seed in (("one", "5"), ("two", "5"), ("three", "6")):
        done = run_alone(folder, "robustness", "DTI-2024", "dti.csv", "--draws", "500", "--seed", seed, "--out", out)
        assert (done.returncode, done.stderr) == (0, "")
    one, two, three = ((folder / out / "rank_intervals.csv").read_bytes() for out in ("one", "two", "three"))
    assert one == two
    assert one != three
    assert one.startswith(b"unit,rank,median,p05,p95,mean\n01,1,1.0,1.0,1.0,1.0")


def test_scoring_loads_no_web_and_no_database() -> None:
    code = (
        "import sys, assessment.cli.scoring, scoring;"
        "print([name for name in ('flask', 'sqlalchemy', 'wtforms', 'weasyprint') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_help_names_every_command_without_importing_it() -> None:
    done = run_alone(Path.cwd(), "--help")
    assert done.returncode == 0
    named = ("score", "robustness", "catalogue", "data", "demo", "report", "user")
    assert [name for name in named if f"\n  {name} " not in done.stdout] == []

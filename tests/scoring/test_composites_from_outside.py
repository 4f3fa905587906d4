"""Composite indices from two plain tables, as their users build them, against a second computation in plain Python."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from math import log
from pathlib import Path

import pytest

from tests.scoring import by_hand, command

HEADER = "code,name,level,parent,weight,direction,transform,lower,upper,target,normalise,aggregate"
Scored = dict[tuple[str, str], float | None]


def run(folder: Path, *options: str) -> tuple[Scored, list[list[str]]]:
    """Scores by unit and node, and the ranking's rows, of meta.csv and data.csv of a folder."""
    done = command.run(folder, "score", "meta.csv", "data.csv", "--out", "out", *options)
    assert (done.returncode, done.stderr) == (0, "")
    with (folder / "out/scores.csv").open(encoding="utf-8", newline="") as file:
        scores = {
            (row["unit"], row["node"]): float(row["score"]) if row["score"] else None for row in csv.DictReader(file)
        }
    with (folder / "out/ranking.csv").open(encoding="utf-8", newline="") as file:
        return scores, list(csv.reader(file))[1:]


def write(folder: Path, meta: list[str], data: list[str]) -> None:
    for name, lines in (("meta.csv", [HEADER, *meta]), ("data.csv", data)):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def same(found: Scored, expected: Scored) -> None:
    assert found.keys() == expected.keys()
    for place, wanted in expected.items():
        if wanted is None:
            assert found[place] is None, place
        else:
            assert found[place] == pytest.approx(wanted, rel=1e-12, abs=1e-12), place


# Figures of the Human Development Report 2021/22, table 1 (rounded as printed there, written down from memory), and the
# goalposts of its technical note 1: 20 and 85 years, 0 and 18, 0 and 15 years, 100 and 75,000 dollars.
HDI_META = [
    "le,Life expectancy,1,HEALTH,1,1,,20,85,,,",
    "eys,Expected schooling,1,EDU,1,1,,0,18,,,",
    "mys,Mean schooling,1,EDU,1,1,,0,15,,,",
    "gni,Income,1,LIVING,1,1,log,100,75000,,,",
    "HEALTH,Health,2,HDI,1,1,,,,,,",
    "EDU,Education,2,HDI,1,1,,,,,,",
    "LIVING,Living standard,2,HDI,1,1,,,,,,",
    "HDI,Human development,3,,,,,,,,,",
]
HDI_DATA = [
    "unit,name,le,eys,mys,gni",
    "CHE,Switzerland,84.0,16.5,13.9,66933",
    "NOR,Norway,83.2,18.2,13.0,64660",
    "ISL,Iceland,82.7,19.2,13.8,55782",
    "VNM,Viet Nam,73.6,13.0,8.4,7867",
    "SSD,South Sudan,55.0,5.5,5.7,768",
]
PUBLISHED_HDI = {"CHE": 0.962, "NOR": 0.961, "ISL": 0.959, "VNM": 0.703, "SSD": 0.385}


def test_human_development_goalposts_logarithm_and_a_geometric_mean_of_three_dimensions(tmp_path: Path) -> None:
    write(tmp_path, HDI_META, HDI_DATA)
    scores, ranking = run(tmp_path, "--normalise", "goalposts", "--aggregate", "arithmetic,geometric")
    # Viet Nam: health 53.6 / 65, education (13 / 18 + 8.4 / 15) / 2, income ln 78.67 / ln 750, and their cube root
    health, education, income = 53.6 / 65, (13 / 18 + 8.4 / 15) / 2, log(78.67) / log(750)
    assert scores["VNM", "EDU"] == pytest.approx(education, abs=1e-15)
    assert scores["VNM", "HDI"] == pytest.approx((health * education * income) ** (1 / 3), abs=1e-15)
    assert scores["NOR", "eys"] == 1.0  # 18.2 years are over the upper goalpost
    # printed figures are rounded inputs: a year of life is 1/65 of a third, so 0.05 years move less than 0.001
    for unit, published in PUBLISHED_HDI.items():
        assert scores[unit, "HDI"] == pytest.approx(published, abs=0.0011)
    assert [row[1] for row in ranking] == ["CHE", "NOR", "ISL", "VNM", "SSD"]
    same(scores, by_hand.scored(tmp_path / "meta.csv", tmp_path / "data.csv", "goalposts", "arithmetic,geometric"))


EGDI_META = [
    "osi,Online services,1,EGDI,1,1,,,,,none,",
    "mob,Mobile,1,TII,1,1,,,,,,",
    "net,Internet users,1,TII,1,1,,,,,,",
    "fix,Fixed broadband,1,TII,1,1,,,,,,",
    "wir,Wireless broadband,1,TII,1,1,,,,,,",
    "lit,Adult literacy,1,HCI,1,1,,,,,,",
    "enr,Gross enrolment,1,HCI,2/9,1,,,,,,",
    "TII,Infrastructure,2,EGDI,1,1,,,,,,",
    "HCI,Human capital,2,EGDI,1,1,,,,,,",
    "EGDI,E-government,3,,1,1,,,,,,",
]


def made_up(units: int, columns: list[str], gaps: float = 0.0, seed: int = 1) -> list[str]:
    """Rows of positive values with some cells left empty."""
    generator = random.Random(seed)
    rows = [
        [f"u{place}", *("" if generator.random() < gaps else f"{generator.lognormvariate(3, 1):.4f}" for _ in columns)]
        for place in range(units)
    ]
    return [",".join(["unit", *columns]), *(",".join(row) for row in rows)]


def test_e_government_nested_means_of_values_from_0_to_1(tmp_path: Path) -> None:
    meta = [line.replace("2/9", "2") for line in EGDI_META]
    write(tmp_path, meta, made_up(40, ["osi", "mob", "net", "fix", "wir", "lit", "enr"]))
    for method in ("minmax:0,1", "zscore:0,1"):
        scores, _ranking = run(tmp_path, "--normalise", method)
        same(scores, by_hand.scored(tmp_path / "meta.csv", tmp_path / "data.csv", method))
    # one unit by hand: a third each of the services as they are, the mean of four, and literacy once, enrolment twice
    tii = sum(scores["u7", code] or 0 for code in ("mob", "net", "fix", "wir")) / 4
    hci = ((scores["u7", "lit"] or 0) + 2 * (scores["u7", "enr"] or 0)) / 3
    assert scores["u7", "EGDI"] == pytest.approx(((scores["u7", "osi"] or 0) + tii + hci) / 3, rel=1e-12)


def test_competitiveness_from_1_to_7_with_costs_turned_and_weights_of_subindices(tmp_path: Path) -> None:
    meta = [
        "a,A,1,P1,1,1,,,,,,", "b,B,1,P1,1,-1,,,,,,", "c,C,1,P2,0.5,1,,,,,,", "d,D,1,P2,1,-1,,,,,,",
        "e,E,1,P3,1,1,,,,,,", "P1,Pillar 1,2,S1,1,1,,,,,,", "P2,Pillar 2,2,S1,1,1,,,,,,", "P3,Pillar 3,2,S2,1,1,,,,,,",
        "S1,Basic,3,GCI,0.6,1,,,,,,", "S2,Efficiency,3,GCI,0.4,1,,,,,,", "GCI,Competitiveness,4,,1,1,,,,,,",
    ]  # fmt: skip
    write(tmp_path, meta, ["unit,a,b,c,d,e", "x,10,1,3,9,50", "y,30,4,1,5,70", "z,20,5,2,1,90"])
    scores, ranking = run(tmp_path, "--normalise", "minmax:1,7")
    # z: a 6 × (20 - 10) / 20 + 1 = 4; b is the worst, 1; c 4; d the best, 7; e 7
    assert [scores["z", code] for code in "abcde"] == pytest.approx([4, 1, 4, 7, 7])
    # P1 (4 + 1) / 2 = 2.5; P2 (0.5 × 4 + 7) / 1.5 = 6; S1 4.25; S2 7; 0.6 × 4.25 + 0.4 × 7 = 5.35
    assert [scores["z", code] for code in ("P1", "P2", "S1", "S2", "GCI")] == pytest.approx([2.5, 6, 4.25, 7, 5.35])
    assert [row[1] for row in ranking] == ["z", "y", "x"]


METHODS = (
    "none",
    "minmax:1,10",
    "zscore:50,10",
    "scaled",
    "goalposts",
    "rank",
    "borda",
    "prank",
    "fracmax",
    "dist2max",
    "dist2targ",
)


@pytest.mark.parametrize("missing", ["skip", "zero"])
@pytest.mark.parametrize("method", METHODS)
def test_every_normalisation_in_both_directions_with_and_without_a_logarithm(
    tmp_path: Path, method: str, missing: str
) -> None:
    meta = [
        "a,A,1,P,3,1,,2,90,60,,", "b,B,1,P,1,-1,,2,90,2,,", "c,C,1,R,2,1,log,2,90,60,,", "d,D,1,R,1,-1,log,2,90,2,,",
        "P,P,2,R,1.5,1,,,,,,", "R,R,3,,1,1,,,,,,",
    ]  # fmt: skip
    write(tmp_path, meta, made_up(25, list("abcd"), gaps=0.2, seed=len(method)))
    scores, _ranking = run(tmp_path, "--normalise", method, "--missing", missing)
    same(scores, by_hand.scored(tmp_path / "meta.csv", tmp_path / "data.csv", method, missing=missing))


MEANS = ("sum", "arithmetic", "geometric", "harmonic")
OWN = ("", "", "minmax:2,5", "rank", "zscore:9,1", "goalposts")  # all above 0, so that every mean takes them
INNER = {"P0": (2, "S0"), "P1": (2, "S0"), "P2": (2, "S1"), "S0": (3, "R"), "S1": (3, "R"), "R": (4, "")}


def any_tree(generator: random.Random, leaves: list[str]) -> list[list[str]]:
    """Rows of a tree of four levels in any order; an indicator may stand below any of them."""
    parents = [generator.choice(("P0", "P1", "P2", "S0", "R")) for _leaf in leaves]
    used = {"R", *parents, *(INNER[code][1] for code in parents if code != "R")}
    rows = [
        [code, code, str(level), above, generator.choice("12"), "1", *[""] * 5, generator.choice(("", "", *MEANS))]
        for code, (level, above) in INNER.items()
        if code in used
    ]
    for leaf, above in zip(leaves, parents, strict=True):
        turned, taken = generator.choice(("1", "-1")), generator.choice(("", "log"))
        weight, own = generator.choice(("0.5", "1", "3")), generator.choice(OWN)
        rows.append([leaf, leaf, "1", above, weight, turned, taken, "0.001", "9000", "", own, ""])
    generator.shuffle(rows)
    return rows


@pytest.mark.parametrize("seed", range(12))
def test_any_tree_with_any_methods_and_gaps_gives_what_plain_python_gives(tmp_path: Path, seed: int) -> None:
    generator = random.Random(seed)
    leaves = [f"i{place}" for place in range(8)]
    meta, data = tmp_path / "meta.csv", tmp_path / "data.csv"
    with meta.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER.split(","), *any_tree(generator, leaves)])
    data.write_text("\n".join(made_up(20, leaves, gaps=0.25, seed=seed)), encoding="utf-8")
    levels = ",".join(generator.choice(MEANS) for _level in range(3))
    aggregate, missing = generator.choice((levels, generator.choice(MEANS))), generator.choice(("skip", "zero"))
    options = ("--normalise", "minmax:1,10", "--aggregate", aggregate, "--missing", missing)
    same(run(tmp_path, *options)[0], by_hand.scored(meta, data, "minmax:1,10", aggregate, missing))


def test_a_weight_of_zero_leaves_an_indicator_out_of_every_mean(tmp_path: Path) -> None:
    meta = ["a,A,1,R,1,1,,,,,,", "b,B,1,R,0,1,,,,,,", "c,C,1,R,1,1,,,,,,", "R,R,2,,1,1,,,,,,"]
    write(tmp_path, meta, ["unit,a,b,c", "u,2,-5,8", "v,1,0,9"])
    expected = {"arithmetic": 5, "geometric": 4, "harmonic": 2 / (1 / 2 + 1 / 8), "sum": 10}
    for aggregate, wanted in expected.items():
        assert run(tmp_path, "--aggregate", aggregate)[0]["u", "R"] == pytest.approx(wanted, rel=1e-12)


PLAIN = ["a,A,1,R,1,1,,,,,,", '"b","Chỉ tiêu, có dấu phẩy",1,R,3,-1,,,,,"minmax:0,10",', "R,R,2,,1,1,,,,,,"]
ROWS = ["unit,name,a,b", '01,"Hà Nội, thủ đô",1,5', "02,Hà Giang,,7", "04,Cao Bằng,3,"]


@pytest.mark.parametrize(
    "shaped",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: (text.replace("\n", "\n\n") + "\n\n").encode(),
        lambda text: text.replace("01,", " 01 ,").replace(",5", ' ," 5 "').encode(),
        lambda text: text.removesuffix("\n").encode(),
        lambda text: "\n".join([text.splitlines()[0], *reversed(text.splitlines()[1:])]).encode(),
    ],
    ids=["plain", "byte order mark", "CRLF", "blank lines", "quotes and blanks", "no last line end", "other order"],
)
def test_a_file_may_come_as_any_program_writes_it(tmp_path: Path, shaped: Callable[[str], bytes]) -> None:
    write(tmp_path, PLAIN, ROWS)
    expected, _ranking = run(tmp_path)
    for name in ("meta.csv", "data.csv"):
        (tmp_path / name).write_bytes(shaped((tmp_path / name).read_text("utf-8")))
    found, ranking = run(tmp_path)
    assert found == expected
    # b turned, from −7 and −5 to 0 and 10: 01 (1 + 3 × 10) / 4 = 7.75, 04 has a alone, 02 b alone
    assert ranking == [
        ["1", "01", "Hà Nội, thủ đô", "7.75", ""],
        ["2", "04", "Cao Bằng", "3.0", ""],
        ["3", "02", "Hà Giang", "0.0", ""],
    ]


def test_a_column_the_index_does_not_have_is_refused_or_left_out(tmp_path: Path) -> None:
    write(tmp_path, PLAIN, [f"{row},{extra}" for row, extra in zip(ROWS, ("region", "x", "y", ""), strict=True)])
    refused = command.run(tmp_path, "score", "meta.csv", "data.csv", "--out", "out", "--language", "en")
    assert refused.stderr == (
        'data.csv, row 1, column region, value "region": the index has no such code; correct the column\'s name, '
        "or run with --ignore-extra to leave it out\n"
    )
    assert (refused.returncode, (tmp_path / "out").exists()) == (2, False)
    assert run(tmp_path, "--ignore-extra")[0]["01", "R"] == 7.75

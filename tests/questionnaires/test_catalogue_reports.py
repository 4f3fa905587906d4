"""`assessment catalogue check`, `coverage` and `diff` say in Vietnamese what an editor of index sets needs to know."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessment.cli.catalogue import catalogue
from tests.questionnaires.careful import CAREFUL, CASES, POOL, STEPS, USING, pools, spoilt
from tests.questionnaires.documents import line_of
from tests.questionnaires.lint_cases import LEADER, in_item, rule

SECOND = USING.replace("BO-2026", "BO-749")
ENGLISH = in_item("en: The leader", "en: Người đứng đầu", LEADER)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(catalogue, [str(argument) for argument in arguments])


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_careful_set_passes_even_the_strict_check(tmp_path: Path) -> None:
    path = written(tmp_path / "set.yaml", CAREFUL)
    result = run("check", path, "--strict")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [f"{path}: BO-2026, 8 số liệu, đọc được", "0 lỗi, 0 cảnh báo, 0 ghi chú"]


def test_a_warning_is_printed_with_its_line_and_refused_only_by_the_strict_check(tmp_path: Path) -> None:
    text = spoilt(ENGLISH)
    path = written(tmp_path / "set.yaml", text)
    result = run("check", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[1:] == [
        f"{path}:{line_of(text, 'code: A.2')}: A.2: cảnh báo: tiếng Anh vẫn là tiếng Việt: Người đứng đầu "
        "(english-is-vietnamese)",
        "0 lỗi, 1 cảnh báo, 0 ghi chú (english-is-vietnamese 1)",
    ]
    assert run("check", path, "--strict").exit_code == 2


def test_an_error_of_the_linter_ends_with_2_and_stands_on_standard_error(tmp_path: Path) -> None:
    text = spoilt(rule(CASES, CASES.replace("bi_thu: 1", "bi_thu: 0.5")))
    path = written(tmp_path / "set.yaml", text)
    result = run("check", path)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"{path}:{line_of(text, 'code: A.2')}: A.2: lỗi: lựa chọn cao nhất chỉ được 50% điểm tối đa "
        "(unreachable-points)"
    ]


def test_a_finding_in_a_pool_names_the_file_of_the_pool_and_is_told_once(tmp_path: Path) -> None:
    poor = POOL.replace("    holder: khcn\n", "", 1)
    pools(tmp_path, {"chung": poor})
    first, second = written(tmp_path / "a.yaml", USING), written(tmp_path / "b.yaml", SECOND)
    told = [line for line in run("check", first, second).stdout.splitlines() if "cảnh báo:" in line]
    pool = tmp_path / "items" / "chung.yaml"
    assert told == [f"{pool}:{line_of(poor, 'so_xa:')}: so_xa: cảnh báo: chưa ghi cơ quan nắm số liệu (no-holder)"]


def test_the_shipped_catalogue_has_no_errors_and_its_pools_are_read_too() -> None:
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "questionnaires/catalogue/dti-2026.yaml: DTI-2026" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("0 lỗi, ")


def test_a_code_can_be_checked_as_well_as_a_file() -> None:
    result = run("check", "PCI-2016")
    assert result.exit_code == 0
    assert result.stdout.startswith("PCI-2016: PCI-2016, 10 số liệu, đọc được\n")


def test_the_coverage_of_named_sets_says_what_is_shared_and_saved(tmp_path: Path) -> None:
    pools(tmp_path, {"chung": POOL})
    second = spoilt(rule(STEPS, "{given: {item: so_xa}}"), text=SECOND)
    paths = written(tmp_path / "a.yaml", USING), written(tmp_path / "b.yaml", second)
    result = run("coverage", *paths, "--top", "1", "--out", tmp_path / "out" / "coverage.csv")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "bộ chỉ số  chỉ tiêu  số liệu  tỉnh nhập  dùng chung",
        "BO-2026           6        8          6           7",
        "BO-749            6        7          5           7",
        "",
        "Số liệu dùng cho từ hai bộ chỉ số: 7 trên 8",
        "  so_xa: Số xã có cáp quang",
        "    2 bộ, 3 chỉ tiêu: BO-2026 A.1 (20 điểm); BO-749 A.1, B.1 (30 điểm)",
        "",
        "Số ô tỉnh phải nhập: 11 nếu khai riêng từng bộ, 6 nếu mỗi số liệu khai một lần; bớt 5 ô (45,5%)",
        str(tmp_path / "out" / "coverage.csv"),
    ]
    by_code = {row["item"]: row for row in rows(tmp_path / "out" / "coverage.csv")}
    assert len(by_code) == 8
    assert (by_code["so_xa"]["BO-749"], by_code["so_xa"]["BO-749 points"]) == ("A.1 B.1", "30.0")
    assert (by_code["so_cuoc_hop"]["BO-749"], by_code["so_cuoc_hop"]["BO-749 points"]) == ("", "")


def test_the_coverage_without_names_takes_the_current_sets() -> None:
    result = run("coverage")
    assert result.exit_code == 0
    named = {line.split()[0] for line in result.stdout.partition("\n\n")[0].splitlines()[1:]}
    assert "DTI-2026" in named
    assert not named & {"DTI-2022", "DTI-2024", "PCI-2016", "PCI-2013-policy-bias"}


def test_the_difference_is_told_by_main_index_indicator_and_item(tmp_path: Path) -> None:
    old = written(tmp_path / "old.yaml", CAREFUL.replace("BO-2026", "BO-2025"))
    new = written(
        tmp_path / "new.yaml",
        spoilt(
            in_item("max_points: 10", "max_points: 12.5", LEADER),
            ("- code: A.3\n", "- code: A.4\n"),
            ("maximum: 5000", "maximum: 9000"),
            ("vi: cuộc, en: meetings", "vi: buổi, en: sessions"),
        ),
    )
    result = run("diff", old, new, "--out", tmp_path / "diff.csv")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "chỉ số chính  BO-2025  BO-2026  so với trước                tên",
        "A                  40     42,5  đổi cách đo hoặc cách chấm  Hạ tầng",
        "B                  30       30  đổi cách đo hoặc cách chấm  Hoạt động",
        "BO                 70     72,5  đổi cách đo hoặc cách chấm  Tất cả",
    ]
    assert blocks(lines) == {
        "Chỉ tiêu giữ nguyên: 4": ["  A.2: Người đứng đầu", "    điểm tối đa: 10 → 12,5"],
        "Chỉ tiêu đổi lời: 0": [],
        "Chỉ tiêu đổi cách đo hoặc cách chấm: 1": ["  B.1: Họp đều"],
        "Chỉ tiêu mới: 1": ["  A.4: Các kênh"],
        "Chỉ tiêu bỏ: 1": ["  A.3: Các kênh"],
        "Số liệu lấy lại được câu trả lời cũ: 7": ["  so_phieu: Số phiếu", "    giá trị lớn nhất: 5.000 → 9.000"],
        "Số liệu phải nhập lại: 1": [
            "  so_cuoc_hop: Số cuộc họp (đơn vị tính đổi)",
            "    đơn vị tính: cuộc → buổi",
        ],
        "Số liệu mới: 0": [],
        "Số liệu không hỏi nữa: 0": [],
    }
    by_code = {(row["old"], row["new"]): row for row in rows(tmp_path / "diff.csv")}
    assert by_code["", "A.4"]["relation"] == "new"
    assert by_code["so_cuoc_hop", "so_cuoc_hop"]["carries_over"] == "no: unit"


def blocks(lines: list[str]) -> dict[str, list[str]]:
    """Every heading with the lines below it."""
    found: dict[str, list[str]] = {}
    for line in lines[4:-1]:
        if line and not line.startswith(" "):
            found[line] = []
        elif line:
            found[list(found)[-1]].append(line)
    return found


@pytest.mark.parametrize("command", ["coverage", "diff"])
def test_a_set_that_cannot_be_read_ends_with_2_and_its_faults(tmp_path: Path, command: str) -> None:
    bad = written(tmp_path / "bad.yaml", CAREFUL.replace("year: 2026", "year: soon"))
    result = run(command, bad, bad)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{bad}:5: ")
    assert run("check", bad).exit_code == 2


def test_a_table_that_cannot_be_written_ends_with_2(tmp_path: Path) -> None:
    blocking = written(tmp_path / "out", "a file where a folder is wanted")
    result = run("coverage", "PCI-2016", "--out", blocking / "coverage.csv")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{blocking / 'coverage.csv'}: không ghi được: ")


def test_every_key_and_obstacle_that_can_change_has_a_word() -> None:
    from assessment.cli.diff import KEYS, OBSTACLES, RELATIONS
    from questionnaires.compare import ITEM_KEYS, NODE_KEYS, Obstacle, Relation

    assert set(KEYS) == {*ITEM_KEYS, *NODE_KEYS}
    assert set(OBSTACLES) == set(Obstacle)
    assert set(RELATIONS) == set(Relation)

"""One small definition as YAML, in which a test replaces the lines it is about."""

from __future__ import annotations

from pathlib import Path

from questionnaires import DefinitionError, Index, load

SMALL = """\
code: SMALL
name: {vi: Bộ nhỏ, en: Small set}
short_name: {vi: Nhỏ, en: Small}
source: {document: 749/QĐ-TTg, clause: khoản 1 mục X, status: derived}
year: 2026
holders:
  khcn: {vi: Sở Khoa học và Công nghệ, en: Department of Science and Technology}
units:
  xa: {vi: xã, en: communes}
items:
  so_xa:
    kind: number
    question: {vi: Số xã, en: Communes}
    source: {clause: điểm c khoản 1 mục II, status: derived}
    unit: xa
    holder: khcn
    minimum: 0
    maximum: 500
  tong_so_xa:
    kind: number
    question: {vi: Tổng số xã, en: All communes}
    source: {clause: điểm c khoản 1 mục II, status: derived}
  truong_ban:
    kind: choice
    question: {vi: Người làm Trưởng ban, en: The person in the chair}
    source: {clause: điểm a khoản 1 mục IV, status: official}
    choices:
      bi_thu: {vi: Bí thư, en: Secretary}
      khac: {vi: Người khác, en: Somebody else}
root:
  code: ALL
  name: {vi: Tất cả, en: All}
  source: {clause: khoản 1 mục X, status: derived}
  max_points: 30
  children:
    - code: A
      name: {vi: Xã có cáp quang, en: Communes with fibre}
      source: {clause: điểm c khoản 1 mục II, status: official}
      max_points: 20
      rule: {ratio: {numerator: so_xa, denominator: tong_so_xa}}
    - code: B
      name: {vi: Người đứng đầu, en: The leader}
      source: {clause: điểm a khoản 1 mục IV, status: derived}
      max_points: 10
      rule: {cases: {item: truong_ban, shares: {bi_thu: 1, khac: 0}}}
"""
RATIO = "rule: {ratio: {numerator: so_xa, denominator: tong_so_xa}}"
CASES = "rule: {cases: {item: truong_ban, shares: {bi_thu: 1, khac: 0}}}"
POINTS = ("  max_points: 30\n", "      max_points: 20\n", "      max_points: 10\n")


def without_points() -> str:
    """The document as a composite index."""
    text = SMALL
    for points in POINTS:
        text = changed(points, "", text)
    return text


def changed(old: str, new: str, text: str = SMALL) -> str:
    """The document with one place replaced; fails when the place is not there exactly once."""
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, part: str) -> int:
    """The number of the first line that contains `part`."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def read(folder: Path, text: str) -> Index:
    """The index of a document written to a file."""
    path = folder / "index.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def faults(folder: Path, text: str) -> list[tuple[int, str, str]]:
    """The faults of a document: line, node, message."""
    try:
        read(folder, text)
    except DefinitionError as error:
        return [(fault.line, fault.node, fault.message.en) for fault in error.faults]
    return []

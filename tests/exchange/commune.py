"""The index of the communes of Tây Ninh (62 indicators, 960 points) as a workbook an official made of the appendix.

`python -m tests.exchange.commune` writes it again. Codes, names and points are those of `dti-xa-tay-ninh.csv`, which
names its source. The source says nothing on how an indicator is scored: a percentage counts as it is, an amount against
the highest commune, a task as done, partly done or not; every such line is marked provisional and says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
TABLE, WORKBOOK = HERE / "dti-xa-tay-ninh.csv", HERE / "dti-xa-tay-ninh.xlsx"
PERCENTAGES = ("Tỷ lệ", "Tỉ lệ", "Tỷ trọng")  # how their names begin
AMOUNTS = ("2.4", "4.2", "4.7", "4.8", "4.9", "5.2")
YES_NO = ("3.5", "3.6")
UNNAMED = ("4.22", "Nhiệm vụ theo các kế hoạch chuyển đổi số", "Nguồn chỉ ghi mã của nhóm này, không ghi tên")
SETTINGS = (
    ("Mã bộ chỉ số", "DTI-XA-TAY-NINH-2025"),
    ("Tên bộ chỉ số", "Bộ chỉ số chuyển đổi số cấp xã tỉnh Tây Ninh"),
    ("Tên ngắn", "DTI xã Tây Ninh"),
    ("Văn bản", "Bộ chỉ số chuyển đổi số cấp xã tỉnh Tây Ninh, áp dụng cho năm 2025"),
    ("Căn cứ", "62 chỉ tiêu"),
    ("Mức tin cậy", "tạm thời, chờ đối chiếu"),
    ("Năm", 2025),
)
NOTES = {
    "phần trăm": "Nguồn không ghi cách chấm; tạm tính tỷ lệ nhân điểm tối đa",
    "so với cao nhất": "Nguồn không ghi cách chấm; tạm so với xã cao nhất",
    "từng trường hợp": "Nguồn không ghi cách chấm; tạm chia đủ, một phần, chưa",
}


def rows() -> list[dict[str, str]]:
    """The lines of the appendix."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def indicators() -> list[dict[str, str]]:
    """Those that are scored."""
    return [row for row in rows() if row["parent"]]


def item(code: str) -> str:
    """The code of the item of an indicator."""
    return f"ct_{code.replace('.', '_')}"


def rule(row: Mapping[str, str]) -> tuple[str, str | None]:
    """How an indicator is scored: the word and the levels, in points as an appendix has them."""
    if row["code"] in AMOUNTS:
        return "so với cao nhất", None
    if row["name"].startswith(PERCENTAGES):
        return "phần trăm", None
    points = float(row["max_points"])
    if row["code"] in YES_NO:
        return "từng trường hợp", f"Có = {points:g} điểm; Không = 0"
    return "từng trường hợp", f"Đầy đủ = {points:g} điểm; Một phần = {points / 2:g} điểm; Chưa = 0"


def workbook() -> Workbook:
    """The workbook: title, serial numbers, numbered columns and the sum at the foot, as appendices have them."""
    book = Workbook()
    del book["Sheet"]
    _sheet(book, "Thông tin chung", SETTINGS, ())
    _tree(book)
    head = ("STT", "Mã", "Loại", "Câu hỏi", "Danh sách lựa chọn", "Đơn vị tính", "Nhỏ nhất", "Lớn nhất", "Căn cứ")
    items = [(place, *_item(row)) for place, row in enumerate(indicators(), start=1)]
    _sheet(book, "Số liệu", items, head)
    choices = [
        ("muc_do", "day_du", "Đầy đủ"),
        (None, "mot_phan", "Một phần"),
        (None, "chua", "Chưa"),
        ("co_khong", "co", "Có"),
        (None, "khong", "Không"),
    ]
    _sheet(book, "Lựa chọn", choices, ("Danh sách", "Mã", "Lựa chọn"))
    return book


def _sheet(book: Workbook, name: str, lines: Any, head: tuple[str, ...]) -> Worksheet:
    page: Worksheet = book.create_sheet(name)
    for line in (head, *lines) if head else lines:
        page.append(line)
    return page


def _tree(book: Workbook) -> None:
    head = (
        "STT",
        "Mã",
        "Chỉ tiêu",
        "Điểm tối đa",
        "Cách chấm",
        "Số liệu",
        "Mức điểm",
        "Căn cứ",
        "Mức tin cậy",
        "Ghi chú nguồn",
    )
    title = [("BỘ CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP XÃ TỈNH TÂY NINH",), ("(62 chỉ tiêu, 960 điểm)",), ()]
    numbers = tuple(f"({number})" for number in range(1, len(head) + 1))
    page = _sheet(book, "Cây chỉ số", [*title, head, numbers, *_lines(), ("Tổng cộng", None, None, 960)], ())
    page.merge_cells("A1:J1")
    page["A1"].font, page["A1"].alignment = Font(bold=True), Alignment(horizontal="center")
    page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=3)


def _lines() -> Iterator[tuple[Any, ...]]:
    serial = 0
    for row in (each for group in _groups() for each in group):
        points = float(row["max_points"]) if row["max_points"] else None
        if not row["parent"]:
            yield None, row["code"], row["name"], points, None, None, None, f"nhóm {row['code']}", "chính thức"
        elif row["code"] == UNNAMED[0]:
            yield None, row["code"], row["name"], points, None, None, None, "chỉ tiêu 4.22", "tạm thời", UNNAMED[2]
        else:
            serial += 1
            word, levels = rule(row)
            clause = f"chỉ tiêu {row['code']}"
            yield (
                serial,
                row["code"],
                row["name"],
                points,
                word,
                item(row["code"]),
                levels,
                clause,
                "tạm thời",
                NOTES[word],
            )


def _groups() -> Iterator[list[dict[str, str]]]:
    """Each group with its indicators; before the first of the group without a name, that group."""
    found = rows()
    for group in (row for row in found if not row["parent"]):
        below = [row for row in found if row["parent"] and row["code"].startswith(f"{group['code']}.")]
        first = next((place for place, row in enumerate(below) if row["parent"] == UNNAMED[0]), None)
        if first is not None:
            below.insert(first, {"code": UNNAMED[0], "parent": group["code"], "name": UNNAMED[1], "max_points": ""})
        yield [group, *below]


def _item(row: Mapping[str, str]) -> tuple[Any, ...]:
    word, _ = rule(row)
    code, name, clause = item(row["code"]), row["name"], f"chỉ tiêu {row['code']}"
    if word == "từng trường hợp":
        return code, "chọn một", name, "co_khong" if row["code"] in YES_NO else "muc_do", None, None, None, clause
    bounds = ("%", 0, 100) if word == "phần trăm" else (None, 0, None)
    return code, "số", name, None, *bounds, clause


if __name__ == "__main__":
    workbook().save(WORKBOOK)

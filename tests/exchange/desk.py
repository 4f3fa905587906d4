"""A small workbook as an official would type it, of which a test changes the cells it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from assessment.exchange.workbooks import read_workbook
from questionnaires import DefinitionError, Index

Rows = list[list[Any]]
Sheets = dict[str, Rows]

ABOUT, TREE, ITEMS, CHOICES, NAMES = "Thông tin chung", "Cây chỉ số", "Số liệu", "Lựa chọn", "Danh mục"
BANDS = "Mức"

# The same index as tests/questionnaires/documents.py has as YAML.
SMALL: Sheets = {
    ABOUT: [
        ["Nội dung", "Giá trị"],
        ["Mã bộ chỉ số", "SMALL"],
        ["Tên bộ chỉ số (tiếng Việt)", "Bộ nhỏ"],
        ["Tên bộ chỉ số (tiếng Anh)", "Small set"],
        ["Tên ngắn (tiếng Việt)", "Nhỏ"],
        ["Tên ngắn (tiếng Anh)", "Small"],
        ["Văn bản", "749/QĐ-TTg"],
        ["Căn cứ", "khoản 1 mục X"],
        ["Mức tin cậy", "suy ra từ văn bản"],
        ["Năm", 2026],
    ],
    TREE: [
        ["Mã", "Thuộc", "Tên chỉ số (tiếng Việt)", "Tên chỉ số (tiếng Anh)", "Điểm tối đa", "Cách chấm điểm", "Phần",
         "Số liệu (mã)", "Mẫu số (mã)", "Mức điểm", "Căn cứ", "Mức tin cậy"],
        ["ALL", None, "Tất cả", "All", 30, None, None, None, None, None, "khoản 1 mục X", "suy ra từ văn bản"],
        ["A", "ALL", "Xã có cáp quang", "Communes with fibre", 20, "tỷ lệ", None, "so_xa", "tong_so_xa", None,
         "điểm c khoản 1 mục II", "chính thức"],
        ["B", "ALL", "Người đứng đầu", "The leader", 10, "từng trường hợp", None, "truong_ban", None,
         "bi_thu = 100%; khac = 0", "điểm a khoản 1 mục IV", "suy ra từ văn bản"],
    ],
    ITEMS: [
        ["Mã", "Loại", "Câu hỏi (tiếng Việt)", "Câu hỏi (tiếng Anh)", "Danh sách lựa chọn", "Đơn vị tính", "Nhỏ nhất",
         "Lớn nhất", "Đơn vị cung cấp", "Căn cứ", "Mức tin cậy"],
        ["so_xa", "số", "Số xã", "Communes", None, "xã", 0, 500, "Sở Khoa học và Công nghệ",
         "điểm c khoản 1 mục II", "suy ra từ văn bản"],
        ["tong_so_xa", "số", "Tổng số xã", "All communes", None, None, None, None, None, "điểm c khoản 1 mục II",
         "suy ra từ văn bản"],
        ["truong_ban", "chọn một", "Người làm Trưởng ban", "The person in the chair", "nguoi", None, None, None, None,
         "điểm a khoản 1 mục IV", "chính thức"],
    ],
    CHOICES: [
        ["Danh sách", "Mã lựa chọn", "Lựa chọn (tiếng Việt)", "Lựa chọn (tiếng Anh)"],
        ["nguoi", "bi_thu", "Bí thư", "Secretary"],
        ["nguoi", "khac", "Người khác", "Somebody else"],
    ],
    NAMES: [
        ["Loại danh mục", "Mã ngắn", "Tên (tiếng Việt)", "Tên (tiếng Anh)"],
        ["đơn vị cung cấp", None, "Sở Khoa học và Công nghệ", "Department of Science and Technology"],
        ["đơn vị tính", None, "xã", "communes"],
    ],
}  # fmt: skip


def small(*changes: tuple[str, str, Any], without: Sequence[str] = ()) -> Sheets:
    """The small workbook with cells changed: (sheet, cell such as "C3", value); rows grow as needed."""
    sheets = deepcopy(SMALL)
    for sheet, cell, value in changes:
        rows = sheets.setdefault(sheet, [])
        column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
        while len(rows) <= row:
            rows.append([])
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    return {name: rows for name, rows in sheets.items() if name not in without}


def typed(sheets: Mapping[str, Rows]) -> Workbook:
    """The sheets as a workbook."""
    book = Workbook()
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    del book["Sheet"]
    return book


def saved(book: Workbook) -> bytes:
    """What is in the file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(sheets: Mapping[str, Rows]) -> Index:
    """The index of a workbook."""
    return read_workbook(saved(typed(sheets)), "bo.xlsx")


def faults(content: bytes | Mapping[str, Rows]) -> list[str]:
    """What is said about a workbook, without the name of the file."""
    try:
        read_workbook(content if isinstance(content, bytes) else saved(typed(content)), "bo.xlsx")
    except DefinitionError as error:
        return [str(fault).removeprefix("bo.xlsx: ") for fault in error.faults]
    return []

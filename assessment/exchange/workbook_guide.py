"""The first sheet of a workbook: in Vietnamese, what every column means, with an example, and every scoring rule."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.workbook_columns import GUIDE, SHEETS, Column, Kind
from assessment.exchange.workbook_style import BLUE, BOLD, FONT, HEADING, LINE, PLAIN, TOP
from assessment.exchange.workbook_words import VOCABULARIES, listed

RULES = Path(__file__).with_name("workbook_rules.csv")
WIDTHS = (36, 80, 56, 26)
INTRODUCTION = (
    "Tệp này là một bộ chỉ số. Sửa trong các trang bên cạnh rồi nạp lại. Sai ở ô nào, hệ thống báo đúng trang, dòng, "
    "cột và cách sửa; còn một lỗi thì không nạp gì.",
    "Trang bắt buộc: Thông tin chung, Cây chỉ số, Số liệu. Các trang khác để trống hoặc xóa được.",
    "Tên cột viết hoa, viết thường, có dấu hay không dấu đều được; thứ tự cột tùy ý; thêm được cột STT và cột Ghi chú. "
    "Trang có tên bắt đầu bằng Ghi chú, Phụ lục hay Hướng dẫn không được đọc.",
    "Số thập phân dùng dấu phẩy (12,5). Tỷ lệ viết kèm dấu % (80%). Mức điểm viết % của điểm tối đa (50%) "
    "hoặc số điểm (20 điểm).",
    "Mã dạng 4.10 phải để định dạng ô là Văn bản, nếu không Excel đổi thành 4.1. Không để dòng, cột, trang bị ẩn.",
    "Tiếng Anh để trống được; khi đó giao diện tiếng Anh hiện tiếng Việt.",
)


def guide(page: Worksheet) -> None:
    """Fill the sheet of the guide."""
    page.title = GUIDE
    for number, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append(["Hướng dẫn soạn bộ chỉ số bằng Excel"])
    page["A1"].font = Font(name=FONT, size=16, bold=True)
    for text in INTRODUCTION:
        page.append([text])
        _draw_last(page)
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=len(WIDTHS))
        page.row_dimensions[page.max_row].height = 32  # merged cells do not grow with their text
    _table(page, "Các cách chấm điểm", ("Cách chấm điểm", "Nghĩa là", "Ví dụ", ""), _rules())
    for sheet in SHEETS.values():
        rows = [_about(column) for column in sheet.columns.values()]
        _table(page, f"Trang {sheet.name}: {sheet.about}", ("Cột", "Viết gì", "Ví dụ", "Tên khác của cột"), rows)
    page.sheet_view.showGridLines = False


def _rules() -> list[Sequence[str]]:
    with RULES.open(encoding="utf-8", newline="") as file:
        return [
            (
                VOCABULARIES["rule"][row["rule"]],
                f"{row['meaning']}. Điền: {row['columns']}.",
                row["example"],
                row["rule"],
            )
            for row in csv.DictReader(file)
        ]


def _about(column: Column) -> Sequence[str]:
    words = f"Một trong: {listed(column.words)}." if column.kind in (Kind.WORD, Kind.YES_NO) else ""
    needed = "Bắt buộc." if column.required else "Thêm cột này khi cần." if column.rare else ""
    about = f"{column.about.rstrip('.')}." if column.about else ""
    text = " ".join(part for part in (needed, about, words) if part)
    return column.heading, text, column.example, column.key


def _table(page: Worksheet, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    page.append([])
    page.append(["", ""])
    page.cell(page.max_row, 1, title).font = Font(name=FONT, size=13, bold=True)
    page.append(list(headings))
    for cell in page[page.max_row]:
        cell.font, cell.fill = HEADING, BLUE
    for row in rows:
        page.append(list(row))
        _draw_last(page)
        page.cell(page.max_row, 1).font = BOLD


def _draw_last(page: Worksheet) -> None:
    for cell in page[page.max_row]:
        cell.font, cell.alignment, cell.border = PLAIN, TOP, LINE

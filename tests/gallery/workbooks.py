"""The states of a form by Excel: the page, a refused file, a preview with all four groups."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook, load_workbook
from playwright.sync_api import FilePayload, Page

from assessment.exchange.answer_writing import HEADING_ROW
from tests.gallery.camera import Camera, save
from tests.served import current_round

EXCEL = f"/phieu/{current_round()}/excel"
SECTION = "KTS"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def by_excel(camera: Camera, officer: str, lead: str) -> None:
    """An officer with a file, and a lead who was faster at its first figure; nothing of it is written."""
    page = camera.visit("workbook", "Nhập, xuất Excel", EXCEL, officer)
    send(page, b"no workbook")
    camera.take("workbook-refused", "Tệp không đọc được (422)", page)
    book = downloaded(page)
    theirs = camera.page(lead)
    theirs.goto(f"{camera.address}/phieu/{current_round()}/{SECTION}")
    theirs.locator("input.amount[inputmode=decimal]").nth(1).fill("2")
    with theirs.expect_navigation():
        save(theirs)
    send(page, filled_in(book))
    camera.take("workbook-preview", "Xem trước tệp Excel", page)
    camera.visit("workbook-waiting", "Tệp đang chờ xác nhận", EXCEL, officer)
    page.goto(f"{camera.address}{EXCEL}/xem-truoc")
    with page.expect_navigation():
        page.click("button[name=drop]")


def downloaded(page: Page) -> Workbook:
    """The workbook of a section, as the page offers it."""
    answer = page.context.request.get(f"{page.url.partition('/phieu/')[0]}{EXCEL}/tai-xuong?muc={SECTION}")
    return load_workbook(BytesIO(answer.body()))


def filled_in(book: Workbook) -> bytes:
    """Two values, one of which the lead has changed, and a word where a number is asked for."""
    sheet = book.worksheets[1]
    column = next(at for at, cell in enumerate(sheet[HEADING_ROW], 1) if cell.value == "Giá trị")
    typed: tuple[int | str, ...] = (12, 42, "khoảng 30")
    for row, value in enumerate(typed, start=HEADING_ROW + 1):
        sheet.cell(row, column).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def send(page: Page, content: bytes) -> None:
    """Upload a file."""
    file: FilePayload = {"name": "đã nhập.xlsx", "mimeType": XLSX, "buffer": content}
    page.set_input_files("#workbook", file)
    with page.expect_navigation():
        page.click("main form .button")

"""Every fault of a workbook is named with sheet, row, column and what to write instead; nothing is half imported."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl.styles import Font

from tests.exchange.desk import ABOUT, BANDS, CHOICES, ITEMS, NAMES, TREE, faults, saved, small, typed

Change = tuple[str, str, Any]

# the cells changed, then the whole of what is said
FAULTS: dict[str, tuple[list[Change], str]] = {
    "a rule over an item that is not there": (
        [(TREE, "H3", "so_xe")],
        "trang 'Cây chỉ số', dòng 3, cột H (Số liệu (mã)): A: chưa có số liệu nào mang mã “so_xe”; sửa mã hoặc thêm "
        "một dòng vào trang Số liệu. Có phải “so_xa”?",
    ),
    "a rule over an item of another kind": (
        [(TREE, "I3", "truong_ban")],
        "trang 'Cây chỉ số', dòng 3, cột I (Mẫu số (mã)): A: số liệu “truong_ban” thuộc loại chọn một; ở đây viết mã "
        "của một số liệu loại số",
    ),
    "a ratio without denominator": (
        [(TREE, "I3", None)],
        "trang 'Cây chỉ số', dòng 3, cột I (Mẫu số (mã)): A: còn trống; viết mã của một số liệu loại số",
    ),
    "a rule nobody knows": (
        [(TREE, "F3", "tỷ lên")],
        "trang 'Cây chỉ số', dòng 3, cột F (Cách chấm điểm): A: “tỷ lên” không phải là một cách chấm; viết một trong: "
        "từng trường hợp; cộng từng ý; tỷ lệ; phần trăm; bậc thang; số lượng; phương án tốt nhất; cộng các phần; so "
        "với cao nhất; điểm khảo sát; tỷ lệ cho sẵn; giá trị; so với mốc; chỉ hỏi",
    ),
    "a parameter the rule does not take": (
        [(TREE, "J3", "4 = 100%")],
        "trang 'Cây chỉ số', dòng 3, cột J (Mức điểm): A: “Mức điểm” không dùng ở đây; xóa ô này",
    ),
    "an indicator without a rule": (
        [(TREE, "F4", None)],
        "trang 'Cây chỉ số', dòng 4, cột A (Mã): B: chưa có cách chấm và không có chỉ số nào thuộc nó; viết cách chấm, "
        "hoặc thêm các chỉ số thuộc nó",
    ),
    "a group with a rule": (
        [(TREE, "F2", "tỷ lệ"), (TREE, "H2", "so_xa"), (TREE, "I2", "tong_so_xa")],
        "trang 'Cây chỉ số', dòng 2, cột A (Mã): ALL: dòng này vừa có cách chấm vừa có chỉ số thuộc nó; xóa cách chấm "
        "hoặc chuyển các chỉ số kia sang dòng khác",
    ),
    "points that could be percentages": (
        [(TREE, "J4", "bi_thu = 20; khac = 0")],
        "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm): B: “20” không rõ là phần trăm hay điểm; viết 20% hoặc 20 điểm",
    ),
    "more points than there are": (
        [(TREE, "J4", "bi_thu = 12 điểm; khac = 0")],
        "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm): B: “12 điểm” lớn hơn điểm tối đa 10; viết nhiều nhất 10 điểm, "
        "hoặc sửa điểm tối đa",
    ),
    "more than everything": (
        [(TREE, "J4", "bi_thu = 120%; khac = 0")],
        "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm): B: 120% lớn hơn 100%; viết một phần từ 0% đến 100%, ví dụ 50%",
    ),
    "a choice without its share": (
        [(TREE, "J4", "bi_thu = 100%")],
        "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm): B: lựa chọn “khac” chưa có mức điểm; viết thêm khac = 0 hoặc "
        "một mức khác",
    ),
    "a share for no choice": (
        [(TREE, "J4", "bi_thu = 100%; khac = 0; pho = 50%")],
        "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm): B: số liệu này không có lựa chọn “pho”. Đã có: bi_thu, khac.",
    ),
    "commas between the shares": (
        [(TREE, "J4", "bi_thu = 100%, khac = 0")],
        "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm): B: “bi_thu = 100%, khac = 0” không đọc được; ngăn các mức bằng "
        "dấu chấm phẩy; viết bi_thu = 100%; khac = 0",
    ),
    "steps that rise": (
        [(TREE, "F3", "bậc thang"), (TREE, "I3", None), (TREE, "J3", "2 = 50%; 4 = 100%")],
        "trang 'Cây chỉ số', dòng 3, cột J (Mức điểm): A: bậc 4 = 100% không thấp hơn bậc 2 = 50% viết trước nó; viết "
        "từ bậc cao nhất xuống",
    ),
    "points that do not add up": (
        [(TREE, "E2", 40)],
        "trang 'Cây chỉ số', dòng 2, cột E (Điểm tối đa): ALL: điểm tối đa ghi 40 nhưng các chỉ số thuộc nó cộng lại "
        "được 30 (A 20 + B 10); sửa một bên",
    ),
    "a sum at the foot that is wrong": (
        [(TREE, "E2", None), (TREE, "C5", "Tổng cộng"), (TREE, "E5", 31)],
        "trang 'Cây chỉ số', dòng 5, cột E (Điểm tối đa): ALL: điểm tối đa ghi 31 nhưng các chỉ số thuộc nó cộng lại "
        "được 30 (A 20 + B 10); sửa một bên",
    ),
    "a row that belongs nowhere": (
        [(TREE, "B3", "ALLL")],
        "trang 'Cây chỉ số', dòng 3, cột B (Thuộc): A: không có dòng nào mang mã “ALLL”; sửa mã hoặc thêm dòng đó. "
        "Có phải “ALL”?",
    ),
    "a row that belongs to itself": (
        [(TREE, "B3", "A")],
        "trang 'Cây chỉ số', dòng 3, cột B (Thuộc): A: “A” thuộc về chính nó, trực tiếp hay qua dòng khác; sửa cột "
        "Thuộc",
    ),
    "a code used twice": (
        [(TREE, "A4", "A")],
        "trang 'Cây chỉ số', dòng 4, cột A (Mã): A: mã “A” đã dùng ở dòng 3 trang 'Cây chỉ số'; mỗi dòng một mã riêng",
    ),
    "a row without a code": (
        [(TREE, "C5", "Chỉ số mới")],
        "trang 'Cây chỉ số', dòng 5, cột A (Mã): Chỉ số mới: chưa có mã; viết mã vào cột đầu, hoặc xóa dòng",
    ),
    "a part of a rule that has no parts": (
        [(TREE, "F5", "tỷ lệ"), (TREE, "H5", "so_xa")],
        "trang 'Cây chỉ số', dòng 5, cột A (Mã): B: dòng không có mã là một phần của chỉ số phía trên, nhưng cách "
        "chấm ở trên không chia phần; viết mã cho dòng này, hoặc ghi cách chấm ở trên là cộng các phần hay phương án "
        "tốt nhất",
    ),
    "a weight in words": (
        [(TREE, "E3", "hai mươi")],
        "trang 'Cây chỉ số', dòng 3, cột E (Điểm tối đa): A: “hai mươi” không phải là số; viết ví dụ 20",
    ),
    "points in percent": (
        [(TREE, "E3", "20%")],
        "trang 'Cây chỉ số', dòng 3, cột E (Điểm tối đa): A: “20%” là phần trăm, ở đây cần một số; viết ví dụ 20",
    ),
    "a decimal point": (
        [(TREE, "E3", "20.5")],
        "trang 'Cây chỉ số', dòng 3, cột E (Điểm tối đa): A: “20.5” không phải là số; dấu thập phân là dấu phẩy; viết "
        "ví dụ 20",
    ),
    "an unknown status": (
        [(TREE, "L3", "chắc chắn")],
        "trang 'Cây chỉ số', dòng 3, cột L (Mức tin cậy): A: “chắc chắn” không có trong danh sách; viết một trong: "
        "chính thức; tính từ số liệu công bố; suy ra từ văn bản; tạm thời",
    ),
    "a question that is missing": (
        [(ITEMS, "C2", None)],
        "trang 'Số liệu', dòng 2, cột C (Câu hỏi (tiếng Việt)): so_xa: còn trống; viết nội dung bằng tiếng Việt",
    ),
    "an item twice": (
        [(ITEMS, "A5", "so_xa"), (ITEMS, "B5", "số"), (ITEMS, "C5", "Số xã")],
        "trang 'Số liệu', dòng 5, cột A (Mã): bộ chỉ số: “so_xa” được viết hai lần, lần đầu ở dòng 2 trang 'Số liệu'; "
        "giữ lại một",
    ),
    "a kind nobody knows": (
        [(ITEMS, "B2", "chọn ba")],
        "trang 'Số liệu', dòng 2, cột B (Loại): so_xa: “chọn ba” không có trong danh sách; viết một trong: số; chọn "
        "một; chọn nhiều; ngày; chữ",
    ),
    "a unit of a choice": (
        [(ITEMS, "F4", "xã")],
        "trang 'Số liệu', dòng 4, cột F (Đơn vị tính): truong_ban: “Đơn vị tính” chỉ dùng cho số liệu loại số, đây là "
        "loại chọn một; xóa đi",
    ),
    "bounds the wrong way round": (
        [(ITEMS, "H2", -1)],
        "trang 'Số liệu', dòng 2, cột G (Nhỏ nhất): so_xa: giá trị nhỏ nhất 0 lớn hơn giá trị lớn nhất -1; đổi chỗ "
        "hai số",
    ),
    "a department nobody declared": (
        [(ITEMS, "I2", "Sở KHCN")],
        "trang 'Số liệu', dòng 2, cột I (Đơn vị cung cấp): so_xa: “Sở KHCN” chưa có trong trang Danh mục; sửa tên hoặc "
        "thêm một dòng vào đó. Đã có: Sở Khoa học và Công nghệ.",
    ),
    "a choice twice": (
        [(CHOICES, "B3", "bi_thu"), (TREE, "J4", "bi_thu = 100%")],
        "trang 'Lựa chọn', dòng 3, cột B (Mã lựa chọn): truong_ban: “bi_thu” được viết hai lần, lần đầu ở dòng 2 trang "
        "'Lựa chọn'; giữ lại một",
    ),
    "a list nobody uses": (
        [(CHOICES, "A4", "thua"), (CHOICES, "B4", "a"), (CHOICES, "C4", "A")],
        "trang 'Lựa chọn', dòng 4, cột A (Danh sách): bộ chỉ số: danh sách “thua” không có số liệu nào dùng; ghi tên "
        "nó ở trang Số liệu, hoặc xóa các dòng này",
    ),
    "a name of no kind": (
        [(NAMES, "A3", "đơn vị đo")],
        "trang 'Danh mục', dòng 3, cột A (Loại danh mục): bộ chỉ số: “đơn vị đo” không có trong danh sách; viết một "
        "trong: đơn vị cung cấp; đơn vị tính; nguồn số liệu",
    ),
    "a year in words": (
        [(ABOUT, "B10", "năm nay")],
        "trang 'Thông tin chung', dòng 10, cột B (Năm): bộ chỉ số: “năm nay” không phải là số; viết ví dụ 2027",
    ),
    "a setting nobody knows": (
        [(ABOUT, "A11", "Mã số bộ chỉ số"), (ABOUT, "B11", "có")],
        "trang 'Thông tin chung', dòng 11, cột A: không có mục “Mã số bộ chỉ số”; sửa tên mục hoặc xóa dòng. "
        "Có phải “Mã bộ chỉ số”?",
    ),
    "a setting that is missing": (
        [(ABOUT, "A2", None), (ABOUT, "B2", None)],
        "trang 'Thông tin chung': thiếu mục “Mã bộ chỉ số”; thêm một dòng, ví dụ DTI-2027",
    ),
    "a column nobody knows": (
        [(TREE, "M1", "Trọng điểm"), (TREE, "M3", 3)],
        "trang 'Cây chỉ số', dòng 1, cột M (Trọng điểm): không rõ cột này là gì; sửa tên cột, xóa cột, hoặc đặt tên "
        "bắt đầu bằng “Ghi chú” để không đọc. Có phải “Trọng số”?",
    ),
    "a column twice": (
        [(TREE, "M1", "max_points")],
        "trang 'Cây chỉ số', dòng 1, cột M (max_points): cột này trùng với cột E; giữ lại một",
    ),
    "a column that is missing": (
        [(ITEMS, "C1", None)],
        "trang 'Số liệu', dòng 1: thiếu cột “Câu hỏi (tiếng Việt)”; thêm cột này",
    ),
    "a sheet nobody knows": (
        [("Bảng 7", "A1", "x")],
        "trang 'Bảng 7': không rõ trang này là gì; đổi tên trang, hoặc đặt tên bắt đầu bằng “Ghi chú” để không đọc. "
        "Đã có: Chỉ số gộp, Cây chỉ số, Danh mục, Lựa chọn, Mức, Số liệu, Thông tin chung.",
    ),
    "a level in percent of what is no share": (
        [(BANDS, cell, value) for cell, value in
         [("A1", "Mã mức"), ("B1", "Tên mức"), ("C1", "Điểm từ"), ("A2", "M1"), ("B2", "Khá"), ("C2", "80%")]],
        "trang 'Mức', dòng 2, cột C (Điểm từ): bộ chỉ số: điểm công bố của bộ chỉ số này không phải là tỷ lệ; viết số "
        "điểm, không viết phần trăm",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_is_named_with_its_cell_and_what_to_write(fault: str) -> None:
    changes, said = FAULTS[fault]
    assert faults(small(*changes)) == [said]


def test_without_a_fault_nothing_is_said() -> None:
    assert faults(small()) == []


def test_all_faults_are_listed_at_once_in_the_order_of_the_sheets() -> None:
    found = faults(small((ABOUT, "B10", "nay"), (TREE, "H3", "so_xe"), (ITEMS, "G2", "vài"), (TREE, "J4", "20")))
    assert [fault.split(":")[0] for fault in found] == [
        "trang 'Thông tin chung', dòng 10, cột B (Năm)",
        "trang 'Cây chỉ số', dòng 3, cột H (Số liệu (mã))",
        "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm)",
        "trang 'Số liệu', dòng 2, cột G (Nhỏ nhất)",
    ]


def test_a_sheet_that_is_missing_is_named() -> None:
    assert faults(small(without=[ITEMS])) == ["thiếu trang “Số liệu”; thêm trang này"]


def test_a_sheet_without_headings_is_told_which() -> None:
    said = faults(small((TREE, "A1", "x"), without=[]) | {TREE: [["NT", 3]]})
    assert said == ["trang 'Cây chỉ số': không thấy dòng tên cột; viết một dòng có: Mã, Tên chỉ số (tiếng Việt)"]


def test_a_missing_column_is_said_once_and_not_in_every_row() -> None:
    assert len(faults(small((TREE, "C1", "Ghi chú")))) == 1


def test_a_hidden_row_is_refused_since_nobody_would_see_what_it_says() -> None:
    book = typed(small())
    book[TREE].row_dimensions[3].hidden = True
    assert faults(saved(book)) == ["trang 'Cây chỉ số', dòng 3: dòng đang ẩn; hiện dòng lên hoặc xóa đi"]


def test_a_hidden_column_and_a_hidden_sheet_are_refused() -> None:
    book = typed(small())
    book[TREE].column_dimensions["E"].hidden = True
    book[CHOICES].sheet_state = "hidden"
    assert faults(saved(book)) == [
        "trang 'Cây chỉ số', cột E (Điểm tối đa): cột đang ẩn; hiện cột lên hoặc xóa đi",
        "trang 'Lựa chọn': trang đang ẩn; hiện trang lên hoặc xóa đi",
    ]


def test_a_formula_without_a_result_is_refused_and_one_that_fails_too() -> None:
    book = typed(small())
    book[TREE]["E3"] = "=4*5"  # this library writes no results
    book[TREE]["E4"].value, book[TREE]["E4"].data_type = "#REF!", "e"
    assert faults(saved(book)) == [
        "trang 'Cây chỉ số', dòng 3, cột E (Điểm tối đa): A: công thức chưa có kết quả; mở bằng Excel, lưu lại, hoặc "
        "ghi giá trị",
        "trang 'Cây chỉ số', dòng 4, cột E (Điểm tối đa): B: ô báo lỗi #REF!; sửa công thức hoặc ghi giá trị",
    ]


def test_a_code_that_excel_made_a_date_is_refused() -> None:
    from datetime import datetime

    said = faults(small((TREE, "A3", datetime(2026, 2, 1))))  # noqa: DTZ001 - cells have no time zone
    assert said == [
        "trang 'Cây chỉ số', dòng 3, cột A (Mã): Excel đã đổi mã thành ngày 01/02/2026; đặt định dạng ô là Văn "
        "bản (Text) rồi gõ lại mã"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không phải là tệp Excel .xlsx"),
        (b"code: X\n", "không phải là tệp Excel .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tệp .xls cũ hoặc tệp có mật khẩu"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(content: bytes, said: str) -> None:
    (fault,) = faults(content)
    assert said in fault


def test_a_package_that_is_no_workbook_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("a.txt", "x")
    assert "không phải là tệp Excel" in faults(out.getvalue())[0]


def test_a_workbook_that_declares_entities_is_refused() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(saved(typed(small())))) as old, ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part).decode()
            declared = '<!DOCTYPE worksheet [<!ENTITY b "c">]><worksheet'
            new.writestr(part.filename, text.replace("<worksheet", declared, 1) if "sheet1" in part.filename else text)
    assert "không phải là tệp Excel" in faults(out.getvalue())[0]


def test_a_package_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 100_000_001)
    assert faults(out.getvalue()) == ["tệp quá lớn; bỏ ảnh và các trang thừa"]


def test_a_sheet_that_seems_endless_is_refused() -> None:
    book = typed(small())
    book[TREE].cell(6000, 1).font = Font(bold=True)  # nothing in it, but there
    assert faults(saved(book)) == ["trang 'Cây chỉ số': trang dài hơn 5000 dòng; xóa các dòng thừa ở cuối"]

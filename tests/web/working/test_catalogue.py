"""The catalogue as everybody reads it and as the administrator drafts new versions of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.models import Definition
from questionnaires import catalogue, load
from tests.exchange.desk import SMALL, TREE, saved, small, typed
from tests.pages import Browser, Page
from tests.web.working.conftest import Fields, SignIn

OLD, NEW = "DTI-2026", "DTI-2027"
Filled = Callable[..., Fields]


@pytest.fixture
def admin(sign_in: SignIn) -> Browser:
    return sign_in("admin")


@pytest.fixture
def draft(admin: Browser) -> Browser:
    admin.post(f"/bo-chi-so/{OLD}/ban-nhap", {"code": NEW}, status=302)
    return admin


def test_the_shelf_has_every_shipped_set_with_its_points(browser: Browser) -> None:
    rows = {row[0]: row for row in browser.get("/bo-chi-so").table("Các bộ chỉ số")}
    assert set(rows) == set(catalogue())
    assert rows["DTI-2024"][2:4] == ["940", "8"]
    assert rows["PCI-2016"][2] == "–"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_set_and_its_first_and_last_indicator_can_be_read_in_both_languages(
    browser: Browser, language: str
) -> None:
    for code in catalogue():
        index = load(code)
        assert index.name.into(language) in browser.get(f"/bo-chi-so/{code}?lang={language}").text
        leaves = list(index.root.indicators())
        for leaf in (leaves[0], leaves[-1]):
            page = browser.get(f"/bo-chi-so/{code}/chi-so/{leaf.code}?lang={language}")
            assert leaf.name.into(language) in page.heading


def test_an_item_says_in_which_sets_it_counts_and_for_how_much(browser: Browser) -> None:
    page = browser.get(f"/bo-chi-so/{OLD}/so-lieu/so_ho_so_truc_tuyen")
    sets = {row[0] for row in page.table("Các chỉ tiêu dùng số liệu này")}
    assert {"DTI 2026", load("PAR-2022").short_name.vi} <= sets
    assert "Tính vào" in page.text


def test_the_coverage_says_how_much_typing_is_saved_and_is_open_data(browser: Browser) -> None:
    page = browser.get("/bo-chi-so/bao-phu")
    shown = [
        int(number) for number in ("".join(filter(str.isdigit, each)) for each in page.text.split("lượt nhập")[:0])
    ]
    assert shown == []
    rows = list(csv.reader(StringIO(browser.client.get("/bo-chi-so/bao-phu.csv").get_data(as_text=True))))
    by_unit = [row for row in rows[1:] if row[2] == "unit"]
    sets = (len(rows[0]) - 6) // 2
    apart = sum(bool(row[4 + 2 * place]) for row in by_unit for place in range(sets))
    assert f"{len(by_unit)} lượt nhập" in page.text
    assert f"{apart} lượt nhập" in page.text
    assert f"{apart - len(by_unit)} lượt" in page.text


def test_two_versions_are_compared_in_words_and_figures(browser: Browser) -> None:
    page = browser.get("/bo-chi-so/PAR-2022/so-sanh")
    assert page.table("Chỉ số chính")[0][1:3] == ["10", "10"]
    assert "điểm tối đa: 0,75 → 0,5" in page.text
    assert "{ratio" not in page.text
    browser.get("/bo-chi-so/PCI-2016/so-sanh", status=404)  # follows nothing


def test_what_there_is_not_is_not_found(browser: Browser) -> None:
    for address in ("KHONG-CO", f"{OLD}/chi-so/ZZ", f"{OLD}/so-lieu/khong_co", f"{OLD}/so-sanh?voi=KHONG-CO"):
        browser.get(f"/bo-chi-so/{address}", status=404)


def test_sample_answers_are_tried_on_the_page_of_officers_and_nothing_is_kept(
    admin: Browser, site_engine: Engine, filled: Filled
) -> None:
    address = f"/bo-chi-so/{OLD}/thu/NT"
    typed = filled(admin.get(address), answer__truong_ban_chi_dao="bi_thu_chu_tich")
    page = admin.post(address, typed)
    assert "20,00 / 20 điểm" in page.text
    typed["answer__truong_ban_chi_dao"] = ["cap_pho"]
    assert "10,00 / 20 điểm" in admin.post(address, typed).text
    with Session(site_engine) as session:
        assert session.scalars(select(Definition)).all() == []


def test_a_draft_is_the_administrators_alone(draft: Browser, browser: Browser, sign_in: SignIn) -> None:
    assert "bản nháp" in draft.get(f"/bo-chi-so/{NEW}").text
    browser.get(f"/bo-chi-so/{NEW}", status=404)
    sign_in("reviewer").get(f"/bo-chi-so/{NEW}", status=404)
    assert NEW not in browser.get("/bo-chi-so").text


def test_a_code_that_is_taken_or_none_is_refused_and_kept_in_the_box(draft: Browser) -> None:
    taken = draft.post(f"/bo-chi-so/{OLD}/ban-nhap", {"code": NEW}, status=422)
    assert "Đã có bộ chỉ số mã này" in taken.text
    wrong = draft.post(f"/bo-chi-so/{OLD}/ban-nhap", {"code": "Đợt 2027"}, status=422)
    assert "Mã chỉ gồm chữ không dấu" in wrong.text
    assert wrong.one("input", id="code").get("value") == "Đợt 2027"


def test_points_and_rule_of_an_indicator_are_edited_in_vietnamese_figures(draft: Browser, filled: Filled) -> None:
    address = f"/bo-chi-so/{NEW}/chi-so/NT.1/sua"
    typed = filled(draft.get(address), amount="22,5", rule__cases__shares__cap_pho="40")
    page = draft.post(address, typed, status=302)
    assert "Đã lưu vào bản nháp" in page.text
    assert "Tối đa 22,5 điểm" in page.text
    assert "Phó Bí thư Tỉnh ủy hoặc Phó Chủ tịch Ủy ban nhân dân tỉnh: 9 điểm" in page.text  # 40 % of 22.5
    assert "102,5" in draft.get(f"/bo-chi-so/{NEW}").text  # 100 of NT and 2.5 more
    changed = draft.get(f"/bo-chi-so/{NEW}/so-sanh").text
    assert "điểm tối đa: 20 → 22,5" in changed


def test_a_number_typed_with_a_point_is_refused_and_nothing_typed_is_lost(draft: Browser, filled: Filled) -> None:
    address = f"/bo-chi-so/{NEW}/chi-so/NT.1/sua"
    page = draft.post(address, filled(draft.get(address), amount="12.5", name_vi="Tên mới"), status=422)
    assert "Viết dấu phẩy" in page.text
    assert page.one("input", id="amount").get("value") == "12.5"
    assert page.one("input", id="name_vi").get("value") == "Tên mới"


def test_what_would_make_the_definition_wrong_is_refused_with_its_reason(draft: Browser, filled: Filled) -> None:
    address = f"/bo-chi-so/{NEW}/chi-so/NT.1/sua"
    page = draft.post(address, filled(draft.get(address), rule__cases__shares__cap_pho="140"), status=422)
    assert "Chưa lưu được" in page.text
    assert page.one("input", id="rule__cases__shares__cap_pho").get("value") == "140"


def test_an_edit_on_an_old_page_does_not_undo_another(draft: Browser, filled: Filled) -> None:
    address = f"/bo-chi-so/{NEW}/chi-so/NT.1/sua"
    first = filled(draft.get(address), name_vi="Tên một")
    second = first | {"name_vi": ["Tên hai"]}
    draft.post(address, first, status=302)
    page = draft.post(address, second, status=422)
    assert "Bản nháp vừa được sửa ở nơi khác" in page.text
    assert page.one("input", id="name_vi").get("value") == "Tên hai"
    assert draft.get(f"/bo-chi-so/{NEW}/chi-so/NT.1").heading == "Tên một"


def test_a_question_is_edited_in_both_languages(draft: Browser, filled: Filled) -> None:
    address = f"/bo-chi-so/{NEW}/so-lieu/truong_ban_chi_dao/sua"
    typed = filled(draft.get(address), question_vi="Ai đứng đầu Ban Chỉ đạo?", question_en="Who leads the committee?")
    page = draft.post(address, typed, status=302)
    assert page.heading == "Ai đứng đầu Ban Chỉ đạo?"
    assert draft.get(f"/bo-chi-so/{NEW}/so-lieu/truong_ban_chi_dao?lang=en").heading == "Who leads the committee?"


def test_a_published_version_is_everybodys_and_never_edited_again(draft: Browser, browser: Browser) -> None:
    page = draft.post(f"/bo-chi-so/{NEW}/cong-bo", {"seen": "1"}, status=302)
    assert "đã phát hành" in page.text
    assert browser.get(f"/bo-chi-so/{NEW}").status == 200
    draft.get(f"/bo-chi-so/{NEW}/chi-so/NT.1/sua", status=404)
    assert "vừa thay đổi" in draft.post(f"/bo-chi-so/{NEW}/bo-ban-nhap", {"seen": "1"}, status=409).text


def test_a_draft_is_thrown_away(draft: Browser) -> None:
    page = draft.post(f"/bo-chi-so/{NEW}/bo-ban-nhap", {"seen": "1"}, status=302)
    assert f"Đã bỏ bản nháp {NEW}" in page.text
    draft.get(f"/bo-chi-so/{NEW}", status=404)


def sent(browser: Browser, content: bytes, status: int) -> Page:
    """The administrator's upload of a workbook."""
    return browser.post("/bo-chi-so/nap", {"workbook": (BytesIO(content), "bo.xlsx")}, status=status)


def test_a_set_downloaded_edited_in_excel_and_loaded_again_is_a_draft_that_says_so(admin: Browser) -> None:
    book = load_workbook(BytesIO(admin.client.get("/bo-chi-so/DTI-2024/bang-tinh.xlsx").data))
    cells = [cell for row in book["Thông tin chung"].iter_rows() for cell in row]
    next(cell for cell in cells if cell.value == "DTI-2024").value = "DTI-2025"
    out = BytesIO()
    book.save(out)
    page = sent(admin, out.getvalue(), 302)
    assert "Đã nạp bản nháp DTI-2025 từ bo.xlsx" in page.text
    assert admin.get("/bo-chi-so/DTI-2025").table("Cây chỉ số")[0][-1] == "940"


def test_a_workbook_with_faults_is_answered_by_its_cells_and_nothing_is_kept(
    admin: Browser, site_engine: Engine
) -> None:
    wrong = saved(typed(small((TREE, "H3", "so_xe"), (TREE, "J4", "bi_thu = 20; khac = 0"))))
    page = sent(admin, wrong, 422)
    assert "Tệp có" in page.heading
    places = [row[0] for row in page.table("Chỗ cần sửa")]
    assert any("Cây chỉ số" in place and "3" in place for place in places)
    assert "Chưa nạp gì" in page.text
    with Session(site_engine) as session:
        assert session.scalars(select(Definition)).all() == []


def test_what_is_no_workbook_and_no_file_at_all_are_refused(admin: Browser) -> None:
    assert "bo.xlsx" in sent(admin, b"khong phai Excel", 422).text
    assert "Chọn tệp .xlsx" in admin.post("/bo-chi-so/nap", {}, status=422).text


def test_a_workbook_under_the_code_of_a_shipped_set_is_refused(admin: Browser) -> None:
    page = sent(admin, admin.client.get("/bo-chi-so/DTI-2024/bang-tinh.xlsx").data, 409)
    assert "Bộ chỉ số DTI-2024 đã phát hành; đổi mã trong tệp rồi nạp lại" in page.text


def test_a_second_upload_takes_the_place_of_the_draft(admin: Browser) -> None:
    sent(admin, saved(typed(SMALL)), 302)
    sent(admin, saved(typed(small((TREE, "C3", "Xã có cáp quang đến thôn")))), 302)
    assert admin.get("/bo-chi-so/SMALL/chi-so/A").heading == "Xã có cáp quang đến thôn"

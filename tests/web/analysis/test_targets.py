"""The page of targets says what is missing, and is honest where there is one year only."""

from tests.web.working.conftest import SignIn

MINE, THEIRS = "/phieu/dti-2026/muc-tieu", "/tham-dinh/dti-2026/lao-cai/muc-tieu"


def test_targets_are_shown_with_their_distance_and_no_year_is_promised(sign_in: SignIn, answered: None) -> None:
    page = sign_in("lead").get(MINE)
    assert "Mới có số liệu của một năm (2026), nên chưa tính được nhịp" in page.text
    rows = page.table("Khoảng cách đến mục tiêu: Chính quyền số")
    assert rows[0][0] == "Dịch vụ công trực tuyến toàn trình"
    assert rows[0][2:4] == ["2025", "80%"]
    assert rows[1][:2] == ["2030", "90%"]
    assert "chỉ tiêu có mục tiêu mà chưa có số liệu" in page.text
    assert sign_in("lead").get(f"{MINE}?xem=chua-dat&lang=en").heading == "Distance to the national targets"
    assert "Mới có số liệu của một năm" in sign_in("reviewer").get(THEIRS).text


def test_a_form_without_answers_says_so_and_no_other_unit_sees_any(sign_in: SignIn, answered: None) -> None:
    away = sign_in("officer-away")
    assert "Chưa có câu trả lời nào đo được một mục tiêu." in away.get(MINE).text
    away.get(THEIRS, status=404)

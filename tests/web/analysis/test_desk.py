"""What the ranker reads beside a ranking: how sure it is, and the health of its questions."""

from sqlalchemy import Engine, event

from tests.web.working.conftest import SignIn

DESK, SURE = "/xep-hang-bo/dti-2026", "/xep-hang-bo/dti-2024/1/do-chac"


def test_intervals_groups_and_chances_stand_with_what_was_varied(sign_in: SignIn, site_engine: Engine) -> None:
    ranker = sign_in("ranker")
    queries: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    page = ranker.get(f"{SURE}?thay=weights&thay=leave_one_out&n=3")
    assert len(queries) <= 14, queries
    assert "200 lần thử, thay đổi: trọng số, bỏ một chỉ tiêu; trọng số lệch tối đa 25%;" in page.text
    assert "Không lần thử nào hỏng." in page.text
    rows = page.table("Khoảng hạng, nhóm và xác suất")
    assert [row[1] for row in rows][:2] == ["Hà Nội", "Huế"]
    assert sum(int(row[4].rstrip("%")) for row in rows) in range(295, 306)  # three places in every draw
    assert [int(row[5]) for row in rows] == sorted(int(row[5]) for row in rows)
    assert page.table("Từng lựa chọn một")[0][0].startswith("Bỏ ")
    assert page.table("Phần biến động")[0][0] == "Mọi trọng số cùng lúc"
    assert SURE in ranker.get("/xep-hang-bo/dti-2024").source
    assert ranker.get(f"{SURE}?lang=en&n=x").heading == "How sure the ranks are, version 1"
    ranker.get("/xep-hang-bo/dti-2024/2/do-chac", status=404)
    sign_in("reviewer").get(SURE, status=403)


def test_the_health_report_is_filtered_by_kind_and_downloaded_whole(sign_in: SignIn, settled: None) -> None:
    ranker = sign_in("ranker")
    page = ranker.get(f"{DESK}/suc-khoe")
    assert "trên số liệu của 2 đơn vị." in page.text
    assert "Chưa có số liệu năm trước của cùng các đơn vị để so." in page.text
    kinds = [str(option.get("value")) for option in page.one("select", id="loai").iter("option")][1:]
    only = ranker.get(f"{DESK}/suc-khoe?loai={kinds[0]}&tat-ca=1").table("Những điều đáng xem lại")
    assert len({row[0] for row in only}) == 1
    answer = ranker.client.get(f"{DESK}/suc-khoe.csv?diem=tham-dinh")
    assert 'filename="dti-2026-suc-khoe-tham-dinh-minh-hoa.csv"' in answer.headers["Content-Disposition"]
    header, *rows = answer.text.splitlines()
    assert header.startswith("code,name,level,values,units,low,median,high,ceiling,floor,")
    assert len(rows) > 200
    assert sign_in("viewer").get(f"{DESK}/suc-khoe?lang=en").heading == "Health of the questions"


def test_a_round_without_answers_says_so(sign_in: SignIn) -> None:
    reviewer = sign_in("reviewer")
    assert "Chưa có câu trả lời nào." in reviewer.get(f"{DESK}/suc-khoe").text
    assert "Chưa có quyết định thẩm định nào." in reviewer.get(f"{DESK}/suc-khoe?diem=tham-dinh").text
    assert reviewer.client.get(f"{DESK}/suc-khoe.csv").text.count("\n") == 1

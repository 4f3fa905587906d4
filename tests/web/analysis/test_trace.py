"""A score explains itself: to everybody down to the main indices, to unit and ministry down to the answers."""

import json

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assessment.models import Review
from tests.pages import Browser, Page, text_of
from tests.web.analysis.conftest import form_of
from tests.web.working.conftest import SignIn

MINE, THEIRS = "/phieu/dti-2026/vi-sao", "/tham-dinh/dti-2026/lao-cai/vi-sao"


def line(page: Page, code: str) -> str:
    return text_of(page.one("li", id=code))


def test_the_public_sees_points_and_weights_of_the_main_indices(browser: Browser) -> None:
    page = browser.get("/tinh/lao-cai/vi-sao")
    assert page.heading == "Vì sao Lào Cai được điểm này"
    assert "673,67 điểm trên 940 điểm được đánh giá, bằng 0,7167" in page.text
    assert line(page, "NT") == "NT Nhận thức số 50,00 trên 50 100,0%Trọng số 5,32% của cả bộ."  # 50 / 940
    assert browser.get("/tinh/lao-cai/vi-sao?lang=en").heading == "Why Lao Cai has this score"
    browser.get("/tinh/khong-co/vi-sao", status=404)


def test_a_year_that_published_few_main_indices_says_what_the_rest_is(browser: Browser) -> None:
    page = browser.get("/tinh/ha-noi/vi-sao?dot=dti-2022-63")
    assert "Năm này không công bố riêng mọi chỉ số chính" in page.text
    assert "Các chỉ số chính không công bố riêng 261,68 trên 400" in line(page, "CON_LAI")
    assert "CON_LAI" not in page.text


def test_the_public_files_say_what_the_page_says_and_no_more(browser: Browser, answered: None) -> None:
    text = browser.client.get("/tinh/lao-cai/vi-sao.txt").text
    assert text.startswith("DTI Chuyển đổi số cấp tỉnh: 0,7167; 673,67 trên 940 điểm được đánh giá; hạng 14\n")
    assert len(text.splitlines()) == 9  # the whole and eight main indices
    data = json.loads(browser.client.get("/tinh/lao-cai/vi-sao.json").text)
    assert (data["round"], data["unit"], data["rank"]) == ("dti-2024", "15", 14)
    assert " ".join(child["code"] for child in data["trace"]["children"]) == "NT TC HT NL AT CQS KTS XHS"
    assert all("answers" not in child for child in data["trace"]["children"])


def test_an_officer_reads_rule_answer_and_points_of_each_indicator(sign_in: SignIn, answered: None) -> None:
    officer = sign_in("officer")
    page = officer.get(f"{MINE}?nut=NT.1")
    assert "Ai là Trưởng Ban Chỉ đạo chuyển đổi số của tỉnh?" in line(page, "NT.1")
    assert "Điểm theo trường hợp được chọn" in line(page, "NT.1")
    assert "Trọng số 20,0% của nhóm, 2,00% của cả bộ." in line(page, "NT.1")  # 20 / 100 and 20 / 1000
    opened = [each for each in page.all("details") if each.get("open") is not None]
    assert [text_of(each.find("summary/span/span")) for each in opened] == ["DTI", "NT", "NT.1"]
    text = officer.client.get("/phieu/dti-2026/vi-sao.txt").text
    assert "hạng" not in text.splitlines()[0]  # one unit by itself has no rank
    assert "NT.1 Người đứng đầu làm Trưởng Ban Chỉ đạo" in text


def test_every_indicator_of_the_form_links_to_its_place_in_the_tree(sign_in: SignIn) -> None:
    page = sign_in("officer").get("/phieu/dti-2026/NT")
    links = {str(link.get("href")) for link in page.one("main").iter("a")}
    assert f"{MINE}?nut=NT.1#NT.1" in links


def test_the_ministry_sees_both_scores_and_its_reason_where_it_won(
    sign_in: SignIn, settled: None, site_engine: Engine
) -> None:
    with Session(site_engine) as session:
        adjusted = session.scalars(
            select(Review).where(
                Review.submission_id == form_of(session, "lao-cai").id,
                Review.decision == "adjust",
                Review.points < Review.self_points,
            )
        ).first()
        assert adjusted is not None
        code = adjusted.indicator
    reviewer = sign_in("reviewer")
    queries: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    page = reviewer.get(f"{THEIRS}?nut={code}")
    assert len(queries) <= 8, queries
    assert len(page.source.encode()) <= 100 * 1024
    found = line(page, code)
    assert "tự chấm" in found
    assert "thẩm định" in found
    assert "Bộ điều chỉnh còn" in found
    assert "Minh họa: tài liệu kiểm chứng mới chứng minh được một phần" in found
    assert "(Người reviewer)" in found
    assert "(Người reviewer)" not in line(sign_in("lead").get(MINE), code)  # a unit is not told who
    data = json.loads(reviewer.client.get("/tham-dinh/dti-2026/lao-cai/vi-sao.json").text)
    assert data["verified"]["score"] < data["self"]["score"]
    assert "Lý do của Bộ" in reviewer.client.get("/tham-dinh/dti-2026/lao-cai/vi-sao.txt").text


def test_nobody_else_sees_a_units_tree(sign_in: SignIn, answered: None) -> None:
    away = sign_in("officer-away")
    assert "Thành phố Huế" in away.get(f"{MINE}?don_vi=lao-cai").text
    away.get(THEIRS, status=404)
    sign_in("reviewer").get(MINE, status=403)

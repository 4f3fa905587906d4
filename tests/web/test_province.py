"""A province's page says what its scorecard says."""

from tests.pages import Browser, text_of


def test_the_sentence_on_top_gives_score_rank_change_strongest_and_weakest(browser: Browser) -> None:
    page = browser.get("/tinh/lao-cai")
    assert page.heading == "Tỉnh Lào Cai"
    assert "Tỉnh Lào Cai đạt 0,7167 điểm, xếp hạng 14 trên 34, tăng 2 bậc so với năm 2023 (quy đổi)." in page.text
    assert "Mạnh nhất: " in page.text


def test_a_large_rank_never_stands_without_its_interval(browser: Browser) -> None:
    facts = browser.get("/tinh/lao-cai").one("dl", class_="facts")
    assert "14/34" in "".join(facts.itertext())
    assert "khoảng hạng" in "".join(facts.itertext())


def test_a_merged_province_names_its_predecessors_and_an_unchanged_one_does_not(browser: Browser) -> None:
    assert "2 tỉnh, thành phố: Lào Cai, Yên Bái" in browser.get("/tinh/lao-cai").text
    assert "Hình thành ngày" not in browser.get("/tinh/ha-noi").text


def test_converted_years_are_told_from_published_ones(browser: Browser) -> None:
    rows = browser.get("/tinh/lao-cai").table("Thứ hạng qua các năm")
    assert [row[0] for row in rows] == ["2024", "2023", "2022"]
    assert [row[3] for row in rows] == ["công bố", "quy đổi theo địa giới mới", "quy đổi theo địa giới mới"]
    assert rows[1][2] == "0,6965"  # the mean of 0.6784 (Lào Cai) and 0.7146 (Yên Bái)


def test_an_old_province_leads_to_the_new_one(browser: Browser) -> None:
    page = browser.get("/tinh/yen-bai")
    assert page.heading == "Tỉnh Yên Bái (đến 30/06/2025)"
    assert "Từ ngày 01/07/2025, Yên Bái thuộc tỉnh Lào Cai." in page.text


def test_the_same_name_in_the_old_set_is_the_old_province(browser: Browser) -> None:
    assert "hạng 42 trên 63" in browser.get("/tinh/lao-cai?dot=dti-2024-63").text


def test_a_province_that_was_not_merged_says_so_and_has_no_years(browser: Browser) -> None:
    page = browser.get("/tinh/cao-bang?dot=dti-2023-63")
    assert page.heading == "Tỉnh Cao Bằng"
    assert "Tỉnh Cao Bằng không đổi địa giới" in page.text
    assert "thuộc tỉnh Cao Bằng" not in page.text


def test_a_centrally_run_city_of_the_old_set_is_called_a_city(browser: Browser) -> None:
    assert browser.get("/tinh/da-nang?dot=dti-2023-63").heading == "Thành phố Đà Nẵng (đến 30/06/2025)"


def test_an_unknown_province_is_not_found(browser: Browser) -> None:
    browser.get("/tinh/khong-co", status=404)


def test_peers_are_the_region_and_the_neighbours_in_rank_with_this_province_among_them(browser: Browser) -> None:
    rows = browser.get("/tinh/lao-cai").table("So sánh")
    assert [row[0] for row in rows if "gần hạng" in row[4]] == ["12", "13", "15", "16"]
    assert [row[4] for row in rows if row[1] == "Lào Cai"] == ["trang này"]


def test_every_peer_but_the_province_itself_leads_to_its_page_in_the_same_round(browser: Browser) -> None:
    page = browser.get("/tinh/lao-cai?dot=dti-2024")
    table = next(table for table in page.all("table") if "So sánh" in text_of(table.find("caption")))
    links = {text_of(link): link.get("href") for link in table.iter("a")}
    assert links["Lạng Sơn"] == "/tinh/lang-son?dot=dti-2024"
    assert "Lào Cai" not in links
    assert len(links) == len(page.table("So sánh")) - 1

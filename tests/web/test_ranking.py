"""The ranking page: its numbers, its order, its filters; all of it in the address."""

import csv
import io

from tests.pages import Browser, Page
from tests.world import PUBLISHED

ADDRESS = f"/xep-hang/{PUBLISHED}"


def ranking(page: Page) -> list[list[str]]:
    return page.table("Bảng xếp hạng")


def names(page: Page) -> list[str]:
    return [row[1] for row in ranking(page)]


def test_the_page_shows_what_ranking_csv_holds_for_every_province(browser: Browser) -> None:
    shown = [(row[0], row[1], row[2]) for row in ranking(browser.get(ADDRESS))]
    table = csv.DictReader(io.StringIO(browser.client.get(f"{ADDRESS}/ranking.csv").text))
    held = [(row["rank"], row["name"], f"{float(row['score']):.4f}".replace(".", ",")) for row in table]
    assert shown == held
    assert len(shown) == 34


def test_the_eight_values_are_those_of_scores_csv_as_shares_of_their_maximum(browser: Browser) -> None:
    table = csv.DictReader(io.StringIO(browser.client.get(f"{ADDRESS}/scores.csv").text))
    shares = [
        f"{float(row['score']) / float(row['max_score']):.4f}".replace(".", ",")
        for row in table
        if row["unit"] == "46" and row["level"] == "1"
    ]
    hue = next(row for row in ranking(browser.get(ADDRESS)) if row[1] == "Huế")
    assert hue[-8:] == shares


def test_a_name_is_found_without_its_diacritics(browser: Browser) -> None:
    for typed in ("da nang", "ĐÀ NẴNG", "Da%CC%80%20Na%CC%86%CC%83ng", "nang da"):
        assert names(browser.get(f"{ADDRESS}?tim={typed}")) == ["Đà Nẵng"]
    assert names(browser.get(f"{ADDRESS}?tim=dak lak")) == ["Đắk Lắk"]


def test_a_search_without_a_hit_says_so(browser: Browser) -> None:
    page = browser.get(f"{ADDRESS}?tim=paris")
    assert "Không có tỉnh, thành phố nào khớp với “paris”" in page.text


def test_what_was_searched_is_shown_as_text_only(browser: Browser) -> None:
    page = browser.get(f"{ADDRESS}?tim=<script>alert(1)</script>")
    assert page.all("script") == []


def test_the_region_filter_leaves_its_provinces_in_their_national_ranks(browser: Browser) -> None:
    page = browser.get(f"{ADDRESS}?vung=34-DBSH")
    assert len(names(page)) == 6  # Hà Nội, Hải Phòng, Quảng Ninh, Bắc Ninh, Ninh Bình, Hưng Yên
    assert [row[0] for row in ranking(page)] == ["1", "3", "9", "11", "12", "32"]


def test_names_sort_in_the_order_of_the_vietnamese_alphabet(browser: Browser) -> None:
    found = names(browser.get(f"{ADDRESS}?sap=ten"))
    assert found[:8] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên"]
    assert found.index("Lai Châu") < found.index("Lạng Sơn") < found.index("Lâm Đồng")


def test_a_column_sorts_upwards_and_downwards_and_says_so(browser: Browser) -> None:
    page = browser.get(f"{ADDRESS}?sap=-ht")
    values = [row[-6] for row in ranking(page)]
    assert values == sorted(values, reverse=True)
    sorted_heads = [head for head in page.all("th") if head.get("aria-sort")]
    assert [head.get("aria-sort") for head in sorted_heads] == ["descending"]
    assert page.all("a", href=f"{ADDRESS}?sap=ht")
    assert browser.get(f"{ADDRESS}?sap=ht").all("th", aria_sort="ascending")


def test_every_header_leads_to_a_sorted_page(browser: Browser) -> None:
    page = browser.get(ADDRESS)
    links = [
        str(link.get("href")) for head in page.all("th") for link in head.iter("a") if "sap=" in str(link.get("href"))
    ]
    assert len(links) == 14  # rank, name, score, interval, group, change and eight main indices
    for link in links:
        assert len(ranking(browser.get(link))) == 34


def test_sort_links_keep_the_filters(browser: Browser) -> None:
    page = browser.get(f"{ADDRESS}?vung=34-DBSH&tim=ninh")
    assert page.all("a", href=f"{ADDRESS}?vung=34-DBSH&tim=ninh&sap=ten")
    assert len(names(browser.get(f"{ADDRESS}?vung=34-DBSH&tim=ninh&sap=-ten"))) == 3  # Quảng, Ninh Bình, Bắc


def test_a_sort_nobody_knows_is_the_sort_by_rank(browser: Browser) -> None:
    assert names(browser.get(f"{ADDRESS}?sap=khong-biet"))[0] == "Hà Nội"


def test_ties_share_a_rank_and_say_so(browser: Browser) -> None:
    rows = ranking(browser.get("/xep-hang/dti-2024-63"))
    yen_bai, bac_giang = (next(row for row in rows if row[1].startswith(name)) for name in ("Yên Bái", "Bắc Giang"))
    assert yen_bai[0] == bac_giang[0] == "13"  # both 0.7583
    assert yen_bai[1] == "Yên Bái đồng hạng"
    assert "14" not in [row[0] for row in rows]


def test_an_imported_round_shows_only_what_was_published(browser: Browser) -> None:
    rows = ranking(browser.get("/xep-hang/dti-2022-63"))
    assert len(rows) == 63
    assert rows[0][:3] == ["1", "Đà Nẵng", "0,8002"]
    assert len(rows[0]) == 7  # rank, name, score and four main indices; neither interval nor group nor change


def test_the_newest_round_is_where_the_menu_leads(browser: Browser) -> None:
    assert browser.client.get("/xep-hang").headers["Location"] == ADDRESS


def test_all_published_rounds_are_one_click_away(browser: Browser) -> None:
    page = browser.get(ADDRESS)
    for code in (PUBLISHED, "dti-2024-63", "dti-2023-63", "dti-2022-63"):
        assert page.all("a", href=f"/xep-hang/{code}")


def test_an_unpublished_round_is_not_found(browser: Browser) -> None:
    for address in ("/xep-hang/dti-2026", "/xep-hang/dti-2026/scores.csv", "/xep-hang/dti-2026/ranking.csv",
                    "/xep-hang/dti-2026/bao-cao.pdf", "/tinh/lao-cai?dot=dti-2026",
                    "/tinh/lao-cai/phieu-diem.pdf?dot=dti-2026"):  # fmt: skip
        browser.get(address, status=404)

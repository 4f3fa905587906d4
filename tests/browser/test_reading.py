"""The ranking as readers use it: in Vietnamese order, sorted and searched by address alone."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.names import IN_ORDER

pytestmark = pytest.mark.browser

RANKING = "/xep-hang/dti-2024"


def names(page: Page) -> list[str]:
    return page.locator("table.ranking tbody th a").all_inner_texts()


def test_the_names_sort_as_in_vietnamese(site: Site) -> None:
    page = site.page(path=RANKING)
    page.locator("thead a", has_text="Tỉnh, thành phố").click()
    assert names(page) == IN_ORDER


def test_the_ranks_on_the_page_are_those_of_the_open_data(site: Site) -> None:
    page = site.page(path=RANKING)
    table = csv.DictReader(io.StringIO(page.request.get(f"{RANKING}/ranking.csv").text()))
    in_file = [(row["rank"], row["name"]) for row in table]
    on_page = page.locator("table.ranking tbody tr").evaluate_all(
        "rows => rows.map(row => [row.cells[0].innerText, row.querySelector('th a').innerText])"
    )
    assert [tuple(row) for row in on_page] == in_file


def test_a_sorted_column_says_so_and_a_second_click_turns_it_round(site: Site) -> None:
    page = site.page(path=RANKING)
    head = page.locator("thead th", has_text="Hạ tầng số")
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    expect(page.locator("th[aria-sort]")).to_have_text("Hạng")
    head.locator("a").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    falling = names(page)
    head.locator("a").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    assert names(page)[0] != falling[0]


def test_an_address_that_is_passed_on_shows_the_same_view_without_scripts(site: Site) -> None:
    page = site.page(path=RANKING)
    page.locator("thead a", has_text="Hạ tầng số").click()
    page.get_by_label("Vùng").select_option(index=1)
    page.get_by_role("button", name="Lọc").click()
    found = names(page)
    assert 0 < len(found) < 34
    other = site.page(path=page.url, scripts=False)
    assert names(other) == found
    expect(other.locator("th[aria-sort=descending]")).to_have_text("Hạ tầng số")
    assert other.get_by_label("Vùng").input_value() == page.get_by_label("Vùng").input_value()


TYPED = {
    "quang ngai": "Quảng Ngãi",
    "dak lak": "Đắk Lắk",
    "dong thap": "Đồng Tháp",  # without another spelling that is kept beside the name
    "ĐẮK": "Đắk Lắk",
    "đăk": "Đắk Lắk",  # other marks
    unicodedata.normalize("NFD", "Đà Nẵng"): "Đà Nẵng",
}


def test_a_province_is_found_however_its_name_is_typed(site: Site) -> None:
    page = site.page(path=RANKING)
    for typed, found in TYPED.items():
        page.get_by_label("Tìm tên").fill(typed)
        with page.expect_navigation():
            page.get_by_label("Tìm tên").press("Enter")
        assert names(page) == [found]


def test_a_search_that_finds_nothing_says_what_to_do(site: Site) -> None:
    page = site.page(path=f"{RANKING}?tim=xyz")
    expect(page.locator("table.ranking")).to_have_count(0)
    expect(page.get_by_text("Thử bỏ bớt chữ")).to_be_visible()


def test_the_language_changes_the_notation_of_numbers_and_stays_chosen(site: Site) -> None:
    page = site.page(path=RANKING)
    score = page.locator("table.ranking tbody tr").first.locator("td").nth(1)
    expect(score).to_have_text("0,8241")  # Hà Nội, DTI 2024 as published
    page.get_by_role("link", name="English").click()
    expect(score).to_have_text("0.8241")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")

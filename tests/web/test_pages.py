"""Every public page, in both languages: fetched through the checking browser, with a title of its own."""

import pytest

from tests.pages import Browser
from tests.world import HOME, PUBLISHED

ADDRESSES = (
    "/",
    f"/xep-hang/{PUBLISHED}",
    "/xep-hang/dti-2024-63",
    "/xep-hang/dti-2022-63",
    f"/tinh/{HOME}",
    "/tinh/yen-bai",
    "/phuong-phap",
    "/tro-giup",
    "/tuyen-bo-tiep-can",
    "/kiem-tra",
    "/dang-nhap",
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_public_page_keeps_the_rules_of_all_pages_and_has_a_title_of_its_own(
    browser: Browser, language: str
) -> None:
    pages = {address: browser.get(f"{address}?lang={language}") for address in ADDRESSES}
    titles = [page.title for page in pages.values()]
    assert len(set(titles)) == len(ADDRESSES), titles
    assert {page.root.get("lang") for page in pages.values()} == {language}


def test_an_unknown_address_says_what_to_do_next(browser: Browser) -> None:
    page = browser.get("/khong-co-trang-nay", status=404)
    assert page.heading == "Không tìm thấy trang"
    assert page.all("a", href="/xep-hang")


def test_a_form_address_opened_by_hand_says_so(browser: Browser) -> None:
    browser.sign_in("admin", "mật khẩu để thử 2026")
    assert browser.get("/dang-xuat", status=405).heading == "Không mở được trang này theo cách đó"


def test_the_front_page_says_who_leads_by_how_much(browser: Browser) -> None:
    page = browser.get("/")
    assert page.heading == "Hà Nội dẫn đầu chuyển đổi số cấp tỉnh năm 2024"
    assert "0,8241 điểm" in page.text
    assert "cách nhau 0,3113 điểm" in page.text  # published: 0.8241 − 0.5128
    assert page.table("Mười tỉnh, thành phố dẫn đầu")[1][:3] == ["2", "Huế", "0,7952"]
    assert "đang thu nhận, nhận phiếu đến 17:00 ngày 14/12/2026" in page.text


def test_the_front_page_names_the_largest_moves_and_says_that_old_ranks_are_converted(browser: Browser) -> None:
    page = browser.get("/")
    assert page.table("Giảm hạng")[0][0] == "Đà Nẵng"  # 4 among the means of 2023, 17 in 2024
    assert page.table("Giảm hạng")[0][1:3] == ["4*", "17"]
    assert "* Hạng quy đổi" in page.text


def test_the_machine_that_watches_gets_an_answer(browser: Browser) -> None:
    assert browser.client.get("/suc-khoe").get_json() == {"status": "ok"}


def test_the_skip_link_leads_to_the_content(browser: Browser) -> None:
    page = browser.get("/")
    first = next(link for link in page.all("a"))
    assert first.get("href") == "#" + str(page.one("main").get("id"))

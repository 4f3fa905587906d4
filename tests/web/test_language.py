"""Two languages: Vietnamese unless asked, English by the address, remembered; numbers in the way of each."""

from __future__ import annotations

from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.models import User
from assessment.translations import FOLDER
from tests.pages import Browser
from tests.world import PASSWORD


def test_vietnamese_is_the_default_whatever_the_browser_prefers(browser: Browser) -> None:
    answer = browser.client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="vi">' in answer.text


def test_the_address_switches_and_a_cookie_remembers(browser: Browser) -> None:
    assert browser.get("/?lang=en").root.get("lang") == "en"
    assert browser.get("/tro-giup").root.get("lang") == "en"
    assert browser.get("/tro-giup?lang=vi").root.get("lang") == "vi"
    assert browser.get("/").root.get("lang") == "vi"


def test_a_language_nobody_offers_changes_nothing(browser: Browser) -> None:
    assert browser.get("/?lang=fr").root.get("lang") == "vi"
    assert browser.client.get_cookie("lang") is None


def test_the_switch_keeps_the_page_and_its_query(browser: Browser) -> None:
    page = browser.get("/xep-hang/dti-2024?tim=hà&sap=ten")
    link = page.one("a", hreflang="en")
    assert link.get("href") == "/xep-hang/dti-2024?tim=h%C3%A0&sap=ten&lang=en"
    assert link.get("lang") == "en"
    back = browser.get(str(link.get("href"))).one("a", hreflang="vi")
    assert back.get("href") == "/xep-hang/dti-2024?tim=h%C3%A0&sap=ten&lang=vi"


def test_english_numbers_take_a_point_and_vietnamese_ones_a_comma(browser: Browser) -> None:
    vietnamese = browser.get("/tinh/lao-cai?lang=vi").text
    english = browser.get("/tinh/lao-cai?lang=en").text
    assert "0,7167" in vietnamese
    assert "0.7167" not in vietnamese
    assert "0.7167" in english
    assert "0,7167" not in english


def test_an_example_in_a_template_follows_the_language_whichever_was_asked_for_first(app: Flask) -> None:
    """A filter of a constant is worked out when the template is compiled, unless it says otherwise."""
    with app.test_request_context("/?lang=vi"):
        compiled = app.jinja_env.from_string("{{ 12.5 | number }}")
    for language, example in (("vi", "12,5"), ("en", "12.5")):
        with app.test_request_context(f"/?lang={language}"):
            assert compiled.render() == example


def test_names_of_the_data_follow_the_language(browser: Browser) -> None:
    page = browser.get("/tinh/lao-cai?lang=en")
    assert page.heading == "Lao Cai Province"
    assert "Digital infrastructure" in page.text


def test_a_users_own_language_counts_until_another_is_chosen(browser: Browser, site_engine: Engine) -> None:
    with Session(site_engine.execution_options(write=True)) as session:
        session.scalars(select(User).where(User.login == "viewer")).one().language = "en"
        session.commit()
    browser.sign_in("viewer", PASSWORD)
    assert '<html lang="en">' in browser.client.get("/tro-giup").text
    assert '<html lang="vi">' in browser.client.get("/tro-giup?lang=vi").text


def test_no_placeholder_is_lost_in_translation() -> None:
    with (FOLDER / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    faults = {str(message.id): list(message.check(catalogue)) for message in catalogue if message.id}
    assert {words: found for words, found in faults.items() if found} == {}

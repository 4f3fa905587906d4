"""An English page says nothing in Vietnamese without marking it, so that a screen reader changes its voice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from questionnaires import load
from tests.pages import Browser, Element
from tests.web.working.conftest import SignIn

# Names stay what they are: the signs of documents, a point đ, the archipelagos, the people ("Người …" in this world).
NAMES = re.compile(r"\d+(/\d{4})?/(QĐ|NĐ)-\w+|point đ|Hoàng Sa|Trường Sa|Người [\w-]+")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯà-ỹ]")
FORM = "/phieu/dti-2026"
OPEN_TO_ALL = [
    "/",
    "/xep-hang/dti-2024",
    "/xep-hang/dti-2022-63",
    "/tinh/lao-cai",
    "/tinh/yen-bai?dot=dti-2022-63",
    "/tinh/da-nang",
    "/phuong-phap",
    "/tro-giup",
    "/tuyen-bo-tiep-can",
    "/kiem-tra",
    "/khong-co",
]


def spoken_as_english(element: Element) -> Iterator[str]:
    """The texts of an element and below, but for what is marked as another language."""
    if element.get("lang") in (None, "en"):
        yield element.text or ""
        for attribute in ("title", "aria-label", "alt", "placeholder"):
            yield element.get(attribute) or ""
        for child in element:
            yield from spoken_as_english(child)
            yield child.tail or ""


def unmarked(browser: Browser, address: str, status: int = 200) -> list[str]:
    joint = "&" if "?" in address else "?"
    page = browser.get(f"{address}{joint}lang=en", status=status)
    texts = (NAMES.sub("", text) for part in ("head", "body") for text in spoken_as_english(page.one(part)))
    return [" ".join(text.split()) for text in texts if VIETNAMESE.search(text)]


@pytest.mark.parametrize("address", OPEN_TO_ALL)
def test_a_public_page_in_english_marks_all_its_vietnamese(browser: Browser, address: str) -> None:
    assert unmarked(browser, address, 404 if address == "/khong-co" else 200) == []


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("officer", "/viec-cua-toi"),
        ("officer", FORM),
        *(("officer", f"{FORM}/{section}") for section in ("NT", "TC", "HT", "NL", "AT", "CQS", "KTS", "XHS")),
        ("officer", f"{FORM}/kiem-tra"),
        ("reviewer", "/tham-dinh/dti-2026"),
        ("reviewer", "/tham-dinh/dti-2026/lao-cai"),
        ("ranker", "/xep-hang-bo/dti-2026"),
        ("admin", "/nhat-ky"),
    ],
)
def test_a_working_page_in_english_marks_all_its_vietnamese(sign_in: SignIn, login: str, address: str) -> None:
    assert unmarked(sign_in(login), address) == []


def test_legal_notes_are_marked_and_places_in_decisions_translated(sign_in: SignIn) -> None:
    page = sign_in("officer").get(f"{FORM}/NT?lang=en")
    assert "point a, clause 1, section IV, 749/QĐ-TTg" in page.text
    sources = sign_in("officer").get("/xep-hang/dti-2024?lang=en").all("span", lang="vi")
    assert load("DTI-2024").source.note in [source.text for source in sources]

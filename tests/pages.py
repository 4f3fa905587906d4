"""A browser for tests that holds every page it fetches against what all pages must keep."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import flask
import html5lib
from flask import Flask
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

Element = ElementTree.Element

LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = ("hidden", "submit", "button")
ARIA_REFERENCES = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "aria-owns",
    "aria-errormessage",
    "for",
)
TOKEN = re.compile(r'(name="csrf_token"[^>]*? value=")([^"]+)')
LEAKED = re.compile(r"\b(None|undefined|Undefined|nan|NaN)\b|<[a-z]+ object at|lazy_gettext|%\(\w+\)s|\{\{|\{%")


class Page:
    """One fetched page, parsed strictly."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.source = response.get_data(as_text=True)
        self.tokens = TOKEN.findall(self.source)
        self.root = parsed(TOKEN.sub(r"\1", self.source))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of that name with these attributes ("class_" for class), in page order."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [found for found in self.root.iter(tag) if all(found.get(key) == value for key, value in wanted.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element of that kind."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × <{tag} {attributes}>"
        return found[0]

    @property
    def title(self) -> str:
        """The text of <title>."""
        return text_of(self.root.find("head/title"))

    @property
    def heading(self) -> str:
        """The text of the only h1."""
        return text_of(self.one("h1"))

    @property
    def text(self) -> str:
        """What the body says, in one line."""
        return text_of(self.root.find("body"))

    def table(self, caption: str) -> list[list[str]]:
        """The cells of the body of the table whose caption contains `caption`."""
        for table in self.all("table"):
            if caption in text_of(table.find("caption")):
                return [[text_of(cell) for cell in row] for row in table.iter("tr") if row.find("td") is not None]
        raise AssertionError(f"no table {caption!r}")

    def token(self) -> str:
        """The CSRF token of the page's first form that has one."""
        return self.tokens[0][1]


@lru_cache(maxsize=512)
def parsed(source: str) -> Element:
    """The tree of a page, not to be changed; most pages are fetched by many tests and differ in their tokens only."""
    parser = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root: Element = parser.parse(source)
    return root


def text_of(element: Element | None) -> str:
    """All text below an element, white space folded."""
    return "" if element is None else " ".join("".join(_words(element)).split())


def _words(element: Element) -> list[str]:
    parts = [element.text or ""] if element.tag not in ("script", "style") else []
    for child in element:
        parts += [*_words(child), child.tail or ""]
    return parts


class Browser:
    """A client that checks every page; `language` is asked for in the address when given."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.titles: dict[str, str] = {}

    def get(self, address: str, *, status: int = 200) -> Page:
        """Fetch, expect that status, check, and remember the title."""
        return self._checked(self.client.get(address), status, address)

    def post(
        self, address: str, fields: dict[str, Any] | None = None, *, status: int = 200, token: str | None = None
    ) -> Page:
        """Send a form with a token from the sign-in or any signed-in page; a redirect is followed by hand, not here."""
        data = {"csrf_token": token or self.token(), **(fields or {})}
        response = self.client.post(address, data=data)
        if status in (302, 303):
            assert response.status_code == status, response.get_data(as_text=True)[:2000]
            return Page(self.client.get(response.headers["Location"]))
        return self._checked(response, status, address)

    def token(self) -> str:
        """A token of this browser's session, as any of its pages would give it."""
        with self.client.session_transaction() as session, self.app.test_request_context():
            flask.session.update(session)
            token = generate_csrf()
            session.update(flask.session)
        return token

    def sign_in(self, login: str, password: str) -> None:
        """Sign in, or fail the test."""
        response = self.client.post(
            "/dang-nhap", data={"login": login, "password": password, "csrf_token": self.token()}
        )
        assert response.status_code == 302, response.get_data(as_text=True)

    def _checked(self, response: TestResponse, status: int, address: str) -> Page:
        assert response.status_code == status, (
            f"{address}: {response.status_code}\n{response.get_data(as_text=True)[:3000]}"
        )
        page = Page(response)
        check(page)
        return page


def check(page: Page) -> None:
    """Every rule below; the message names what broke."""
    problems = [problem for rule in RULES for problem in rule(page)]
    assert not problems, "\n".join(problems)


def _one_heading(page: Page) -> list[str]:
    found = page.all("h1")
    return [] if len(found) == 1 and text_of(found[0]) else [f"{len(found)} h1"]


def _a_title_and_a_language(page: Page) -> list[str]:
    problems = [] if page.title else ["no title"]
    html = page.root if page.root.tag == "html" else page.one("html")
    return problems + ([] if html.get("lang") in ("vi", "en") else [f"lang is {html.get('lang')!r}"])


def _unique_ids(page: Page) -> list[str]:
    ids = [str(element.get("id")) for element in page.root.iter() if element.get("id")]
    return [f"id {name!r} occurs {ids.count(name)} times" for name in sorted(set(ids)) if ids.count(name) > 1]


def _references_exist(page: Page) -> list[str]:
    ids = {element.get("id") for element in page.root.iter()}
    return [
        f"{attribute}={name!r} points nowhere"
        for element in page.root.iter()
        for attribute in ARIA_REFERENCES
        for name in (element.get(attribute) or "").split()
        if name not in ids
    ]


def _links_in_the_page_exist(page: Page) -> list[str]:
    ids = {element.get("id") for element in page.root.iter()}
    targets = [str(link.get("href"))[1:] for link in page.root.iter("a") if (link.get("href") or "").startswith("#")]
    return [f"#{target} points nowhere" for target in targets if target not in ids]


def _fields_are_labelled(page: Page) -> list[str]:
    labels = {label.get("for") for label in page.all("label")}
    inside = {id(field) for label in page.all("label") for name in LABELLED for field in label.iter(name)}
    return [
        f"<{field.tag} name={field.get('name')!r}> has no label"
        for name in LABELLED
        for field in page.all(name)
        if field.get("type") not in UNLABELLED_TYPES
        and field.get("id") not in labels
        and id(field) not in inside
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
    ]


def _tables_are_data_tables(page: Page) -> list[str]:
    problems = []
    for table in page.all("table"):
        caption = text_of(table.find("caption"))
        if not caption:
            problems.append("a table has no caption")
        heads = list(table.iter("th"))
        if not heads:
            problems.append(f"table {caption!r} has no th")
        problems += [f"th {text_of(th)!r} of {caption!r} has no scope" for th in heads if not th.get("scope")]
        columns = table.find("thead")
        plain = [text_of(cell) for cell in columns.iter("td")] if columns is not None else []
        problems += [f"heading {words!r} of {caption!r} is no th" for words in plain if words]
        rows = [row for row in table.iter("tr") if row.find("th") is None]
        # In a log the heads of the columns say it all; a head over several rows names each of them.
        over_rows = any(th.get("rowspan") for th in heads)
        named = columns is None or (table.find("tbody//th") is not None and not over_rows)
        problems += [f"a row of {caption!r} has no heading: {text_of(row)!r}" for row in rows if named]
    return problems


def _buttons_are_buttons(page: Page) -> list[str]:
    """Only a region that scrolls may be reached by keyboard without being a control."""
    return [
        f"a button that is none: <{element.tag} class={element.get('class')!r}>"
        for element in page.root.iter()
        if (element.get("role") == "button" and element.tag != "button")
        or (
            element.tag in ("div", "span", "p", "li", "td") and element.get("tabindex") == "0" and not _scrolls(element)
        )
    ]


def _scrolls(element: Element) -> bool:
    return "scroll" in (element.get("class") or "").split() and bool(element.get("aria-label"))


def _pictures_have_titles(page: Page) -> list[str]:
    pictures = [element for element in page.root.iter() if str(element.tag).endswith("svg")]
    return [
        "a picture has no title"
        for svg in pictures
        if not any(text_of(child) for child in svg if str(child.tag).endswith("title"))
    ]


def _headings_in_order(page: Page) -> list[str]:
    levels = [int(element.tag[1]) for element in page.root.iter() if element.tag in ("h1", "h2", "h3", "h4", "h5")]
    at_h1 = levels.index(1) if 1 in levels else 0
    steps = zip(levels[at_h1:], levels[at_h1 + 1 :], strict=False)
    return [f"h{before} is followed by h{after}" for before, after in steps if after > before + 1]


def _nothing_leaks(page: Page) -> list[str]:
    body = page.root.find("body")
    words = _words(body) if body is not None else []
    return [f"leaked: {part.strip()!r}" for part in words if LEAKED.search(part)]


def _nothing_inline(page: Page) -> list[str]:
    styled = [element.tag for element in page.root.iter() if element.get("style") is not None]
    handlers = [key for element in page.root.iter() for key in element.attrib if key.startswith("on")]
    blocks = [
        element.tag
        for element in page.root.iter()
        if element.tag == "style" or (element.tag == "script" and not element.get("src"))
    ]
    return [f"inline against the CSP: {what}" for what in (*styled, *handlers, *blocks)]


RULES = (
    _one_heading,
    _a_title_and_a_language,
    _unique_ids,
    _references_exist,
    _links_in_the_page_exist,
    _fields_are_labelled,
    _tables_are_data_tables,
    _buttons_are_buttons,
    _pictures_have_titles,
    _headings_in_order,
    _nothing_leaks,
    _nothing_inline,
)

"""The checking browser finds what it promises to find: one seeded fault per rule."""

import pytest
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from tests.pages import Page, check

GOOD = """<!DOCTYPE html><html lang="vi"><head><title>Trang</title></head><body><main id="m"><h1>Trang</h1>
<a href="#m">lên</a><label for="a">A</label><input id="a" name="a" aria-describedby="m">
<div class="scroll" role="region" aria-label="Bảng" tabindex="0">
<table><caption>Bảng</caption><thead><tr><th scope="col">Tên</th><th scope="col">Số</th></tr></thead>
<tbody><tr><th scope="row">x</th><td>1</td></tr></tbody></table></div><button type="button">Nút</button>
<svg><title>Hình</title></svg><h2>Hai</h2></main></body></html>"""
HEADS = """<thead><tr><th scope="col">Tên</th><th scope="col">Số</th></tr></thead>
<tbody><tr><th scope="row">x</th>"""
FAULTS = {
    "2 h1": ("<h2>Hai</h2>", "<h1>Hai</h1>"),
    "no title": ("<title>Trang</title>", "<title></title>"),
    "lang is None": (' lang="vi"', ""),
    "id 'm' occurs 2 times": ("<h2>", '<h2 id="m">'),
    "aria-describedby='q' points nowhere": ('describedby="m"', 'describedby="q"'),
    "#q points nowhere": ('href="#m"', 'href="#q"'),
    "has no label": ('<label for="a">A</label>', ""),
    "a table has no caption": ("<caption>Bảng</caption>", ""),
    "aria-errormessage='q' points nowhere": ('aria-describedby="m"', 'aria-errormessage="q"'),
    "th 'x' of 'Bảng' has no scope": (' scope="row"', ""),
    "heading 'Số' of 'Bảng' is no th": ('<th scope="col">Số</th>', "<td>Số</td>"),
    "has no th": (HEADS, "<tbody><tr><td>x</td>"),
    "a row of 'Bảng' has no heading: 'y'": ("</tr></tbody>", "</tr><tr><td>y</td></tr></tbody>"),
    "a button that is none: <div class='x'>": (
        '<button type="button">Nút</button>',
        '<div class="x" tabindex="0">Nút</div>',
    ),
    "a button that is none: <p class=None>": ('<button type="button">Nút</button>', '<p role="button">Nút</p>'),
    "a picture has no title": ("<title>Hình</title>", ""),
    "h1 is followed by h3": ("<h2>Hai</h2>", "<h3>Hai</h3>"),
    "leaked": ("Hai", "None"),
    "inline against the CSP": ("<h2>", '<h2 style="color:red">'),
}


def page(source: str) -> Page:
    made = Response(source, content_type="text/html")
    return Page(TestResponse(made.response, "200 OK", made.headers, None, ()))  # type: ignore[arg-type]


def test_a_good_page_passes() -> None:
    check(page(GOOD))


@pytest.mark.parametrize("words", FAULTS)
def test_a_seeded_fault_is_found(words: str) -> None:
    good, bad = FAULTS[words]
    assert GOOD.count(good) >= 1
    with pytest.raises(AssertionError) as found:
        check(page(GOOD.replace(good, bad, 1)))
    assert words in str(found.value)


def test_html_that_browsers_would_have_to_repair_is_refused() -> None:
    with pytest.raises(ParseError):
        page(GOOD.replace("</a>", ""))

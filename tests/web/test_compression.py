"""Text goes over the line compressed, and is the same text."""

import gzip

import brotli
import pytest
from werkzeug.test import TestResponse

from tests.pages import Browser
from tests.world import PASSWORD

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}
COMPRESSED = ("/", "/static/css/site.css", "/static/js/autosave.js")


def fetched(browser: Browser, address: str, headers: dict[str, str] | None = None) -> TestResponse:
    """The whole answer, closed as a server closes it."""
    answer = browser.client.get(address, headers=headers)
    answer.get_data()
    answer.close()
    return answer


@pytest.mark.parametrize(("asked", "expected"), [("gzip, deflate, br", "br"), ("gzip, deflate", "gzip")])
def test_pages_and_static_text_come_compressed_as_the_browser_can_read_it(
    browser: Browser, asked: str, expected: str
) -> None:
    for address in COMPRESSED:
        plain, packed = fetched(browser, address), fetched(browser, address, {"Accept-Encoding": asked})
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == expected
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert UNPACK[expected](packed.data) == plain.data
        assert len(packed.data) < 0.4 * len(plain.data)


def test_a_page_behind_a_sign_in_stays_out_of_shared_caches_compressed_or_not(browser: Browser) -> None:
    browser.sign_in("officer", PASSWORD)
    answer = fetched(browser, "/viec-cua-toi", {"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "no-store" in answer.headers["Cache-Control"]
    assert {"Cookie", "Accept-Encoding"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


def test_a_compressed_file_is_not_sent_again_to_who_has_it(browser: Browser) -> None:
    asked = {"Accept-Encoding": "br"}
    first = fetched(browser, "/static/css/site.css", asked)
    again = fetched(browser, "/static/css/site.css", {**asked, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("address", ["/tinh/lao-cai/phieu-diem.pdf", "/static/fonts/NotoSans-Regular.woff2"])
def test_what_is_packed_already_goes_as_it_is(browser: Browser, address: str) -> None:
    answer = fetched(browser, address, {"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers

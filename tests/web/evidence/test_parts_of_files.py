"""A viewer asks for parts of a large PDF, a broken download goes on; permission and headers are those of the whole."""

from __future__ import annotations

import hashlib

import pytest
from werkzeug.test import TestResponse

from tests.files import samples
from tests.pages import Browser
from tests.web.evidence.conftest import upload
from tests.web.working.conftest import SignIn

ADDRESS = "/tai-lieu/1/tep?xem=1"
CONTENT = samples.pdf() + bytes(range(256)) * 1500  # more than one block of the store
SIZE = len(CONTENT)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def officer(sign_in: SignIn) -> Browser:
    """The library with one large PDF."""
    browser = sign_in("officer")
    browser.post("/tai-lieu", {"files": [upload("Lớn.pdf", CONTENT)]}, status=302)
    return browser


def asked(browser: Browser, wanted: str, **more: str) -> TestResponse:
    headers = {"Range": wanted, **{name.replace("_", "-"): value for name, value in more.items()}}
    return browser.client.get(ADDRESS, headers=headers)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=300000-300009", 300_000, 300_009),
        ("bytes=350000-", 350_000, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        (f"bytes=100-{SIZE + 5000}", 100, SIZE - 1),  # ends at the file's end
    ],
)
def test_one_part_is_sent_as_it_was_asked_for(officer: Browser, wanted: str, first: int, last: int) -> None:
    answer = asked(officer, wanted)
    assert answer.status_code == 206
    assert answer.data == CONTENT[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["Content-Length"] == str(last + 1 - first)


def test_the_whole_says_that_parts_can_be_had_and_which_file_it_is(officer: Browser) -> None:
    answer = officer.client.get(ADDRESS)
    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == f'"{DIGEST}"'
    assert answer.headers["Content-Length"] == str(SIZE)
    head = officer.client.head(ADDRESS)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(SIZE))


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-9", "lines=1-2", "bytes=x-y", "bytes=9-2"])
def test_several_parts_at_once_and_what_is_no_range_give_the_whole(officer: Browser, wanted: str) -> None:
    answer = asked(officer, wanted)
    assert (answer.status_code, answer.data) == (200, CONTENT)


def test_a_part_beyond_the_end_is_refused_with_the_size(officer: Browser) -> None:
    answer = asked(officer, f"bytes={SIZE}-{SIZE + 9}")
    assert (answer.status_code, answer.data) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


def test_a_part_carries_the_same_guards_as_the_whole(officer: Browser) -> None:
    for answer in (officer.client.get(ADDRESS), asked(officer, "bytes=0-9")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["Content-Disposition"].startswith('inline; filename="Lon.pdf"')
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        answer.close()


def test_whoever_has_the_file_already_is_not_sent_it_again(officer: Browser) -> None:
    answer = officer.client.get(ADDRESS, headers={"If-None-Match": f'"{DIGEST}"'})
    assert (answer.status_code, answer.data) == (304, b"")
    other = officer.client.get(ADDRESS, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.data) == (200, CONTENT)


def test_parts_of_a_file_that_was_replaced_are_not_put_together(officer: Browser) -> None:
    assert asked(officer, "bytes=100-", If_Range=f'"{DIGEST}"').status_code == 206
    changed = asked(officer, "bytes=100-", If_Range='"the file before"')
    assert (changed.status_code, changed.data) == (200, CONTENT)


def test_another_unit_and_the_public_get_no_part_of_it(officer: Browser, sign_in: SignIn) -> None:
    away = sign_in("officer-away")
    assert asked(away, "bytes=0-9").status_code == 404
    known = away.client.get(ADDRESS, headers={"If-None-Match": f'"{DIGEST}"'})
    assert known.status_code == 404  # nor whether they guessed the file
    assert asked(Browser(officer.app), "bytes=0-9").status_code == 302
    assert asked(sign_in("reviewer"), "bytes=0-9").data == CONTENT[:10]

"""A large file in parts: refused before it travels, gone on with after a break, kept like any other when complete."""

from __future__ import annotations

from typing import Any

import pytest

from tests.files import samples
from tests.pages import Browser
from tests.web.working.conftest import SignIn

BEGIN = "/tai-lieu/tung-phan"
CONTENT = samples.pdf("lớn") + b"%" * 900_000
PART = 512 * 1024


class Sender:
    """What the page's script does, request by request."""

    def __init__(self, browser: Browser) -> None:
        self.client = browser.client
        self.headers = {"X-CSRFToken": browser.token()}

    def begin(self, name: str, size: int) -> tuple[int, Any]:
        answer = self.client.post(BEGIN, data={"name": name, "size": size}, headers=self.headers)
        return answer.status_code, answer.json

    def send(self, address: str, offset: int, part: bytes) -> tuple[int, Any]:
        headers = {**self.headers, "Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
        answer = self.client.post(address, data=part, headers=headers)
        return answer.status_code, answer.json


@pytest.fixture
def sender(sign_in: SignIn) -> Sender:
    return Sender(sign_in("officer"))


def test_a_file_arrives_in_parts_over_a_broken_line(sender: Sender) -> None:
    status, begun = sender.begin("Báo cáo lớn.pdf", len(CONTENT))
    assert (status, begun["offset"]) == (201, 0)
    address = begun["address"]
    assert sender.send(address, 0, CONTENT[:PART]) == (200, {"offset": PART})
    # The answer got lost: the script sends the same part again, and is told where to go on.
    assert sender.send(address, 0, CONTENT[:PART]) == (409, {"offset": PART})
    assert sender.client.get(address).json == {"offset": PART}
    status, done = sender.send(address, PART, CONTENT[PART:])
    assert (status, done) == (200, {"offset": len(CONTENT), "piece": 1, "known": False})
    assert sender.client.get("/tai-lieu/1/tep").data == CONTENT
    assert sender.client.get(address).json == {"offset": 0}  # nothing is left lying about


def test_the_form_that_names_what_was_sent_goes_on_as_with_files(sender: Sender, sign_in: SignIn) -> None:
    address = sender.begin("a.pdf", len(samples.pdf()))[1]["address"]
    piece = sender.send(address, 0, samples.pdf())[1]["piece"]
    officer = sign_in("officer")
    assert "Đã tải lên 1 tài liệu" in officer.post("/tai-lieu", {"piece": piece}, status=302).text
    away = sign_in("officer-away")
    assert away.client.post("/tai-lieu", data={"csrf_token": away.token(), "piece": piece}).status_code == 404


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("a.exe", 10, "a.exe: chỉ nhận PDF"),
        ("a.pdf", 0, "a.pdf: tệp rỗng"),
        ("a.pdf", 51 * 1024 * 1024, "a.pdf: lớn hơn 50 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_before_it_travels(
    sender: Sender, name: str, size: int, words: str
) -> None:
    status, said = sender.begin(name, size)
    assert status == 422
    assert said["words"].startswith(words)


def test_a_complete_file_is_looked_into_like_any_other(sender: Sender) -> None:
    address = sender.begin("xau.pdf", len(samples.HTML))[1]["address"]
    status, said = sender.send(address, 0, samples.HTML)
    assert status == 422
    assert said["words"].startswith("xau.pdf: nội dung khác với đuôi .pdf")


def test_nobody_else_goes_on_with_an_upload_and_its_address_cannot_be_made_up(sender: Sender, sign_in: SignIn) -> None:
    address = sender.begin("a.pdf", 100)[1]["address"]
    for login in ("lead", "officer-away"):
        other = Sender(sign_in(login))
        assert other.send(address, 0, b"x")[0] == 404
        assert other.client.get(address).status_code == 404
    assert sender.send(f"{address[:-3]}abc", 0, b"x")[0] == 404
    assert sender.send(address, 0, b"x" * 101) == (409, {"offset": 0})  # longer than was promised
    del sender.headers["X-CSRFToken"]
    assert sender.send(address, 0, b"x")[0] == 400

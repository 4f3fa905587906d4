"""Links are opened over a real connection, and never on a private address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assessment.files.links import Checker, LinkStatus, networks

ASKED: list[str] = []


class Handler(BaseHTTPRequestHandler):
    """A small site: pages by path, HEAD refused in one place."""

    def do_HEAD(self) -> None:
        """As GET, except where HEAD is refused."""
        self.answer(405 if self.path == "/khong-head" else self.code())

    def do_GET(self) -> None:
        """The page."""
        self.answer(self.code())

    def code(self) -> int:
        last = self.path.rpartition("/")[2]
        return int(last) if last.isdecimal() else 302 if "den=" in self.path else 200

    def answer(self, code: int) -> None:
        ASKED.append(f"{self.command} {self.headers['Host'].partition(':')[0]}{self.path}")
        self.send_response(code)
        if code == 302:
            self.send_header("Location", self.path.partition("den=")[2])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def checker() -> Checker:
    """Names of the test stand for loopback, which is allowed here."""
    names = {"trong.vn": "10.0.0.5"}
    return Checker(networks(["127.0.0.0/8"]), lambda host, _port: [names.get(host, "127.0.0.1")], seconds=1)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", LinkStatus.OK),
        ("/khong-head", LinkStatus.OK),
        ("/tài liệu?số=1", LinkStatus.OK),
        ("/404", LinkStatus.MISSING),
        ("/410", LinkStatus.MISSING),
        ("/500", LinkStatus.FAILED),
        ("/di?den=/moi", LinkStatus.OK),
        ("/di?den=/404", LinkStatus.MISSING),
        ("/di?den=/di?den=/di?den=/di?den=/di?den=/di?den=/x", LinkStatus.FAILED),  # more than four
        ("/di?den=http://trong.vn/mat", LinkStatus.PRIVATE),
        ("/di?den=file:///etc/passwd", LinkStatus.UNREACHABLE),
    ],
)
def test_the_answer_of_the_site_becomes_a_status(checker: Checker, port: int, path: str, status: LinkStatus) -> None:
    assert checker.status(f"http://tinh.vn:{port}{path}") == status


def test_the_host_keeps_its_name_and_the_page_is_asked_for_by_head_first(checker: Checker, port: int) -> None:
    ASKED.clear()
    checker.status(f"http://tỉnh.vn:{port}/khong-head")
    assert ASKED == ["HEAD xn--tnh-dlz.vn/khong-head", "GET xn--tnh-dlz.vn/khong-head"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - asked whether it is refused
        "224.0.0.1",
        "::1",
        "fd00::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
    ],
)
def test_private_addresses_are_never_called(address: str, port: int) -> None:
    ASKED.clear()
    assert Checker(resolve=lambda _host, _port: [address]).status(f"http://x.vn:{port}/") == LinkStatus.PRIVATE
    assert Checker(resolve=lambda _host, _port: ["8.8.8.8", address]).status(f"http://x.vn:{port}/") == (
        LinkStatus.PRIVATE
    )
    assert ASKED == []


def test_an_allowed_network_opens_only_itself(port: int) -> None:
    checker = Checker(networks(["10.1.0.0/16", "127.0.0.1/32"]), lambda host, _port: [host], seconds=1)
    assert checker.status(f"http://127.0.0.1:{port}/") == LinkStatus.OK
    assert checker.status("http://10.2.0.1/") == LinkStatus.PRIVATE


def test_what_cannot_be_reached_says_so(checker: Checker, port: int) -> None:
    assert checker.status("http://tinh.vn:1/") == LinkStatus.UNREACHABLE
    assert checker.status(f"https://tinh.vn:{port}/") == LinkStatus.UNREACHABLE  # no TLS there

    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    assert Checker(resolve=unknown).status("http://khong-co.vn/") == LinkStatus.UNREACHABLE

"""While a file crawls in over a slow line, others save: the database is not asked before the form has arrived."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.serving import make_server
from werkzeug.test import encode_multipart

from tests.browser.conftest import Quiet
from tests.served import PASSWORD, build_demonstration, served
from tests.web.evidence.conftest import upload
from tests.web.working.conftest import SignIn


@pytest.fixture
def address(app: Flask) -> Iterator[tuple[str, int]]:
    """The site on loopback, each request in a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield "127.0.0.1", server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_slow_upload_holds_up_nobody_elses_save(address: tuple[str, int], app: Flask, sign_in: SignIn) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    stream, name = upload("cham.pdf")
    fields = {"csrf_token": officer.token(), "files": FileStorage(stream, name)}
    boundary, body = encode_multipart(fields)
    cookie = officer.client.get_cookie("session")
    assert cookie is not None
    head = (
        f"POST /tai-lieu HTTP/1.1\r\nHost: localhost\r\nCookie: session={cookie.value}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(address) as line:
        line.sendall(head.encode() + body[: len(body) // 2])
        time.sleep(0.3)  # the server has read the half and waits for the rest
        began = time.monotonic()
        link = {"url": "https://laocai.gov.vn", "address_title": "Nhanh hơn"}
        lead.post("/tai-lieu/lien-ket", link, status=302)
        assert time.monotonic() - began < 5  # SQLite would have kept it waiting for ten seconds, and then refused
        line.sendall(body[len(body) // 2 :])
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 302")
    assert [row[2] for row in officer.get("/tai-lieu").table("tài liệu, mới nhất trước")] == ["PDF, 1 KB", "liên kết"]


MANY = 20  # more than a server works on at once, fewer than the threads it has


def test_many_slow_uploads_leave_a_real_server_answering(tmp_path: Path) -> None:
    build_demonstration(tmp_path)
    with served(tmp_path) as address, ExitStack() as lines:
        jar = CookieJar()
        browser = build_opener(HTTPCookieProcessor(jar))
        page = browser.open(f"{address}/dang-nhap").read().decode()
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        assert token is not None
        fields = {"login": "daumoi", "password": PASSWORD, "csrf_token": token.group(1)}
        browser.open(f"{address}/dang-nhap", urlencode(fields).encode())
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        begun = (
            f"POST /tai-lieu HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nContent-Length: 1000000\r\n"
            'Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data; name="files"'
        )
        for _ in range(MANY):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", urlsplit(address).port)))
            line.sendall(begun.encode())
        time.sleep(0.5)  # the server has begun to read all of them
        with browser.open(f"{address}/viec-cua-toi", timeout=20) as answer:  # eight threads never came to it
            assert "Việc của tôi" in answer.read().decode()

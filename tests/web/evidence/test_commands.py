"""What runs apart from the pages, with the pages: a scanner, a checker of links; both over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner
from flask import Flask

from assessment.cli.evidence import evidence
from assessment.config import Settings
from assessment.web.request import World
from tests.files import samples
from tests.files.clamd import EICAR, clamd
from tests.pages import text_of
from tests.web.evidence.conftest import upload
from tests.web.working.conftest import SignIn


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands on the database and the folder of the pages."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSESSMENT_VAR", str(settings.variable))
    return CliRunner()


def test_a_file_waits_for_the_scanner_and_an_infected_one_never_opens(
    app: Flask, sign_in: SignIn, run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clamd() as address:
        world: World = app.extensions["assessment"]
        app.extensions["assessment"] = replace(world, settings=replace(world.settings, clamav=address))
        officer = sign_in("officer")
        infected = samples.pdf() + EICAR
        officer.post("/tai-lieu", {"files": [upload("sach.pdf"), upload("xau.pdf", infected)]}, status=302)
        assert officer.get("/tai-lieu").text.count("đang quét mã độc") == 2
        assert "Tệp đang được quét mã độc" in officer.get("/tai-lieu/1/tep", status=409).text
        monkeypatch.setenv("CLAMAV", address)
        done = run.invoke(evidence, ["scan"])
    assert (done.exit_code, done.output) == (0, "1: sạch\n2: Eicar-Test-Signature\n")
    assert officer.client.get("/tai-lieu/1/tep").status_code == 200
    assert "báo Eicar-Test-Signature trong tệp này" in officer.get("/tai-lieu/2/tep", status=409).text
    assert "có mã độc, không mở được" in officer.get("/tai-lieu/2").text
    assert "Eicar-Test-Signature" in sign_in("admin").get("/nhat-ky").text
    again = run.invoke(evidence, ["scan"])  # the scanner is gone, and so is the work
    assert (again.exit_code, again.output) == (0, "")


def test_without_a_scanner_nothing_waits_and_trouble_ends_with_one(
    sign_in: SignIn, run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = sign_in("officer")
    officer.post("/tai-lieu", {"files": [upload()]}, status=302)
    assert officer.client.get("/tai-lieu/1/tep").status_code == 200
    assert "chưa thiết lập CLAMAV" in run.invoke(evidence, ["scan"]).output
    monkeypatch.setenv("CLAMAV", "127.0.0.1:1")
    done = run.invoke(evidence, ["scan"])
    assert done.exit_code == 1
    assert "1: chưa quét được" in done.output


@pytest.fixture
def address() -> Iterator[str]:
    """A site of one page."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200 if self.path == "/co" else 404)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_links_are_tried_and_what_was_found_is_shown(
    sign_in: SignIn, run: CliRunner, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = sign_in("officer")
    for path in ("co", "mat"):
        officer.post("/tai-lieu/lien-ket", {"url": f"{address}/{path}", "address_title": path}, status=302)
    refused = run.invoke(evidence, ["check-links"])
    assert refused.output.endswith("private: 2\n")  # this machine is no place for a checker, unless it is allowed
    assert "địa chỉ nội bộ, không kiểm tra" in officer.get("/tai-lieu/1").text
    monkeypatch.setenv("LINK_NETWORKS", "127.0.0.0/8 10.1.0.0/16")
    assert run.invoke(evidence, ["check-links"]).output == "không có liên kết nào\n"  # tried a moment ago
    assert run.invoke(evidence, ["check-links", "--older-than", "0"]).output.endswith("missing: 1, ok: 1\n")
    page = officer.get("/tai-lieu")
    assert [text_of(head) for head in page.all("th", scope="row")] == ["mat trang không còn", "co"]
    assert "trang không còn" in officer.get("/tai-lieu/2").text
    monkeypatch.setenv("LINK_NETWORKS", "nội bộ")
    assert run.invoke(evidence, ["check-links"]).exit_code == 1

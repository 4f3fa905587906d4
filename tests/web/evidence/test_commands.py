"""What runs apart from the pages, with the pages: a scanner, a checker of links; both over real sockets."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask

from assessment.cli.evidence import evidence
from assessment.config import Settings
from assessment.files.parts import Parts
from assessment.files.store import open_store
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


def lay_old_and_new(settings: Settings) -> dict[str, Path]:
    """Files that nobody names, two days old and of now, in the store and among the unfinished uploads."""
    folder = settings.evidence_folder
    store, parts = open_store("", folder / "files"), Parts(folder / "parts")
    keys = {name: store.put(io.BytesIO(b"12345")) for name in ("old", "new")}
    paths = {name: folder / "files" / key[:2] / key for name, key in keys.items()}
    for name in ("old part", "new part"):
        upload = uuid4()
        parts.append(upload, 0, b"123", size=9)
        paths[name] = folder / "parts" / str(upload)
    for name in ("old", "old part"):
        age(paths[name], hours=48)
    return paths


def age(path: Path, *, hours: int) -> None:
    past = time.time() - hours * 3600
    os.utime(path, (past, past))


def test_files_nobody_names_are_listed_and_only_removed_when_asked(
    sign_in: SignIn, run: CliRunner, settings: Settings
) -> None:
    officer = sign_in("officer")
    officer.post("/tai-lieu", {"files": [upload()]}, status=302)
    (named,) = [path for path in (settings.evidence_folder / "files").rglob("*") if path.is_file()]
    age(named, hours=48)
    paths = lay_old_and_new(settings)
    told = "1 tệp không tài liệu nào dùng, 1 lần tải lên bỏ dở, 8 byte"  # 5 + 3
    listed = run.invoke(evidence, ["sweep"])
    assert listed.exit_code == 0
    assert listed.output.splitlines()[-1] == f"{told}; chưa xóa gì, thêm --delete để xóa"
    assert paths["old"].name in listed.output
    assert paths["old part"].name in listed.output
    assert all(path.exists() for path in (named, *paths.values()))
    done = run.invoke(evidence, ["sweep", "--delete"])
    assert done.output.splitlines()[-1] == f"{told}; đã xóa"
    assert {name for name, path in paths.items() if path.exists()} == {"new", "new part"}
    assert officer.client.get("/tai-lieu/1/tep").status_code == 200
    log = sign_in("admin").get("/nhat-ky").text
    assert "Dọn tệp không tài liệu nào dùng" in log
    again = run.invoke(evidence, ["sweep", "--delete"])
    assert again.output == "0 tệp không tài liệu nào dùng, 0 lần tải lên bỏ dở, 0 byte; đã xóa\n"


def test_how_old_a_file_must_be_can_be_said_but_never_less_than_an_hour(
    sign_in: SignIn, run: CliRunner, settings: Settings
) -> None:
    sign_in("officer").post("/tai-lieu", {"files": [upload()]}, status=302)
    lay_old_and_new(settings)
    assert "0 tệp" in run.invoke(evidence, ["sweep", "--older-than", "72"]).output
    assert run.invoke(evidence, ["sweep", "--delete", "--older-than", "0"]).exit_code == 2  # an upload may be under way


def test_a_store_beside_a_database_without_files_is_left_alone(run: CliRunner, settings: Settings) -> None:
    paths = lay_old_and_new(settings)
    refused = run.invoke(evidence, ["sweep", "--delete"])
    assert refused.exit_code == 1
    assert "kho này có thể của nơi khác; chưa xóa gì" in refused.output
    assert all(path.exists() for path in paths.values())

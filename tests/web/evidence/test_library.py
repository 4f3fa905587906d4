"""The library: uploads good and bad, downloads as they must be, one document's page, removal that asks."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from assessment.models import Evidence
from tests.files import samples
from tests.pages import Browser, Page
from tests.web.evidence.conftest import upload
from tests.web.working.conftest import SignIn

SHELF = "/tai-lieu"


def pieces(engine: Engine) -> list[Evidence]:
    with Session(engine) as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.id)))


def add(officer: Browser, *files: object) -> Page:
    return officer.post(SHELF, {"files": list(files)}, status=302)


def test_an_empty_library_says_what_to_do(sign_in: SignIn) -> None:
    assert "Kho còn trống" in sign_in("officer").get(SHELF).text


def test_of_several_files_the_good_ones_are_kept_and_each_other_one_is_told_why(
    sign_in: SignIn, site_engine: Engine
) -> None:
    officer = sign_in("officer")
    sent = [
        upload("Báo cáo.pdf"),
        upload("trang.html", samples.HTML),
        upload("hinh.pdf", samples.SVG),
        upload("rong.docx", b""),
        upload("khoa.pdf", samples.pdf(password="mở")),
        upload("hong.pdf", b"%PDF-1.4 x"),
        upload("So lieu.xlsx", samples.xlsx()),
    ]
    page = officer.post(SHELF, {"files": sent}, status=422)
    assert page.title.startswith("Lỗi: ")
    for words in (
        "trang.html: chỉ nhận PDF, DOCX, XLSX, JPG, PNG",
        "hinh.pdf: nội dung khác với đuôi .pdf",
        "rong.docx: tệp rỗng",
        "khoa.pdf: tệp có mật khẩu",
        "hong.pdf: tệp hỏng",
        "Đã tải lên 2 tài liệu",
    ):
        assert words in page.text
    assert [piece.file_name for piece in pieces(site_engine)] == ["Báo cáo.pdf", "So lieu.xlsx"]


def test_nothing_chosen_and_too_many_have_their_own_words(sign_in: SignIn, site_engine: Engine) -> None:
    officer = sign_in("officer")
    assert "Chọn ít nhất một tệp" in officer.post(SHELF, {}, status=422).text
    many = [upload(f"{number}.pdf") for number in range(11)]
    assert "nhiều nhất 10 tệp, bạn chọn 11" in officer.post(SHELF, {"files": many}, status=422).text
    assert pieces(site_engine) == []


def test_a_file_over_the_limit_is_refused_by_its_size(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assessment.web.evidence import receiving

    monkeypatch.setattr(receiving, "MEGABYTE", 8)  # so that 50 "megabytes" are 400 bytes
    officer = sign_in("officer")
    page = officer.post(SHELF, {"files": [upload("to.pdf", samples.pdf("x" * 300))]}, status=422)
    assert "to.pdf: lớn hơn 50 MB" in page.text
    assert "Nội dung gửi lên quá lớn" in officer.post(SHELF, {"files": [upload("b.pdf", b"x" * 5000)]}, status=413).text


def test_an_upload_larger_than_an_ordinary_form_passes(sign_in: SignIn, site_engine: Engine) -> None:
    content = samples.pdf() + b"%" * 3_000_000  # three times what other forms may bring
    officer = sign_in("officer")
    fields = {"csrf_token": officer.token(), "files": FileStorage(io.BytesIO(content), "lon.pdf")}
    boundary, body = encode_multipart(fields)  # whole, as the test client leaves its own temporary file open
    kind = f"multipart/form-data; boundary={boundary}"
    assert officer.client.post(SHELF, data=body, content_type=kind).status_code == 302
    assert pieces(site_engine)[0].sha256 == hashlib.sha256(content).hexdigest()


def test_the_same_content_again_is_not_kept_twice(sign_in: SignIn, site_engine: Engine) -> None:
    officer = sign_in("officer")
    content = samples.pdf("một")
    add(officer, upload("Bản một.pdf", content))
    page = add(officer, upload("Bản hai.pdf", content))
    assert "Bản hai.pdf đã có trong kho (Bản một)" in page.text
    assert len(pieces(site_engine)) == 1


def test_a_download_has_its_name_and_can_never_run(sign_in: SignIn, site_engine: Engine, tmp_path: Path) -> None:
    officer = sign_in("officer")
    name = "Báo cáo Đắk Lắk.pdf"
    content = samples.pdf()
    page = add(officer, upload(unicodedata.normalize("NFD", name), content))
    assert name in page.text
    answer = officer.client.get("/tai-lieu/1/tep")
    assert answer.data == content
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=\"Bao cao Dak Lak.pdf\"; filename*=UTF-8''{quote(name)}"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    shown = officer.client.get("/tai-lieu/1/tep?xem=1")
    assert shown.headers["Content-Disposition"].startswith("inline;")
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    kept = [path.name for path in (tmp_path / "var" / "evidence" / "files").rglob("*") if path.is_file()]
    assert kept == [pieces(site_engine)[0].storage_key]


def test_a_workbook_is_never_shown_inside_the_browser(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    add(officer, upload("a.xlsx", samples.xlsx()))
    assert officer.client.get("/tai-lieu/1/tep?xem=1").headers["Content-Disposition"].startswith("attachment;")


def test_the_ministry_reads_a_document_and_another_unit_finds_nothing(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    content = samples.pdf()
    add(officer, upload("Mật của Lào Cai.pdf", content))
    reviewer, away = sign_in("reviewer"), sign_in("officer-away")
    assert reviewer.client.get("/tai-lieu/1/tep").data == content
    page = reviewer.get("/tai-lieu/1")
    assert "Mật của Lào Cai" in page.text
    assert "Xóa khỏi kho" not in page.text
    for address in ("/tai-lieu/1", "/tai-lieu/1/tep", "/tai-lieu/1/xoa", "/tai-lieu/1/gan?dot=dti-2026"):
        assert away.client.get(address).status_code == 404
    for address in ("/tai-lieu/1", "/tai-lieu/1/xoa", "/tai-lieu/1/thay"):
        sent = {"csrf_token": away.token(), "title": "x", "files": [upload()]}
        assert away.client.post(address, data=sent).status_code == 404
    assert "Mật của Lào Cai" not in away.get(SHELF).text


def test_a_description_is_saved_found_and_shown(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    add(officer, upload("quyet_dinh_12.pdf"))
    fields = {
        "version": "1",
        "title": "Về việc ban hành Kế hoạch chuyển đổi số",
        "number": "12/QĐ-UBND",
        "issuer": "UBND tỉnh Lào Cai",
        "issued_on": "5/3/2026",
        "period_from": "15/12/2025",
        "period_to": "14/12/2026",
    }
    page = officer.post("/tai-lieu/1", fields, status=302)
    assert page.heading == fields["title"]
    assert page.one("input", id="issued_on").get("value") == "05/03/2026"
    row = officer.get(f"{SHELF}?tim=ke+hoach+12/qd").table("tài liệu, mới nhất trước")[0]
    assert row[1] == "12/QĐ-UBND, 05/03/2026, UBND tỉnh Lào Cai"
    wrong = fields | {"version": "2", "issued_on": "31/02/2026", "period_to": "1/1/2025", "title": ""}
    page = officer.post("/tai-lieu/1", wrong, status=422)
    for words in ("Viết ngày có thật", "Viết ngày cuối kỳ từ ngày đầu kỳ trở đi", "Viết trích yếu"):
        assert page.source.count(words) == 2  # above the form and at the box
    assert page.one("input", id="issued_on").get("value") == "31/02/2026"
    page = officer.post("/tai-lieu/1", fields | {"title": "Bản cũ gõ đè"}, status=409)
    assert "Bản cũ gõ đè" in page.text  # given back, not lost


def test_a_link_is_kept_only_when_it_is_of_the_web(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    wrong = {"url": "javascript:alert(1)", "address_title": "Cổng"}
    page = officer.post(f"{SHELF}/lien-ket", wrong, status=422)
    assert "Dán địa chỉ bắt đầu bằng http:// hoặc https://" in page.text
    assert page.one("input", id="url").get("value") == "javascript:alert(1)"
    page = officer.post(f"{SHELF}/lien-ket", {"url": "https://laocai.gov.vn", "address_title": "Cổng"}, status=302)
    link = page.one("a", href="https://laocai.gov.vn")
    assert (link.get("rel"), link.get("target")) == ("noopener noreferrer", "_blank")
    assert officer.client.get("/tai-lieu/1/tep").status_code == 404


def test_a_replaced_file_is_gone_from_the_store_and_a_wrong_one_changes_nothing(
    sign_in: SignIn, tmp_path: Path
) -> None:
    officer = sign_in("officer")
    add(officer, upload("cu.pdf", samples.pdf("cũ")))
    page = officer.post("/tai-lieu/1/thay", {"files": [upload("moi.svg", samples.SVG)]}, status=422)
    assert "moi.svg: chỉ nhận" in page.text
    new = samples.pdf("mới")
    page = officer.post("/tai-lieu/1/thay", {"files": [upload("moi.pdf", new)]}, status=302)
    assert "Đã thay tệp" in page.text
    assert officer.client.get("/tai-lieu/1/tep").data == new
    kept = [path.read_bytes() for path in (tmp_path / "var" / "evidence" / "files").rglob("*") if path.is_file()]
    assert kept == [new]


def test_a_library_of_a_hundred_costs_as_many_queries_as_one_of_two(sign_in: SignIn, site_engine: Engine) -> None:
    officer = sign_in("officer")
    add(officer, upload("1.pdf"), upload("2.pdf"))
    counted: list[int] = []
    for _round in range(2):
        queries: list[str] = []

        def note(*arguments: object, seen: list[str] = queries) -> None:
            seen.append(str(arguments[2]))

        event.listen(site_engine, "before_cursor_execute", note)
        page = officer.get(SHELF)
        event.remove(site_engine, "before_cursor_execute", note)
        counted.append(len(queries))
        with Session(site_engine.execution_options(write=True)) as session:
            first = session.get_one(Evidence, 1)
            for number in range(98):
                session.add(
                    Evidence(
                        unit_id=first.unit_id,
                        title=f"Tài liệu {number}",
                        url="https://laocai.gov.vn",
                        added_at=first.added_at,
                    )
                )
            session.commit()
    assert counted[0] == counted[1] <= 5
    assert len(page.table("tài liệu, mới nhất trước")) == 50
    assert len(officer.get(f"{SHELF}?trang=2").table("tài liệu, mới nhất trước")) == 50

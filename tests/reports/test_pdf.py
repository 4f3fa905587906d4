"""The PDF files themselves: tagged, titled, in one language and our fonts, equal to the result, the same twice."""

from __future__ import annotations

import multiprocessing
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import html5lib
import pikepdf
import pytest
from sqlalchemy.orm import Session

from assessment.config import Settings
from assessment.formats import index_score
from assessment.models import make_engine
from assessment.reports.batch import Site, render_batch, scorecard_pdf
from assessment.reports.gather import ReportData
from assessment.reports.pages import Document
from assessment.reports.render import Job, RenderError, pdf, pool
from assessment.reports.scorecard import ScorecardContext

BOTH = pytest.mark.parametrize("name", ["scorecard", "national"])


def text(path: Path, *options: str) -> str:
    found = subprocess.run(["pdftotext", "-layout", *options, str(path), "-"], capture_output=True, check=True)
    return found.stdout.decode()


def pages(path: Path) -> list[str]:
    return text(path).split("\f")[:-1]


@BOTH
def test_a_report_is_tagged_titled_and_says_its_language(files: dict[str, Path], name: str) -> None:
    with pikepdf.open(files[name]) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang in {"vi-VN", "vi"}
        assert "2024" in str(document.docinfo["/Title"])
        assert document.docinfo["/Author"] == "Bộ Khoa học và Công nghệ"
        metadata = document.Root.Metadata.read_bytes().decode()
        assert "pdfuaid" in metadata


def elements(node: Any, kind: str) -> list[Any]:
    found = []
    if isinstance(node, pikepdf.Array):
        return [element for child in node for element in elements(child, kind)]
    if isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == kind:
            found.append(node)
        found += elements(node.get("/K"), kind)
    return found


@BOTH
def test_every_header_cell_has_a_scope_and_every_picture_a_text(files: dict[str, Path], name: str) -> None:
    with pikepdf.open(files[name]) as document:
        headers = elements(document.Root.StructTreeRoot.K, "/TH")
        scopes = {str(header.A.Scope) for header in headers}
        assert len(headers) > 50
        assert scopes == {"/Column", "/Row"}
        figures = elements(document.Root.StructTreeRoot.K, "/Figure")
        assert figures
        assert all(str(figure.Alt).strip() for figure in figures)


def test_a_scorecard_has_four_pages_and_is_small(files: dict[str, Path]) -> None:
    assert len(pages(files["scorecard"])) == 4
    assert files["scorecard"].stat().st_size < 400_000


def test_no_page_of_a_scorecard_but_the_last_is_left_half_empty(files: dict[str, Path]) -> None:
    for number, page in enumerate(pages(files["scorecard"])[:-1], start=1):
        lowest = max(bottom for bottom, words in lines_of(files["scorecard"], number) if "DTI-2024-v1" not in words)
        assert lowest > 0.7, page  # of the page's height


def lines_of(path: Path, number: int) -> list[tuple[float, str]]:
    """How far down a page each line of text reaches, as a share of its height."""
    asked = ["pdftotext", "-bbox-layout", "-f", str(number), "-l", str(number), str(path), "-"]
    root = html5lib.parse(subprocess.run(asked, capture_output=True, check=True).stdout, namespaceHTMLElements=False)
    height = float(next(root.iter("page")).get("height"))
    return [(float(line.get("ymax")) / height, "".join(line.itertext())) for line in root.iter("line")]


def test_the_national_report_has_six_to_twelve_pages(files: dict[str, Path]) -> None:
    assert 6 <= len(pages(files["national"])) <= 12


@BOTH
def test_every_page_has_the_code_of_the_version_and_its_number(
    files: dict[str, Path], data: ReportData, name: str
) -> None:
    shown = pages(files[name])
    for number, page in enumerate(shown, start=1):
        assert data.standings.code in page
        assert f"Trang {number}/{len(shown)}" in page


@BOTH
def test_extracted_text_is_composed(files: dict[str, Path], name: str) -> None:
    found = text(files[name])
    assert found == unicodedata.normalize("NFC", found)


def test_page_one_has_score_rank_interval_and_every_main_index(
    files: dict[str, Path], context: ScorecardContext
) -> None:
    first = pages(files["scorecard"])[0]
    words = " ".join(first.split())
    assert index_score(context.score) in words
    assert f"xếp thứ {context.rank} trong 34 tỉnh, thành phố" in words
    assert f"khoảng hạng: {context.low}–{context.high}" in words
    for part in context.main:
        row = next(row for row in first.splitlines() if row.startswith(part.line.name) and "%" in row)
        assert str(part.line.rank) in row.replace("=", " ").split()
    for heading in ("Hạng và độ chắc chắn", "Các chỉ số chính", "Hạng qua các năm", "Số liệu gồm những gì"):
        assert heading in first


def test_the_national_ranking_prints_every_unit_with_its_rank_and_score(
    files: dict[str, Path], data: ReportData
) -> None:
    table = pages(files["national"])[2].splitlines()
    for standing in data.standings.units:
        row = next(row for row in table if re.search(rf"\b{standing.unit.name.vi}\b", row))
        cells = row.split()
        assert cells[0] == str(standing.rank)
        assert index_score(standing.score) in cells


@BOTH
def test_vietnamese_pages_have_no_decimal_point(files: dict[str, Path], name: str) -> None:
    words = text(files[name])
    assert not re.search(r"\d\.\d{1,2}(?!\d)", words.replace("CC BY 4.0", ""))
    assert "−0,0 " not in words
    assert "-0,0" not in words


def test_only_shipped_fonts_are_used_and_all_are_embedded(files: dict[str, Path]) -> None:
    for path in files.values():
        listed = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode()
        rows = listed.splitlines()[2:]
        assert rows
        for row in rows:
            assert re.match(r"[A-Z]{6}\+Noto-Sans", row), row
            assert row.split()[-5] == "yes", row  # embedded


def test_the_same_version_gives_the_same_bytes(files: dict[str, Path]) -> None:
    assert files["scorecard"].read_bytes() == files["again"].read_bytes()


def test_a_draft_and_illustrative_figures_are_called_so_on_every_page(files: dict[str, Path]) -> None:
    for page in pages(files["draft"]):
        assert "DỰ THẢO – chưa công bố" in page
        assert "SỐ LIỆU MINH HỌA" in page
    for page in pages(files["scorecard"]):
        assert "DỰ THẢO" not in page
        assert "MINH HỌA" not in page


def test_the_english_scorecard_has_points_and_english_names(files: dict[str, Path], data: ReportData) -> None:
    first = pages(files["english"])[0]
    assert "Hue City" in first
    assert index_score(data.standings.of("hue").score, "en") in first
    with pikepdf.open(files["english"]) as document:
        assert str(document.Root.Lang).startswith("en")


def test_the_last_page_leads_to_the_page_that_checks_it(files: dict[str, Path], context: ScorecardContext) -> None:
    with pikepdf.open(files["scorecard"]) as document:
        links = [str(note.A.URI) for note in document.pages[-1].Annots if "/A" in note]
    assert context.issue.url in links


@pytest.fixture(scope="module")
def renderer() -> Iterator[ProcessPoolExecutor]:
    with pool(1) as executor:
        yield executor


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "https://example.org/x.png", "ftp://example.org/x"]
)
def test_nothing_is_fetched_from_outside_the_page(renderer: ProcessPoolExecutor, address: str) -> None:
    page = f"<!doctype html><html lang=vi><title>x</title><body><p>x<img alt=x src='{address}'>"
    with pytest.raises(RenderError, match="disallowed protocol"):
        renderer.submit(pdf, page).result()


def test_a_renderer_that_complains_gives_no_file(renderer: ProcessPoolExecutor) -> None:
    page = "<html lang=vi><title>x</title><style>p { no-such-property: 1 }</style><p>x"
    with pytest.raises(RenderError, match="no-such-property"):
        renderer.submit(pdf, page).result()


def test_a_letter_our_fonts_lack_gives_no_file(renderer: ProcessPoolExecutor) -> None:
    with pytest.raises(RenderError, match=r"\.notdef glyph"):
        renderer.submit(pdf, "<html lang=vi><title>x</title><p>中").result()


def test_a_page_of_the_site_gets_each_version_rendered_once(
    sqlite_world: Path, settings: Settings, tmp_path: Path
) -> None:
    engine = make_engine(f"sqlite:///{sqlite_world}")
    with Session(engine) as session:
        path = scorecard_pdf(session, "dti-2024", "hue", "vi", tmp_path, settings=settings)
        written = path.stat().st_mtime_ns
        assert scorecard_pdf(session, "dti-2024", "hue", "vi", tmp_path, settings=settings) == path
    engine.dispose()
    assert path.stat().st_mtime_ns == written
    assert [found.name for found in path.parent.iterdir()] == ["dti-2024-hue.pdf"]


def test_a_killed_rendering_process_is_replaced(context: ScorecardContext, tmp_path: Path) -> None:
    page = Document("scorecard", context)
    site = Site()
    site.write(Job(page, "first.pdf"), tmp_path)
    assert site.executor is not None
    for process in multiprocessing.active_children():
        if process.pid in (site.executor._processes or {}):
            process.kill()
            process.join()
    assert site.write(Job(page, "second.pdf"), tmp_path).read_bytes() == (tmp_path / "first.pdf").read_bytes()
    site.executor.shutdown()


def written_on_a_site(job: Job, out: Path) -> None:
    Site().write(job, out)


def test_a_servers_process_that_rendered_ends_by_itself(context: ScorecardContext, tmp_path: Path) -> None:
    job = Job(Document("scorecard", context), "one.pdf")
    server = multiprocessing.get_context("spawn").Process(target=written_on_a_site, args=(job, tmp_path))
    server.start()
    server.join(60)
    ended = server.exitcode
    server.kill()
    assert ended == 0
    assert (tmp_path / "one.pdf").exists()


def test_a_batch_of_nothing_is_nothing(tmp_path: Path) -> None:
    assert render_batch([], tmp_path) == []

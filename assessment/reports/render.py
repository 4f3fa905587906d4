"""HTML to PDF and Word: the only module that knows WeasyPrint, and only in child processes: Pango crashes in threads.

Each process of the pool renders with one font configuration and one parsed stylesheet. Fonts come from the repository's
folder through a fontconfig of its own, so no rule and no fetch is needed for them; the fetcher lets nothing but `data:`
addresses through.
"""

from __future__ import annotations

import gc
import io
import logging
import multiprocessing
import os
import re
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf

from assessment.config import FONTS
from assessment.reports.pages import Document, html, stylesheet

WORKERS = 2
DOCUMENTS_PER_WORKER = 200
NICENESS = 10
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
WARM_UP = "<!doctype html><html lang='vi'><title>Tỉnh</title><h1>Tỉnh</h1><table><tr><th scope='row'>Ừ<td>1</table>"


class RenderError(RuntimeError):
    """The renderer complained: a report is printed without a word in the log or not at all."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document and the name of the file it becomes."""

    document: Document
    name: str


def new_pool(workers: int = WORKERS) -> ProcessPoolExecutor:
    """Processes that render, started fresh from a server that holds no thread, lock or session of ours."""
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=prepare, max_tasks_per_child=DOCUMENTS_PER_WORKER
    )


@contextmanager
def pool(workers: int = WORKERS) -> Iterator[ProcessPoolExecutor]:
    """Rendering processes that end with the block."""
    executor = new_pool(workers)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def prepare() -> None:
    """What a rendering process does once: step back, point fontconfig at our fonts, warm up, freeze.

    Ctrl-C reaches every process of a terminal; when to end is for the one that gives the work to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    renderer()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def write(job: Job, out: Path) -> Path:
    """Make one document, of the kind its name ends in, a file of the folder `out`.

    In one move, so that a reader never sees half of it.
    """
    page = html(job.document)
    content = _word(page) if job.name.endswith(".docx") else pdf(page)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=out, suffix=".part", delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    return Path(file.name).replace(out / job.name)


def _word(page: str) -> bytes:
    from assessment.reports.word import word  # noqa: PLC0415 - only a rendering process pays for it

    return word(page)


def pdf(page: str) -> bytes:
    """The tagged PDF of a page; the same page gives the same bytes. RenderError when anything was logged."""
    return renderer().pdf(page)


class _Listener(logging.Handler):
    """Collects what the renderer has to complain about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Renderer:
    """WeasyPrint with everything that can be made once per process."""

    def __init__(self) -> None:
        with _own_fonts():
            import weasyprint  # noqa: PLC0415 - only a rendering process pays for it
            from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

            self.fonts = FontConfiguration()
        self.weasyprint = weasyprint
        self.fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        self.listener = _Listener()
        logger = logging.getLogger("weasyprint")
        logger.addHandler(self.listener)
        logger.propagate = False
        self.style = weasyprint.CSS(string=stylesheet(), font_config=self.fonts, url_fetcher=self.fetcher)
        self.page = lean_page(weasyprint)
        self.pdf(WARM_UP)

    def pdf(self, page: str) -> bytes:
        """See `pdf`."""
        self.listener.lines.clear()
        document = self.page(string=page, url_fetcher=self.fetcher)
        drawn = document.write_pdf(stylesheets=[self.style], font_config=self.fonts, pdf_variant="pdf/ua-1")
        if self.listener.lines:
            raise RenderError("; ".join(self.listener.lines))
        return with_scopes(drawn)


def lean_page(weasyprint: ModuleType) -> type[Any]:
    """WeasyPrint's HTML with its own sheet but for the rules on markers and footnotes of every element.

    The reports have neither, and computing six more styles per element costs a tenth of the processor time. The same
    bytes come out, which a test holds it to.
    """
    sheet = weasyprint.CSS(string=re.sub(r"^::.*$", "", weasyprint.html.UA, flags=re.MULTILINE))

    class LeanPage(weasyprint.HTML):  # type: ignore[misc, name-defined]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [sheet]

    return LeanPage


@cache
def renderer() -> Renderer:
    """This process's renderer."""
    return Renderer()


@contextmanager
def _own_fonts() -> Iterator[None]:
    """Fontconfig reads its configuration once; while it does, it sees the repository's fonts and no others."""
    folder = Path(tempfile.gettempdir()) / f"assessment-fonts-{os.getuid()}"
    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as file:
        file.write(FONTCONFIG.format(fonts=FONTS, cache=folder))
        file.flush()
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = file.name
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


def with_scopes(content: bytes) -> bytes:
    """The PDF with /Scope on every header cell, which WeasyPrint leaves out: Column in a table's head, else Row."""
    with pikepdf.open(io.BytesIO(content)) as document:
        _walk(document.Root.StructTreeRoot, in_head=False)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _walk(element: Any, *, in_head: bool) -> None:
    if not isinstance(element, pikepdf.Dictionary):
        return
    kind = element.get("/S")
    head = in_head or kind == "/THead"
    if kind == "/TH":
        scope = pikepdf.Name.Column if head else pikepdf.Name.Row
        element.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
    children = element.get("/K")
    if isinstance(children, pikepdf.Array):
        for child in children:
            _walk(child, in_head=head)
    elif children is not None:
        _walk(children, in_head=head)

"""PDFs: processor time of one scorecard, wall time and memory of the whole batch, and Chromium beside it."""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from sqlalchemy.orm import Session

from assessment.config import from_environment
from assessment.models import make_engine
from assessment.reports.batch import all_jobs, render_batch, scorecard_job
from assessment.reports.gather import ReportData, gather
from assessment.reports.pages import html, stylesheet
from assessment.reports.render import Job, new_pool, renderer, write
from tests.bench.figure import Figure
from tests.gallery.camera import opened_browser
from tests.served import environment

ROUND, UNIT = "dti-2024", "lao-cai"
TIMES = 9
SAMPLING = 0.1  # seconds
MEBIBYTE = 1024 * 1024


def measure(folder: Path) -> Iterator[Figure]:
    """All figures about PDFs, from the database in `folder`."""
    settings = from_environment(environment(folder))
    engine = make_engine(settings.database_url)
    with Session(engine) as session:
        yield from one_scorecard(scorecard_job(gather(session, ROUND), UNIT, "vi", settings), folder)
        started = time.perf_counter()
        with highest_memory() as peak:
            data: ReportData = gather(session, ROUND)
            paths = render_batch(all_jobs(data, "vi", settings), folder / "batch")
        wall = time.perf_counter() - started
    engine.dispose()
    yield Figure("PDF", f"{len(paths) - 1} scorecards and the national report", wall, "s", 20, "two processes")
    yield Figure("PDF", "largest rendering process", max(peak) / MEBIBYTE, "MB", 250, "resident, high-water mark")


def one_scorecard(job: Job, folder: Path) -> Iterator[Figure]:
    """A scorecard in a warm rendering process, and the same HTML printed by Chromium."""
    with new_pool(1) as executor:
        costs = [executor.submit(cost, job, folder).result() for _again in range(TIMES + 1)][1:]
    with pikepdf.open(folder / job.name) as document:
        pages = len(document.pages)
    size = (folder / job.name).stat().st_size
    processor = min(processor for processor, _wall in costs)  # other work on the machine only ever adds
    yield Figure("PDF", f"one scorecard of {pages} pages, processor", processor, "s", 0.6, f"warm, best of {TIMES}")
    yield Figure("PDF", "its size", size / 1000, "kB", 400)
    wall = statistics.median(wall for _processor, wall in costs)
    chromium = printed_by_chromium(html(job.document))
    yield Figure("PDF", "one scorecard, wall", wall, "s", None, "WeasyPrint, PDF/UA")
    yield Figure("PDF", "the same HTML printed by Chromium, wall", chromium, "s", None, "tagged, headless")
    yield Figure("PDF", "WeasyPrint ÷ Chromium", wall / chromium, "×")


def cost(job: Job, folder: Path) -> tuple[float, float]:
    """Processor and wall seconds of one document, measured inside the process that renders it."""
    renderer()
    processor, wall = time.process_time(), time.perf_counter()
    write(job, folder)
    return time.process_time() - processor, time.perf_counter() - wall


def printed_by_chromium(page_source: str) -> float:
    """Wall seconds that a warm headless Chromium takes for the same page with the same style."""
    source = page_source.replace("</head>", f"<style>{stylesheet()}</style></head>", 1)
    with opened_browser() as browser:
        page = browser.new_page()

        def printed() -> None:
            page.set_content(source)
            page.pdf(prefer_css_page_size=True, tagged=True)

        printed()
        return statistics.median(seconds(printed) for _again in range(TIMES))


def seconds(work: Callable[[], object]) -> float:
    """Wall time of a call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def highest_memory() -> Iterator[list[int]]:
    """The largest resident size in bytes that each process started in the block ever had, as the kernel counted it."""
    before, highest, ended = set(processes()), dict[int, int](), threading.Event()
    found: list[int] = []

    def watch() -> None:
        while not ended.wait(SAMPLING):
            for process in set(processes()) - before:
                highest[process] = max(highest.get(process, 0), high_water_mark(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        ended.set()
        watcher.join()
        found += highest.values()


def processes() -> list[int]:
    """All Python processes of this program's group."""
    return [
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdecimal() and b"multiprocessing" in _read(path / "cmdline")
    ]


def high_water_mark(process: int) -> int:
    """VmHWM in bytes, 0 when the process has gone."""
    found = re.search(rb"VmHWM:\s+(\d+) kB", _read(Path("/proc", str(process), "status")))
    return int(found[1]) * 1024 if found else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""

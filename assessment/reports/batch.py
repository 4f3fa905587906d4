"""Which documents a round has, and making them: all of them at once, or one for a page of the site."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from pathlib import Path

from sqlalchemy.orm import Session

from assessment.config import TEMPLATES, Settings, from_environment
from assessment.models import Sending, Submission, SubmissionVersion
from assessment.reports.figures import Issue, issue
from assessment.reports.gather import ReportData, gather
from assessment.reports.national import national
from assessment.reports.pages import Document
from assessment.reports.receipt import receipt
from assessment.reports.render import Job, new_pool, pool, write
from assessment.reports.scorecard import scorecard
from assessment.reports.self_report import self_report
from assessment.services.catalogue import index_for
from assessment.services.snapshots import kept
from assessment.services.standings import latest_result

NATIONAL = "toan-quoc"
Progress = Callable[[int, int], None]  # done, of how many

_APPEARANCE = frozenset({".html", ".css", ".py", ".po"})


def scorecard_job(data: ReportData, slug: str, language: str, settings: Settings) -> Job:
    """The scorecard of one unit; NotFoundError when it is not in the result."""
    standings = data.standings
    unit = standings.of(slug).unit
    context = scorecard(standings, data.history(unit.id), data.tiles, slug, _issue(data, language, settings))
    return Job(Document("scorecard", context), file_name(standings.round_code, slug, language))


def national_job(data: ReportData, language: str, settings: Settings) -> Job:
    """The national report."""
    standings = data.standings
    context = national(standings, data.histories, data.tiles, _issue(data, language, settings))
    return Job(Document("national", context), file_name(standings.round_code, NATIONAL, language))


def _issue(data: ReportData, language: str, settings: Settings) -> Issue:
    ministry = settings.ministry_en if language == "en" else settings.ministry_vi
    owner = data.standings.owner
    issuer = owner.into(language) if owner else ministry
    return issue(data.standings, language, ministry=issuer, public_url=settings.public_url)


def all_jobs(data: ReportData, language: str, settings: Settings) -> list[Job]:
    """The national report, which takes longest, and a scorecard per unit with a score, in rank order.

    A province's own round is no report on the country: it has its units' scorecards only.
    """
    slugs = [row.unit.slug for row in data.standings.units if row.score is not None]
    whole = [national_job(data, language, settings)] if data.standings.owner is None else []
    return [*whole, *(scorecard_job(data, slug, language, settings) for slug in slugs)]


def file_name(round_code: str, what: str, language: str) -> str:
    """ "dti-2024-lao-cai.pdf", "dti-2024-lao-cai-en.pdf" in English."""
    return f"{round_code}-{what}{'-en' if language == 'en' else ''}.pdf"


def render_batch(jobs: Sequence[Job], out: Path, progress: Progress | None = None) -> list[Path]:
    """Render all jobs into the folder `out` on two processes; the paths in the jobs' order.

    RenderError when the renderer complained about any of them; what is written by then stays.
    """
    with pool() as executor:
        futures = [executor.submit(write, job, out) for job in jobs]
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            if progress is not None:
                progress(done, len(jobs))
        return [future.result() for future in futures]


def cached_reports(
    session: Session,
    round_code: str,
    language: str,
    cache: Path,
    *,
    settings: Settings,
    progress: Progress | None = None,
) -> list[Path]:
    """All reports of the newest published result, the national one first, under `cache`; made where missing."""
    folder = cache / _version(session, round_code, published_only=True)
    jobs = all_jobs(gather(session, round_code), language, settings)
    missing = [job for job in jobs if not (folder / job.name).exists()]
    if missing:
        render_batch(missing, folder, progress)
    return [folder / job.name for job in jobs]


@dataclass(slots=True)
class Site:
    """The one rendering process a web process keeps, started with the first PDF somebody asks for."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    executor: ProcessPoolExecutor | None = None

    def write(self, job: Job, out: Path) -> Path:
        """Render one document; a process that was killed (for memory, say) is replaced once."""
        try:
            return self._submit(job, out).result()
        except BrokenProcessPool:
            with self.lock:
                self.executor = None
            return self._submit(job, out).result()

    def _submit(self, job: Job, out: Path) -> Future[Path]:
        with self.lock:
            if self.executor is None:
                self.executor = new_pool(1)
                # A server's process waits for its children when it ends, and these for work until they are told.
                Finalize(None, self.executor.shutdown, kwargs={"cancel_futures": True}, exitpriority=100)
            return self.executor.submit(write, job, out)


_SITE = Site()


def scorecard_pdf(
    session: Session,
    round_code: str,
    slug: str,
    language: str,
    cache: Path,
    *,
    settings: Settings | None = None,
    published_only: bool = True,
) -> Path:
    """A unit's scorecard as a file under `cache`, rendered once per version and language.

    The rendering happens in a process of its own, never in the calling thread. NotFoundError when the round has no
    (published) result or the unit is not in it.
    """
    folder = cache / _version(session, round_code, published_only)
    path = folder / file_name(round_code, slug, language)
    if not path.exists():
        data = gather(session, round_code, published_only=published_only)
        _SITE.write(scorecard_job(data, slug, language, settings or from_environment()), folder)
    return path


def national_pdf(
    session: Session,
    round_code: str,
    language: str,
    cache: Path,
    *,
    settings: Settings | None = None,
    published_only: bool = True,
) -> Path:
    """The national report as a file under `cache`; see `scorecard_pdf`."""
    folder = cache / _version(session, round_code, published_only)
    path = folder / file_name(round_code, NATIONAL, language)
    if not path.exists():
        data = gather(session, round_code, published_only=published_only)
        _SITE.write(national_job(data, language, settings or from_environment()), folder)
    return path


def self_report_file(
    session: Session, submission: Submission, version: SubmissionVersion, settings: Settings, *, kind: str
) -> Path:
    """The letter of a frozen version, "pdf" or "docx", as a file under the cache, made once; see `scorecard_pdf`."""
    name = f"{submission.round.code}-{submission.unit.slug}-v{version.number}"
    folder = settings.report_cache / f"{name}-{version.digest[:12]}-{_appearance()}"
    path = folder / f"{name}.{kind}"
    if not path.exists():
        context = self_report(submission, version, kept(session, version), settings.ministry_vi)
        _SITE.write(Job(Document("self_report", context), path.name), folder)
    return path


def receipt_pdf(sending: Sending, language: str, settings: Settings) -> Path:
    """The receipt of one sending as a file under the cache, rendered once; see `scorecard_pdf`."""
    round_ = sending.submission.round
    context = receipt(
        sending,
        index_name=index_for(round_).name,
        ministry=settings.ministry_en if language == "en" else settings.ministry_vi,
        url=f"{settings.public_url}/phieu/{round_.code}/bien-nhan",
        language=language,
    )
    folder = settings.report_cache / f"{sending.receipt}-{sending.id}-{_appearance()}"
    path = folder / file_name(sending.receipt, "bien-nhan", language)
    if not path.exists():
        _SITE.write(Job(Document("receipt", context), path.name), folder)
    return path


def _version(session: Session, round_code: str, published_only: bool) -> str:
    """A folder name per version and state: publishing a draft changes what its pages say."""
    result = latest_result(session, round_code, published_only=published_only)
    state = "published" if result.publication else "draft"
    return f"{round_code}-v{result.version}-{result.checksum[:12]}-{state}-{_appearance()}"


@functools.cache
def _appearance() -> str:
    """A digest of everything that decides what a report looks like, so that a new release renders anew."""
    package = Path(__file__).parent.parent
    folders = (TEMPLATES / "pdf", package / "reports", package / "pictures", package / "translations")
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in _APPEARANCE):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]

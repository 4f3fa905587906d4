"""Frozen versions of a form: the list, one of them as pages and files, and what changed between two.

Each page serves two sides, the unit (without `slug`) and whoever oversees the round; see `sides`.
"""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from assessment.clock import local
from assessment.exchange.declared import answers_csv
from assessment.models import Submission, SubmissionVersion
from assessment.reports.batch import self_report_file
from assessment.services import snapshots
from assessment.services.catalogue import coverage_of
from assessment.services.differences import difference
from assessment.web.public.downloads import report_file
from assessment.web.request import db, language, now, world
from assessment.web.working.cards import sheets, told
from assessment.web.working.forms import section_form
from assessment.web.working.sides import Side, side_of
from questionnaires import sections


def version_list(round_code: str, slug: str | None = None) -> ResponseReturnValue:
    """All versions of the form and its way."""
    side = side_of(round_code, slug)
    return render_template("web/working/versions.html", **side.of(), versions=side.versions, moments=side.moments)


def version(round_code: str, number: int, slug: str | None = None) -> ResponseReturnValue:
    """One version: its digest, its points by main index, its files."""
    side = side_of(round_code, slug)
    frozen = side.version(number)
    shown = snapshots.kept(db(), frozen)
    return render_template(
        "web/working/version.html",
        **side.of(),
        version=frozen,
        before=next((row.number for row in side.versions if row.number < number), None),
        scores=shown.scores,
        sections=[section.node for section in sections(shown.index)],
        moments=[moment for moment in side.moments if moment.version == number],
    )


def version_section(round_code: str, number: int, section: str, slug: str | None = None) -> ResponseReturnValue:
    """One page of the form as it was."""
    side = side_of(round_code, slug)
    frozen = side.version(number)
    shown = snapshots.kept(db(), frozen)
    view = snapshots.section_of(shown, section, language())
    coverage = coverage_of(db(), local(now()).date())
    return render_template(
        "web/working/version_section.html",
        **side.of(),
        version=frozen,
        view=view,
        sheets=sheets(view, section_form(view, posted=False), shown.index, coverage),
    )


def version_json(round_code: str, number: int, slug: str | None = None) -> ResponseReturnValue:
    """The frozen text itself: its SHA-256 is the version's."""
    side = side_of(round_code, slug)
    frozen = side.version(number)
    return _file(frozen.content, "application/json", f"{_stem(side.submission, frozen)}.json")


def version_csv(round_code: str, number: int, slug: str | None = None) -> ResponseReturnValue:
    """The answers of a version as a table."""
    side = side_of(round_code, slug)
    frozen = side.version(number)
    text = answers_csv(snapshots.kept(db(), frozen))
    return _file(text, "text/csv; charset=utf-8", f"{_stem(side.submission, frozen)}.csv")


def self_report(round_code: str, number: int, slug: str | None = None, kind: str = "pdf") -> ResponseReturnValue:
    """The letter of a version, for the leader's signature outside; "docx" for the province's document system."""
    side = side_of(round_code, slug)
    frozen = side.version(number)
    path = self_report_file(db(), side.submission, frozen, world().settings, kind=kind)
    return report_file(path, f"Báo cáo tự đánh giá {_stem(side.submission, frozen)}.{kind}")


def self_report_docx(round_code: str, number: int, slug: str | None = None) -> ResponseReturnValue:
    """The same letter for Word."""
    return self_report(round_code, number, slug, "docx")


def compare(round_code: str, slug: str | None = None) -> ResponseReturnValue:
    """What changed from version ?tu= to version ?den=.

    By default from the last version to now; for whoever oversees the round from the first sending to the last.
    """
    side = side_of(round_code, slug)
    known = side.versions
    before, after = _ends(side, known)
    before, after = request.args.get("tu") or before, request.args.get("den") or after
    found = difference(side.snapshot(before), side.snapshot(after)) if known else None
    return render_template(
        "web/working/compare.html",
        **side.of(),
        versions=known,
        chosen=(before, after),
        difference=found,
        told=told,
    )


def _ends(side: Side, known: tuple[SubmissionVersion, ...]) -> tuple[str, str]:
    if not known:
        return "", ""
    newest = str(known[0].number)
    return (newest, snapshots.NOW) if side.slug is None else (str(known[-1].number), newest)


def _stem(submission: Submission, frozen: SubmissionVersion) -> str:
    mark = "-minh-hoa" if submission.illustrative else ""
    return f"{submission.round.code}-{submission.unit.slug}-v{frozen.number}{mark}"


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(text.encode(), content_type=kind, headers=headers)

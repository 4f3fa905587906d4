"""Frozen versions of a form: the list, one of them as pages and files, and what changed between two."""

from __future__ import annotations

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.clock import local
from assessment.exchange.declared import answers_csv
from assessment.files.kinds import MEDIA_TYPES
from assessment.models import Submission, SubmissionVersion
from assessment.reports.batch import self_report_docx as word_report
from assessment.reports.batch import self_report_pdf
from assessment.services import snapshots, submissions, versions
from assessment.services.catalogue import coverage_of
from assessment.services.differences import difference
from assessment.services.snapshots import Snapshot
from assessment.services.timeline import timeline
from assessment.web.evidence.files import disposition
from assessment.web.public.downloads import pdf_file
from assessment.web.request import db, language, now, signed_in, world
from assessment.web.working import standing
from assessment.web.working.cards import sheets, told
from assessment.web.working.forms import section_form
from questionnaires import sections


def version_list(round_code: str) -> ResponseReturnValue:
    """All versions of the form and its way."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    return render_template(
        "web/working/versions.html",
        **standing.of(submission),
        versions=versions.versions(db(), submission),
        moments=timeline(db(), submission),
    )


def version(round_code: str, number: int) -> ResponseReturnValue:
    """One version: its digest, its points by main index, its files."""
    submission, frozen = _found(round_code, number)
    shown = snapshots.kept(db(), frozen)
    return render_template(
        "web/working/version.html",
        **standing.of(submission),
        version=frozen,
        scores=shown.scores,
        sections=[section.node for section in sections(shown.index)],
        moments=[moment for moment in timeline(db(), submission) if moment.version == number],
    )


def version_section(round_code: str, number: int, section: str) -> ResponseReturnValue:
    """One page of the form as it was."""
    submission, frozen = _found(round_code, number)
    shown = snapshots.kept(db(), frozen)
    view = snapshots.section_of(shown, section, language())
    coverage = coverage_of(db(), local(now()).date())
    return render_template(
        "web/working/version_section.html",
        **standing.of(submission),
        version=frozen,
        view=view,
        sheets=sheets(view, section_form(view, posted=False), shown.index, coverage),
    )


def version_json(round_code: str, number: int) -> ResponseReturnValue:
    """The frozen text itself: its SHA-256 is the version's."""
    submission, frozen = _found(round_code, number)
    return _file(frozen.content, "application/json", f"{_stem(submission, frozen)}.json")


def version_csv(round_code: str, number: int) -> ResponseReturnValue:
    """The answers of a version as a table."""
    submission, frozen = _found(round_code, number)
    text = answers_csv(snapshots.kept(db(), frozen))
    return _file(text, "text/csv; charset=utf-8", f"{_stem(submission, frozen)}.csv")


def self_report(round_code: str, number: int) -> ResponseReturnValue:
    """The letter of a version, for the leader's signature outside."""
    submission, frozen = _found(round_code, number)
    path = self_report_pdf(db(), submission, frozen, world().settings)
    return pdf_file(path, f"Báo cáo tự đánh giá {_stem(submission, frozen)}.pdf")


def self_report_docx(round_code: str, number: int) -> ResponseReturnValue:
    """The same letter for Word, which the province's document system takes."""
    submission, frozen = _found(round_code, number)
    content = word_report(db(), submission, frozen, world().settings)
    response = Response(content, content_type=MEDIA_TYPES[".docx"])
    response.headers["Content-Disposition"] = disposition(
        "attachment", f"Báo cáo tự đánh giá {_stem(submission, frozen)}.docx"
    )
    return response


def compare(round_code: str) -> ResponseReturnValue:
    """What changed from version ?tu= to version ?den=, by default from the last one to now."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    known = versions.versions(db(), submission)
    before, after = request.args.get("tu") or _last(known), request.args.get("den") or snapshots.NOW
    found = difference(_snapshot(submission, before), _snapshot(submission, after)) if known else None
    return render_template(
        "web/working/compare.html",
        **standing.of(submission),
        versions=known,
        chosen=(before, after),
        difference=found,
        told=told,
    )


def _last(known: tuple[SubmissionVersion, ...]) -> str:
    return str(known[0].number) if known else ""


def _snapshot(submission: Submission, which: str) -> Snapshot:
    if which == snapshots.NOW:
        return snapshots.present(submission)
    if not which.isdecimal():
        abort(404)
    return snapshots.kept(db(), versions.version_of(db(), submission, int(which)))


def _found(round_code: str, number: int) -> tuple[Submission, SubmissionVersion]:
    submission = submissions.submission_for(db(), signed_in(), round_code)
    return submission, versions.version_of(db(), submission, number)


def _stem(submission: Submission, frozen: SubmissionVersion) -> str:
    mark = "-minh-hoa" if submission.illustrative else ""
    return f"{submission.round.code}-{submission.unit.slug}-v{frozen.number}{mark}"


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(text.encode(), content_type=kind, headers=headers)

"""Why a score is what it is: to everybody down to the main indices, to unit and ministry down to the answers."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.models import Submission
from assessment.reports.figures import main_nodes
from assessment.services import submissions, tracing
from assessment.services.errors import NotFoundError
from assessment.services.kept import REST, kept_scores
from assessment.services.standings import Standings
from assessment.services.tracing import Passes
from assessment.web.analysis import files
from assessment.web.analysis.tree import Behind, tree, tree_of
from assessment.web.public.results import published_for
from assessment.web.request import db, signed_in
from assessment.web.working import standing
from scoring.pipeline import Scores


def province(slug: str) -> ResponseReturnValue:
    """A published score of a province, down to the main indices; ?dot= names the round, ?nut= the node to open."""
    shown = published_for(slug, request.args.get("dot"))
    row, kept = shown.of(slug), _kept(shown, slug)
    behind = Behind(deepest=_deepest(shown))
    return render_template(
        "web/analysis/trace_public.html",
        shown=shown,
        row=row,
        line=tree(kept, None, row.unit.code, behind, request.args.get("nut", "")),
        points=_points(kept, row.unit.code),
        partly=any(node.code == REST for node in kept.index.root.children),
        files={
            kind: url_for(".trace_province_file", slug=slug, dot=shown.round_code, kind=kind) for kind in files.TYPES
        },
    )


def province_file(slug: str, kind: str) -> Response:
    """The same as text or data."""
    shown = published_for(slug, request.args.get("dot"))
    row, kept, deepest = shown.of(slug), _kept(shown, slug), _deepest(shown)
    if kind == "txt":
        content = files.text_of(kept, row.unit.code, deepest)
    else:
        head = {"result": shown.code, "round": shown.round_code, "unit": row.unit.code, "rank": row.rank}
        content = files.as_json(head | {"trace": files.data_of(kept, row.unit.code, deepest)})
    return files.attachment(content, f"{shown.round_code}-{slug}-vi-sao", kind)


def _kept(shown: Standings, slug: str) -> Scores:
    """The kept scores; NotFoundError for a unit without one."""
    if shown.of(slug).score is None:
        raise NotFoundError(slug)
    return kept_scores(shown)


def _deepest(shown: Standings) -> frozenset[str]:
    return frozenset({REST, *(node.code for node in main_nodes(shown.index))})


def _points(scores: Scores, unit: str) -> tuple[float, float] | None:
    """The points of the whole index and what they are out of, where it is published as their share."""
    if not scores.index.publish_as_share:
        return None
    root = scores.index.root.code
    got, most = (cast("float", scores.tables[name].at[unit, root]) for name in ("scored", "maximum"))
    return got, most


def own(round_code: str) -> ResponseReturnValue:
    """The unit's own form as it stands, with the ministry's decisions once its review is closed."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    return _page(submission, _addresses("own", round_code=round_code), for_ministry=False)


def own_file(round_code: str, kind: str) -> Response:
    """The same as text or data."""
    return _file(submissions.submission_for(db(), signed_in(), round_code), kind)


def reviewed(round_code: str, slug: str) -> ResponseReturnValue:
    """One province for the ministry: its own points and the verified ones side by side."""
    submission = submissions.submission_for(db(), signed_in(), round_code, slug)
    return _page(submission, _addresses("reviewed", round_code=round_code, slug=slug), for_ministry=True)


def reviewed_file(round_code: str, slug: str, kind: str) -> Response:
    """The same as text or data."""
    return _file(submissions.submission_for(db(), signed_in(), round_code, slug), kind)


def _addresses(whose: str, **place: Any) -> dict[str, str]:
    """Where the files of a page are."""
    return {kind: url_for(f".trace_{whose}_file", **{"kind": kind} | place) for kind in files.TYPES}


def _page(submission: Submission, addresses: dict[str, str], *, for_ministry: bool) -> str:
    found = tracing.passes(db(), submission, signed_in())
    return render_template(
        "web/analysis/trace_form.html",
        **standing.of(submission),
        line=tree_of(found, request.args.get("nut", ""), names_reviewers=for_ministry),
        points=_points(found.latest, found.unit),
        own_points=_points(found.own, found.unit),
        sees_decisions=tracing.sees_decisions(signed_in(), submission),
        for_ministry=for_ministry,
        files=addresses,
    )


def _file(submission: Submission, kind: str) -> Response:
    found = tracing.passes(db(), submission, signed_in())
    content = _text(found) if kind == "txt" else files.as_json(_data(found, submission))
    return files.attachment(content, f"{submission.round.code}-{submission.unit.slug}-vi-sao", kind)


def _text(found: Passes) -> str:
    parts = [files.text_of(files.alone(found.own), found.unit)]
    if found.verified is not None:
        parts += [files.text_of(files.alone(found.verified), found.unit), files.decisions(found.reviews)]
    return "\n".join(parts)


def _data(found: Passes, submission: Submission) -> dict[str, object]:
    verified = found.verified
    return {
        "round": submission.round.code,
        "unit": found.unit,
        "illustrative": submission.illustrative,
        "self": files.data_of(found.own, found.unit),
        "verified": None if verified is None else files.data_of(verified, found.unit, reviews=found.reviews),
    }

"""Why a score changed: from year to year, from a province's own points to the verified ones, between two versions."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.models import Result, Round, Submission
from assessment.reports.figures import main_nodes
from assessment.services import movements, results, submissions, tracing
from assessment.services.errors import NotFoundError
from assessment.services.kept import REST
from assessment.services.movements import Change
from assessment.services.owners import round_for
from assessment.services.standings import Standings, UnitStanding, YearPoint, published_rounds, standings
from assessment.web.analysis import files
from assessment.web.analysis.parts import account
from assessment.web.public.results import history, published, published_for, today
from assessment.web.request import db, language, signed_in
from assessment.web.working import standing
from questionnaires import Index
from scoring.change.difference import NotExplainedError
from scoring.words.difference_text import explain_difference

MOST = 15  # lines on a page; ?tat-ca=1 shows them all
ALL = 10_000


def province(slug: str) -> ResponseReturnValue:
    """A province against an earlier published year: ?dot= names the later round, ?tu= the earlier one."""
    shown = published_for(slug, request.args.get("dot"))
    row = shown.of(slug)
    earlier = _earlier(shown)
    first = _chosen(earlier)
    found = None if first is None else _between(first, shown, row)
    years = {point.year: point for point in history(shown).get(row.unit.id, ())}
    mains = {} if found is None else _mains(shown.index, found)
    return render_template(
        "web/analysis/change_public.html",
        shown=shown,
        row=row,
        earlier=earlier,
        first=first,
        change=found,
        account=None if found is None else account(found, language=language(), whole=mains, most=ALL),
        points=(_point(years, first), years.get(shown.year)),
    )


def province_file(slug: str) -> Response:
    """The same as text."""
    shown = published_for(slug, request.args.get("dot"))
    first = _chosen(_earlier(shown))
    found = None if first is None else _between(first, shown, shown.of(slug))
    if found is None:
        raise NotFoundError(slug)
    return files.attachment(_text(found), f"{shown.round_code}-{slug}-thay-doi", "txt")


def _earlier(shown: Standings) -> list[Round]:
    """The rounds before this one that it can be held against, newest first; of a year its own set of units."""
    by_year: dict[int, Round] = {}
    for round_ in published_rounds(db()):
        older = round_.family == shown.family and round_.year < shown.year
        if older and (round_.unit_set == shown.unit_set or (shown.unit_set == "34" and round_.year not in by_year)):
            by_year[round_.year] = round_
    return [by_year[year] for year in sorted(by_year, reverse=True)]


def _chosen(earlier: list[Round]) -> Standings | None:
    asked = request.args.get("tu")
    codes = [round_.code for round_ in earlier]
    if asked is not None and asked not in codes:
        raise NotFoundError(asked)
    return published(asked or codes[0]) if codes else None


def _between(first: Standings, last: Standings, row: UnitStanding) -> Change | None:
    """None where one of the two has no score to explain."""
    try:
        return movements.between(db(), first, last, row.unit.code)
    except (NotFoundError, NotExplainedError):
        return None


def _mains(index: Index, change: Change) -> dict[str, str]:
    """Node → the main index it belongs to: more was not published of a province."""
    mains = {node.code for node in main_nodes(index)} | {REST}
    trees = (change.before.index.root, change.after.index.root)
    tops = [node for root in trees for node in root.walk() if node.code in mains or node in root.children]
    return {below.code: top.code for top in reversed(tops) for below in top.walk()}


def _point(years: dict[int, YearPoint], first: Standings | None) -> YearPoint | None:
    return None if first is None else years.get(first.year)


def own(round_code: str) -> ResponseReturnValue:
    """The unit's own points against the verified ones, once the review is closed."""
    return _reviewed_page(submissions.submission_for(db(), signed_in(), round_code), for_ministry=False)


def own_file(round_code: str) -> Response:
    """The same as text."""
    return _reviewed_file(submissions.submission_for(db(), signed_in(), round_code))


def reviewed(round_code: str, slug: str) -> ResponseReturnValue:
    """The same for the ministry, as far as it has decided."""
    return _reviewed_page(submissions.submission_for(db(), signed_in(), round_code, slug), for_ministry=True)


def reviewed_file(round_code: str, slug: str) -> Response:
    """The same as text."""
    return _reviewed_file(submissions.submission_for(db(), signed_in(), round_code, slug))


def _reviewed_page(submission: Submission, *, for_ministry: bool) -> str:
    passes = tracing.passes(db(), submission, signed_in())
    found = movements.by_review(passes)
    as_share = passes.index.publish_as_share
    scale = (passes.index.root.max_points or 1.0) if as_share else 1.0
    most = ALL if "tat-ca" in request.args else MOST
    return render_template(
        "web/analysis/change_form.html",
        **standing.of(submission),
        change=found,
        account=None if found is None else account(found, language=language(), scale=scale, decimals=2, most=most),
        reviews=passes.reviews,
        for_ministry=for_ministry,
    )


def _reviewed_file(submission: Submission) -> Response:
    passes = tracing.passes(db(), submission, signed_in())
    found = movements.by_review(passes)
    if found is None:
        raise NotFoundError(submission.round.code)
    text = "\n".join([_text(found), files.decisions(passes.reviews)])
    return files.attachment(text, f"{submission.round.code}-{submission.unit.slug}-thay-doi", "txt")


def _text(found: Change) -> str:
    text = explain_difference(found.found, found.before.index, found.after.index, language())
    return text.replace(f"{REST} ", "") + "\n"


@dataclass(frozen=True, slots=True)
class Moved:
    """One unit in two versions."""

    before: UnitStanding | None
    after: UnitStanding

    @property
    def change(self) -> float | None:
        """The change of its score."""
        was = None if self.before is None else self.before.score
        return None if was is None or self.after.score is None else self.after.score - was

    @property
    def climbed(self) -> int | None:
        """Ranks gained."""
        was = None if self.before is None else self.before.rank
        return None if was is None or self.after.rank is None else was - self.after.rank


def versions(round_code: str) -> ResponseReturnValue:
    """Two versions of a round: every unit's score and rank, and why one unit's score changed (?don_vi=)."""
    round_ = round_for(db(), signed_in(), round_code)
    found = results.versions(db(), round_)
    first, last = _two(found)
    pair = tuple(None if each is None else standings(db(), each, today()) for each in (first, last))
    moved = _moved(*pair)
    chosen = next((each for each in moved if each.after.unit.slug == request.args.get("don_vi")), None)
    change = None
    if chosen is not None and pair[0] is not None and pair[1] is not None:
        change = _between(pair[0], pair[1], chosen.after)
    most = ALL if "tat-ca" in request.args else MOST
    return render_template(
        "web/analysis/change_versions.html",
        round=round_,
        versions=found,
        first=first,
        last=last,
        moved=moved,
        chosen=chosen,
        change=change,
        account=None if change is None else account(change, language=language(), most=most),
        here=url_for(".change_versions", round_code=round_code),
    )


def _two(found: tuple[Result, ...]) -> tuple[Result | None, Result | None]:
    """The versions that are asked for: by default the two newest. NotFoundError for a version there is none of."""
    if not found:
        return None, None
    by_version = {str(each.version): each for each in found}
    last = request.args.get("den", str(found[0].version))
    first = request.args.get("tu", str(found[min(1, len(found) - 1)].version))
    if first not in by_version or last not in by_version:
        raise NotFoundError(f"{first}, {last}")
    return by_version[first], by_version[last]


def _moved(first: Standings | None, last: Standings | None) -> list[Moved]:
    """Every unit of the later version, the largest change first."""
    if first is None or last is None:
        return []
    known = {row.unit.code: row for row in first.units}
    moved = [Moved(known.get(row.unit.code), row) for row in last.units if row.score is not None]
    return sorted(moved, key=lambda each: -abs(each.change or 0.0))

"""Tổng hợp và trình ký: the form by main index and by indicator, what deserves a look, and the report for signature."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.formats import NumberFormatError, number, parse_number
from assessment.services import submissions, versions
from assessment.services.consolidation import Line, Mark, Moved, lines
from assessment.web.request import db, language, signed_in
from assessment.web.working import standing
from assessment.web.working.asked import given
from assessment.web.working.cards import told
from assessment.web.working.oddities import change, sentence

THRESHOLD = 20.0  # percent


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for: a section, a mark, and by how many percent a figure must have moved."""

    section: str
    mark: str
    typed: str
    percent: float
    fault: str

    @property
    def arguments(self) -> dict[str, object]:
        """The same as parameters of an address."""
        return given({"muc": self.section, "loc": self.mark, "lech": self.typed})


def consolidation(round_code: str) -> ResponseReturnValue:
    """The lead's overview; anyone of the unit may read it."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    chosen = _chosen()
    every = lines(db(), submission)
    marks = [(mark, sum(line.marked(mark, chosen.percent / 100) for line in every)) for mark in Mark]
    return render_template(
        "web/working/consolidation.html",
        **standing.of(submission),
        overview=submissions.overview(submission),
        lines=[line for line in every if _shown(line, chosen)],
        every=every,
        sections=list({line.section.code: line.section for line in every}.values()),
        chosen=chosen,
        marks=[(mark.value, _mark(mark, chosen), count) for mark, count in marks],
        latest=versions.latest(db(), submission),
        told=told,
        moved=_moved,
        sentence=sentence,
        here=url_for("working.consolidation", round_code=round_code),
    )


def _chosen() -> Chosen:
    typed = request.args.get("lech", "").strip()
    mark = request.args.get("loc", "")
    percent, fault = THRESHOLD, ""
    try:
        parsed = parse_number(typed, language())
        percent = THRESHOLD if parsed is None else float(parsed)
    except NumberFormatError:
        fault = _("Viết một số phần trăm, ví dụ %(example)s", example=number(12.5, None, language()))
    return Chosen(request.args.get("muc", ""), mark if mark in set(Mark) else "", typed, percent, fault)


def _shown(line: Line, chosen: Chosen) -> bool:
    here = chosen.section in ("", line.section.code)
    return here and (not chosen.mark or line.marked(Mark(chosen.mark), chosen.percent / 100))


def _mark(mark: Mark, chosen: Chosen) -> str:
    return {
        Mark.MISSING: _("thiếu số liệu"),
        Mark.NO_EVIDENCE: _("thiếu minh chứng"),
        Mark.MOVED: _("lệch quá %(percent)s%% so với năm trước", percent=number(chosen.percent, None, language())),
        Mark.FULL_UNPROVED: _("tự chấm tối đa, không có minh chứng"),
        Mark.UNUSUAL: _("có giá trị khác thường"),
    }[mark]


def _moved(moved: Moved) -> str:
    return change(moved.value, moved.last, moved.item)

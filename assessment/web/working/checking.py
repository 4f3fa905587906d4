"""Kiểm tra đầy đủ: what is unreadable, missing, unproved or unusual, with a link to each place, and the word on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.models import Submission
from assessment.services import submissions
from assessment.services.assurances import Looked, looked_at
from assessment.services.assuring import SHORTEST, assure
from assessment.services.duties import Duties, duties
from assessment.services.errors import ForbiddenError, NotFoundError, ReasonError, StaleError
from assessment.web.fields import clean
from assessment.web.request import db, now, signed_in
from assessment.web.working import standing
from assessment.web.working.cards import understood
from assessment.web.working.oddities import sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """One unusual value as the page shows it, with what was typed about it."""

    looked: Looked
    stored: str
    sentences: tuple[str, ...]
    mine: bool  # whether this person may say that it is right
    owner: str  # the department that may, where it is not this person's
    ticked: bool = False
    reason: str = ""
    tick_fault: str = ""
    reason_fault: str = ""

    @property
    def item(self) -> str:
        """The code of the item."""
        return self.looked.item

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """Id of the box and words, for the summary."""
        pairs = ((f"right__{self.item}", self.tick_fault), (f"reason__{self.item}", self.reason_fault))
        return tuple(pair for pair in pairs if pair[1])


def check(round_code: str) -> ResponseReturnValue:
    """The findings of the whole form; a POST says of unusual values that they are right."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    entries = _entries(submission)
    if request.method != "POST":
        return _page(submission, entries)
    tried = [_tried(submission, entry) for entry in entries]
    said = sum(1 for entry in tried if entry.ticked and not entry.faults)
    db().commit()
    message = ngettext("Đã xác nhận %(num)s giá trị.", "Đã xác nhận %(num)s giá trị.", said)
    if any(entry.faults for entry in tried):
        fresh = {entry.item: entry for entry in _entries(submission)}
        kept = [entry if entry.faults else fresh.get(entry.item, entry) for entry in tried]
        return _page(submission, kept, notice=message if said else ""), 422
    flash(message if said else _("Chưa có giá trị nào được đánh dấu."))
    return redirect(url_for("working.check", round_code=round_code))


def _tried(submission: Submission, entry: Entry) -> Entry:
    """Say of one value that it is right where it was ticked; the entry with what was typed and what to mend."""
    ticked, reason = f"right__{entry.item}" in request.form, clean(request.form.get(f"reason__{entry.item}"))
    typed = replace(entry, ticked=ticked, reason=reason)
    if not ticked:
        words = _("Đánh dấu “Số này đúng”, hoặc xóa lý do và sửa số trong phiếu")
        return replace(typed, tick_fault=words) if reason else typed
    seen = request.form.get(f"seen__{entry.item}", "")
    try:
        assure(db(), submission, entry.item, seen=seen, reason=reason, actor=signed_in(), now=now())
    except ReasonError:
        return replace(typed, reason_fault=_("Viết lý do dài ít nhất %(least)s ký tự", least=SHORTEST))
    except (StaleError, NotFoundError):
        return replace(typed, tick_fault=_("Số này vừa được sửa; xem lại giá trị mới rồi đánh dấu"))
    except ForbiddenError:
        return replace(typed, tick_fault=_("Số này do đơn vị khác trả lời và xác nhận"))
    return typed


def _entries(submission: Submission) -> list[Entry]:
    work = duties(db(), submission)
    return [_entry(looked, work) for looked in looked_at(db(), submission)]


def _entry(looked: Looked, work: Duties) -> Entry:
    item = looked.found[0].item
    owner = work.owner(looked.item)
    return Entry(
        looked=looked,
        stored=understood(item, looked.value),
        sentences=tuple(sentence(each) for each in looked.found),
        mine=work.may_edit(signed_in(), looked.item),
        owner=owner.name if owner else "",
    )


def _page(submission: Submission, entries: list[Entry], notice: str = "") -> str:
    findings = submissions.check(submission)
    return render_template(
        "web/working/check.html",
        **standing.of(submission),
        findings=findings,
        groups=[list(rows) for _section, rows in groupby(findings, key=lambda finding: finding.section)],
        counts=_counts(findings, entries),
        doubts=[entry for entry in entries if entry.looked.assurance is None],
        assured=[entry for entry in entries if entry.looked.assurance is not None],
        summary=[fault for entry in entries for fault in entry.faults],
        overview=submissions.overview(submission),
        notice=notice,
    )


def _counts(findings: tuple[submissions.Finding, ...], entries: list[Entry]) -> Mapping[str, int]:
    counts = dict.fromkeys(("fault", "missing", "no_evidence"), 0)
    for finding in findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    return counts | {"unusual": sum(entry.looked.assurance is None for entry in entries)}

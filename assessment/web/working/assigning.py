"""Phân công: the lead gives indicators to departments, many at a time, each until a day inside the deadline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.formats import day, vietnamese_order
from assessment.models import Assignment, Role, Submission
from assessment.services import delegation, departments, submissions
from assessment.services.catalogue import index_for
from assessment.services.delegation import DueError, HasDataError, Order
from assessment.services.duties import Duties, assignable, duties
from assessment.web.fields import clean
from assessment.web.request import db, language, now, signed_in
from assessment.web.working import standing
from questionnaires import Node, Text, sections

SAME, NOBODY = "giu", "khong"  # the choices beside the departments: keep whose it is; take it from everybody


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator that can be given to a department."""

    node: Node
    items: int
    answered: int
    holder: Text | None
    held: Assignment | None
    ticked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The indicators of one section."""

    node: Node
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form brought, and what is wrong with it."""

    ticked: frozenset[str] = frozenset()
    department: str = ""
    due: str = ""
    fault_ticks: str = ""
    fault_department: str = ""
    fault_due: str = ""
    with_data: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """Id of the box and words, in the order of the page."""
        found = (("rows", self.fault_ticks), ("department", self.fault_department), ("due", self.fault_due))
        return tuple((box, words) for box, words in found if words)


def assignments(round_code: str) -> ResponseReturnValue:
    """The table of indicators and who answers them; a POST gives the ticked ones to a department."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    if request.method == "GET":
        return _page(submission, Typed())
    typed = _typed()
    try:
        changed = _carry_out(submission, typed)
    except _RefusedError as refused:
        db().rollback()
        return _page(submissions.submission_for(db(), signed_in(), round_code), refused.typed), 422
    db().commit()
    words = ngettext("Đã đổi phân công %(num)s chỉ tiêu", "Đã đổi phân công %(num)s chỉ tiêu", changed)
    flash(words if changed else _("Không có gì thay đổi, phân công vẫn như đã lưu"))
    chosen = _filters()
    back = url_for("working.assignments", round_code=round_code, muc=chosen.get("muc"), so=chosen.get("so"))
    return redirect(back)


def take_over(round_code: str) -> ResponseReturnValue:
    """Assign what nobody owns yet as last year, or as the catalogue suggests."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    source = delegation.of_last_round if request.form.get("source") == "last" else delegation.suggested
    proposal = source(db(), submission)
    count = delegation.take_over(db(), submission, proposal, due_on=None, actor=signed_in(), now=now())
    db().commit()
    flash(ngettext("Đã phân công %(num)s chỉ tiêu", "Đã phân công %(num)s chỉ tiêu", count))
    return redirect(url_for("working.assignments", round_code=round_code))


class _RefusedError(Exception):
    def __init__(self, typed: Typed) -> None:
        super().__init__("refused")
        self.typed = typed


def _typed() -> Typed:
    return Typed(
        ticked=frozenset(request.form.getlist("indicator")),
        department=request.form.get("department", ""),
        due=clean(request.form.get("due")),
    )


def _carry_out(submission: Submission, typed: Typed) -> int:
    """How many indicators changed; _RefusedError with the words for the page."""
    due_on = _due(typed)
    if not typed.ticked:
        raise _RefusedError(replace(typed, fault_ticks=_("Đánh dấu ít nhất một chỉ tiêu trong bảng")))
    known = duties(db(), submission)
    despite = request.form.get("despite_data") == "yes"
    try:
        return sum(
            len(delegation.assign(db(), submission, order, actor=signed_in(), now=now(), despite_data=despite))
            for order in _orders(submission, typed, due_on, known)
        )
    except HasDataError as refused:
        raise _RefusedError(replace(typed, with_data=refused.indicators)) from refused
    except DueError as refused:
        raise _RefusedError(replace(typed, fault_due=_due_fault(refused))) from refused


def _orders(submission: Submission, typed: Typed, due_on: date | None, known: Duties) -> tuple[Order, ...]:
    ticked = tuple(code for code in assignable(index_for(submission.round)) if code in typed.ticked)
    if typed.department == NOBODY:
        return (Order(ticked, None),)
    if typed.department == SAME:
        held = {code: known.assignments[code].department for code in ticked if code in known.assignments}
        if not held:
            raise _RefusedError(replace(typed, fault_department=_("Chọn sở, ngành: các chỉ tiêu này chưa giao cho ai")))
        return tuple(Order((code,), department, due_on) for code, department in held.items())
    if not typed.department.isdecimal():
        raise _RefusedError(replace(typed, fault_department=_("Chọn sở, ngành trong danh sách")))
    return (Order(ticked, departments.department(db(), submission.unit_id, int(typed.department)), due_on),)


def _due(typed: Typed) -> date | None:
    if not typed.due:
        return None
    for pattern in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(typed.due, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    words = _("Viết ngày có thật theo thứ tự ngày/tháng/năm, ví dụ 05/03/2026")
    raise _RefusedError(replace(typed, fault_due=words))


def _due_fault(refused: DueError) -> str:
    limit = day(refused.limit, language())
    if refused.code == "due.late":
        return _("Viết ngày không sau %(day)s, là ngày hết hạn của Bộ", day=limit)
    return _("Viết ngày từ hôm nay, %(day)s, trở đi", day=limit)


def _filters() -> dict[str, str]:
    """The filter of the table, as it stands in the address."""
    return {key: request.args[key] for key in ("muc", "chua", "so") if request.args.get(key)}


def _page(submission: Submission, typed: Typed) -> str:
    known = duties(db(), submission)
    offered = departments.departments_of(db(), submission.unit_id)
    return render_template(
        "web/working/assignments.html",
        **standing.of(submission),
        groups=_groups(submission, known, typed),
        everything=tuple(section.node for section in sections(index_for(submission.round))),
        departments=offered,
        owned=len(known.assignments),
        assignable=len(assignable(index_for(submission.round))),
        last=delegation.of_last_round(db(), submission),
        suggested=delegation.suggested(db(), submission),
        latest=delegation.last_day(submission),
        silent=_silent(submission, known),
        typed=typed,
        filters=_filters(),
        all_ticked="chon" in request.args,
    )


def _silent(submission: Submission, known: Duties) -> list[str]:
    """The departments that answer something and have nobody who could sign in."""
    people = departments.people_of(db(), submission.unit_id)
    staffed = {user.department_id for user in people if user.role == Role.OFFICER}
    held = {row.department_id: row.department.name for row in known.assignments.values()}
    return sorted((name for key, name in held.items() if key not in staffed), key=vietnamese_order)


def _groups(submission: Submission, known: Duties, typed: Typed) -> tuple[Group, ...]:
    index = index_for(submission.round)
    answered = {answer.item for answer in submission.answers if answer.typed}
    items: dict[str, list[str]] = {}
    for item, indicator in known.home.items():
        items.setdefault(indicator, []).append(item)
    groups = (
        Group(
            section.node,
            tuple(
                Line(
                    node=node,
                    items=len(items[node.code]),
                    answered=len(answered.intersection(items[node.code])),
                    holder=index.items[items[node.code][0]].holder,
                    held=known.assignments.get(node.code),
                    ticked=node.code in typed.ticked or ("chon" in request.args and request.method == "GET"),
                )
                for node in section.indicators
                if node.code in items and _shown(known.assignments.get(node.code), node.code in typed.ticked)
            ),
        )
        for section in sections(index)
        if request.args.get("muc") in (None, "", section.node.code)
    )
    return tuple(group for group in groups if group.lines)


def _shown(held: Assignment | None, ticked: bool) -> bool:
    wanted = request.args.get("so", "")
    if ticked:
        return True
    if "chua" in request.args:
        return held is None
    return not wanted.isdecimal() or (held is not None and held.department_id == int(wanted))

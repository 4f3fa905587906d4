"""The log of changes, for the administrator: searched by kind, unit, person and day, and taken along as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.clock import local
from assessment.exchange.safe_csv import safe_csv
from assessment.models import AuditEvent, Unit
from assessment.services import logbook
from assessment.services.catalogue import index_for
from assessment.services.logbook import Wanted
from assessment.web.request import db, language, now
from assessment.web.working import words
from assessment.web.working.asked import Day, day, given, page_number
from questionnaires import Index, Text

HEADER = ("Lúc", "Tên", "Tài khoản", "Việc", "Mã việc", "Đơn vị", "Đợt", "Đối tượng", "Trước", "Sau")


class Filters(NamedTuple):
    """What the address asks for."""

    kind: str
    unit: int | None
    login: str
    since: Day
    until: Day

    @property
    def arguments(self) -> dict[str, Any]:
        """The same as parameters of an address."""
        return given(
            {"viec": self.kind, "dv": self.unit, "ai": self.login, "tu": self.since.typed, "den": self.until.typed}
        )

    @property
    def wanted(self) -> Wanted:
        """The same as the service takes it."""
        return Wanted(self.kind, self.unit, self.login, self.since.day, self.until.day)


def audit() -> ResponseReturnValue:
    """One page of the log, newest first."""
    filters, page = _filters(), page_number()
    events, older = logbook.events(db(), filters.wanted, page=page)
    return render_template(
        "web/working/audit.html",
        events=events,
        names=_names(events),
        filters=filters,
        kinds=_kinds(),
        units=[(unit.id, _place(unit)) for unit in logbook.units(db())],
        most=logbook.MOST,
        number=page,
        newer=url_for("working.audit", **filters.arguments, trang=page - 1) if page > 1 else "",
        older=url_for("working.audit", **filters.arguments, trang=page + 1) if older else "",
        words=words,
    )


def audit_csv() -> ResponseReturnValue:
    """The events that match as a table; nothing that people typed becomes a formula in it."""
    events = logbook.every(db(), _filters().wanted)
    units = {unit.id: f"{unit.unit_set}/{unit.code}" for unit in logbook.units(db())}
    rounds = {round_.id: round_.code for round_ in logbook.rounds_of(db(), events)}
    text = safe_csv(HEADER, (_row(event, units, rounds) for event in events))
    name = f"nhat-ky-{local(now()):%Y%m%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), content_type="text/csv; charset=utf-8", headers=headers)


def _row(event: AuditEvent, units: dict[int, str], rounds: dict[int, str]) -> tuple[str, ...]:
    actor = event.actor
    return (
        local(event.at).isoformat(sep=" ", timespec="seconds"),
        actor.full_name if actor else "",
        actor.login if actor else "",
        words.event(event.action),
        event.action,
        units.get(event.unit_id or 0, ""),
        rounds.get(event.round_id or 0, ""),
        event.subject,
        *(json.dumps(side, ensure_ascii=False) if side else "" for side in (event.before, event.after)),
    )


def _filters() -> Filters:
    return Filters(
        kind=request.args.get("viec", ""),
        unit=request.args.get("dv", type=int),
        login=request.args.get("ai", "").strip(),
        since=day("tu"),
        until=day("den"),
    )


def _place(unit: Unit) -> str:
    name = unit.name_en if language() == "en" else unit.name_vi
    return f"{name} ({unit.unit_set}/{unit.code})"


def _kinds() -> tuple[tuple[str, str], ...]:
    return (
        ("answer", _("câu trả lời")),
        ("submission", _("phiếu")),
        ("evidence", _("tài liệu")),
        ("assignment", _("phân công")),
        ("review", _("thẩm định")),
        ("result", _("kết quả")),
        ("round", _("đợt đánh giá")),
        ("definition", _("bộ chỉ số")),
        ("account", _("tài khoản")),
    )


def _names(events: Sequence[AuditEvent]) -> dict[int, Text]:
    """By event: the question or the indicator its subject is the code of."""
    indices = {round_.id: index_for(round_) for round_ in logbook.rounds_of(db(), events)}
    found = ((event.id, _name(indices[event.round_id], event.subject)) for event in events if event.round_id in indices)
    return {event: name for event, name in found if name is not None}


def _name(index: Index, code: str) -> Text | None:
    if code in index.items:
        return index.items[code].question
    return next((node.name for node in index.root.walk() if node.code == code), None)

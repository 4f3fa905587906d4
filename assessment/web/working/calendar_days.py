"""Ngày nghỉ, ngày làm bù: the administrator keeps the days on which working days are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.clock import local
from assessment.formats import day as written
from assessment.services import calendar
from assessment.services.calendar import CalendarDayError
from assessment.services.errors import NotFoundError
from assessment.web.fields import clean
from assessment.web.request import db, language, now, signed_in

YEARS = range(2020, 2101)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed and refused: the box, the words, and every text by field name."""

    box: str = ""
    words: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


def calendar_days() -> ResponseReturnValue:
    """The days of a year; a POST keeps one or lets it go."""
    if request.method == "GET":
        return _page(Kept())
    if "remove" in request.form:
        return _remove()
    typed = clean(request.form.get("day"))
    on = _day(typed)
    if on is None:
        words = _("Viết ngày có thật theo thứ tự ngày/tháng/năm, ví dụ 05/03/2026")
        return _page(Kept("day", words, request.form)), 422
    try:
        calendar.put_day(
            db(),
            on,
            kind=request.form.get("kind", ""),
            name=request.form.get("name", ""),
            source=request.form.get("source", ""),
            actor=signed_in(),
            now=now(),
        )
    except CalendarDayError as refused:
        return _page(_refused(refused.code)), 422
    db().commit()
    flash(_("Đã lưu ngày %(day)s", day=written(on, language())))
    return redirect(url_for("working.calendar_days", nam=on.year))


def _remove() -> ResponseReturnValue:
    try:
        on = date.fromisoformat(request.form["remove"])
    except ValueError:
        raise NotFoundError(request.form["remove"]) from None
    calendar.remove_day(db(), on, actor=signed_in(), now=now())
    db().commit()
    flash(_("Đã bỏ ngày %(day)s; ngày này theo lịch tuần", day=written(on, language())))
    return redirect(url_for("working.calendar_days", nam=on.year))


def _refused(code: str) -> Kept:
    box, words = {
        "kind": ("kind", _("Chọn nghỉ hoặc làm bù")),
        "name": ("name", _("Viết tên ngày, ví dụ Quốc khánh")),
        "same": ("kind", _("Chọn lại: ngày nghỉ ghi cho thứ Hai đến thứ Sáu, ngày làm bù cho thứ Bảy, Chủ nhật")),
    }[code]
    return Kept(box, words, request.form)


def _day(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _page(kept: Kept) -> str:
    asked = request.args.get("nam", type=int)
    year = asked if asked is not None and asked in YEARS else local(now()).year
    return render_template(
        "web/working/calendar_days.html", year=year, days=calendar.days_of(db(), year), kept=kept, weekday=weekday
    )


def weekday(on: date) -> str:
    """The name of a day of the week."""
    return (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )[on.weekday()]

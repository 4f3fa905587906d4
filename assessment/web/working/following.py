"""Tiến độ: which department is how far in which section, who is late, and what was confirmed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.mail.post import PATIENCE, Delivery, deliver, write_reminders
from assessment.models import Role
from assessment.services import departments, outbox, reminding, submissions
from assessment.services import progress as service
from assessment.services.reminding import NobodyToRemindError
from assessment.web.request import db, now, signed_in, world
from assessment.web.working import standing


def progress(round_code: str) -> ResponseReturnValue:
    """The matrix of departments and sections; every cell leads to the answers it counts."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    found = service.progress(db(), submission, now())
    people = departments.people_of(db(), submission.unit_id)
    return render_template(
        "web/working/progress.html",
        **standing.of(submission),
        rows=found.rows(departments.departments_of(db(), submission.unit_id, closed=True)),
        sections=found.sections,
        people={
            key: [user for user in people if user.department_id == key]
            for key in {user.department_id for user in people}
        },
        owned=bool(found.duties.assignments),
        letters=outbox.letters_about(db(), submission) if signed_in().role == Role.LEAD else (),
    )


def remind(round_code: str) -> ResponseReturnValue:
    """The lead reminds one department, or all that are late; a letter that does not go out waits."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    chosen = request.form.get("department", "")
    department_id = int(chosen) if chosen.isdecimal() else None
    try:
        notices = reminding.asked(db(), submission, department_id, actor=signed_in(), now=now())
    except NobodyToRemindError as nobody:
        db().rollback()
        flash(_nobody(nobody.code))
        return redirect(url_for("working.progress", round_code=round_code))
    count = write_reminders(db(), notices, world().settings, actor=signed_in(), now=now())
    db().commit()
    flash(_became(count, deliver(world().engine, world().settings, now(), seconds=PATIENCE)))
    return redirect(url_for("working.progress", round_code=round_code))


def _nobody(code: str) -> str:
    return {
        "done": _("Không có gì để nhắc: không sở, ngành nào còn việc quá hạn."),
        "no_address": _("Chưa gửi: chưa cán bộ nào có thư điện tử. Ghi địa chỉ ở trang Sở, ngành và cán bộ."),
        "just_reminded": _("Chưa gửi: những người này vừa được nhắc trong vòng một giờ."),
    }[code]


def _became(count: int, done: Delivery) -> str:
    """What became of the letters, as far as it is known now."""
    if done.failed or done.sent < count:
        return _(
            "Đã viết %(count)s thư nhắc, chưa gửi hết; hệ thống gửi lại sau. Xem Thư nhắc ở cuối trang.", count=count
        )
    return ngettext("Đã gửi %(num)s thư nhắc", "Đã gửi %(num)s thư nhắc", count)

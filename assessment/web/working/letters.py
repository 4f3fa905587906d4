"""Thư điện tử của hệ thống: what went out, what waits, and why."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.mail.post import PATIENCE, deliver
from assessment.services import outbox
from assessment.web.request import db, now, world
from assessment.web.working import words


def letters() -> ResponseReturnValue:
    """The newest letters, those that did not go out first; a POST tries to send what waits."""
    if request.method == "POST":
        db().rollback()  # the letters are sent in transactions of their own
        done = deliver(world().engine, world().settings, now(), seconds=PATIENCE)
        flash(_("Đã gửi %(sent)s thư, còn %(failed)s thư chưa gửi được", sent=done.sent, failed=done.failed))
        return redirect(url_for("working.letters"))
    return render_template(
        "web/working/letters.html",
        letters=outbox.newest(db()),
        backend=world().settings.mail_backend,
        server=world().settings.smtp_host,
        words=words,
    )

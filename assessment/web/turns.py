"""How many requests one process works on at once: few, one after another, so that each is done soon.

Threads that compute share one interpreter lock. Eight of them make every answer as slow as eight answers; three finish
the first ones while the others wait. Threads that only wait, for a body on a slow line or for a PDF, take no turn, so
there can be many of them: a dozen slow uploads on deadline day keep nobody from saving.
"""

from __future__ import annotations

import threading

from flask import Flask, g, request

from assessment.web.evidence.receiving import BRINGS_FILES

AT_ONCE = 3
WITHOUT = BRINGS_FILES | {  # they wait for files, for a store, or for the process that makes reports
    "static",
    "evidence.send_part",
    "evidence.file",
    "working.receipt_pdf",
    "working.self_report",
    "working.self_report_docx",
    "working.reviewed_self_report",
    "working.reviewed_self_report_docx",
    "working.draft_scorecard",
    "public.own_scorecard",
    "public.report",
    "public.scorecard",
}


def install(app: Flask) -> None:
    """Take a turn once the body is there and before anything else, give it back with the answer."""
    turns = threading.Semaphore(AT_ONCE)

    @app.before_request
    def take() -> None:
        if request.endpoint in WITHOUT:
            return
        if request.method == "POST":
            _ = request.form  # the whole body, however long it takes to come
        turns.acquire()
        g.turn = turns

    @app.teardown_request
    def give_back(_error: BaseException | None) -> None:
        held = g.pop("turn", None)
        if held is not None:
            held.release()

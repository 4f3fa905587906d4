"""Who may open what: every route as every role, against a table written by hand; no unit sees another's answers."""

from __future__ import annotations

import re

import pytest
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from assessment.models import Answer, Evidence, Role, Submission, User
from assessment.web import access, sessions
from questionnaires import load, sections
from tests.conftest import NOW
from tests.pages import Browser
from tests.world import AWAY, CURRENT_INDEX, HOME, OPEN, unit

NOBODY = "public"
EVERYBODY = frozenset({NOBODY, *Role})
SIGNED_IN = frozenset(Role)
OF_A_UNIT = frozenset({"officer", "lead", "certifier"})
ALLOWED: dict[str, frozenset[str]] = {
    "static": EVERYBODY,
    "public.overview": EVERYBODY,
    "public.rankings": EVERYBODY,
    "public.ranking": EVERYBODY,
    "public.scores_csv": EVERYBODY,
    "public.ranking_csv": EVERYBODY,
    "public.report": EVERYBODY,
    "public.province": EVERYBODY,
    "public.scorecard": EVERYBODY,
    "public.own_scorecard": EVERYBODY,
    "public.method": EVERYBODY,
    "public.help": EVERYBODY,
    "public.accessibility": EVERYBODY,
    "public.verify": EVERYBODY,
    "public.verify_code": EVERYBODY,
    "public.health": EVERYBODY,
    "catalogue.shelf": EVERYBODY,
    "catalogue.book": EVERYBODY,
    "catalogue.node": EVERYBODY,
    "catalogue.item": EVERYBODY,
    "catalogue.compare": EVERYBODY,
    "catalogue.coverage": EVERYBODY,
    "catalogue.coverage_csv": EVERYBODY,
    "catalogue.workbook": EVERYBODY,
    "catalogue.trial": frozenset({"reviewer", "ranker", "admin"}),
    "catalogue.upload": frozenset({"admin"}),
    "catalogue.copy": frozenset({"admin"}),
    "catalogue.edit_node": frozenset({"admin"}),
    "catalogue.edit_item": frozenset({"admin"}),
    "catalogue.publish": frozenset({"admin"}),
    "catalogue.discard": frozenset({"admin"}),
    "accounts.sign_in": EVERYBODY,
    "accounts.sign_out": SIGNED_IN,
    "accounts.password": SIGNED_IN,
    "accounts.time_left": SIGNED_IN,
    "accounts.stay": SIGNED_IN,
    "working.home": SIGNED_IN,
    "working.form": OF_A_UNIT,
    "working.section": OF_A_UNIT,
    "working.indicator": OF_A_UNIT,
    "working.autosave": OF_A_UNIT,
    "working.ping": OF_A_UNIT,
    "working.check": OF_A_UNIT,
    "working.workbook": OF_A_UNIT,
    "working.workbook_download": OF_A_UNIT,
    "working.workbook_preview": OF_A_UNIT,
    "working.workbook_faults": OF_A_UNIT,
    "working.assignments": frozenset({"lead"}),
    "working.take_over": frozenset({"lead"}),
    "working.progress": OF_A_UNIT,
    "working.remind": frozenset({"lead"}),
    "working.add_person": frozenset({"lead", "admin"}),
    "working.new_password": frozenset({"lead", "admin"}),
    "working.close_account": frozenset({"lead", "admin"}),
    "working.departments": frozenset({"lead", "admin"}),
    "working.calendar_days": frozenset({"admin"}),
    "working.letters": frozenset({"admin"}),
    "working.sign_off": frozenset({"lead"}),
    "working.decline": frozenset({"certifier"}),
    "working.send": frozenset({"certifier"}),
    "working.receipt": OF_A_UNIT,
    "working.receipt_pdf": OF_A_UNIT,
    "working.version_list": OF_A_UNIT,
    "working.version": OF_A_UNIT,
    "working.version_json": OF_A_UNIT,
    "working.version_csv": OF_A_UNIT,
    "working.version_section": OF_A_UNIT,
    "working.compare": OF_A_UNIT,
    "working.self_report": OF_A_UNIT,
    "working.self_report_docx": OF_A_UNIT,
    "working.consolidation": OF_A_UNIT,
    "working.remarks": frozenset({"lead"}),
    "working.signed_copy": OF_A_UNIT,
    "working.form_history": OF_A_UNIT,
    "working.indicator_history": OF_A_UNIT,
    "working.replies": OF_A_UNIT,
    "working.reply": frozenset({"officer", "lead"}),
    "working.ask": frozenset({"lead"}),
    "working.take_back": frozenset({"lead"}),
    "working.queue": SIGNED_IN,
    "working.sheet": SIGNED_IN,
    "working.reviewed_version_list": SIGNED_IN,
    "working.reviewed_version": SIGNED_IN,
    "working.reviewed_version_json": SIGNED_IN,
    "working.reviewed_version_csv": SIGNED_IN,
    "working.reviewed_version_section": SIGNED_IN,
    "working.reviewed_compare": SIGNED_IN,
    "working.reviewed_self_report": SIGNED_IN,
    "working.reviewed_self_report_docx": SIGNED_IN,
    "working.ends": frozenset({"admin", "lead"}),
    "working.end": frozenset({"admin", "lead"}),
    "working.change_end": frozenset({"admin", "lead"}),
    "working.give_back": frozenset({"reviewer", "lead"}),
    "working.end_replies": frozenset({"reviewer", "lead"}),
    "working.decide": frozenset({"reviewer", "lead"}),
    "working.settle": frozenset({"reviewer", "lead"}),
    "working.ranking_desk": frozenset({"ranker", "viewer", "admin", "lead", "certifier"}),
    "working.compute": frozenset({"ranker", "lead"}),
    "working.publish": frozenset({"ranker", "lead"}),
    "working.draft": frozenset({"ranker", "viewer", "admin", "lead", "certifier"}),
    "working.draft_scorecard": frozenset({"ranker", "viewer", "admin", "lead", "certifier"}),
    "working.own_rounds": SIGNED_IN,
    "working.own_units": frozenset({"lead", "admin"}),
    "working.own_account": frozenset({"lead", "admin"}),
    "working.own_open": frozenset({"lead"}),
    "working.audit": frozenset({"admin"}),
    "working.audit_csv": frozenset({"admin"}),
    "analysis.trace_province": EVERYBODY,
    "analysis.trace_province_file": EVERYBODY,
    "analysis.trace_own": OF_A_UNIT,
    "analysis.trace_own_file": OF_A_UNIT,
    "analysis.trace_reviewed": SIGNED_IN,
    "analysis.trace_reviewed_file": SIGNED_IN,
    "analysis.change_province": EVERYBODY,
    "analysis.change_province_file": EVERYBODY,
    "analysis.change_own": OF_A_UNIT,
    "analysis.change_own_file": OF_A_UNIT,
    "analysis.change_reviewed": SIGNED_IN,
    "analysis.change_reviewed_file": SIGNED_IN,
    "analysis.change_versions": frozenset({"ranker", "viewer", "admin", "lead", "certifier"}),
    "analysis.sureness_version": frozenset({"ranker", "viewer", "admin", "lead", "certifier"}),
    "analysis.health_report": SIGNED_IN,
    "analysis.health_table": SIGNED_IN,
    "analysis.targets_own": OF_A_UNIT,
    "analysis.targets_reviewed": SIGNED_IN,
    "evidence.library": OF_A_UNIT,
    "evidence.upload": OF_A_UNIT,
    "evidence.add_address": OF_A_UNIT,
    "evidence.begin": OF_A_UNIT,
    "evidence.how_far": OF_A_UNIT,
    "evidence.send_part": OF_A_UNIT,
    "evidence.piece": SIGNED_IN,
    "evidence.edit": OF_A_UNIT,
    "evidence.file": SIGNED_IN,
    "evidence.replace": OF_A_UNIT,
    "evidence.remove": OF_A_UNIT,
    "evidence.spread": OF_A_UNIT,
    "evidence.pick": OF_A_UNIT,
    "evidence.attach": OF_A_UNIT,
    "evidence.detach": OF_A_UNIT,
    "analysis.lift_own": OF_A_UNIT,
    "analysis.whatif_own": OF_A_UNIT,
    "analysis.plan_own": OF_A_UNIT,
}
SECRET = "CHỈ LÀO CAI ĐƯỢC ĐỌC"


INDEX = load(CURRENT_INDEX)
SECTIONS = [section.node.code for section in sections(INDEX)]
VALUES: dict[str, str | int] = {  # something for every placeholder of an address
    "round_code": OPEN,
    "slug": HOME,
    "section": SECTIONS[0],
    "indicator": next(INDEX.root.indicators()).code,
    "version": 1,
    "what": "gia-han",
    "person": 1,
    "number": 1,
    "piece": 1,
    "upload": "ma-khong-ky",
    "item": next(iter(INDEX.items)),
    "code": "DTI-2024-v1-000000",
    "filename": "icon.svg",
    "kind": "txt",
}
SMALL = load("DTI-2024")  # of the catalogue's pages one small set stands for all
VALUES_OF_A_SET: dict[str, str | int] = {
    "code": SMALL.code,
    "node": SMALL.root.code,
    "item": next(iter(SMALL.items)),
    "section": SMALL.root.code,
}


def address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        known = VALUES_OF_A_SET if rule.endpoint.startswith("catalogue.") else VALUES
        values = {key: known[key] for key in rule.arguments}
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every rule with every method that does something."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def ask(browser: Browser, where: str, method: str, token: str) -> TestResponse:
    if method == "GET":
        return browser.client.get(where)
    return browser.client.post(where, data={"csrf_token": token})


def refused(answer: TestResponse) -> bool:
    """Whether the table refused, not a form's state: sent to the sign-in, told the session ended, or told who may."""
    if answer.status_code == 302:
        return answer.headers["Location"].startswith("/dang-nhap?next=")
    return answer.status_code == 401 or (answer.status_code == 403 and "Những vai trò được dùng" in answer.text)


def test_the_hand_written_table_names_every_route_there_is(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ALLOWED)


@pytest.mark.parametrize("who", [NOBODY, *Role])
def test_each_role_opens_exactly_its_routes(app: Flask, who: str) -> None:
    found: dict[str, set[str]] = {"opened": set(), "refused": set()}
    for rule, method in routes(app):
        browser, token = open_browser(app, who)  # a fresh one for each: signing out must not decide the rest
        where = address(app, rule) + (f"?dot={OPEN}" if rule.endpoint == "public.scorecard" else "")  # no PDF is made
        answer = ask(browser, where, method, token)
        assert answer.status_code < 500, f"{method} {rule}: {answer.status_code}"
        found["refused" if refused(answer) else "opened"].add(rule.endpoint)
        answer.close()
    assert found["opened"] == {endpoint for endpoint, allowed in ALLOWED.items() if who in allowed}
    assert found["refused"] == {endpoint for endpoint, allowed in ALLOWED.items() if who not in allowed}


def open_browser(app: Flask, login: str) -> tuple[Browser, str]:
    """A browser with the session a sign-in would begin, and its CSRF token; no password is hashed for it."""
    browser = Browser(app)
    with app.test_request_context():
        if login != NOBODY:
            with Session(app.extensions["assessment"].engine) as database:
                sessions.begin(database.scalars(select(User).where(User.login == login)).one(), NOW)
        token = generate_csrf()
        begun = dict(session)
    with browser.client.session_transaction() as cookie:
        cookie.update(begun)
    return browser, token


def write_secrets(engine: Engine) -> None:
    """An answer with a marked note for every item of HOME's form."""
    with Session(engine.execution_options(write=True)) as database:
        home = unit(database, HOME).id
        form = database.scalars(
            select(Submission).where(Submission.unit_id == home).order_by(Submission.id.desc())
        ).first()
        assert form is not None
        for item in INDEX.items:
            database.add(
                Answer(submission_id=form.id, item=item, typed=SECRET, note=SECRET, evidence=SECRET, changed_at=NOW)
            )
        database.add(Evidence(id=1, unit_id=home, title=SECRET, url=f"https://x.vn/{SECRET}", added_at=NOW))
        database.commit()


@pytest.mark.parametrize("who", [NOBODY, "officer-away", "lead-away", "certifier-away"])
def test_no_route_shows_a_units_answers_to_another_unit_or_to_the_public(
    app: Flask, site_engine: Engine, who: str
) -> None:
    write_secrets(site_engine)
    browser, token = open_browser(app, who)
    for rule, method in routes(app):
        if rule.endpoint in ("static", "accounts.sign_out", "public.report", "public.scorecard"):
            continue
        for section in SECTIONS if "section" in rule.arguments else [""]:
            where = (
                re.sub(f"/{VALUES['section']}$", f"/{section}", address(app, rule)) if section else address(app, rule)
            )
            for variant in (where, f"{where}?don_vi={HOME}&unit={HOME}&slug={HOME}&dot={OPEN}"):
                answer = ask(browser, variant, method, token)
                assert SECRET.encode() not in answer.data, f"{who} read it at {method} {variant}"


def test_the_unit_itself_and_the_reviewer_do_see_them(app: Flask, site_engine: Engine) -> None:
    write_secrets(site_engine)
    for login, where in (("officer", f"/phieu/{OPEN}/{VALUES['section']}"), ("reviewer", f"/tham-dinh/{OPEN}/{HOME}")):
        browser, _ = open_browser(app, login)
        assert SECRET in browser.client.get(where).text


def test_a_save_by_another_unit_lands_in_its_own_form(app: Flask, site_engine: Engine) -> None:
    browser, token = open_browser(app, "officer-away")
    item = next(iter(INDEX.items))
    ask(browser, f"/phieu/{OPEN}/{VALUES['section']}", "POST", token)
    browser.client.post(
        f"/phieu/{OPEN}/{VALUES['section']}?slug={HOME}",
        data={"csrf_token": token, item: "1", f"{item}-value": "1", "unit": HOME, "slug": HOME},
    )
    with Session(site_engine) as database:
        owners = {
            row.submission.unit.slug for row in database.scalars(select(Answer)) if row.submission.round.code == OPEN
        }
    assert owners <= {AWAY}


def test_a_route_without_an_audience_stops_the_start(app_of_its_own: Flask) -> None:
    app = app_of_its_own
    app.add_url_rule("/moi", "moi", lambda: "")
    with pytest.raises(access.AudienceMissingError, match="moi"):
        access.require_complete_table(app)


def test_a_route_without_an_audience_is_refused_to_everybody(app_of_its_own: Flask) -> None:
    app = app_of_its_own
    app.add_url_rule("/moi", "moi", lambda: "")
    assert not any(access.may("moi", role) for role in (None, *Role))
    assert Browser(app).client.get("/moi").status_code == 302
    assert open_browser(app, "admin")[0].client.get("/moi").status_code == 403


def test_a_refusal_says_who_may(app: Flask) -> None:
    browser, _ = open_browser(app, "officer")
    page = browser.get("/nhat-ky", status=403)
    assert page.heading == "Trang này không dành cho tài khoản của bạn"
    assert "Bạn đang đăng nhập với vai trò: Chuyên viên sở, ngành." in page.text
    assert "Quản trị" in page.text

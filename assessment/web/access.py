"""Every route and who may use it; what is not in this table is refused, and a gap in it stops the start."""

from __future__ import annotations

from enum import Enum
from typing import Final

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, Unauthorized

from assessment.models import UNIT_ROLES, Role
from assessment.web.request import actor


class Open(Enum):
    """The audience that needs no account."""

    PUBLIC = "public"


PUBLIC: Final = Open.PUBLIC
UNIT: Final = UNIT_ROLES
ANY_SIGNED_IN: Final = frozenset(Role)

Audience = Open | frozenset[Role]

# What the ministry's people do in its rounds, a province's lead does in its own: `services/owners.py` tells them apart.
_LEAD = frozenset({Role.LEAD})
_ANSWERING = frozenset({Role.LEAD, Role.OFFICER})
_CERTIFIER = frozenset({Role.CERTIFIER})
_REVIEWER = frozenset({Role.REVIEWER})
_RANKER = frozenset({Role.RANKER})
_ADMIN = frozenset({Role.ADMIN})
_CATALOGUE = frozenset({Role.ADMIN, Role.RANKER, Role.REVIEWER})
_READERS = ANY_SIGNED_IN
_DRAFT_READERS = frozenset({Role.RANKER, Role.VIEWER, Role.ADMIN})

AUDIENCES: Final[dict[str, Audience]] = {
    "static": PUBLIC,
    "public.overview": PUBLIC,
    "public.rankings": PUBLIC,
    "public.ranking": PUBLIC,
    "public.scores_csv": PUBLIC,
    "public.ranking_csv": PUBLIC,
    "public.report": PUBLIC,
    "public.province": PUBLIC,
    "public.scorecard": PUBLIC,
    "public.own_scorecard": PUBLIC,
    "public.method": PUBLIC,
    "public.help": PUBLIC,
    "public.accessibility": PUBLIC,
    "public.verify": PUBLIC,
    "public.verify_code": PUBLIC,
    "public.health": PUBLIC,
    "catalogue.shelf": PUBLIC,
    "catalogue.book": PUBLIC,
    "catalogue.node": PUBLIC,
    "catalogue.item": PUBLIC,
    "catalogue.compare": PUBLIC,
    "catalogue.coverage": PUBLIC,
    "catalogue.coverage_csv": PUBLIC,
    "catalogue.workbook": PUBLIC,
    "catalogue.trial": _CATALOGUE,
    "catalogue.upload": _ADMIN,
    "catalogue.copy": _ADMIN,
    "catalogue.edit_node": _ADMIN,
    "catalogue.edit_item": _ADMIN,
    "catalogue.publish": _ADMIN,
    "catalogue.discard": _ADMIN,
    "accounts.sign_in": PUBLIC,
    "accounts.sign_out": ANY_SIGNED_IN,
    "accounts.password": ANY_SIGNED_IN,
    "accounts.time_left": ANY_SIGNED_IN,
    "accounts.stay": ANY_SIGNED_IN,
    "working.home": ANY_SIGNED_IN,
    "working.form": UNIT,
    "working.section": UNIT,
    "working.indicator": UNIT,
    "working.autosave": UNIT,
    "working.ping": UNIT,
    "working.check": UNIT,
    "working.workbook": UNIT,
    "working.workbook_download": UNIT,
    "working.workbook_preview": UNIT,
    "working.workbook_faults": UNIT,
    "working.assignments": _LEAD,
    "working.take_over": _LEAD,
    "working.progress": UNIT,
    "working.remind": _LEAD,
    "working.departments": _LEAD | _ADMIN,
    "working.add_person": _LEAD | _ADMIN,
    "working.new_password": _LEAD | _ADMIN,
    "working.close_account": _LEAD | _ADMIN,
    "working.calendar_days": _ADMIN,
    "working.letters": _ADMIN,
    "working.sign_off": _LEAD,
    "working.decline": _CERTIFIER,
    "working.send": _CERTIFIER,
    "working.receipt": UNIT,
    "working.receipt_pdf": UNIT,
    "working.version_list": UNIT,
    "working.version": UNIT,
    "working.version_json": UNIT,
    "working.version_csv": UNIT,
    "working.version_section": UNIT,
    "working.compare": UNIT,
    "working.self_report": UNIT,
    "working.self_report_docx": UNIT,
    "working.consolidation": UNIT,
    "working.remarks": _LEAD,
    "working.signed_copy": UNIT,
    "working.form_history": UNIT,
    "working.indicator_history": UNIT,
    "working.replies": UNIT,
    "working.reply": _ANSWERING,
    "working.ask": _LEAD,
    "working.take_back": _LEAD,
    "working.queue": ANY_SIGNED_IN,
    "working.sheet": ANY_SIGNED_IN,
    "working.reviewed_version_list": ANY_SIGNED_IN,
    "working.reviewed_version": ANY_SIGNED_IN,
    "working.reviewed_version_json": ANY_SIGNED_IN,
    "working.reviewed_version_csv": ANY_SIGNED_IN,
    "working.reviewed_version_section": ANY_SIGNED_IN,
    "working.reviewed_compare": ANY_SIGNED_IN,
    "working.reviewed_self_report": ANY_SIGNED_IN,
    "working.reviewed_self_report_docx": ANY_SIGNED_IN,
    "working.ends": _ADMIN | _LEAD,
    "working.end": _ADMIN | _LEAD,
    "working.change_end": _ADMIN | _LEAD,
    "working.give_back": _REVIEWER | _LEAD,
    "working.end_replies": _REVIEWER | _LEAD,
    "working.decide": _REVIEWER | _LEAD,
    "working.settle": _REVIEWER | _LEAD,
    "working.ranking_desk": _DRAFT_READERS | _LEAD | _CERTIFIER,
    "working.compute": _RANKER | _LEAD,
    "working.publish": _RANKER | _LEAD,
    "working.draft": _DRAFT_READERS | _LEAD | _CERTIFIER,
    "working.draft_scorecard": _DRAFT_READERS | _LEAD | _CERTIFIER,
    "working.own_rounds": ANY_SIGNED_IN,
    "working.own_units": _LEAD | _ADMIN,
    "working.own_account": _LEAD | _ADMIN,
    "working.own_open": _LEAD,
    "working.audit": _ADMIN,
    "working.audit_csv": _ADMIN,
    "analysis.trace_province": PUBLIC,
    "analysis.trace_province_file": PUBLIC,
    "analysis.trace_own": UNIT,
    "analysis.trace_own_file": UNIT,
    "analysis.trace_reviewed": ANY_SIGNED_IN,
    "analysis.trace_reviewed_file": ANY_SIGNED_IN,
    "analysis.change_province": PUBLIC,
    "analysis.change_province_file": PUBLIC,
    "analysis.change_own": UNIT,
    "analysis.change_own_file": UNIT,
    "analysis.change_reviewed": ANY_SIGNED_IN,
    "analysis.change_reviewed_file": ANY_SIGNED_IN,
    "analysis.change_versions": _DRAFT_READERS | _LEAD | _CERTIFIER,
    "analysis.sureness_version": _DRAFT_READERS | _LEAD | _CERTIFIER,
    "analysis.health_report": ANY_SIGNED_IN,
    "analysis.health_table": ANY_SIGNED_IN,
    "analysis.targets_own": UNIT,
    "analysis.targets_reviewed": ANY_SIGNED_IN,
    "evidence.library": UNIT,
    "evidence.upload": UNIT,
    "evidence.add_address": UNIT,
    "evidence.begin": UNIT,
    "evidence.how_far": UNIT,
    "evidence.send_part": UNIT,
    "evidence.piece": _READERS,
    "evidence.edit": UNIT,
    "evidence.file": _READERS,
    "evidence.replace": UNIT,
    "evidence.remove": UNIT,
    "evidence.spread": UNIT,
    "evidence.pick": UNIT,
    "evidence.attach": UNIT,
    "evidence.detach": UNIT,
    "analysis.lift_own": UNIT,
    "analysis.whatif_own": UNIT,
    "analysis.plan_own": UNIT,
}


# What somebody with a given password may ask for; a page asks by itself how long its session lives.
UNTIL_CHANGED: Final = frozenset({"accounts.password", "accounts.sign_out", "accounts.time_left", "accounts.stay"})


class AudienceMissingError(RuntimeError):
    """The table and the application's routes differ."""


def may(endpoint: str, role: str | None) -> bool:
    """Whether somebody of that role (None: the public) may use the endpoint; unknown endpoints are nobody's."""
    audience = AUDIENCES.get(endpoint, frozenset[Role]())
    return audience is PUBLIC or (role is not None and role in audience)


def guard(app: Flask) -> None:
    """Refuse before anything else runs: 401 for the public, 403 for a role that may not.

    Whoever was given a password sets an own one before anything else.
    """

    @app.before_request
    def refuse() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or AUDIENCES.get(endpoint) is PUBLIC:
            return None
        user = actor()
        if user is None:
            raise Unauthorized
        if not may(endpoint, user.role):
            g.allowed_roles = AUDIENCES.get(endpoint, frozenset[Role]())
            raise Forbidden
        if user.password_given and endpoint not in UNTIL_CHANGED:
            return redirect(url_for("accounts.password"))
        return None


def require_complete_table(app: Flask) -> None:
    """Raises AudienceMissingError unless the table names exactly the routes there are."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    missing, unknown = routes - AUDIENCES.keys(), AUDIENCES.keys() - routes
    if missing or unknown:
        raise AudienceMissingError(f"no audience for {sorted(missing)}; no route for {sorted(unknown)}")

"""What every template may use: formatters and texts in the page's language, addresses of static files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext
from jinja2 import pass_context
from jinja2.runtime import Context

from assessment.clock import local
from assessment.formats import FILTERS
from assessment.models import Role, Round
from assessment.services import owners
from assessment.services.child_rounds import Kind, kind_of
from assessment.web import access, sessions
from assessment.web.language import other_language_link
from assessment.web.request import actor, language, ministry, now, world

STATIC = Path(__file__).parent / "static"


def install(app: Flask) -> None:
    """Register filters and globals."""
    for name, formatter in FILTERS.items():
        app.add_template_filter(_in_language(formatter), name)
    app.add_template_filter(lower_first, "lower_first")
    app.add_template_filter(role_name, "role_name")
    app.add_template_filter(round_name, "round_name")
    app.add_template_filter(whose, "whose")
    app.add_template_global(static_url, "static_url")
    app.add_template_global(access.may, "may")
    app.add_template_global(acts_as, "acts_as")
    app.context_processor(_page)


def _in_language(formatter: Callable[..., str]) -> Callable[..., str]:
    """The formatter with the language of the request.

    It asks for the context, because Jinja works out a filter of constants once, when it compiles the template, if not.
    """

    @pass_context
    def bound(_context: Context, value: Any, *args: Any, **kwargs: Any) -> str:
        return formatter(value, *args, **{"language": language()} | kwargs)

    return bound


def lower_first(name: str) -> str:
    """ "Tỉnh Lào Cai" inside a Vietnamese sentence: "tỉnh Lào Cai"; English keeps its capital."""
    return name if language() == "en" else name[:1].lower() + name[1:]


def round_name(round_: Round) -> str:
    """What a round is called: "DTI 2026", or what a province assesses in its own."""
    kind = kind_of(round_.unit_set)
    if kind is None:
        return f"{round_.family} {round_.year}"
    if kind is Kind.COMMUNES:
        return gettext("Đánh giá cấp xã %(year)s", year=round_.year)
    return gettext("Đánh giá sở, ngành %(year)s", year=round_.year)


def whose(round_: Round) -> str:
    """Whose round it is, where it is a province's own."""
    if round_.owner is None:
        return ""
    owner = lower_first(round_.owner.full_name(local(now()).date(), language()))
    return gettext("Đợt của %(owner)s: tỉnh nhận phiếu, thẩm định và xếp hạng, không gửi Bộ.", owner=owner)


def acts_as(role: str, round_: Round) -> bool:
    """Whether whoever is signed in has this role of the ministry in the round."""
    user = actor()
    return user is not None and owners.acts_as(user, Role(role), round_)


def role_name(role: str) -> str:
    """What a role is called on the page."""
    return ROLE_NAMES[Role(role)]()


ROLE_NAMES: dict[Role, Callable[[], str]] = {
    Role.OFFICER: lambda: gettext("Chuyên viên sở, ngành"),
    Role.LEAD: lambda: gettext("Đầu mối của tỉnh"),
    Role.CERTIFIER: lambda: gettext("Lãnh đạo tỉnh"),
    Role.REVIEWER: lambda: gettext("Người thẩm định của Bộ"),
    Role.RANKER: lambda: gettext("Người tổng hợp xếp hạng"),
    Role.VIEWER: lambda: gettext("Lãnh đạo Bộ"),
    Role.ADMIN: lambda: gettext("Quản trị"),
}


def static_url(file: str) -> str:
    """A static file's address with its digest, so that browsers may keep it for ever."""
    path = STATIC / file
    return url_for("static", filename=file, v=_digest(path, path.stat().st_mtime_ns))


@cache
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _page() -> dict[str, Any]:
    chosen = language()
    return {
        "language": chosen,
        "other_language": other_language_link(chosen),
        "actor": actor(),
        "endpoint": request.endpoint or "",
        "session_left": sessions.seconds_left(now()) if actor() else 0,
        "ministry": ministry(),
        "today": local(now()).date(),
        "demonstration": not world().settings.production,
    }

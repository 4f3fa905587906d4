"""Contexts to HTML: the PDF templates with their filters, pictures and language; no Flask, nothing undefined."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assessment import pictures
from assessment.config import TEMPLATES
from assessment.formats import FILTERS
from assessment.reports.own_words import INSTEAD
from assessment.translations import Reworded, translations

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
FOLDER = TEMPLATES / "pdf"
# Pictures that take a language get the page's own.
IN_LANGUAGE = (
    "dumbbell",
    "interval_plot",
    "median_dot",
    "range_bar",
    "rank_interval",
    "slope",
    "strip",
    "tile_map",
    "trend",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A template with the context it shows as `page`; `context.issue` says the language."""

    template: str  # "scorecard", "national" or "self_report"
    context: Any


def html(document: Document) -> str:
    """The whole HTML of a report."""
    issue = document.context.issue
    own = bool(getattr(issue, "owner", ""))
    return environment(issue.language, own=own).get_template(f"{document.template}.html").render(page=document.context)


def stylesheet() -> str:
    """The CSS of all reports."""
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("reports.css", "letter.css"))


@cache
def environment(language: str, *, own: bool = False) -> Environment:
    """The templates in one language; `own`: in the words of a province's own round."""
    env = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    said = Reworded(catalogue, INSTEAD) if own else catalogue
    # Newstyle calls escape their variables and read "%%" as a percent sign.
    env.install_gettext_callables(said.ugettext, said.ungettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update({name: partial(filter_, language=language) for name, filter_ in FILTERS.items()})
    env.filters["lower_first"] = lower_first
    drawn = {name: partial(getattr(pictures, name), language=language) for name in IN_LANGUAGE}
    env.globals.update({name: partial(image, draw) for name, draw in drawn.items()})
    env.globals.update(amount=partial(image, pictures.amount), qr=partial(image, qr), language=language)
    return env


def image(draw: Callable[..., Markup], *args: Any, **kwargs: Any) -> Markup:
    """A picture as an image of its own, its title as the alternative text.

    The page's parser and cascade then leave it alone, which makes the PDF a quarter cheaper than with inline SVG.
    """
    svg = draw(*args, **kwargs)
    found = TITLE.search(svg)
    address = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    # The title is escaped in the picture already.
    return Markup('<img alt="{}" src="{}">').format(Markup(found.group(1) if found else ""), address)  # noqa: S704


def lower_first(text: str) -> str:
    """ "Tỉnh Lào Cai" inside a sentence: "tỉnh Lào Cai"."""
    return text[:1].lower() + text[1:]


def qr(address: str, title: str) -> Markup:
    """A QR code of an address as SVG, with a title that says what it holds."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, title=title, border=0, omitsize=True
    )
    return Markup(out.getvalue().decode().strip())  # noqa: S704 - drawn from module positions; segno escapes the title

"""Reading the catalogue: all sets, one set as a tree, one indicator, one item, coverage and differences."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.clock import local
from assessment.formats import number
from assessment.models import Role
from assessment.services import catalogue as definitions
from assessment.services.catalogue import DRAFT, Edition
from assessment.services.errors import NotFoundError
from assessment.web.catalogue.forms import CopyForm, SeenForm, UploadForm
from assessment.web.request import actor, db, language, now
from assessment.web.working import explain
from questionnaires import Index, Item, Node, items_of, sections
from questionnaires.compare import Change, ItemPair, NodePair
from questionnaires.compare import compare as compared
from questionnaires.coverage import Coverage, table
from questionnaires.model import Composite, Status

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Count:
    """What a set holds: indicators, items, those of them that provinces type, and lines by status."""

    indicators: int
    items: int
    typed: int
    statuses: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class Use:
    """An indicator that counts an item: of which set, for how many points."""

    index: Index
    node: Node


def shelf() -> ResponseReturnValue:
    """All sets."""
    return shelf_page()


def shelf_page(upload: UploadForm | None = None) -> str:
    """The page of all sets, with what was wrong in an upload."""
    found = definitions.editions(db(), drafts=_edits())
    return render_template(
        "web/catalogue/shelf.html",
        editions=found,
        counts={each.index.code: counted(each.index) for each in found},
        saving=_covered(),
        upload=upload or UploadForm(),
        edits=_edits(),
    )


def book(code: str) -> ResponseReturnValue:
    """One set as a tree with its points."""
    return book_page(code)


def book_page(code: str, copy: CopyForm | None = None, held: tuple[str, ...] = ()) -> str:
    """The page of one set, with what was wrong in a form or holds publishing back."""
    edition = visible(code)
    return render_template(
        "web/catalogue/book.html",
        edition=edition,
        index=edition.index,
        count=counted(edition.index),
        rules=_rules(edition.index),
        composites=[(each, _points(edition.index, each)) for each in edition.index.composites],
        first=next(iter(sections(edition.index)), None),
        findings=definitions.findings(db(), edition.index) if _edits() and edition.state == DRAFT else (),
        others=[each.index for each in definitions.editions(db(), drafts=_edits()) if each.index.code != code],
        copy=copy or CopyForm(formdata=None),
        step=SeenForm(formdata=None, data={"seen": edition.version}),
        held=held,
        edits=_edits(),
    )


def node(code: str, node: str) -> ResponseReturnValue:
    """One node: both languages, rule in words, items, where it comes from and what it follows."""
    edition = visible(code)
    found = next((each for each in edition.index.root.walk() if each.code == node), None)
    if found is None:
        raise NotFound
    items = [edition.index.items[each] for each in items_of(found.rule)] if found.rule else []
    return render_template(
        "web/catalogue/node.html",
        edition=edition,
        index=edition.index,
        node=found,
        items=items,
        rule=explain.how_scored(found.rule, found.max_points or 0.0, edition.index.items),
        worth={item.code: explain.worth(found.rule, item.code, found.max_points or 0.0) for item in items},
        uses={item.code: _uses(item.code, besides=(code, node)) for item in items},
        section=edition.index.parent(node) if found.rule else None,
        edits=_edits(),
    )


def item(code: str, item: str) -> ResponseReturnValue:
    """One item: both languages, definition, evidence, and every indicator that counts it."""
    edition = visible(code)
    found: Item | None = edition.index.items.get(item)
    if found is None:
        raise NotFound
    here = [Use(edition.index, leaf) for leaf in edition.index.root.indicators() if _counts(leaf, item)]
    others = [use for use in _uses(item) if use.index.code != code]
    return render_template(
        "web/catalogue/item.html",
        edition=edition,
        index=edition.index,
        item=found,
        uses=[*here, *others],
        edits=_edits(),
    )


def compare(code: str) -> ResponseReturnValue:
    """What differs between a version and another, by default the one it follows."""
    edition = visible(code)
    old = visible(request.args.get("voi") or edition.index.previous).index
    return render_template(
        "web/catalogue/compare.html",
        edition=edition,
        index=edition.index,
        old=old,
        comparison=compared(old, edition.index),
        told=partial(told, old, edition.index),
    )


def told(old: Index, new: Index, pair: NodePair | ItemPair, change: Change) -> tuple[str, str]:
    """What stood there and what stands there now: rules in words, numbers in the page's notation."""
    if change.key == "rule" and isinstance(pair, NodePair) and pair.old and pair.new:
        return _in_words(old, pair.old), _in_words(new, pair.new)
    return _figure(change.old), _figure(change.new)


def _in_words(index: Index, node: Node) -> str:
    lines = explain.how_scored(node.rule, node.max_points or 0.0, index.items)
    worth = (
        f"{choice.text.into(language())}: {number(node_worth[choice.code], None, language())}"
        for code in (items_of(node.rule) if node.rule else ())
        if (node_worth := explain.worth(node.rule, code, node.max_points or 0.0))
        for choice in index.items[code].choices
    )
    return "; ".join([*(line.words for line in lines), *worth])


def _figure(text: str) -> str:
    try:
        return number(float(text), None, language())
    except ValueError:
        return text


def coverage() -> ResponseReturnValue:
    """Items × sets: what is asked once and counts in several."""
    found = _covered()
    shared = request.args.get("xem") != "tat-ca"
    rows = sorted(found.rows, key=lambda row: (-len(row.uses), -row.indicators))
    return render_template(
        "web/catalogue/coverage.html",
        coverage=found,
        indices=[total.index for total in found.totals],
        rows=[(row, {use.index: use for use in row.uses}) for row in rows if len(row.uses) > 1 or not shared],
        shared=shared,
    )


def coverage_csv() -> ResponseReturnValue:
    """The same as open data."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(table(_covered()))
    return Response(
        out.getvalue().encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="coverage.csv"'},
    )


def workbook(code: str) -> ResponseReturnValue:
    """The set as an Excel workbook that can be edited and loaded again."""
    from assessment.exchange.workbooks import write_workbook  # noqa: PLC0415 - only who exports pays for it

    return Response(
        write_workbook(visible(code).index),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{code}.xlsx"'},
    )


def visible(code: str) -> Edition:
    """A definition that this reader may see: drafts are the administrator's. NotFound."""
    try:
        found = definitions.edition(db(), code)
    except NotFoundError:
        raise NotFound from None
    if found.state == DRAFT and not _edits():
        raise NotFound
    return found


def counted(index: Index) -> Count:
    """What a set holds."""
    leaves = list(index.root.indicators())
    statuses = {status: sum(leaf.source.status is status for leaf in leaves) for status in Status}
    return Count(
        indicators=sum(leaf.asked for leaf in leaves),
        items=len(index.items),
        typed=sum(item.supplied_by == "unit" for item in index.items.values()),
        statuses={status: number for status, number in statuses.items() if number},
    )


def _points(index: Index, composite: Composite) -> float:
    return sum(index.node(code).max_points or 0.0 for code in composite.of)


def _rules(index: Index) -> Mapping[str, tuple[explain.Line, ...]]:
    return {
        leaf.code: explain.how_scored(leaf.rule, leaf.max_points or 0.0, index.items)
        for leaf in index.root.indicators()
    }


def _uses(item: str, besides: tuple[str, str] | None = None) -> list[Use]:
    """The indicators of the current sets that count an item."""
    return [
        Use(index, leaf)
        for index in _current()
        for leaf in index.root.indicators()
        if _counts(leaf, item) and (index.code, leaf.code) != besides
    ]


def _counts(leaf: Node, item: str) -> bool:
    return leaf.rule is not None and item in items_of(leaf.rule)


def _current() -> tuple[Index, ...]:
    return definitions.current_sets(db(), local(now()).date())


def _covered() -> Coverage:
    return definitions.coverage_of(db(), local(now()).date())


def _edits() -> bool:
    user = actor()
    return user is not None and user.role == Role.ADMIN

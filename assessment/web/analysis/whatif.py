"""What if: several answers of one's own form changed, everything scored again, nothing saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessment.clock import local
from assessment.models import Answer, Submission
from assessment.reports.figures import main_nodes
from assessment.services import answers, submissions
from assessment.services.answers import SectionView
from assessment.services.catalogue import coverage_of, index_for
from assessment.services.declared import self_scores
from assessment.services.errors import NotFoundError
from assessment.services.values import understand
from assessment.web.analysis.sheets import bare_sheets
from assessment.web.request import db, language, now, signed_in
from assessment.web.working import standing, words
from assessment.web.working.cards import understood
from assessment.web.working.forms import editable, section_form
from questionnaires import Index, Item, ItemKind, Node, items_of, sections
from scoring.improvement.whatif import Effect, WhatIf, what_if

KEPT = "giu__"  # changes made on other pages of the form are carried along


@dataclass(frozen=True, slots=True)
class Tried:
    """One answer that is tried: what is saved, what was typed instead, and what is wrong with that."""

    item: Item
    saved: str
    typed: str
    words: str
    fault: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """One node before and after."""

    node: Node
    effect: Effect


def own(round_code: str) -> ResponseReturnValue:
    """One page of the form with the answers to try; a POST shows what they would give."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    index = index_for(submission.round)
    saved = {answer.item: answer for answer in submission.answers}
    order = [section.node for section in sections(index) if section.node.assessed]
    typed = _typed(submission, index, saved) if request.method == "POST" else {}
    tried = [each for code, text in typed.items() if (each := _tried(index.items[code], text, saved.get(code)))]
    asked = request.form.get("muc") or request.args.get("muc") or order[0].code
    view = _view(submission, index, asked, {each.item.code: each.typed for each in tried}, saved)
    here = {field.item.code for _card, field in editable(view)}
    form = section_form(view, posted=False)
    outcome = _outcome(submission, index, tried)
    page = render_template(
        "web/analysis/whatif.html",
        **standing.of(submission),
        view=view,
        order=order,
        sheets=bare_sheets(view, form, index, coverage_of(db(), local(now()).date())),
        tried=tried,
        carried=[each for each in tried if each.item.code not in here],
        carried_name=KEPT,
        outcome=outcome,
        moved=_moved(index, outcome, tried) if outcome else [],
        index=index,
        posted=request.method == "POST",
    )
    return page, (422 if any(each.fault for each in tried) else 200)


def _typed(submission: Submission, index: Index, saved: Mapping[str, Answer]) -> dict[str, str]:
    """Item → text, of the page that was sent and of those before it."""
    kept = {name.removeprefix(KEPT): text for name, text in request.form.items() if name.startswith(KEPT)}
    found = {code: text for code, text in kept.items() if code in index.items}
    view = _view(submission, index, request.form.get("tu_muc", ""), found, saved)
    form = section_form(view)
    return found | {field.item.code: form.texts(field.item.code)[0] for _card, field in editable(view)}


def _view(
    submission: Submission, index: Index, section: str, typed: Mapping[str, str], saved: Mapping[str, Answer]
) -> SectionView:
    """A page of the form with what is typed over what is saved. NotFoundError for a section there is none of."""
    changed = {code: _answer(index.items[code], text) for code, text in typed.items()}
    given = [*(answer for code, answer in saved.items() if code not in changed), *changed.values()]
    if section not in [each.node.code for each in sections(index)]:
        raise NotFoundError(section)
    return answers.view(index, section, given, language())


def _answer(item: Item, typed: str) -> Answer:
    """An answer that belongs to no form."""
    found = understand(item, typed, language())
    return Answer(
        item=item.code,
        typed=typed,
        value=found.value,
        error=found.fault,
        note="",
        evidence="",
        version=0,
        changed_by=None,
    )


def _tried(item: Item, typed: str, saved: Answer | None) -> Tried | None:
    """What is tried of an item; None where that says what is saved already."""
    found = understand(item, typed, language())
    stored = None if saved is None else saved.value
    if found.fault is None and found.value == stored:
        return None
    fault = words.fault(item, found.fault, found.found) if found.fault else ""
    return Tried(item, understood(item, stored), typed, understood(item, found.value), fault, found.value)


def _outcome(submission: Submission, index: Index, tried: list[Tried]) -> WhatIf | None:
    """The new scoring; None where nothing was changed, or something cannot be read yet."""
    if not tried or any(each.fault for each in tried):
        return None
    cells = {each.item.code: _cell(each) for each in tried}
    return what_if(self_scores(submission, index), submission.unit.code, cells)


def _cell(tried: Tried) -> float | str | None:
    if tried.value is None:
        return None
    return float(tried.value) if tried.item.kind is ItemKind.NUMBER else tried.value


def _moved(index: Index, outcome: WhatIf, tried: list[Tried]) -> list[Moved]:
    """The main indices that move, each followed by the indicators that read a changed answer."""
    changed = {each.item.code for each in tried}
    mains = {node.code for node in main_nodes(index)}
    nodes = [
        node
        for node in index.root.walk()
        if node.code in mains or (node.rule is not None and changed & set(items_of(node.rule)))
    ]
    found = [Moved(node, outcome.of(node.code)) for node in nodes if node.assessed]
    return [each for each in found if each.effect.change or each.node.code not in mains]

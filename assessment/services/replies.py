"""What a returned indicator held when it was given back, what it holds now, and whether the reply fits."""

from __future__ import annotations

from typing import Any

from assessment.models import Declared, Reply, Return, Submission
from assessment.services.catalogue import index_for
from questionnaires import Index, items_of

PARTS = ("typed", "value", "declared", "note", "evidence")  # of an answer, kept in `Return.before` beside its documents
NOTHING: dict[str, Any] = {
    "typed": "",
    "value": None,
    "declared": Declared.DATA,
    "note": "",
    "evidence": "",
    "documents": [],
}


def own_items(index: Index, indicator: str) -> tuple[str, ...]:
    """The items of an indicator that a unit answers itself, in the order they are asked."""
    rule = next(node.rule for node in index.root.indicators() if node.code == indicator)
    codes = items_of(rule) if rule else ()
    return tuple(code for code in codes if index.items[code].supplied_by == "unit")


def present(submission: Submission, indicator: str) -> dict[str, dict[str, Any]]:
    """What stands in the indicator's items now: item → typed, value, note, evidence, titles of documents."""
    held = {code: {**NOTHING, "documents": []} for code in own_items(index_for(submission.round), indicator)}
    for answer in submission.answers:
        if answer.item in held:
            held[answer.item] |= {part: getattr(answer, part) for part in PARTS}
    for link in sorted(submission.evidence_links, key=lambda link: link.id):
        if link.item in held:
            held[link.item]["documents"].append(link.evidence.title)
    return held


def changed(row: Return) -> bool:
    """Whether anything of the indicator differs from what stood there when it was given back."""
    return present(row.submission, row.indicator) != row.before


def fits(row: Return) -> bool:
    """Whether there is a reply, and it says of the figures what is true of them."""
    return row.reply is not None and (row.reply == Reply.CHANGE) == changed(row)

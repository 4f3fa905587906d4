"""Questions and answers in words of a language; for plain text."""

from __future__ import annotations

from questionnaires.model import Index, Item, ItemKind, Text
from scoring.claims import NOT_APPLICABLE
from scoring.improvement.attainable import Answer
from scoring.rules import NOTHING_TICKED
from scoring.words.figures import number

UNANSWERED = Text("chưa trả lời", "not answered")
CLAIMED = Text("không áp dụng", "not applicable")


def asked(index: Index, code: str, language: str) -> str:
    """The question behind a code: an item's, or the name of an indicator that was given directly."""
    if code in index.items:
        return index.items[code].question.into(language)
    return index.node(code).name.into(language)


def answered(index: Index, code: str, answer: Answer | None, language: str) -> str:
    """An answer in words, with its unit."""
    item = index.items.get(code)
    if answer is None:
        return UNANSWERED.into(language)
    if isinstance(answer, str):
        return _chosen(item, answer, language) if item is not None else CLAIMED.into(language)
    unit = item.unit.into(language) if item is not None and item.unit is not None else ""
    return f"{number(answer, language)}{unit if unit.startswith('%') else f' {unit}'}".strip()


def _chosen(item: Item, answer: str, language: str) -> str:
    if answer == NOT_APPLICABLE:
        return CLAIMED.into(language)
    if item.kind is ItemKind.TICKS and answer == NOTHING_TICKED:
        return NONE_TICKED.into(language)
    texts = {choice.code: choice.text.into(language) for choice in item.choices}
    return "; ".join(texts.get(code, code) for code in answer.split("|"))


NONE_TICKED = Text("không có ý nào", "none of them")


def joined(question: str, answer: str) -> str:
    """A question and its answer in one line; no colon after a question mark."""
    return f"{question} {answer}" if question.endswith("?") else f"{question}: {answer}"

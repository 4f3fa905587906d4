"""Whatever is asked and answered in any shipped set is explained in whole words of both languages."""

from __future__ import annotations

import random
import re

import pandas as pd
import pytest

from questionnaires import Index, Item, ItemKind, catalogue, load
from questionnaires.model import Best, Cases, NotApplicable, Rule, Sum, Ticks, Value, items_of, parts_of
from scoring import explain, score

LEFT_OVERS = re.compile(r"[{}]|\bnan\b|; ;|: :|  +\S*: *$")  # of a text that was not filled in
UNITS = 4


def answer(item: Item, choices: list[str], generator: random.Random) -> float | str | None:
    """Any answer to an item, none in a fifth of the cases."""
    if generator.random() < 0.2:
        return None if item.kind is ItemKind.NUMBER else ""
    if item.kind is ItemKind.NUMBER:
        low, high = item.minimum or 0.0, item.maximum if item.maximum is not None else 100.0
        return round(generator.uniform(low, high), 4 if item.decimals is None else item.decimals)
    if item.kind is ItemKind.CHOICE:
        return generator.choice(choices) if choices else ""
    if item.kind is ItemKind.TICKS:
        return "|".join(code for code in choices if generator.random() < 0.5) or "-"
    return ""


def simple(rule: Rule | None) -> list[Rule]:
    """A rule, or those a compound rule is made of."""
    if rule is None:
        return []
    return [each for part in parts_of(rule) for each in simple(part)] if isinstance(rule, Best | Sum) else [rule]


def choices_of(index: Index) -> dict[str, list[str]]:
    """The codes the rules know, by item."""
    found: dict[str, list[str]] = {}
    for node in index.root.indicators():
        for rule in simple(node.rule):
            if isinstance(rule, Cases | Ticks):
                found.setdefault(rule.item, list(rule.shares))
    return found


def answered(index: Index, seed: int) -> pd.DataFrame:
    """A few units with any answers; one indicator that may be so does not apply to the first."""
    generator, choices = random.Random(seed), choices_of(index)
    rows = [
        {code: answer(item, choices.get(code, []), generator) for code, item in index.items.items()}
        for _unit in range(UNITS)
    ]
    for leaf in index.root.indicators():
        excused = leaf.not_applicable is not NotApplicable.NOT_ALLOWED and not isinstance(leaf.rule, Value)
        if excused and leaf.assessed and leaf.rule is not None and leaf.code not in index.items:
            rows[0][leaf.code] = "n/a"
            for code in items_of(leaf.rule):
                rows[0][code] = None if index.items[code].kind is ItemKind.NUMBER else ""
            break
    return pd.DataFrame(rows, index=[f"u{unit}" for unit in range(UNITS)])


@pytest.mark.parametrize("code", catalogue())
def test_any_answers_are_explained_without_a_gap(code: str) -> None:
    index = load(code)
    scores = score(index, answered(index, seed=len(code)))
    for unit in scores.units[:2]:
        vi, en = explain(scores, unit), explain(scores, unit, language="en")
        assert len(vi.splitlines()) == len(en.splitlines()) > 2
        wrong = [line for line in (*vi.splitlines(), *en.splitlines()) if LEFT_OVERS.search(line.strip())]
        assert wrong == []
        for node in index.root.walk():
            assert re.search(rf"(^|\n) *{re.escape(node.code)}[ :]", vi), node.code

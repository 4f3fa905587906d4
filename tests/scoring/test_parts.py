"""One unit's points of one part, worked out between two keystrokes, are those of the whole index over all units."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from questionnaires import Item, ItemKind, load, sections
from scoring import score
from scoring.parts import part_points

INDEX = load("DTI-2026")


def some(item: Item, chance: random.Random) -> str | None:
    """An answer such as a unit might give, sometimes none."""
    if chance.random() < 0.2:
        return None
    if item.kind is ItemKind.NUMBER:
        most = item.maximum if item.maximum is not None else 1000.0
        return f"{chance.choice((0.0, 1.0, most, chance.random() * most)):.2f}"
    if item.kind is ItemKind.CHOICE:
        return chance.choice(item.choices).code
    if item.kind is ItemKind.TICKS:
        return "|".join(choice.code for choice in item.choices if chance.random() < 0.5) or "-"
    return None


@pytest.mark.parametrize("seed", range(6))
def test_a_part_gives_what_it_gives_within_the_whole_and_again_after_one_answer_changed(seed: int) -> None:
    chance = random.Random(seed)
    values = {code: text for code, item in INDEX.items.items() if (text := some(item, chance)) is not None}
    for _change in range(3):
        number = {ItemKind.NUMBER: float}
        row = {code: number.get(INDEX.items[code].kind, str)(text) for code, text in values.items()}
        whole = score(INDEX, pd.DataFrame([row], index=["15"]))
        for section in sections(INDEX):
            found = part_points(INDEX, section.node, values).points
            for node in section.node.walk():
                expected = whole.of("15", node.code)
                assert found.get(node.code) == (None if expected is None else pytest.approx(expected, abs=1e-9))
        changed = chance.choice(sorted(values))
        again = some(INDEX.items[changed], chance)
        values = {**values, changed: again} if again is not None else {k: v for k, v in values.items() if k != changed}

"""One indicator scored alone, for who decides on one of a hundred, gives what it gives within the whole form."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.models import Answer
from assessment.services.illustration import answers
from assessment.services.values import data_table, understand
from questionnaires import items_of, load
from scoring import score
from scoring.pipeline import indicator_points


@pytest.mark.parametrize("code", ["DTI-2026", "PAR-2022", "IT-USE"])
def test_one_indicator_alone_gives_what_it_gives_within_the_whole(code: str) -> None:
    index = load(code)
    typed = answers(index, "15")
    given = [Answer(item=item, value=understand(index.items[item], text, "vi").value) for item, text in typed.items()]
    whole = score(index, data_table(index.items, {"15": given}))
    gave_something = 0
    for node in index.root.indicators():
        if node.assessed and node.rule is not None:
            items = {item: index.items[item] for item in items_of(node.rule)}
            (alone,) = indicator_points(index, data_table(items, {"15": given}), node.code)
            assert (0.0 if np.isnan(alone) else alone) == (whole.of("15", node.code) or 0.0)
            gave_something += alone > 0
    assert gave_something > 20

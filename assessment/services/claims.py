"""What a unit declares instead of a figure: that it has none, or that a question does not apply to it.

A claim counts in the unit's own score as the index says, and in the verified score once the ministry has agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from assessment.models import Answer, Declared
from assessment.services.layout import layout
from assessment.services.values import data_table
from questionnaires import Index, Node, items_of
from questionnaires.model import NotApplicable
from scoring.claims import NOT_APPLICABLE


def declared_of(answer: Answer) -> Declared:
    """What is declared with an answer; one that was never stored declares a figure."""
    return Declared(answer.declared or Declared.DATA)


def claimable(node: Node) -> bool:
    """Whether the index lets a unit say that an indicator does not apply to it."""
    return node.assessed and node.not_applicable is not NotApplicable.NOT_ALLOWED


def claimed(index: Index, answers: Iterable[Answer]) -> tuple[str, ...]:
    """The indicators that a unit's answers claim not to apply, with a reason."""
    heads = layout(index).heads
    return tuple(
        heads[answer.item].code
        for answer in answers
        if declared_of(answer) is Declared.NOT_APPLICABLE and not answer.error and answer.item in heads
    )


def spoken_for(index: Index, answers: Iterable[Answer]) -> frozenset[str]:
    """The items that need no answer, because the unit has explained why there is none."""
    heads = layout(index).heads
    nodes = (
        heads[answer.item]
        for answer in answers
        if declared_of(answer) is not Declared.DATA and not answer.error and answer.item in heads
    )
    return frozenset(code for node in nodes if node.rule for code in items_of(node.rule))


def own_table(index: Index, answers: Mapping[str, Iterable[Answer]]) -> pd.DataFrame:
    """The engine's table of what units say of themselves: their answers, and their claims as they make them."""
    rows = {unit: list(given) for unit, given in answers.items()}
    claims: dict[str, list[str]] = {}
    for unit, given in rows.items():
        for indicator in claimed(index, given):
            claims.setdefault(indicator, []).append(unit)
    return with_claims(data_table(index.items, rows), claims)


def with_claims(table: pd.DataFrame, claims: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """The table with `n/a` in the columns of indicators, for the units that claim each."""
    if not claims:
        return table
    added = pd.DataFrame(np.nan, index=table.index, columns=list(claims), dtype=object)
    for indicator, units in claims.items():
        added.loc[list(units), indicator] = NOT_APPLICABLE
    return pd.concat([table, added], axis=1)

"""What a unit declares itself: the items it is asked for, and the points its answers give."""

from __future__ import annotations

import numpy as np

from assessment.models import Submission
from assessment.services.claims import claimed, own_table
from assessment.services.values import data_table
from questionnaires import Index, Item, Section, items_of
from scoring import Scores, score
from scoring.pipeline import indicator_points


def asked_items(section: Section, index: Index) -> tuple[Item, ...]:
    """The items a unit answers itself in this section, each once."""
    codes = dict.fromkeys(code for node in section.indicators if node.rule for code in items_of(node.rule))
    return tuple(index.items[code] for code in codes if index.items[code].supplied_by == "unit")


def self_scores(submission: Submission, index: Index) -> Scores:
    """The unit's own score on the answers as they stand."""
    return score(index, own_table(index, {submission.unit.code: submission.answers}))


def self_points(submission: Submission, index: Index, indicator: str) -> float:
    """The unit's own points of one indicator, 0 without data; a small part of the work of scoring the whole form."""
    if indicator in claimed(index, submission.answers):
        return 0.0
    rule = index.node(indicator).rule
    items = {code: index.items[code] for code in items_of(rule)} if rule else {}
    (found,) = indicator_points(index, data_table(items, {submission.unit.code: submission.answers}), indicator)
    return 0.0 if np.isnan(found) else float(found)

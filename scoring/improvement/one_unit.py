"""One unit's value of an indicator as a composite index would score it, beside the values of all others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from questionnaires.model import Node, Reference, Treat
from scoring.normalise import NormaliseError, normalise, transform
from scoring.pipeline import Scores
from scoring.rescore import Array
from scoring.treat import treat

UNTREATED = Treat("none")


def values_as_scored(scores: Scores, unit: str, node: Node, values: Array) -> Array:
    """Each value of an indicator treated, transformed and normalised as if the unit had it; NaN where it has no score.

    The others' values stay (imputed where they were), and so does a range that past rounds gave.
    """
    column = scores.tables["imputed"][node.code].to_numpy(dtype=np.float64)
    place = scores.units.index(unit)
    spec = node.normalise
    if spec.reference is Reference.POOL and node.code in scores.ranges:
        low, high = scores.ranges[node.code]
        spec = replace(spec, lower=low, upper=high, reference=Reference.ROUND)
    return np.array([_scored(replace(node, normalise=spec), scores, column, place, float(value)) for value in values])


def _scored(node: Node, scores: Scores, column: Array, place: int, value: float) -> float:
    if np.isnan(value):
        return np.nan
    changed = column.copy()
    changed[place] = value
    treated = treat({node.code: node.treat or scores.index.treat or UNTREATED}, {node.code: changed})[node.code]
    try:
        return float(normalise(node.normalise, transform(node.normalise, treated))[place])
    except NormaliseError:
        return np.nan

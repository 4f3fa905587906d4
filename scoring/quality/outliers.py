"""Values far from the others: robust z-scores and Tukey's fences; pure functions over one column.

Robust z (Iglewicz and Hoaglin 1993): 0.6745 (x − median) / MAD with MAD the median absolute deviation; where more than
half of the values are equal (MAD 0), (x − median) / (1.2533 × mean absolute deviation). Beyond 3.5 a value deserves a
look. Fences (Tukey 1977): quartiles − and + 1.5 interquartile ranges, the outer ones 3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST = 5  # values; with fewer nothing can be called unusual
FAR = 3.5
INNER, OUTER = 1.5, 3.0
OF_MAD, OF_MEAN = 0.6745, 1.253314  # both make z comparable with standard deviations of a normal distribution


def robust_z(values: Array) -> Array:
    """Per value its distance from the median; NaN where there is none, with too few values or without any spread."""
    nothing = np.full(values.shape, np.nan)
    present = values[~np.isnan(values)]
    if present.size < LEAST:
        return nothing
    away = values - np.median(present)
    sizes = np.abs(away[~np.isnan(away)])
    middle, mean = float(np.median(sizes)), float(np.mean(sizes))
    if middle > 0:
        return OF_MAD * away / middle
    return away / (OF_MEAN * mean) if mean > 0 else nothing


def fences(values: Array, width: float = INNER) -> tuple[float, float] | None:
    """The lower and upper fence; None with too few values, or where half of them are equal (no interquartile range)."""
    present = values[~np.isnan(values)]
    if present.size < LEAST:
        return None
    low, high = np.percentile(present, [25, 75])
    if high <= low:
        return None
    return float(low - width * (high - low)), float(high + width * (high - low))


def beyond(values: Array, width: float = OUTER) -> NDArray[np.bool_]:
    """The values outside the fences."""
    found = fences(values, width)
    if found is None:
        return np.zeros(values.shape, dtype=np.bool_)
    return (values < found[0]) | (values > found[1])

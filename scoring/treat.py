"""Steps 2 and 3 for composite indices: impute what is missing, then treat outliers, before anything is normalised.

Both are named, optional steps, of the index or of a single indicator; their tables are "imputed" and "treated". They
follow the OECD/JRC handbook on composite indicators (2008), steps 3 and 4, and give the numbers of COINr's `i_mean`,
`i_median`, `i_mean_grp`, `winsorise`, `log_CT` and `Treat`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Impute, Text, Treat

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

LIFT = 0.01  # COINr: the logarithm begins at a hundredth of the range


class TreatError(ValueError):
    """A step that lacks what it needs; `message` says what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, slots=True)
class Past:
    """An indicator's values in past rounds, oldest first, with the unit of each."""

    units: Sequence[str]
    values: Values


@dataclass(frozen=True, slots=True)
class Missing:
    """What imputing one indicator may look at."""

    units: Sequence[str]
    fill: Mask  # per unit: whether a missing value is to be imputed
    group: NDArray[np.object_] | None  # "" is no group
    past: Past | None


def impute(spec: Impute, values: Values, known: Missing) -> Values:
    """One indicator's values with the missing ones imputed, where that is asked and possible.

    A value that is there never changes. Units that `fill` leaves out (to which the indicator does not apply, or that
    have no data at all) stay missing, and so does a unit of which nothing is known: what a missing value does is then
    the index's business. TreatError without a table of past rounds for `last`.
    """
    wanted = np.isnan(values) & known.fill
    if spec.method == "none" or not wanted.any():
        return values
    return np.where(wanted, IMPUTATIONS[spec.method](values, known), values)


def _mean(values: Values, known: Missing) -> Values:
    """The mean of the values that are there; nothing where none is."""
    return np.full(len(values), _centre(values, np.mean))


def _median(values: Values, known: Missing) -> Values:
    """The median of the values that are there."""
    return np.full(len(values), _centre(values, np.median))


def _centre(values: Values, middle: Callable[[Values], np.floating]) -> float:
    present = values[~np.isnan(values)]
    return float(middle(present)) if present.size else float("nan")


def _group_mean(values: Values, known: Missing) -> Values:
    """The mean over the units of the same group; nothing for a unit without a group or a group without values."""
    groups = known.group if known.group is not None else np.full(len(values), "", dtype=object)
    names, place = np.unique(groups.astype(str), return_inverse=True)
    means = np.array([_centre(values[place == each], np.mean) if name else np.nan for each, name in enumerate(names)])
    return np.asarray(means[place])


def _last(values: Values, known: Missing) -> Values:
    """The unit's own value in the latest past round that has one."""
    if known.past is None:
        raise TreatError(
            Text(
                "lấy số liệu năm trước nhưng chưa có bảng các năm trước; đưa bảng ấy vào (--past)",
                "the last known value is wanted, but there are no past rounds; pass their table (--past)",
            )
        )
    there = ~np.isnan(known.past.values)
    units = [unit for unit, has in zip(known.past.units, there, strict=True) if has]
    latest = dict(zip(units, known.past.values[there].tolist(), strict=True))
    return np.array([latest.get(unit, np.nan) for unit in known.units])


IMPUTATIONS: Mapping[str, Callable[[Values, Missing], Values]] = {
    "mean": _mean,
    "median": _median,
    "group_mean": _group_mean,
    "last": _last,
}


def treat(specs: Mapping[str, Treat], values: Mapping[str, Values]) -> dict[str, Values]:
    """Every indicator's values after its treatment; NaN stays NaN.

    Only an indicator with |skew| > `skew` and kurtosis > `kurtosis` is touched: sample skew and excess kurtosis, as in
    spreadsheets (G1, G2). Below four values and for a constant there is no kurtosis and no treatment. `winsorise` stays
    as far as it came where that does not do; `winsorise_log_ct` then takes the logarithm of the untouched values.
    """
    asked = [code for code, spec in specs.items() if spec.method != "none"]
    odd = [code for code, skew, kurtosis in _shapes(asked, values) if _fails(specs[code], skew, kurtosis)]
    lowered = {code: values[code] for code in odd if specs[code].method in WINSORISED}
    treated, passed = _winsorised(specs, lowered)
    logs = [code for code in odd if specs[code].method in LOGARITHMS and code not in passed]
    return {**values, **treated, **{code: _log_ct(values[code]) for code in logs}}


WINSORISED = ("winsorise", "winsorise_log_ct")
LOGARITHMS = ("log_ct", "winsorise_log_ct")


def _shapes(codes: Sequence[str], values: Mapping[str, Values]) -> list[tuple[str, float, float]]:
    """Skew and kurtosis of some indicators; pandas has the sample definitions and takes all columns at once."""
    if not codes:
        return []
    frame = pd.DataFrame(np.array([values[code] for code in codes]).T)
    return list(zip(codes, frame.skew().tolist(), frame.kurt().tolist(), strict=True))


def _fails(spec: Treat, skew: float, kurtosis: float) -> bool:
    return abs(skew) > spec.skew and kurtosis > spec.kurtosis


def _winsorised(specs: Mapping[str, Treat], values: Mapping[str, Values]) -> tuple[dict[str, Values], set[str]]:
    """The values winsorised step by step until they pass or may not change further, and which pass."""
    treated = {code: each.copy() for code, each in values.items()}
    passed: set[str] = set()
    open_ = list(treated)
    while open_:
        still = []
        for code, skew, kurtosis in _shapes(open_, treated):
            if not _fails(specs[code], skew, kurtosis):
                passed.add(code)
            elif _lower(treated[code], values[code], skew, specs[code].points):
                still.append(code)
        open_ = still
    return treated, passed


def _lower(treated: Values, values: Values, skew: float, points: int) -> bool:
    """The most extreme value on the side of the skew takes that of the next, in place; whether that was allowed.

    Equal values change together, or not at all where more than `points` values would then have changed.
    """
    extreme = np.fmax if skew >= 0 else np.fmin
    at = treated == extreme.reduce(treated)
    changed = at | ((treated != values) & ~np.isnan(values))
    if np.count_nonzero(changed) > points:
        return False
    treated[at] = extreme.reduce(treated[~at])
    return True


def _log_ct(values: Values) -> Values:
    """ln(x − min + 0.01 (max − min)): COINr's log_CT, which takes any sign and keeps the order."""
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)
    return np.asarray(np.log(values - low + LIFT * (high - low)))

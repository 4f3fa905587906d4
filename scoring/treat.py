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
    spreadsheets (G1, G2). Below four values and for a constant there is no kurtosis and no treatment.
    """
    asked = [code for code, spec in specs.items() if spec.method != "none"]
    if not asked:
        return dict(values)
    shapes = _shapes(np.array([values[code] for code in asked]).T)
    odd = {code for code, skew, kurtosis in zip(asked, *shapes, strict=True) if _fails(specs[code], skew, kurtosis)}
    return {
        code: TREATMENTS[specs[code].method](specs[code], each) if code in odd else each
        for code, each in values.items()
    }


def _shapes(columns: Values) -> tuple[list[float], list[float]]:
    """Skew and kurtosis of every column; pandas has the sample definitions and takes all columns at once."""
    frame = pd.DataFrame(columns)
    return frame.skew().tolist(), frame.kurt().tolist()


def _fails(spec: Treat, skew: float, kurtosis: float) -> bool:
    return abs(skew) > spec.skew and kurtosis > spec.kurtosis


def _winsorise(spec: Treat, values: Values) -> Values:
    """The most extreme value takes that of the next, on the side of the skew, until the indicator passes.

    At most `points` values change; equal values change together, or not at all where they would be too many. What
    does not pass then stays as far as it came, as COINr's `winsorise` leaves it.
    """
    return _winsorised(spec, values)[0]


def _winsorised(spec: Treat, values: Values) -> tuple[Values, bool]:
    """The values and whether they pass."""
    treated, absent = values.copy(), np.isnan(values)
    while True:
        (skew,), (kurtosis,) = _shapes(treated[:, np.newaxis])
        if not _fails(spec, skew, kurtosis):
            return treated, True
        extreme = np.fmax if skew >= 0 else np.fmin
        at = treated == extreme.reduce(treated)
        changed = at | ((treated != values) & ~absent)
        if np.count_nonzero(changed) > spec.points:
            return treated, False
        treated[at] = extreme.reduce(treated[~at])


def _log_ct(spec: Treat, values: Values) -> Values:
    """ln(x − min + 0.01 (max − min)): COINr's log_CT, which takes any sign and keeps the order."""
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)
    return np.asarray(np.log(values - low + LIFT * (high - low)))


def _winsorise_log_ct(spec: Treat, values: Values) -> Values:
    """Winsorised; the logarithm of the untouched values where that does not do (COINr's `Treat`)."""
    treated, passes = _winsorised(spec, values)
    return treated if passes else _log_ct(spec, values)


TREATMENTS: Mapping[str, Callable[[Treat, Values], Values]] = {
    "winsorise": _winsorise,
    "log_ct": _log_ct,
    "winsorise_log_ct": _winsorise_log_ct,
}

"""Steps 3 and 4 for composite indices: transform, then bring every indicator to a common scale.

The methods and their names follow the OECD/JRC handbook on composite indicators (2008), step 5, and give the numbers of
COINr's `n_*` functions. Direction comes first, as there: with −1 the values change their sign, so that higher is better
for every method. Stored bounds and targets are written on the indicator's own scale and turn with it: a value in
[lower, upper] with direction −1 becomes (upper − x) / (upper − lower). (COINr turns goalposts and targets the same way;
for `n_scaled` it leaves the bounds unturned, which we do not follow.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Normalise, Text

Values = NDArray[np.float64]


class NormaliseError(ValueError):
    """An indicator that cannot be normalised as its definition asks; `message` says what to do."""

    def __init__(self, value: float | None, message: Text) -> None:
        super().__init__(message.en)
        self.value = value
        self.message = message


@dataclass(frozen=True, slots=True)
class Spec:
    """A normalisation with direction and transform already applied to its bounds."""

    parameters: tuple[float, ...]
    lower: float | None
    upper: float | None
    target: float | None


TRANSFORMS: Mapping[str, Callable[[Values], Values]] = {"none": lambda values: values, "log": np.log}


def transform(spec: Normalise, values: Values) -> Values:
    """The values after the named transform; NaN stays NaN. NormaliseError for the logarithm of zero or less."""
    if spec.transform == "log" and np.any(values <= 0):
        raise NormaliseError(
            float(np.nanmin(values)),
            Text(
                "lấy lôgarit cần mọi giá trị lớn hơn 0; sửa số liệu hoặc bỏ transform",
                "a logarithm needs values above 0; correct the data or drop the transform",
            ),
        )
    return TRANSFORMS[spec.transform](values)


def normalise(spec: Normalise, values: Values) -> Values:
    """Transformed values, one per unit, on the method's scale; NaN stays NaN.

    NormaliseError when the method has nothing to compare with: a constant indicator, a missing or reversed bound.
    """
    if np.all(np.isnan(values)):
        return values.copy()
    return METHODS[spec.method](spec.direction * values, _turned(spec))


def _turned(spec: Normalise) -> Spec:
    lower, upper, target = (_scale(spec, bound) for bound in (spec.lower, spec.upper, spec.target))
    if spec.direction == -1:
        lower, upper = upper, lower
    return Spec(spec.parameters, lower, upper, target)


def _scale(spec: Normalise, bound: float | None) -> float | None:
    return None if bound is None else spec.direction * float(transform(spec, np.array(bound)))


def _range(values: Values, spec: Spec) -> tuple[float, float]:
    """The reference range: the stored bounds, this round's own where there are none."""
    low = float(np.nanmin(values)) if spec.lower is None else spec.lower
    high = float(np.nanmax(values)) if spec.upper is None else spec.upper
    if low == high:
        raise NormaliseError(
            None,
            Text(
                "mọi đơn vị có cùng một giá trị nên không chuẩn hóa được; bỏ chỉ tiêu hoặc chọn cách chuẩn hóa khác",
                "all units have the same value, so there is no range to normalise by; "
                "leave the indicator out or choose another normalisation",
            ),
        )
    return low, high


def _bounds(spec: Spec) -> tuple[float, float]:
    if spec.lower is None or spec.upper is None:
        raise NormaliseError(
            None, Text("thiếu lower hoặc upper; ghi đủ hai mốc", "lower or upper is missing; write both")
        )
    if spec.lower >= spec.upper:
        raise NormaliseError(
            spec.lower, Text("lower phải nhỏ hơn upper; đổi chỗ hai mốc", "lower must be below upper; swap them")
        )
    return spec.lower, spec.upper


def _none(values: Values, spec: Spec) -> Values:
    return values


def _minmax(values: Values, spec: Spec) -> Values:
    """(x − min) / (max − min) × (U − L) + L; a stored range may be left: no cap."""
    low, high = _range(values, spec)
    bottom, top = spec.parameters or (0.0, 100.0)
    return (values - low) / (high - low) * (top - bottom) + bottom


def _zscore(values: Values, spec: Spec) -> Values:
    """(x − mean) / sd × S + M with the n − 1 standard deviation."""
    mean, sd = spec.parameters or (0.0, 1.0)
    _range(values, Spec((), None, None, None))
    return np.asarray((values - np.nanmean(values)) / np.nanstd(values, ddof=1) * sd + mean)


def _scaled(values: Values, spec: Spec) -> Values:
    """(x − lower) / (upper − lower) × 100, not capped."""
    low, high = _bounds(spec)
    return (values - low) / (high - low) * 100.0


def _goalposts(values: Values, spec: Spec) -> Values:
    """(x − lower) / (upper − lower), kept within 0 and 1."""
    low, high = _bounds(spec)
    return np.clip((values - low) / (high - low), 0.0, 1.0)


def _rank(values: Values, spec: Spec) -> Values:
    """The highest of n values has rank n, the lowest 1; ties take the lowest rank."""
    present = np.sort(values[~np.isnan(values)])
    return np.where(np.isnan(values), np.nan, np.searchsorted(present, values, side="left") + 1.0)


def _borda(values: Values, spec: Spec) -> Values:
    """The number of units with a lower value: rank − 1."""
    return _rank(values, spec) - 1.0


def _prank(values: Values, spec: Spec) -> Values:
    """Percentile rank: (rank − 1) / (n − 1), 0 to 1."""
    present = int(np.count_nonzero(~np.isnan(values)))
    if present < 2:
        raise NormaliseError(None, Text("prank cần ít nhất hai giá trị", "prank needs at least two values"))
    return _borda(values, spec) / (present - 1)


def _fracmax(values: Values, spec: Spec) -> Values:
    """x / max. With direction −1 this is −x / max(−x), as in COINr, and grows with x for positive values."""
    best = float(np.nanmax(values))
    if best == 0:
        raise NormaliseError(
            0.0,
            Text("giá trị lớn nhất bằng 0 nên không chia được", "the maximum is 0, so nothing can be divided by it"),
        )
    return values / best


def _dist2max(values: Values, spec: Spec) -> Values:
    """1 − (max − x) / (max − min)."""
    low, high = _range(values, spec)
    return 1.0 - (high - values) / (high - low)


def _dist2targ(values: Values, spec: Spec) -> Values:
    """(x − min) / (target − min), at most 1."""
    low = float(np.nanmin(values))
    if spec.target is None:
        raise NormaliseError(
            None, Text("thiếu target; ghi mục tiêu của chỉ tiêu", "target is missing; write the indicator's target")
        )
    if spec.target <= low:
        raise NormaliseError(
            None,
            Text(
                "mục tiêu không tốt hơn giá trị kém nhất; sửa target",
                "the target is no better than the worst value; correct target",
            ),
        )
    return np.minimum((values - low) / (spec.target - low), 1.0)


METHODS: Mapping[str, Callable[[Values, Spec], Values]] = {
    "none": _none,
    "minmax": _minmax,
    "zscore": _zscore,
    "scaled": _scaled,
    "goalposts": _goalposts,
    "rank": _rank,
    "borda": _borda,
    "prank": _prank,
    "fracmax": _fracmax,
    "dist2max": _dist2max,
    "dist2targ": _dist2targ,
}

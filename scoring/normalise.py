"""Steps 3 and 4 for composite indices: transform, then bring every indicator to a common scale.

The methods and their names follow the OECD/JRC handbook on composite indicators (2008), step 5, and give the numbers of
COINr's `n_*` functions. Direction comes first, as there: with −1 the values change their sign, so that higher is better
for every method. Stored bounds and targets are written on the indicator's own scale and turn with it: a value in
[lower, upper] with direction −1 becomes (upper − x) / (upper − lower). (COINr turns goalposts and targets the same way;
for `n_scaled` it leaves the bounds unturned, which we do not follow.)

The reference range is a parameter of each round: the bounds that are stored, else the range of this round's values, or
with `reference: pool` that of the values of all past rounds and this one, which can only widen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Normalise, Reference, Text

Values = NDArray[np.float64]

LARGEST = 1e290  # of a score: beyond, rounding before the ranking overflows
NOISE = 1e-12  # a range that is less of its values' size than this is the binary noise of one value


class NormaliseError(ValueError):
    """An indicator that cannot be normalised as its definition asks; `message` says what to do."""

    def __init__(self, value: float | None, message: Text) -> None:
        super().__init__(message.en)
        self.value = value
        self.message = message


@dataclass(frozen=True, slots=True)
class Spec:
    """A normalisation with direction and transform already applied to its bounds and to the values it compares with."""

    parameters: tuple[float, ...]
    lower: float | None
    upper: float | None
    target: float | None
    cap: bool | None
    compared: Values  # this round's values, with those of past rounds where they are pooled


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


def normalise(spec: Normalise, values: Values, past: Values | None = None) -> Values:
    """Transformed values, one per unit, on the method's scale; NaN stays NaN.

    `past` are the transformed values of past rounds, for `reference: pool`. NormaliseError when the method has nothing
    to compare with: a constant indicator, a missing or reversed bound, numbers too large to be divided.
    """
    if _empty(values):
        return values.copy()
    turned = spec.direction * values
    pool = compared(spec, turned, None if past is None else spec.direction * past)
    with np.errstate(over="ignore", invalid="ignore"):
        found = METHODS[spec.method](turned, _turned(spec, pool))
    if not (np.abs(found) <= LARGEST).all() and not ((np.abs(found) <= LARGEST) | np.isnan(values)).all():
        raise NormaliseError(float(np.nanmax(np.abs(values))), TOO_LARGE)
    return found


def _empty(values: Values) -> bool:
    return not values.size or bool(np.isnan(np.fmax.reduce(values)))


def compared(spec: Normalise, values: Values, past: Values | None) -> Values:
    """The values of the reference: this round's, and with `reference: pool` those of past rounds, on either scale."""
    if spec.reference is Reference.ROUND:
        return values
    if past is None:
        raise NormaliseError(None, NO_PAST)
    return np.concatenate([values, past])


def reference_range(spec: Normalise, values: Values, past: Values | None = None) -> tuple[float, float] | None:
    """The range an indicator was compared with, on its own scale (untransformed, unturned); None for other methods.

    Written as `lower` and `upper` it gives the round's scores again.
    """
    if spec.method not in WITH_RANGE or _empty(values):
        return None
    if spec.lower is not None and spec.upper is not None:
        return spec.lower, spec.upper
    pool = compared(spec, values, past)
    low = float(np.fmin.reduce(pool)) if spec.lower is None else spec.lower
    high = float(np.fmax.reduce(pool)) if spec.upper is None else spec.upper
    return low, high


WITH_RANGE = frozenset({"minmax", "scaled", "goalposts", "dist2max"})
TOO_LARGE = Text(
    "số quá lớn nên không tính được; ghi theo đơn vị lớn hơn, ví dụ tỷ đồng thay cho đồng",
    "the numbers are too large to compute with; write them in a larger unit",
)
NO_PAST = Text(
    "so với các năm trước nhưng chưa có số liệu năm trước; đưa bảng các năm trước vào (--past), năm đầu là bảng trống",
    "it is compared with past rounds, which are not there; pass their table (--past), an empty one in the first round",
)
CONSTANT = Text(
    "mọi đơn vị có cùng một giá trị nên không chuẩn hóa được; bỏ chỉ tiêu hoặc chọn cách chuẩn hóa khác",
    "all units have the same value, so there is no range to normalise by; "
    "leave the indicator out or choose another normalisation",
)
REVERSED = Text("lower phải nhỏ hơn upper; đổi chỗ hai mốc", "lower must be below upper; swap them")


def _turned(spec: Normalise, pool: Values) -> Spec:
    lower, upper, target = (_scale(spec, bound) for bound in (spec.lower, spec.upper, spec.target))
    if spec.direction == -1:
        lower, upper = upper, lower
    return Spec(spec.parameters, lower, upper, target, spec.cap, pool)


def _scale(spec: Normalise, bound: float | None) -> float | None:
    return None if bound is None else spec.direction * float(transform(spec, np.array(bound)))


def _range(spec: Spec) -> tuple[float, float]:
    """The reference range: the stored bounds, that of the values compared with where there are none."""
    low = float(np.fmin.reduce(spec.compared)) if spec.lower is None else spec.lower
    high = float(np.fmax.reduce(spec.compared)) if spec.upper is None else spec.upper
    if abs(high - low) <= NOISE * max(abs(low), abs(high)):
        raise NormaliseError(None, CONSTANT)
    if low > high:
        raise NormaliseError(None, BEYOND)
    return _apart(low, high)


def _apart(low: float, high: float) -> tuple[float, float]:
    if np.isinf(high - low):
        raise NormaliseError(max(abs(low), abs(high)), TOO_LARGE)
    return low, high


BEYOND = Text(
    "mọi giá trị nằm ngoài mốc đã lưu nên khoảng so sánh bị ngược; sửa lower, upper hoặc ghi cả hai",
    "all values lie beyond the stored bound, which turns the range round; correct lower or upper, or write both",
)


def _bounds(spec: Spec) -> tuple[float, float]:
    if spec.lower is None or spec.upper is None:
        raise NormaliseError(
            None, Text("thiếu lower hoặc upper; ghi đủ hai mốc", "lower or upper is missing; write both")
        )
    if spec.lower >= spec.upper:
        raise NormaliseError(spec.lower, REVERSED)
    return _apart(spec.lower, spec.upper)


def _kept(values: Values, low: float, high: float, spec: Spec, usual: bool = False) -> Values:
    """The values within the scale's two ends, where the definition or the method's habit caps them."""
    return np.clip(values, low, high) if (usual if spec.cap is None else spec.cap) else values


def _none(values: Values, spec: Spec) -> Values:
    return values


def _minmax(values: Values, spec: Spec) -> Values:
    """(x − min) / (max − min) × (U − L) + L; a stored range may be left unless `cap` keeps it.

    Fixed goalposts on any scale are a stored range, with or without cap.
    """
    low, high = _range(spec)
    bottom, top = spec.parameters or (0.0, 100.0)
    return _kept((values - low) / (high - low) * (top - bottom) + bottom, bottom, top, spec)


def _zscore(values: Values, spec: Spec) -> Values:
    """(x − mean) / sd × S + M with the n − 1 standard deviation: rescaled to the mean M and the deviation S."""
    mean, sd = spec.parameters or (0.0, 1.0)
    _range(Spec((), None, None, None, None, spec.compared))
    centre, spread = np.nanmean(spec.compared), np.nanstd(spec.compared, ddof=1)
    if np.isinf(spread):
        raise NormaliseError(float(np.nanmax(np.abs(values))), TOO_LARGE)
    return np.asarray((values - centre) / spread * sd + mean)


def _scaled(values: Values, spec: Spec) -> Values:
    """(x − lower) / (upper − lower) × 100, not capped unless `cap` says so."""
    low, high = _bounds(spec)
    return _kept((values - low) / (high - low) * 100.0, 0.0, 100.0, spec)


def _goalposts(values: Values, spec: Spec) -> Values:
    """(x − lower) / (upper − lower), kept within 0 and 1 unless `cap` says no."""
    low, high = _bounds(spec)
    return _kept((values - low) / (high - low), 0.0, 1.0, spec, usual=True)


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
    best = float(np.fmax.reduce(spec.compared))
    if best == 0:
        raise NormaliseError(
            0.0,
            Text("giá trị lớn nhất bằng 0 nên không chia được", "the maximum is 0, so nothing can be divided by it"),
        )
    return values / best


def _dist2max(values: Values, spec: Spec) -> Values:
    """1 − (max − x) / (max − min)."""
    low, high = _range(spec)
    return 1.0 - (high - values) / (high - low)


def _dist2targ(values: Values, spec: Spec) -> Values:
    """(x − min) / (target − min), at most 1 unless `cap` says no."""
    low = float(np.fmin.reduce(spec.compared))
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
    low, target = _apart(low, spec.target)
    found = (values - low) / (target - low)
    return found if spec.cap is False else np.minimum(found, 1.0)


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

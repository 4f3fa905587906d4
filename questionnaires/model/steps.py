"""How the values of a composite index are prepared before they are aggregated: imputed, treated, normalised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reference(StrEnum):
    """Which values an indicator is compared with when it is normalised."""

    ROUND = "round"  # those of the round that is scored, and stored bounds where there are any
    POOL = "pool"  # those of all past rounds and of this one: the range only ever widens


@dataclass(frozen=True, slots=True)
class Normalise:
    """How an indicator of a composite index is brought to a common scale (OECD/JRC handbook, step 5).

    `parameters` are the method's numbers in the order of the command line: `minmax` (low, high), `zscore` (mean, sd).
    `lower` and `upper` are a stored reference range or goalposts; None takes the range of `reference`. `cap` keeps the
    result within the scale's two ends; None does what the method does by itself: `goalposts` and `dist2targ` cap.
    """

    method: str = "none"
    parameters: tuple[float, ...] = ()
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    direction: int = 1
    transform: str = "none"
    reference: Reference = Reference.ROUND
    cap: bool | None = None


@dataclass(frozen=True, slots=True)
class Treat:
    """What becomes of outliers before normalising (OECD/JRC handbook, step 3).

    An indicator is treated only where |skew| > `skew` and kurtosis > `kurtosis`: `none`, `winsorise` (at most `points`
    values), `log_ct`, or `winsorise_log_ct`, the logarithm where winsorising does not do.
    """

    method: str
    points: int = 5
    skew: float = 2.0
    kurtosis: float = 3.5


@dataclass(frozen=True, slots=True)
class Impute:
    """What stands for a missing value: `none`, `mean`, `median`, `group_mean` or `last`, the last known one.

    `group` is the column of the data table that says which group a unit belongs to.
    """

    method: str
    group: str = ""

"""Goals one unit can set itself: a level, a score or a rank, each as the least published score that reaches it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from questionnaires.model import Band, Index
from scoring.improvement.whatif import rank_of
from scoring.pipeline import Scores, published_decimals
from scoring.rank import quantise
from scoring.rescore import ranked_others

HALF = 0.5  # of the last published digit: from here on a score is rounded up
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Goal:
    """What a unit wants of the whole index: one of a level, a score on the published scale, or a rank or better."""

    band: Band | None = None
    score: float | None = None
    rank: int | None = None

    def __post_init__(self) -> None:
        if sum(wanted is not None for wanted in (self.band, self.score, self.rank)) != 1:
            raise ValueError("a goal is one of a band, a score or a rank")
        if self.rank is not None and self.rank < 1:
            raise ValueError("a rank is at least 1")

    def least(self, scores: Scores, unit: str) -> float:
        """The least published score that reaches the goal while the others stay where they are.

        Quantised to the published precision. −inf where every score does: a rank behind all others.
        """
        decimals = published_decimals(scores.index)
        if self.rank is not None:
            others = ranked_others(scores, unit)
            return float(others[self.rank - 1]) if self.rank <= len(others) else -np.inf
        wanted = self.score if self.band is None else self.band.minimum
        assert wanted is not None  # noqa: S101 - one of the three is there
        scale = 10.0**decimals
        return float(np.ceil(wanted * scale - SLACK * max(1.0, abs(wanted) * scale)) / scale)

    def reached(self, scores: Scores, unit: str) -> bool:
        """Whether the unit's score and rank reach the goal."""
        root = scores.index.root.code
        score, rank = scores.of(unit, root), rank_of(scores, unit, root)
        if score is None or rank is None:
            return False
        if self.rank is not None:
            return rank <= self.rank
        if self.band is not None:
            return band_place(scores.index, str(scores.band[unit])) >= band_place(scores.index, self.band.code)
        decimals = published_decimals(scores.index)
        return float(quantise(np.array([score]), decimals)[0]) >= self.least(scores, unit) - SLACK


def exactly(least: float, index: Index) -> float:
    """The least score before rounding that is published as `least`."""
    return least - HALF * 10.0 ** -published_decimals(index)


def next_band(scores: Scores, unit: str) -> Goal | None:
    """The level above the unit's; None at the top, or where the index has no levels."""
    place = band_place(scores.index, str(scores.band[unit])) + 1
    rising = _rising(scores.index)
    return Goal(band=rising[place]) if place < len(rising) else None


def band_place(index: Index, code: str) -> int:
    """A level's place from the lowest (0) up; −1 for no level."""
    codes = [band.code for band in _rising(index)]
    return codes.index(code) if code in codes else -1


def _rising(index: Index) -> list[Band]:
    return sorted(index.bands, key=lambda band: band.minimum)

"""Ranks of many draws, counted: how often each unit had each rank, and how often one stood above another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.rank import NOISE_DIGITS, competition_rank

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

LARGEST = 2.0**62  # of the keys that are sorted
LONG = 512  # units: from here on buckets are faster than NumPy's sort
ROUNDS = 12
AT_ONCE = 256  # units
HELD = 8 * 255  # draws counted at a time: in comparing, eight bytes of a number count to 255 each
ROWS = 16  # units whose ranks are counted at a time, so that they stay in the processor's cache


def standings(scaled: Array) -> tuple[Whole, Whole]:
    """Which unit stands at each place of each draw (draws × places), and its competition rank counted from 0.

    `scaled` (draws × units, no NaN, overwritten) is in units of the last decimal that is ranked, and is rounded there
    as `scoring.rank.quantise` does. Value and unit are sorted as one whole number, which needs no index.
    """
    units = scaled.shape[1]
    scale = 10.0**NOISE_DIGITS
    scaled *= scale
    np.rint(scaled, out=scaled)
    scaled /= scale
    scaled += 0.5
    np.floor(scaled, out=scaled)
    bits = units.bit_length()
    if max(scaled.max(initial=0.0), -scaled.min(initial=0.0)) * 2.0**bits >= LARGEST:
        return _by_index(scaled)
    np.negative(scaled, out=scaled)
    keys = scaled.astype(np.int64)
    keys <<= bits
    keys |= np.arange(units)
    _sort(keys)
    who = keys & ((1 << bits) - 1)
    keys >>= bits
    return who, _shared(keys)


def _sort(keys: Whole) -> None:
    """Sort each row of distinct keys, in time that grows with the row's length alone if the keys are well spread.

    Long rows: into 65,536 even buckets, which NumPy sorts by radix, then neighbours change places until all is in
    order; what a few rounds do not bring into order is sorted as any other row.
    """
    units = keys.shape[1]
    if units < LONG:
        keys.sort(axis=1)
        return
    for row in keys:
        lowest = row.min()
        buckets = ((row - lowest) * (65_535.0 / (row.max() - lowest))).astype(np.uint16)
        row[:] = row[buckets.argsort(kind="stable")]
    flat = keys.ravel()
    for _round in range(ROUNDS):
        wrong = np.flatnonzero(flat[1:] < flat[:-1])
        wrong = wrong[(wrong + 1) % units != 0]  # not from one draw to the next
        if not len(wrong):
            return
        apart = wrong[np.diff(wrong, prepend=-2) > 1]
        flat[apart], flat[apart + 1] = flat[apart + 1], flat[apart]
    keys.sort(axis=1)


def _by_index(values: Array) -> tuple[Whole, Whole]:
    """The same for numbers too large for a key."""
    who = np.argsort(-values, axis=1, kind="stable")
    ranks = np.take_along_axis(competition_rank(values), who, axis=1)
    return who, ranks.astype(np.int64) - 1


def _shared(ordered: Whole) -> Whole:
    """Places from 0, equal neighbours sharing the first of theirs."""
    draws, units = ordered.shape
    ranks = np.empty((draws, units), dtype=np.int64)
    ranks[:] = np.arange(units)
    equal = np.zeros((draws, units), dtype=np.bool_)
    np.equal(ordered[:, 1:], ordered[:, :-1], out=equal[:, 1:])
    tied = np.flatnonzero(equal)
    if len(tied):
        opens = np.diff(tied, prepend=-2) != 1
        first = (tied[opens] - 1)[np.cumsum(opens) - 1]  # the place before each run of equals
        ranks.ravel()[tied] = first % units
    return ranks


class Tally:
    """Counts over draws: units × ranks and, where asked for, pairs of units."""

    def __init__(self, units: int, *, pairs: bool = False) -> None:
        self.draws = 0
        self._counts = np.zeros((units, units), dtype=np.int32)  # unit × rank
        self._not_below = np.zeros((units, units), dtype=np.int32) if pairs else None
        self._held = np.zeros((units, HELD), dtype=np.uint16 if units < 1 << 16 else np.uint32)
        self._filled = 0

    def add(self, who: Whole, ranks: Whole) -> None:
        """Take in the draws that `standings` gave. They are held unit by unit, and counted when there are many."""
        start = 0
        while start < len(who):
            stop = start + min(HELD - self._filled, len(who) - start)
            columns = np.arange(self._filled, self._filled + stop - start)[:, np.newaxis]
            self._held[who[start:stop], columns] = ranks[start:stop]
            self._filled += stop - start
            self.draws += stop - start
            start = stop
            if self._filled == HELD:
                self._count()

    @property
    def counts(self) -> NDArray[np.int32]:
        """Units × ranks: the draws in which a unit had a rank."""
        self._count()
        return self._counts

    @property
    def not_below(self) -> NDArray[np.int32] | None:
        """[a, b], b after a: the draws in which b stood above a or beside it; None if pairs were not asked for."""
        self._count()
        return self._not_below

    def _count(self) -> None:
        """Count what is held, and forget it."""
        if not self._filled:
            return
        units = len(self._held)
        for start in range(0, units, ROWS):
            cells = self._held[start : start + ROWS, : self._filled].astype(np.int64)
            cells += np.arange(start, start + len(cells))[:, np.newaxis] * units
            np.add.at(self._counts.ravel(), cells.ravel(), np.int32(1))
        if self._not_below is not None:
            self._compare(self._not_below)
        self._filled = 0

    def _compare(self, counts: NDArray[np.int32]) -> None:
        """Compare every unit with those after it; eight draws are added up at a time, as the bytes of one number."""
        units = len(self._held)
        held = self._held[:, : -(-self._filled // 8) * 8]
        held[:, self._filled :] = np.arange(units, dtype=held.dtype)[:, np.newaxis]  # in order: counts for nobody
        for unit in range(units - 1):
            for start in range(unit + 1, units, AT_ONCE):
                level = held[start : start + AT_ONCE] <= held[unit]
                counts[unit, start : start + AT_ONCE] += _bytes(level.view(np.uint64).sum(axis=1))

    def summary(self) -> Array:
        """Median, p05, p95 and mean of the ranks (units × 4), between ranks linearly as NumPy does; NaN if no draws."""
        whole = self.counts
        found = np.full((len(whole), 4), np.nan)
        for start in range(0, len(whole) if self.draws else 0, AT_ONCE):
            counts = whole[start : start + AT_ONCE]
            reached = np.cumsum(counts, axis=1, dtype=np.int32)
            part = found[start : start + AT_ONCE]
            for column, share in enumerate((0.5, 0.05, 0.95)):
                part[:, column] = _percentile(reached, self.draws, share)
            part[:, 3] = counts @ np.arange(1.0, counts.shape[1] + 1) / self.draws
        return found

    def top(self, places: int) -> Array:
        """The share of draws in which each unit's rank was `places` or better; NaN if there are no draws."""
        reached = self.counts[:, :places].sum(axis=1)
        return np.asarray(reached / self.draws) if self.draws else np.full(len(reached), np.nan)


def _percentile(reached: NDArray[np.int32], draws: int, share: float) -> Array:
    """A percentile of each unit's ranks from how many draws reached each rank."""
    place = share * (draws - 1)
    below, above = int(np.floor(place)), int(np.ceil(place))
    low = np.count_nonzero(reached <= below, axis=1) + 1.0
    high = low if above == below else np.count_nonzero(reached <= above, axis=1) + 1.0
    return np.asarray(low + (high - low) * (place - below))


def _bytes(numbers: NDArray[np.uint64]) -> NDArray[np.int32]:
    """The sum of the eight bytes of each number."""
    twos = (numbers & EVEN_BYTES) + (numbers >> np.uint64(8) & EVEN_BYTES)  # four sums of two bytes
    return (twos * ONES >> np.uint64(48)).astype(np.int32)


EVEN_BYTES, ONES = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)

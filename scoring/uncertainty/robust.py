"""How sure a rank is: Monte Carlo over the weights of every level and over other choices behind an index.

Each weight is multiplied by a number drawn evenly from [1 − noise, 1 + noise] and renormalised within its parent, at
every level (as COINr's noisy weights; OECD/JRC handbook 2008, step 7). The other sources draw evenly from the
definition's own way and the alternatives (`scoring.uncertainty.choices`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Index, Text
from scoring.uncertainty.choices import Alternatives, Block, Choices, failed
from scoring.uncertainty.tally import Tally, standings
from scoring.uncertainty.weighing import ROWS, Array

CELLS_AT_ONCE = 65_536  # draws × units (or nodes) held at a time: fits the processor's cache, and memory stays flat
COLUMNS = ("unit", "rank", "median", "p05", "p95", "mean")
CONFIRMED = 0.95  # an order of two units is confirmed when at least this share of the draws has it
Progress = Callable[[int, int], None]


def robustness(
    index: Index,
    data: pd.DataFrame,
    *,
    past: pd.DataFrame | None = None,
    draws: int = 10_000,
    noise: float = 0.25,
    seed: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Rank intervals: unit, rank, and median, p05, p95 and mean of its rank over noisy weights; best first.

    The same seed gives the same table, whatever the machine's memory. A unit without a score has no rank and no
    interval. Raises DataError as `score` does, ValueError for draws below 1 or noise outside 0 to 1.
    """
    return shake(index, data, past=past, draws=draws, noise=noise, seed=seed, progress=progress).intervals


@dataclass(frozen=True, slots=True)
class Tried:
    """One choice of one source: in how many draws it was made, and how many of these gave no ranking, and why."""

    source: str
    choice: str
    draws: int
    failed: int
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the draws gave. `units` are those with a rank, best first; `failed` draws are in no figure but `tried`."""

    units: tuple[str, ...]
    draws: int
    failed: int
    intervals: pd.DataFrame  # unit, rank, median, p05, p95, mean: all units, best first
    tried: tuple[Tried, ...]
    ranks: Array  # of `units`, as published
    counts: NDArray[np.int32]  # units × ranks: draws with that rank
    not_below: Array | None  # [a, b], b after a: the share of draws in which b stood above a or beside it
    tally: Tally

    def top(self, places: int) -> pd.DataFrame:
        """unit, rank and `top_n`: the share of draws in which the unit's rank was n or better."""
        found = pd.DataFrame({f"top_{places}": self.tally.top(places)}, index=list(self.units))
        return self.intervals[["unit", "rank"]].merge(found, how="left", left_on="unit", right_index=True)

    def groups(self) -> pd.DataFrame:
        """group, unit, rank, head and `not_below`: consecutive units whose order the draws do not confirm.

        A group's head is its first unit. Going down the ranking, a unit joins the group unless at least 95 % of the
        draws rank it below the head; then it heads the next group. Units of equal rank are never parted. `not_below` is
        the share of draws in which the unit ranks above its head or beside it. Raises ValueError without `pairs`.
        """
        if self.not_below is None:
            raise ValueError("groups need the pairs; call shake(..., pairs=True)")
        heads = group_heads(self.ranks, self.not_below)
        beside = [1.0 if head == unit else float(self.not_below[head, unit]) for unit, head in enumerate(heads)]
        table = pd.DataFrame(
            {
                "group": np.unique(heads, return_inverse=True)[1] + 1,
                "unit": self.units,
                "rank": self.ranks.astype(np.int64),
                "head": [self.units[head] for head in heads],
                "not_below": beside,
            }
        )
        return table.astype({"unit": object, "head": object})


def group_heads(ranks: Array, not_below: Array) -> list[int]:
    """The place of each unit's group head; `not_below` as in `Outcome`, units in the order of their ranks."""
    heads: list[int] = []
    for unit, rank in enumerate(ranks):
        head = heads[-1] if heads else 0
        confirmed = unit > head and 1.0 - not_below[head, unit] >= CONFIRMED and rank != ranks[unit - 1]
        heads.append(unit if confirmed else head)
    return heads


def shake(
    index: Index,
    data: pd.DataFrame,
    *,
    past: pd.DataFrame | None = None,
    vary: Sequence[str] = ("weights",),
    alternatives: Alternatives | None = None,
    draws: int = 10_000,
    noise: float = 0.25,
    seed: int = 1,
    pairs: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Ranks under many draws of what `vary` names: weights, normalise, aggregate, leave_one_out.

    Each source has its own stream of random numbers, so the weights of draw 7 are the same whatever else varies. A
    draw in which a ranked unit has no score (a geometric mean of values not above 0, all its data left out) fails as a
    whole and is counted by choice. `pairs` compares every two units, which takes time with the square of their number.
    Raises as `Choices` does, ValueError for draws below 1 or noise outside 0 to 1. After Saisana, Saltelli and
    Tarantola (2005).
    """
    if draws < 1 or not 0 <= noise < 1:
        raise ValueError("draws must be at least 1 and noise from 0 to below 1")
    choices = Choices(index, data, vary, alternatives, past)
    tally = Tally(len(choices.ranked), pairs=pairs)
    tried = [np.zeros((len(names), 2), dtype=np.int64) for _, names in _lists(choices)]
    done = 0
    for block in _blocks(choices, draws, noise, seed):
        values = choices.values(block)
        lost = failed(values)
        for counts, chosen in zip(tried, (block.normalise, block.aggregate, block.left_out), strict=True):
            counts[:, 0] += np.bincount(chosen, minlength=len(counts))
            counts[:, 1] += np.bincount(chosen[lost], minlength=len(counts))
        tally.add(*standings(values[~lost] if lost.any() else values))
        done += len(block)
        if progress is not None:
            progress(done, draws)
    return _outcome(choices, tally, draws, tried)


def _lists(choices: Choices) -> tuple[tuple[str, list[str]], ...]:
    return (
        ("normalise", choices.normalise),
        ("aggregate", choices.aggregate),
        ("leave_one_out", choices.leave_one_out),
    )


def _blocks(choices: Choices, draws: int, noise: float, seed: int) -> Iterator[Block]:
    """All draws, a handful at a time; the same whatever the handful."""
    nodes = len(choices.nodes)
    size = max(ROWS, CELLS_AT_ONCE // max(1, len(choices.ranked), nodes) // ROWS * ROWS)
    weights = np.random.default_rng(seed)
    others = [np.random.default_rng([seed, source]) for source in (1, 2, 3)]
    for start in range(0, draws, size):
        many = min(size, draws - start)
        shaken = "weights" in choices.vary
        factors = weights.uniform(1 - noise, 1 + noise, (many, nodes)) if shaken else np.ones((many, nodes))
        yield choices.block(factors, np.stack([other.random(many) for other in others], axis=1))


def _outcome(choices: Choices, tally: Tally, draws: int, tried: list[NDArray[np.int64]]) -> Outcome:
    summary = pd.DataFrame(tally.summary(), index=choices.ranked, columns=list(COLUMNS[2:]))
    intervals = choices.ranking.merge(summary, how="left", left_on="unit", right_index=True)
    lost = draws - tally.draws
    shares = None if tally.not_below is None else tally.not_below / np.float64(max(tally.draws, 1))
    made = [Tried("weights", "noise", draws, lost, choices.reason("weights", 0) if lost else None)]
    for (source, names), counts in zip(_lists(choices), tried, strict=True):
        made += [
            Tried(source, name, int(many), int(wrong), choices.reason(source, place) if wrong else None)
            for place, (name, (many, wrong)) in enumerate(zip(names, counts, strict=True))
        ]
    return Outcome(
        units=tuple(choices.ranked),
        draws=draws,
        failed=lost,
        intervals=intervals,
        tried=tuple(each for each in made if each.source in choices.vary),
        ranks=choices.ranks,
        counts=tally.counts,
        not_below=shares,
        tally=tally,
    )

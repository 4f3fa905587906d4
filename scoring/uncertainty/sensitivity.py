"""Which indicator, weight or choice moves the ranks most.

The measure is the mean absolute shift in rank against the published ranking, R̄ = Σ |rank − published rank| / units
(Saisana, Saltelli and Tarantola 2005), or the rank of one unit. Its variance over the draws of `shake` is split
among the uncertain choices by Sobol indices; and each choice is also made alone, which is easier to explain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from questionnaires.model import Index
from scoring.uncertainty.choices import SOURCES, Alternatives, Block, Choices, Impossible, failed
from scoring.uncertainty.sobol import Sobol, sobol
from scoring.uncertainty.tally import standings
from scoring.uncertainty.weighing import Array

CELLS_AT_ONCE = 262_144  # points × units (or nodes) held at a time
ALONE = ("source", "choice", "mean_shift", "largest_shift", "unit")


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Sobol indices of the ranks.

    `factors`: factor, first, first_low, first_high, total, total_low, total_high: a row per source that varies, with
    all weights together, then a row per node's weight (`weight:CODE`). `estimate` has the figures behind it. The
    choices that the data do not allow with all others are `impossible`, and took no part: the indices suppose that
    every choice can go with every other.
    """

    factors: pd.DataFrame
    estimate: Sobol
    impossible: tuple[Impossible, ...]


def sensitivity(
    index: Index,
    data: pd.DataFrame,
    *,
    past: pd.DataFrame | None = None,
    vary: Sequence[str] = ("weights",),
    alternatives: Alternatives | None = None,
    unit: str | None = None,
    base: int = 1024,
    noise: float = 0.25,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """Sobol indices, with 95 % bootstrap intervals, of the mean shift in rank or of the rank of one `unit`.

    Takes base × (factors + 2) rankings. A weight that stands alone below its parent moves nothing and is left out.
    Raises as `shake` does; KeyError for a unit without a rank. Estimators of Saltelli et al. (2010).
    """
    if base < 1 or not 0 <= noise < 1:
        raise ValueError("base must be at least 1 and noise from 0 to below 1")
    choices = Choices(index, data, vary, alternatives, past)
    impossible = choices.keep_possible()
    place = None if unit is None else {code: at for at, code in enumerate(choices.ranked)}[unit]
    nodes = len(choices.nodes)
    names, groups = _factors(choices)

    def output(points: Array) -> Array:
        shaken = "weights" in choices.vary
        factors = 1 - noise + 2 * noise * points[:, :nodes] if shaken else np.ones((len(points), nodes))
        ranks = ranks_of(choices, choices.block(factors, points[:, nodes:]))
        return np.abs(ranks - choices.ranks).mean(axis=1) if place is None else ranks[:, place]

    points_at_once = max(1, CELLS_AT_ONCE // max(nodes, len(choices.ranked)))
    rows = max(1, points_at_once // (len(groups) + 2))
    found = sobol(output, nodes + 3, groups, base=base, seed=seed, rows_at_once=rows, progress=progress)
    table = pd.DataFrame({"factor": names})
    for name, figures in (("first", found.first), ("total", found.total)):
        table[[name, f"{name}_low", f"{name}_high"]] = figures
    return Sensitivity(table, found, impossible)


def alone(
    index: Index,
    data: pd.DataFrame,
    *,
    past: pd.DataFrame | None = None,
    vary: Sequence[str] = SOURCES[1:],
    alternatives: Alternatives | None = None,
) -> pd.DataFrame:
    """source, choice, mean_shift, largest_shift, unit: every other choice made alone, what moves most first.

    Shifts are absolute differences to the published rank; `unit` is the one that moves furthest, the better ranked if
    several do. A choice the data do not allow has neither and stands last. Weights have no alternatives and no rows.
    """
    choices = Choices(index, data, vary, alternatives, past)
    lists = (choices.normalise, choices.aggregate, choices.leave_one_out)
    made = [
        (source, column, number)
        for column, (source, names) in enumerate(zip(SOURCES[1:], lists, strict=True))
        for number in range(1, len(names))
    ]
    chosen = np.zeros((len(made), 3), dtype=np.int64)
    for row, (_source, column, number) in enumerate(made):
        chosen[row, column] = number
    rows = []
    size = max(1, CELLS_AT_ONCE // max(1, len(choices.ranked)))
    for start in range(0, len(made), size):
        part = chosen[start : start + size]
        shifts = np.abs(ranks_of(choices, _block(choices, part)) - choices.ranks)
        for (source, column, number), shift in zip(made[start : start + size], shifts, strict=True):
            possible = not np.isnan(shift).any()
            unit = choices.ranked[int(shift.argmax())] if possible else ""
            rows.append((source, lists[column][number], shift.mean(), shift.max(), unit))
    table = pd.DataFrame(rows, columns=list(ALONE))
    return table.sort_values("mean_shift", ascending=False, kind="stable", na_position="last", ignore_index=True)


def ranks_of(choices: Choices, block: Block) -> Array:
    """Draws × ranked units: competition ranks; NaN throughout a draw that failed."""
    values = choices.values(block)
    lost = failed(values)
    ranks = np.full(values.shape, np.nan)
    who, places = standings(values[~lost])
    kept = np.empty(who.shape)
    np.put_along_axis(kept, who, places + 1.0, axis=1)
    ranks[~lost] = kept
    return ranks


def _block(choices: Choices, chosen: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> Block:
    return Block(np.ones((len(chosen), len(choices.nodes))), chosen[:, 0], chosen[:, 1], chosen[:, 2])


def _factors(choices: Choices) -> tuple[list[str], list[list[int]]]:
    """Names and columns of what is uncertain: sources first, then the weights one by one."""
    nodes = len(choices.nodes)
    lists = (choices.normalise, choices.aggregate, choices.leave_one_out)
    tried = enumerate(zip(SOURCES[1:], lists, strict=True))
    sources = {source: [nodes + column] for column, (source, names) in tried if len(names) > 1}
    weights: dict[str, list[int]] = {}
    if "weights" in choices.vary:
        order = {code: place for place, code in enumerate(choices.nodes)}
        shared = [node.children for node in choices.index.root.walk() if sum(c.assessed for c in node.children) > 1]
        single = [order[child.code] for children in shared for child in children if child.assessed]
        sources = {"weights": single, **sources}
        weights = {f"weight:{choices.nodes[place]}": [place] for place in sorted(single)}
    return [*sources, *weights], [*sources.values(), *weights.values()]

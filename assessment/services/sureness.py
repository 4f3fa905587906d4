"""How sure the ranks of one kept result are: draws over weights and choices, groups, and which choice moves ranks.

Everything rests on the scores that were kept with the result, so that it is the same whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from assessment.services.kept import as_given, kept_rows, kept_table, with_rest
from assessment.services.standings import Standings
from questionnaires import Index
from scoring.uncertainty.choices import Impossible
from scoring.uncertainty.robust import Outcome, shake
from scoring.uncertainty.sensitivity import alone, sensitivity

NOISE, SEED, DRAWS = 0.25, 1, 10_000  # where a result was imported without any
RANKINGS = 12_000  # of the sensitivity: a second or so
FEWEST, MOST = 32, 512  # base points of the sensitivity
VARIED = ("weights", "aggregate", "leave_one_out")


@dataclass(frozen=True)
class Sureness:
    """One result shaken. Tables as the engine has them; `top` has a column `top_n` for `places`."""

    index: Index
    outcome: Outcome
    vary: tuple[str, ...]
    noise: float
    seed: int
    places: int
    top: pd.DataFrame
    groups: pd.DataFrame
    alone: pd.DataFrame
    factors: pd.DataFrame
    base: int
    impossible: tuple[Impossible, ...]


def sureness(shown: Standings, vary: Sequence[str], places: int) -> Sureness | None:
    """The analysis of a result; None where fewer than two units are ranked."""
    if sum(row.rank is not None for row in shown.units) < 2:
        return None
    coarse, rows = with_rest(shown.index, kept_rows(shown))
    index = as_given(coarse)
    table = kept_table(index, rows)
    noise, seed = shown.noise or NOISE, shown.seed or SEED
    chosen = tuple(source for source in VARIED if source in vary) or VARIED[:1]
    outcome = shake(index, table, vary=chosen, draws=shown.draws or DRAWS, noise=noise, seed=seed, pairs=True)
    base = min(MOST, max(FEWEST, RANKINGS // (2 + sum(node.assessed for node in index.root.walk()))))
    moved = sensitivity(index, table, vary=VARIED, base=base, noise=noise, seed=seed)
    return Sureness(
        index=coarse,
        outcome=outcome,
        vary=chosen,
        noise=noise,
        seed=seed,
        places=places,
        top=outcome.top(places),
        groups=outcome.groups(),
        alone=alone(index, table, vary=VARIED[1:]),
        factors=moved.factors,
        base=base,
        impossible=moved.impossible,
    )

"""Levels: the highest band whose threshold and gates hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Band, Index
from scoring.claims import Claims
from scoring.rank import INNER_DECIMALS, quantise
from scoring.steps import has_points


def bands_of(
    index: Index, published: pd.DataFrame, maximum: pd.DataFrame, claims: Claims, decimals: int
) -> pd.Series[str]:
    """Per unit the code of the highest band it reaches, "" for none.

    The threshold is on the published score, quantised at `decimals`. Each gate is on one node: its share of the
    unit's own maximum, or its score in a composite index, quantised at 9 decimals. A node without a score does not
    pass a gate, unless nothing below it applies to the unit, which waives the gate.
    """
    values = quantise(published[index.root.code].to_numpy(), decimals)
    codes = np.full(len(values), "", dtype=object)
    for band in sorted(index.bands, key=lambda band: band.minimum):
        codes[(values >= band.minimum) & _gates(index, band, published, maximum, claims)] = band.code
    return pd.Series(codes, index=published.index, name="band", dtype=object)


def _gates(
    index: Index, band: Band, published: pd.DataFrame, maximum: pd.DataFrame, claims: Claims
) -> NDArray[np.bool_]:
    """The units that pass all gates of a band."""
    passed = np.ones(len(published), dtype=np.bool_)
    nodes = {node.code: node for node in index.root.walk()}
    for code, least in band.gates.items():
        share = published[code].to_numpy()
        if has_points(index):
            most = maximum[code].to_numpy()
            share = np.divide(share, most, out=np.full(len(most), np.nan), where=most > 0)
        reached = quantise(share, INNER_DECIMALS) >= least
        waived = claims.nothing_applies(nodes[code], len(passed)) if code in nodes else np.zeros_like(passed)
        passed &= reached | waived
    return passed

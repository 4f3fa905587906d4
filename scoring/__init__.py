"""Scores, ranks and rank intervals from a table of answers and an index definition; pure, no web and no database."""

from scoring.data import DataError, DataFault, read_data, read_past
from scoring.pipeline import Scores, score
from scoring.rank import competition_rank, quantise
from scoring.trace import Trace, trace
from scoring.uncertainty.robust import robustness

__all__ = [
    "DataError",
    "DataFault",
    "Scores",
    "Trace",
    "competition_rank",
    "quantise",
    "read_data",
    "read_past",
    "robustness",
    "score",
    "trace",
]

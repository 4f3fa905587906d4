"""Scores, ranks, how sure they are, why they changed and what would lift them; pure, no web and no database.

The names below are the public interface. Tables are pandas frames of units × items or nodes; points and scores are
float64, NaN is missing. What the engine itself needs is imported at once; the analyses, some of which stand on SciPy,
when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from scoring.data import DataError, DataFault, read_data, read_past
from scoring.pipeline import Scores, score
from scoring.rank import competition_rank, quantise
from scoring.trace import Trace, trace

if TYPE_CHECKING:
    from scoring.change.difference import difference
    from scoring.change.forecast import forecast
    from scoring.change.trend import Round, round_of, trends
    from scoring.improvement.cheapest import Effort, cheapest
    from scoring.improvement.goals import Goal, next_band
    from scoring.improvement.lift import item_lifts, lifts
    from scoring.improvement.whatif import what_if
    from scoring.quality.health import health, health_table
    from scoring.uncertainty.choices import Alternatives
    from scoring.uncertainty.robust import robustness, shake
    from scoring.uncertainty.sensitivity import sensitivity
    from scoring.words.difference_text import explain_difference
    from scoring.words.text import explain

__all__ = [
    "Alternatives",
    "DataError",
    "DataFault",
    "Effort",
    "Goal",
    "Round",
    "Scores",
    "Trace",
    "cheapest",
    "competition_rank",
    "difference",
    "explain",
    "explain_difference",
    "forecast",
    "health",
    "health_table",
    "item_lifts",
    "lifts",
    "next_band",
    "quantise",
    "read_data",
    "read_past",
    "robustness",
    "round_of",
    "score",
    "sensitivity",
    "shake",
    "trace",
    "trends",
    "what_if",
]

_ANALYSES = {
    "change.difference": ("difference",),
    "change.forecast": ("forecast",),
    "change.trend": ("Round", "round_of", "trends"),
    "improvement.cheapest": ("Effort", "cheapest"),
    "improvement.goals": ("Goal", "next_band"),
    "improvement.lift": ("item_lifts", "lifts"),
    "improvement.whatif": ("what_if",),
    "quality.health": ("health", "health_table"),
    "uncertainty.choices": ("Alternatives",),
    "uncertainty.robust": ("robustness", "shake"),
    "uncertainty.sensitivity": ("sensitivity",),
    "words.difference_text": ("explain_difference",),
    "words.text": ("explain",),
}

if not TYPE_CHECKING:  # to a type checker the names above are all there is

    def __getattr__(name: str) -> object:
        """An analysis, imported when it is first asked for."""
        for module, names in _ANALYSES.items():
            if name in names:
                found = globals()[name] = getattr(import_module(f"scoring.{module}"), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

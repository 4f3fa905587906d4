"""The names a user of the library may build on: which they are, that they say what they do, and that they are light."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import scoring

NAMES = {
    "reading": ("DataError", "DataFault", "read_data", "read_past"),
    "scoring": ("Scores", "Trace", "competition_rank", "quantise", "score", "trace"),
    "words": ("explain", "explain_difference"),
    "how sure": ("Alternatives", "robustness", "sensitivity", "shake"),
    "what would lift it": ("Effort", "Goal", "cheapest", "item_lifts", "lifts", "next_band", "what_if"),
    "what changed": ("Round", "difference", "forecast", "round_of", "trends"),
    "questions": ("health", "health_table"),
}
ALL = sorted(name for names in NAMES.values() for name in names)
FUNCTIONS = [name for name in ALL if inspect.isfunction(getattr(scoring, name))]


def test_the_public_names_are_these_and_no_others() -> None:
    assert sorted(scoring.__all__) == ALL
    assert set(ALL) <= set(dir(scoring))
    with pytest.raises(AttributeError, match="no attribute 'shke'"):
        scoring.shke  # type: ignore[attr-defined]  # noqa: B018 - that it is not there is the point


@pytest.mark.parametrize("name", ALL)
def test_every_name_says_what_it_is(name: str) -> None:
    found = getattr(scoring, name)
    said = inspect.getdoc(found) or ""
    assert len(said.split()) >= 5, name
    assert not said.startswith(f"{name}("), "a dataclass without a docstring has only its signature"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_typed_and_says_what_it_raises_or_leaves_out(name: str) -> None:
    found = getattr(scoring, name)
    hints = typing.get_type_hints(found)
    assert set(inspect.signature(found).parameters) | {"return"} == set(hints)
    said = inspect.getdoc(found) or ""
    assert any(word in said for word in ("Error", "NaN", "None", "shape", "table")), said


def test_what_a_type_checker_sees_is_what_is_imported() -> None:
    tree = ast.parse(Path(scoring.__file__).read_text("utf-8"))
    (checked,) = (node for node in tree.body if isinstance(node, ast.If) and isinstance(node.test, ast.Name))
    seen = {
        (each.module, alias.name) for each in checked.body if isinstance(each, ast.ImportFrom) for alias in each.names
    }
    assert seen == {(f"scoring.{module}", name) for module, names in scoring._ANALYSES.items() for name in names}


def test_the_engine_alone_imports_no_analysis_and_no_scipy_and_an_analysis_comes_when_asked_for() -> None:
    code = (
        "import sys, scoring\n"
        "heavy = ('scipy', 'scoring.uncertainty', 'scoring.improvement', 'scoring.change', 'scoring.words')\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "from scoring import cheapest, difference, explain, shake\n"
        "print([name for name in heavy if name in sys.modules] == list(heavy))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "True"]

"""Two people change one answer: each part goes to the one who changed it, and where both did they must decide."""

from __future__ import annotations

from typing import NamedTuple

from assessment.models import Declared


class State(NamedTuple):
    """What stands in an answer at one moment."""

    typed: str
    value: str | None
    note: str
    evidence: str
    declared: str = Declared.DATA

    def same_value(self, other: State) -> bool:
        """The same text, or the same value in another notation."""
        return self.typed == other.typed or (self.value is not None and self.value == other.value)

    def says(self, other: State) -> bool:
        """The same in every part."""
        return self.same_value(other) and self[2:] == other[2:]


EMPTY = State("", None, "", "")


def merged(opened: State, mine: State, present: State) -> State | None:
    """Mine and the present state, each part from the one who changed it; None where both did, differently."""
    if mine.same_value(opened):
        answer = present
    elif present.same_value(opened) or mine.same_value(present):
        answer = mine
    else:
        return None
    parts = [_one_of(*part) for part in zip(opened[2:], mine[2:], present[2:], strict=True)]
    kept = [part for part in parts if part is not None]
    return State(answer.typed, answer.value, *kept) if len(kept) == len(parts) else None


def _one_of(opened: str, mine: str, present: str) -> str | None:
    if mine == opened:
        return present
    return mine if present in (opened, mine) else None

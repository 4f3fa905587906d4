"""What is wrong in a definition: each fault with its file, line and node, and the error that carries them all."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong: where, and what to write instead."""

    file: str
    line: int  # counted from 1; 0 where the fault is about the whole file
    node: str  # the code of the node or item, or the key, that the line belongs to
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.node}: {self.message}"


class DefinitionError(ValueError):
    """A definition was refused; `faults` lists everything found, in the order of the lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def suggestion(word: str, known: Iterable[str]) -> str:
    """` Did you mean …?` for the closest known word, else the list of the known ones."""
    words = list(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" Known: {', '.join(sorted(words))}." if 0 < len(words) <= 20 else ""

"""From a catalogue code or a file to an index: reads, checks and remembers definitions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from questionnaires.document import Page, compose
from questionnaires.faults import DefinitionError, Fault, suggestion
from questionnaires.index import read_index
from questionnaires.model import Index

CATALOGUE = Path(__file__).parent / "catalogue"
CODE_LINE = re.compile(r"^code:[ \t]*([A-Za-z0-9._-]+)[ \t]*$", re.MULTILINE)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Path]:
    """The shipped definitions: code → file, sorted by code."""
    found = {}
    for path in CATALOGUE.glob("*.yaml"):
        match = CODE_LINE.search(path.read_text(encoding="utf-8"))
        found[match[1] if match else path.stem] = path
    return MappingProxyType(dict(sorted(found.items())))


def load(code_or_path: str | Path) -> Index:
    """The index of a catalogue code or of a definition file.

    Read again only when the file changes. Raises DefinitionError with all faults of the document, and also when there
    is no such code or file.
    """
    path = catalogue().get(str(code_or_path), Path(code_or_path))
    try:
        state = path.stat()
        return _load(path.resolve(), state.st_mtime_ns, state.st_size)
    except (OSError, ValueError) as error:
        if isinstance(error, DefinitionError):
            raise
        hint = suggestion(str(code_or_path), catalogue())
        message = f"there is no such catalogue code and no such file.{hint}"
        raise DefinitionError([Fault(str(code_or_path), 0, "index", message)]) from None


@lru_cache(maxsize=64)
def _load(path: Path, modified: int, size: int) -> Index:
    content = path.read_bytes()
    page = Page(_shown(path))
    index = read_index(compose(page, content), page)
    if index is None:
        raise DefinitionError(page.faults)
    return replace(index, digest=hashlib.sha256(content).hexdigest())


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

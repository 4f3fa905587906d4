"""From a catalogue code or a file to an index: reads, checks and remembers definitions and the pools they use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from questionnaires.document import Page, Pool, compose
from questionnaires.faults import DefinitionError, Fault, suggestion
from questionnaires.index import read_index, read_pool
from questionnaires.model import Index, Text
from questionnaires.writing import digest

CATALOGUE = Path(__file__).parent / "catalogue"
POOLS = "items"  # the folder of pools beside a definition
CODE_LINE = re.compile(r"^code:[ \t]*([A-Za-z0-9._-]+)[ \t]*$", re.MULTILINE)

_above: ContextVar[tuple[str, ...]] = ContextVar("pools being read", default=())
State = tuple[Path, int, int]  # a file as it is now: path, time of its last change in ns, size in bytes


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Path]:
    """The shipped definitions: code → file, sorted by code."""
    found = {}
    for path in CATALOGUE.glob("*.yaml"):
        match = CODE_LINE.search(path.read_text(encoding="utf-8"))
        found[match[1] if match else path.stem] = path
    return MappingProxyType(dict(sorted(found.items())))


def load(code_or_path: str | Path) -> Index:
    """The index of a catalogue code or of a definition file, with the items it uses of the pools beside it.

    Read again only when a file changes. Raises DefinitionError with all faults of the document and its pools, and also
    when there is no such code or file.
    """
    path = catalogue().get(str(code_or_path), Path(code_or_path))
    try:
        return _load(_state(path.resolve()), _pools(path.resolve().parent))
    except (OSError, ValueError) as error:
        if isinstance(error, DefinitionError):
            raise
        hint = suggestion(str(code_or_path), catalogue())
        message = Text(
            f"không có bộ chỉ số hay tệp nào tên như vậy.{hint.vi}",
            f"there is no such catalogue code and no such file.{hint.en}",
        )
        raise DefinitionError([Fault(str(code_or_path), 0, "index", message)]) from None


def load_pool(name: str, folder: Path = CATALOGUE) -> Pool:
    """The pool `name` beside the definitions of `folder`; DefinitionError with its faults or when there is none."""
    return _find_pool(_pools(folder), name)


def pool_names(folder: Path = CATALOGUE) -> tuple[str, ...]:
    """The names of all pools beside the definitions of `folder`."""
    return tuple(path.stem for path, _changed, _size in _pools(folder))


@lru_cache(maxsize=256)
def _load(file: State, pools: tuple[State, ...]) -> Index:
    path = file[0]
    content = path.read_bytes()
    return _read(Page(_shown(path), pool=partial(_find_pool, pools)), content)


def parse(content: str, name: str) -> Index:
    """The index of a self-contained document, which uses no pools; `name` is what faults call it. DefinitionError."""
    return _read(Page(name), content.encode())


def _read(page: Page, content: bytes) -> Index:
    index = read_index(compose(page, content), page)
    if index is None:
        raise DefinitionError(page.faults)
    return replace(index, digest=digest(index))


def _find_pool(pools: tuple[State, ...], name: str) -> Pool:
    above = _above.get()
    by_name = {path.stem: (path, changed, size) for path, changed, size in pools}
    if name not in by_name or name in above:
        wrong = Text("dùng chính nó", "uses itself") if name in above else Text("không có", "is not there")
        hint = suggestion(name, set(by_name) - set(above))
        message = Text(f"kho số liệu “{name}” {wrong.vi}.{hint.vi}", f"the pool {name!r} {wrong.en}.{hint.en}")
        raise DefinitionError([Fault(f"{POOLS}/{name}.yaml", 0, "uses", message)])
    token = _above.set((*above, name))
    try:
        return _load_pool(by_name[name], pools)
    finally:
        _above.reset(token)


@lru_cache(maxsize=256)
def _load_pool(file: State, pools: tuple[State, ...]) -> Pool:
    path = file[0]
    page = Page(_shown(path), pool=partial(_find_pool, pools))
    pool = read_pool(compose(page, path.read_bytes()), page, path.stem)
    if pool is None:
        raise DefinitionError(page.faults)
    return pool


def _pools(folder: Path) -> tuple[State, ...]:
    return tuple(_state(path) for path in sorted((folder / POOLS).glob("*.yaml")))


def _state(path: Path) -> State:
    status = path.stat()
    return path, status.st_mtime_ns, status.st_size


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

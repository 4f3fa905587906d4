"""Where the codes of a definition or a pool stand in its file, so that a finding can name the line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from questionnaires.document import Page, compose, line_of


def lines(path: Path) -> Mapping[str, int]:
    """The code of every item and node → its line, counted from 1; nothing for files that are not YAML."""
    if path.suffix != ".yaml":
        return {}
    found: dict[str, int] = {}
    for code, line in _codes(compose(Page(str(path)), path.read_bytes())):
        found.setdefault(code, line)
    return found


def _codes(at: yaml.Node) -> Iterator[tuple[str, int]]:
    """Every mapping's `code`, and every key under `items`."""
    if isinstance(at, yaml.SequenceNode):
        for each in at.value:
            yield from _codes(each)
    elif isinstance(at, yaml.MappingNode):
        for key, value in at.value:
            if key.value == "code" and isinstance(value, yaml.ScalarNode):
                yield value.value, line_of(value)
            elif key.value == "items" and isinstance(value, yaml.MappingNode):
                yield from ((code.value, line_of(code)) for code, _item in value.value)
            else:
                yield from _codes(value)

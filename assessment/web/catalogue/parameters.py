"""The numbers of a scoring rule as an official edits them: each with its place in the definition and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from assessment.web.request import language
from questionnaires import Item
from questionnaires.model import Rule
from questionnaires.writing import rule_document

Path = tuple[str | int, ...]

SHARES = ("shares", "share", "full_at", "floor")  # kept from 0 to 1, typed in percent
DEFAULTS: Mapping[str, Mapping[str, float]] = {
    "ratio": {"full_at": 1, "floor": 0},
    "share": {"full_at": 1, "floor": 0},
    "survey_mean": {"minimum_respondents": 15},
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a rule: where it stands, what it is called, and its value as it is typed."""

    path: Path
    label: str
    value: Decimal
    percent: bool

    @property
    def name(self) -> str:
        """The name of its field."""
        return "__".join(("rule", *map(str, self.path)))


def parameters(rule: Rule, items: Mapping[str, Item]) -> tuple[Parameter, ...]:
    """All numbers of a rule in the order of the definition."""
    return tuple(_numbers(_complete(rule_document(rule)), (), items))


def changed(rule: Rule, values: Mapping[Path, Decimal]) -> dict[str, Any]:
    """The rule as a definition writes it, with new values in the places of its numbers."""
    written = _complete(deepcopy(rule_document(rule)))
    for path, value in values.items():
        at: Any = written
        for step in path[:-1]:
            at = at[step]
        plain = value / 100 if _is_share(path) else value
        at[path[-1]] = int(plain) if plain == plain.to_integral_value() else float(plain)
    return written


def _complete(written: Any) -> Any:
    """With the numbers that a definition leaves out because they are the usual ones."""
    if isinstance(written, list):
        return [_complete(each) for each in written]
    if not isinstance(written, dict):
        return written
    full = {key: _complete(value) for key, value in written.items()}
    for name, usual in DEFAULTS.items():
        if isinstance(full.get(name), dict):
            full[name] = {**usual, **full[name]}
    return full


def _numbers(written: Any, path: Path, items: Mapping[str, Item]) -> Iterator[Parameter]:
    if isinstance(written, dict):
        here = {**items, "": items[written["item"]]} if written.get("item") in items else items
        for key, value in written.items():
            yield from _numbers(value, (*path, key), here)
    elif isinstance(written, list):
        for place, value in enumerate(written):
            yield from _numbers(value, (*path, place), items)
    elif isinstance(written, int | float) and not isinstance(written, bool):
        share = _is_share(path)
        value = Decimal(repr(written)) * (100 if share else 1)
        yield Parameter(path, _label(path, items), value.normalize(), share)


def _is_share(path: Path) -> bool:
    return path[-1] in SHARES or (len(path) > 1 and path[-2] == "shares")


def _label(path: Path, items: Mapping[str, Item]) -> str:
    words = _words(path, items)
    parts = [place for place, key in enumerate(path) if key == "parts"]
    for at in reversed(parts):
        if isinstance(path[at + 1], int):
            words = _("Phần %(part)s: %(words)s", part=int(path[at + 1]) + 1, words=words)
    return words


def _words(path: Path, items: Mapping[str, Item]) -> str:
    last = path[-1]
    if len(path) > 1 and path[-2] == "shares":
        item = items.get("")
        texts = {choice.code: choice.text.into(language()) for choice in item.choices} if item else {}
        return _("%% điểm tối đa khi chọn “%(choice)s”", choice=texts.get(str(last), str(last)))
    if "steps" in path:
        step = int(path[-2]) + 1
        return (
            _("Bậc %(step)s: từ", step=step)
            if last == "from"
            else _("Bậc %(step)s: %% điểm tối đa được hưởng", step=step)
        )
    return {
        "full_at": _("Đạt điểm tối đa từ mức (%)"),
        "floor": _("Không có điểm khi dưới mức (%)"),
        "share": _("tỷ trọng trong điểm tối đa (%)"),
        "each": _("Điểm cho mỗi một"),
        "low": _("Mức thấp nhất của thang khảo sát"),
        "high": _("Mức cao nhất của thang khảo sát"),
        "minimum_respondents": _("Số người trả lời ít nhất"),
    }.get(str(last), str(last))

"""What the address of a list asks for: days typed as officials write them, pages, choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from assessment.services.values import day_typed

LONGEST_LIST = 10_000  # pages


@dataclass(frozen=True, slots=True)
class Day:
    """One box for a day: what was typed, the day, and what to type instead where it is none."""

    name: str
    typed: str
    day: date | None
    fault: str


def day(name: str) -> Day:
    """The day that the address has under this name."""
    typed = request.args.get(name, "").strip()
    found = day_typed(typed)
    wrong = typed and found is None
    fault = _("Viết ngày có thật theo thứ tự ngày/tháng/năm, ví dụ 05/03/2026") if wrong else ""
    return Day(name, typed, found, fault)


def page_number() -> int:
    """Which page of the list, the first by default."""
    return min(max(request.args.get("trang", 1, type=int), 1), LONGEST_LIST)


def given(arguments: Mapping[str, object]) -> dict[str, Any]:
    """The arguments that say something, for an address."""
    return {name: str(value) for name, value in arguments.items() if value not in (None, "")}

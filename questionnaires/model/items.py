"""Texts, legal sources and the items that are asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Text(NamedTuple):
    """One text in the interface's two languages."""

    vi: str
    en: str = ""  # empty where nobody has translated it yet

    def __str__(self) -> str:
        return self.vi

    def into(self, language: str) -> str:
        """The text in `language`; Vietnamese for every other language and where there is no English."""
        return self.en if language == "en" and self.en else self.vi


class Status(StrEnum):
    """How far a line of the catalogue can be trusted; shown wherever the line is shown."""

    OFFICIAL = "official"  # the words or figures of the source
    COMPUTED = "computed"  # fitted on published results
    DERIVED = "derived"  # ours, from the tasks and targets of the source
    PROVISIONAL = "provisional"  # recalled, or to be confirmed against the official appendix


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line comes from: a document and its clause."""

    document: str  # "749/QĐ-TTg"
    clause: str  # "II.1.a" or "điểm a khoản 1 mục IV"
    status: Status
    note: str = ""


class ItemKind(StrEnum):
    """What an item asks for."""

    NUMBER = "number"
    CHOICE = "choice"
    TICKS = "ticks"
    DATE = "date"
    TEXT = "text"


class Period(StrEnum):
    """What an answer is about: a stretch of time, or a day."""

    REPORTING_YEAR = "reporting_year"  # 15 December to 14 December: Decision 749, Điều 2, 1.c
    CLOSING_DATE = "closing_date"  # as things stand on the closing date
    CALENDAR_YEAR = "calendar_year"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Choice:
    """One case of a choice item or one tick of a tick list."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked once and used by any number of indicators.

    In a data table its column holds: a number (NUMBER), the code of a choice (CHOICE), codes joined by "|" (TICKS; the
    single character "-" means answered, nothing ticked), an ISO date (DATE) or any text (TEXT). Empty means missing.
    """

    code: str
    kind: ItemKind
    question: Text
    source: Source
    unit: Text | None = None
    help: Text | None = None
    evidence: Text | None = None
    evidence_required: bool = True  # counts only where `evidence` names a document
    holder: Text | None = None  # the department that usually holds it
    data_source: Text | None = None  # the system or register it is read from
    period: Period | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None  # at most so many digits after the decimal comma
    choices: tuple[Choice, ...] = ()
    supplied_by: str = "unit"  # "unit" or "ministry"
    previous: str = ""  # the item of last year's index that asked the same; empty: the one of the same code

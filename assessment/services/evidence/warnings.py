"""What makes one look twice at a document: a copy of another, behind very many answers, not of the year in question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessment.models import Evidence

MANY = 6  # answers of one form: beyond this one document rarely proves each of them


class Worry(StrEnum):
    """The kinds of warnings."""

    COPY = "copy"
    MANY = "many"
    PERIOD = "period"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Use:
    """One answer a document stands behind, and the data period of that round."""

    item: str
    round_code: str
    year: int
    period_from: date | None
    period_to: date | None


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning; which of the other fields are set depends on its kind."""

    worry: Worry
    year: int | None = None  # of the round
    count: int | None = None  # of answers
    other: int | None = None  # the id of the document it is a copy of
    on: date | None = None  # when it expired


def warnings_of(piece: Evidence, uses: Sequence[Use], copies: Iterable[Evidence] = ()) -> tuple[Warned, ...]:
    """Everything to look at; a warning refuses nothing.

    COPY: the unit keeps the same bytes more than once. MANY: more than MANY answers of one form. PERIOD: the period the
    document is about does not touch the round's data period. EXPIRED: it expired before that period ended.
    """
    found = [Warned(Worry.COPY, other=copy.id) for copy in list(copies)[:1]]
    per_year = Counter(use.year for use in uses)
    found += [Warned(Worry.MANY, year=year, count=many) for year, many in sorted(per_year.items()) if many > MANY]
    rounds = {use.round_code: use for use in uses}
    found += [Warned(Worry.PERIOD, year=use.year) for use in rounds.values() if _outside(piece, use)]
    found += [Warned(Worry.EXPIRED, year=use.year, on=piece.expires_on) for use in rounds.values() if _over(piece, use)]
    return tuple(found)


def _outside(piece: Evidence, use: Use) -> bool:
    too_old = piece.period_to is not None and use.period_from is not None and piece.period_to < use.period_from
    too_new = piece.period_from is not None and use.period_to is not None and piece.period_from > use.period_to
    return too_old or too_new


def _over(piece: Evidence, use: Use) -> bool:
    return piece.expires_on is not None and use.period_to is not None and piece.expires_on < use.period_to

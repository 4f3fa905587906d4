"""The server's clock and its time zone; injectable so that deadlines can be tested to the second."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment, aware, in Viet Nam's time zone."""
    return datetime.now(tz=VIETNAM)


def local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese wall clock."""
    return moment.astimezone(VIETNAM)


def assessment_year(today: date) -> int:
    """The year of the exercise running on `today`.

    Data run from 15 December to 14 December (Decision 749/QĐ-TTg, Điều 2.1.c), so the year turns on 15 December.
    """
    return today.year + 1 if (today.month, today.day) >= (12, 15) else today.year


def data_period(year: int) -> tuple[date, date]:
    """First and last day of the data of `year` (Decision 749/QĐ-TTg, Điều 2.1.c)."""
    return date(year - 1, 12, 15), date(year, 12, 14)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC, as it is stored."""
    return moment.astimezone(UTC)

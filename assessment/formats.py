"""Numbers, dates, order and search of Vietnamese text: the one place where values become words and words values.

Decimal comma and dot for thousands in Vietnamese (Nghị định 86/2012/NĐ-CP; accounting law), point and comma in English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import isnan

from markupsafe import Markup

from assessment.clock import local
from questionnaires import Text

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "–"


class NumberFault(StrEnum):
    """Why a typed number could not be read."""

    DOT = "number.dot"  # 12.5 typed where a decimal comma is meant
    COMMA = "number.comma"  # 12,5 typed on the English page
    MIXED = "number.mixed"  # 1,234.5 and other mixtures
    LETTER = "number.letter"
    DIGITS = "number.digits"  # digits of another script
    LONG = "number.long"
    OTHER = "number.other"


class NumberFormatError(ValueError):
    """A typed text is not a number in the page's language; `fault` says why, `found` the offending part."""

    def __init__(self, fault: NumberFault, found: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.found = found


def nfc(text: str) -> str:
    """Canonical composition: "Đắk Lắk" is one string however it was typed."""
    return unicodedata.normalize("NFC", text)


def parse_number(typed: str, language: str = "vi") -> Decimal | None:
    """What an official typed as an exact number; None for an empty text.

    Strict: groups of thousands, by a separator or a space, must have three digits, and a separator that could mean two
    things is refused instead of guessed ("12.5" on a Vietnamese page). Raises NumberFormatError.
    """
    spaced = re.sub(r"\s", " ", nfc(typed)).strip().replace(MINUS, "-").replace(DASH, "-")
    text = spaced.replace(" ", "")
    if not text:
        return None
    if len(text) > 30:
        raise NumberFormatError(NumberFault.LONG)
    group, point = (",", ".") if language == "en" else (".", ",")
    grouped = re.fullmatch(rf"-? ?(\d{{1,3}}|[1-9]\d{{0,2}}( \d{{3}})+)({re.escape(point)}\d+)?", spaced, re.ASCII)
    if grouped or re.fullmatch(rf"-?\d+({re.escape(point)}\d+)?", spaced, re.ASCII):
        return Decimal(text.replace(point, "."))
    if re.fullmatch(rf"-?[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+({re.escape(point)}\d+)?", spaced, re.ASCII):
        return Decimal(text.replace(group, "").replace(point, "."))
    raise _fault(text, group, spaced != text)


def _fault(text: str, group: str, spaced: bool) -> NumberFormatError:
    letter = re.search(r"[^\W\d_]", text)
    if letter:
        return NumberFormatError(NumberFault.LETTER, letter.group())
    if any(char.isdigit() and not char.isascii() for char in text):
        return NumberFormatError(NumberFault.DIGITS)
    if spaced or ("," in text and "." in text):
        return NumberFormatError(NumberFault.MIXED)
    if re.fullmatch(rf"-?\d*{re.escape(group)}\d+", text, re.ASCII):
        return NumberFormatError(NumberFault.DOT if group == "." else NumberFault.COMMA)
    return NumberFormatError(NumberFault.OTHER, text)


def number(value: float | Decimal | None, decimals: int | None = None, language: str = "vi") -> str:
    """A number for the eye, rounded half up at `decimals` (None: as many as it has); "–" when there is none.

    The shortest decimal text of a float is what is rounded, so 0.7222436 prints as it reads; −0,00 prints as 0,00.
    """
    if value is None or isnan(value):
        return DASH
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if decimals is None:
        exact = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
    else:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{exact.copy_abs():,f}"
    if language != "en":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if exact < 0 else text


def points(value: float | Decimal | None, language: str = "vi") -> str:
    """Points, to two decimals."""
    return number(value, 2, language)


def index_score(value: float | None, language: str = "vi") -> str:
    """A published score, to four decimals."""
    return number(value, 4, language)


def percent(share: float | None, decimals: int = 1, language: str = "vi") -> str:
    """A share (0 to 1) as a percentage without space: "81,3%"."""
    return DASH if share is None or isnan(share) else f"{number(share * 100, decimals, language)}%"


def signed(value: float | None, decimals: int = 4, language: str = "vi") -> str:
    """A difference with its sign: "+0,0123", "−0,0456", "0,0000"."""
    text = number(value, decimals, language)
    rounded = value is not None and not isnan(value) and round(value, decimals) > 0
    return f"+{text}" if rounded else text


def day(value: date | datetime | None, language: str = "vi") -> str:
    """05/03/2026; 5 March 2026 in English."""
    if value is None:
        return DASH
    on = local(value).date() if isinstance(value, datetime) else value
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}" if language == "en" else f"{on:%d/%m/%Y}"


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def moment(value: datetime | None, language: str = "vi") -> str:
    """17:00 ngày 15/12/2026; 17:00 on 15 December 2026 in English; always in Viet Nam's time."""
    if value is None:
        return DASH
    at = local(value)
    return f"{at:%H:%M} {'on' if language == 'en' else 'ngày'} {day(at.date(), language)}"


def fold(text: str) -> str:
    """The text for searching: no marks, đ as d, lower case; joins hòa and hoà."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return nfc("".join(char for char in decomposed if not unicodedata.combining(char)))


_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_BASE = {letter: position for position, letter in enumerate(_LETTERS)}


def vietnamese_order(text: str) -> tuple[object, ...]:
    """A sort key in the order of the Vietnamese alphabet: letters (a ă â … d đ), then tones.

    Equals ICU's `vi` collation on the names of all 63 and 34 units.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for char in nfc(text).casefold():
        base, tone = _without_tone(char)
        rank = _BASE.get(base)
        letters.append((1, rank) if rank is not None else (0, ord(base[0])))
        tones.append(tone)
    return (tuple(letters), tuple(tones), nfc(text))


def _without_tone(char: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
    return nfc("".join(mark for mark in parts if mark not in _TONES)), tone


_PLACES = {  # of a legal document: one, several
    "điểm": ("point", "points"),
    "khoản": ("clause", "clauses"),
    "mục": ("section", "sections"),
    "điều": ("Article", "Articles"),
    "chương": ("Chapter", "Chapters"),
    "phụ lục": ("Appendix", "Appendices"),
    "chỉ số chính": ("main index", "main indices"),
    "chỉ số thành phần": ("component index", "component indices"),
    "chỉ tiêu": ("indicator", "indicators"),
    "nhóm": ("group", "groups"),
}
_WHOLE = {"bộ chỉ số cấp tỉnh": "the provincial index"}
_NUMBER = r"(?:\d+(?:\.\d+)*|[IVXLC]+|[a-zđ]|[A-Z])\b"
_PLACE = re.compile(rf"((?i:{'|'.join(_PLACES)})) ({_NUMBER}(?:(?:, | và ){_NUMBER})*)")
_JOINTS = {" ": ", ", ", ": ", ", "; ": "; ", " và ": " and "}


def english_clause(text: str) -> str | None:
    """A place in a legal document in English: "point a, clause 1, section IV"; None for any other words."""
    if text.isascii() or text.casefold() in _WHOLE:
        return _WHOLE.get(text.casefold(), text)
    between = _PLACE.split(text)[::3]  # what the places leave: before, between and behind them
    if between[0] or between[-1] or not all(joint in _JOINTS for joint in between[1:-1]):
        return None
    places = [_english_place(name.casefold(), numbers) for name, numbers in _PLACE.findall(text)]
    joints = [*(_JOINTS[joint] for joint in between[1:-1]), ""]
    return "".join(place + joint for place, joint in zip(places, joints, strict=True))


def _english_place(name: str, numbers: str) -> str:
    listed = re.split(", | và ", numbers)
    if len(listed) == 1:
        return f"{_PLACES[name][0]} {listed[0]}"
    return f"{_PLACES[name][1]} {', '.join(listed[:-1])} and {listed[-1]}"


def clause(text: str, language: str = "vi") -> str:
    """A clause in the page's language; where there is no English for it, in Vietnamese and marked so."""
    english = english_clause(text) if language == "en" else None
    return english or vietnamese(text, language)


def vietnamese(text: str, language: str = "vi") -> str:
    """A text there is in Vietnamese only, marked for screen readers on a page in another language."""
    return text if language == "vi" or text.isascii() else Markup('<span lang="vi">{}</span>').format(text)


def words(text: Text, language: str = "vi") -> str:
    """A text of the data in the page's language; one that nobody has translated yet is marked as Vietnamese."""
    return text.into(language) if text.en else vietnamese(text.vi, language)


def said(text: Text, language: str = "vi") -> str:
    """The same without the mark, for titles and attributes, which can carry none."""
    return text.into(language)


Formatter = Callable[..., str]
FILTERS: dict[str, Formatter] = {
    "clause": clause,
    "said": said,
    "vietnamese": vietnamese,
    "words": words,
    "number": number,
    "points": points,
    "index_score": index_score,
    "percent": percent,
    "signed": signed,
    "day": day,
    "moment": moment,
}

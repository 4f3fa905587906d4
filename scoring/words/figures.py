"""Numbers in words of a language: decimal comma in Vietnamese, decimal point in English; for plain text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

MINUS = "−"


def number(value: float, language: str, decimals: int | None = None) -> str:
    """A number rounded half up at `decimals`, or as short as it reads back (up to 12 digits): 1.234,5 and 1,234.5.

    Trailing zeros stay where decimals are asked for; −0,00 is 0,00.
    """
    if not isfinite(value):
        return "–"
    exact = Decimal(f"{value:.12g}")
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{exact.copy_abs():,f}"
    if language != "en":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if exact < 0 else text


def signed(value: float, language: str, decimals: int | None = None) -> str:
    """A difference with its sign: +0,3 and −0,3; 0 has none."""
    text = number(value, language, decimals)
    nothing = not text.strip("0.,")
    return text if nothing or text.startswith(MINUS) else f"+{text}"


def percent(share: float, language: str, decimals: int = 1) -> str:
    """A share as a percentage: 81,3%."""
    return f"{number(100 * share, language, decimals)}%"

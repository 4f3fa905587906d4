"""Numbers in words, so that a slip of a thousand is heard: "một nghìn hai trăm ba mươi tư"."""

from __future__ import annotations

from decimal import Decimal

BILLION = 10**9


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_DIGITS = _words("không một hai ba bốn năm sáu bảy tám chín")
_GROUPS = ((10**6, "triệu"), (10**3, "nghìn"), (1, ""))
_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def in_words(value: Decimal, language: str = "vi") -> str:
    """The number in words; decimals are read digit by digit."""
    whole, _point, decimals = f"{abs(value):f}".partition(".")
    number = int(whole)
    if language == "en":
        words, digits, point, minus = _english(number), _SMALL, "point", "minus"
    else:
        words, digits, point, minus = _vietnamese(number), _DIGITS, "phẩy", "âm"
    behind = [point, *(digits[int(digit)] for digit in decimals)] if decimals.strip("0") else []
    return " ".join([*([minus] if value < 0 else []), words, *behind])


def _vietnamese(number: int) -> str:
    """Groups of three with nghìn, triệu and tỷ; what stands behind a group is read with all its places."""
    if number >= BILLION:
        head, rest = divmod(number, BILLION)
        return " ".join([_vietnamese(head), "tỷ", *_groups(rest, leading=False)])
    return " ".join(_groups(number, leading=True)) or _DIGITS[0]


def _groups(number: int, leading: bool) -> list[str]:
    words: list[str] = []
    for size, name in _GROUPS:
        group = number // size % 1000
        if group:
            words += [*_group(group, leading and not words), *([name] if name else [])]
    return words


def _group(number: int, leading: bool) -> list[str]:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [] if leading and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        return [*words, *(["linh"] if words and ones else []), *([_DIGITS[ones]] if ones else [])]
    return [*words, *(["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]), *_ones(tens, ones)]


def _ones(tens: int, ones: int) -> list[str]:
    """The last digit behind tens: mốt, tư and lăm."""
    if not ones:
        return []
    special = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return [special.get(ones, _DIGITS[ones])]


def _english(number: int) -> str:
    for size, name in _SCALES:
        if number >= size:
            head, rest = divmod(number, size)
            return f"{_english(head)} {name}{_tail(rest)}"
    if number >= 100:
        head, rest = divmod(number, 100)
        return f"{_SMALL[head]} hundred" + (f" and {_english(rest)}" if rest else "")
    if number >= 20:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
    return _SMALL[number]


def _tail(rest: int) -> str:
    if not rest:
        return ""
    return f" and {_english(rest)}" if rest < 100 else f" {_english(rest)}"

"""What counts as a reason: long enough, in words of its own, and not the template's text."""

from __future__ import annotations

from assessment.formats import fold, nfc
from assessment.services.errors import ReasonError

SHORTEST_REASON = 20  # characters
FEWEST_WORDS = 4  # different ones: "........", "aaaa aaaa" and "lý do lý do lý do" say nothing

# What people leave in the box when they mean to come back to it, found in real sheets; and the hints of our own boxes.
PLACEHOLDERS = frozenset(
    {
        "ghi ro ly do dieu chinh",
        "neu ly do",
        "ly do dieu chinh diem",
        "nhap ly do dieu chinh diem",
        "neu ro ly do tra lai",
        "noi ro thieu gi va tinh can bo sung gi",
        "ghi ro ly do tra lai chi tieu nay",
        "noi ro vi sao va can lam gi",
    }
)


def checked_reason(text: str) -> str:
    """The reason as it is stored; ReasonError when it is too short, a placeholder or made of repetitions."""
    reason = nfc(text).strip()
    folded = fold(reason).strip(" .,:;…-")
    words = {word for word in folded.split() if any(char.isalnum() for char in word)}
    if len(reason) < SHORTEST_REASON or folded in PLACEHOLDERS or len(words) < FEWEST_WORDS:
        raise ReasonError(reason)
    return reason

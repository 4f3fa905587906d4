"""What parts did to a whole: a bar to the right of a line for what was gained, to its left for what was lost."""

from __future__ import annotations

from markupsafe import Markup

from assessment.formats import signed
from assessment.pictures.svg import ACCENT, LINE, NAVY, box, line, picture

EDGE = 2.0
THIN = 1.0


def change_bar(
    amount: float, largest: float, *, decimals: int = 4, width: int = 160, height: int = 14, language: str = "vi"
) -> Markup:
    """One part on an axis from −`largest` to +`largest`; side and colour both say which way it went."""
    middle = width / 2
    room = middle - EDGE
    long = max(min(abs(amount) / largest, 1.0) * room, THIN) if largest and amount else 0.0
    parts = [line(middle, 0, middle, height, LINE, 1)]
    if long:
        start = middle if amount > 0 else middle - long
        parts.insert(0, box(start, 2, long, height - 4, NAVY if amount > 0 else ACCENT))
    return picture("change", width, height, signed(amount, decimals, language), *parts)

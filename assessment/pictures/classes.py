"""Four classes, 1 the best, for maps and heat tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.pictures.svg import INK, NAVY, WHITE

CLASSES = (1, 2, 3, 4)
# Sequential navy, the best the darkest: the four stay apart in grey print (lightness 27, 45, 77 and 93).
FILL: Mapping[int, str] = {1: NAVY, 2: "#3F6E9C", 3: "#ADC4DA", 4: "#E4ECF4"}
TEXT: Mapping[int, str] = {1: WHITE, 2: WHITE, 3: INK, 4: INK}


def heat_class(share: float, quartiles: Sequence[float]) -> int:
    """The quarter of the country a share lies in: 1 from the third quartile up, 4 below the first.

    `quartiles` are the first quartile, the median and the third quartile.
    """
    first, median, third = quartiles
    return 1 if share >= third else 2 if share >= median else 3 if share >= first else 4


def four_groups(ranks: Mapping[str, int | None]) -> dict[str, int]:
    """Four groups of equal size by rank; equal ranks stay together, who has no rank has no group.

    >>> four_groups({"a": 1, "b": 2, "c": 3, "d": 4})
    {'a': 1, 'b': 2, 'c': 3, 'd': 4}
    """
    ranked = {key: rank for key, rank in ranks.items() if rank is not None}
    return {key: 1 + min(3, (rank - 1) * 4 // len(ranked)) for key, rank in ranked.items()}

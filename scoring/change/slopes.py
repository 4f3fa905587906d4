"""Means as sums: φ⁻¹(Σ w φ(x)) for the arithmetic, geometric, harmonic and power mean, and the plain sum."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mean:
    """The function φ whose weighted sum a mean is made of, and its derivative; `positive`: it needs values above 0."""

    phi: Callable[[float], float]
    derivative: Callable[[float], float]
    positive: bool

    def takes(self, values: Iterable[float]) -> bool:
        """Whether φ is defined for all the values."""
        return not self.positive or all(value > 0 for value in values)

    def rate(self, first: float, last: float) -> float:
        """Δφ / Δx between two values; the derivative where they are equal."""
        return (self.phi(last) - self.phi(first)) / (last - first) if first != last else self.derivative(first)

    def middle(self, first: float, last: float) -> float:
        """The mean of φ before and after."""
        return (self.phi(first) + self.phi(last)) / 2


PLAIN = Mean(lambda value: value, lambda value: 1.0, False)
MEANS = {
    "sum": PLAIN,
    "arithmetic": PLAIN,
    "geometric": Mean(math.log, lambda value: 1 / value, True),
    "harmonic": Mean(lambda value: 1 / value, lambda value: -1 / value**2, True),
}


def mean_of(before: str, after: str) -> Mean | None:
    """The mean both sides take, by the name of the aggregation; None where they differ or it is no such mean."""
    if before != after:
        return None
    name, _colon, exponent = before.partition(":")
    if name != "power":
        return MEANS.get(name)
    power = float(exponent)
    return Mean(lambda value: value**power, lambda value: power * value ** (power - 1), True)

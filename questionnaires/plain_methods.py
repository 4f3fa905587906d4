"""The methods of normalising and aggregating as they are written on the command line and in plain tables."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.faults import figure, suggestion
from questionnaires.model import Text
from questionnaires.plain_csv import number

PARAMETERS: Mapping[str, tuple[float, float]] = {"minmax": (0.0, 100.0), "zscore": (0.0, 1.0)}
NORMALISATIONS = (
    "none", "minmax", "zscore", "scaled", "goalposts", "rank", "borda", "prank", "fracmax", "dist2max", "dist2targ",
)  # fmt: skip
AGGREGATES = ("sum", "arithmetic", "geometric", "harmonic")
NO_DEVIATION = Text(
    "zscore cần độ lệch chuẩn lớn hơn 0; viết ví dụ zscore:0,1",
    "zscore needs a standard deviation above 0; write for example zscore:0,1",
)


class MethodError(ValueError):
    """A method that is not written as it should be; `message` says what to write."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def read_method(text: str) -> tuple[str, tuple[float, ...]]:
    """`minmax:1,10` as its name and numbers; `minmax` alone is 0–100, `zscore` alone 0, 1.

    MethodError says what is wrong.
    """
    name, colon, rest = text.strip().partition(":")
    if name not in NORMALISATIONS:
        hint = suggestion(name, NORMALISATIONS)
        vi, en = f"không có cách chuẩn hóa “{name}”.{hint.vi}", f"there is no normalisation {name!r}.{hint.en}"
        raise MethodError(Text(vi, en))
    if name not in PARAMETERS:
        if colon:
            raise MethodError(Text(f"{name} không kèm số; viết {name}", f"{name} takes no numbers; write {name}"))
        return name, ()
    if not colon:
        return name, PARAMETERS[name]
    first, second = _two_numbers(name, rest)
    if name == "minmax" and first >= second:
        message = Text(
            f"minmax đi từ thấp đến cao, không từ {figure(first)} đến {figure(second)}; viết ví dụ minmax:1,10",
            f"minmax goes from low to high, not from {first:g} to {second:g}; write for example minmax:1,10",
        )
        raise MethodError(message)
    if name == "zscore" and second <= 0:
        raise MethodError(NO_DEVIATION)
    return name, (first, second)


def _two_numbers(name: str, written: str) -> tuple[float, float]:
    given = [value for part in written.split(",") if (value := number(part.strip())) is not None]
    if len(given) != 2 or written.count(",") != 1:
        example = f"{name}:{','.join(f'{value:g}' for value in PARAMETERS[name])}"
        message = Text(
            f"{name} cần hai số; viết ví dụ {example}", f"{name} takes two numbers; write for example {example}"
        )
        raise MethodError(message)
    return given[0], given[1]


def read_aggregates(text: str) -> tuple[str, ...]:
    """`arithmetic` or one method per level from level 2 up, comma-separated. MethodError says what is wrong."""
    methods = tuple(part.strip() for part in text.split(","))
    for method in methods:
        if method not in AGGREGATES:
            raise MethodError(no_aggregation(method))
    return methods


def no_aggregation(method: str) -> Text:
    """What is wrong with the name of an aggregation that there is not."""
    hint = suggestion(method, AGGREGATES)
    return Text(f"không có cách tổng hợp “{method}”.{hint.vi}", f"there is no aggregation {method!r}.{hint.en}")

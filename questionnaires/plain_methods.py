"""The methods of normalising and aggregating as they are written on the command line and in plain tables."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.faults import figure, suggestion
from questionnaires.model import Impute, Text, Treat, Weights
from questionnaires.plain_csv import number
from questionnaires.steps import BY_GROUP, TREATMENTS

PARAMETERS: Mapping[str, tuple[float, float]] = {"minmax": (0.0, 100.0), "zscore": (0.0, 1.0)}
NORMALISATIONS = (
    "none", "minmax", "zscore", "scaled", "goalposts", "rank", "borda", "prank", "fracmax", "dist2max", "dist2targ",
)  # fmt: skip
AGGREGATES = ("sum", "arithmetic", "geometric", "harmonic", "power:P", "copeland")
IMPUTATIONS = ("none", "mean", "median", "group_mean:COLUMN", "last")
WEIGHTS = (Weights.GIVEN, Weights.EQUAL, Weights.PCA)  # experts need a table of their own
POWER = "power"
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
    return tuple(read_aggregate(part.strip()) for part in text.split(","))


def read_aggregate(text: str) -> str:
    """One method as `Node.aggregate` has it; the exponent of `power:0.5` in its shortest form. MethodError."""
    name, colon, rest = text.partition(":")
    if text in AGGREGATES and name != POWER:
        return text
    if name != POWER:
        raise MethodError(no_aggregation(text))
    exponent = number(rest) if colon else None
    if exponent is None or exponent == 0:
        raise MethodError(NO_EXPONENT)
    return f"{POWER}:{exponent!r}"


def no_aggregation(method: str) -> Text:
    """What is wrong with the name of an aggregation that there is not."""
    hint = suggestion(method, AGGREGATES)
    return Text(f"không có cách tổng hợp “{method}”.{hint.vi}", f"there is no aggregation {method!r}.{hint.en}")


def read_treat(text: str) -> Treat:
    """`winsorise`, or `winsorise:3` to change at most three values. MethodError says what is wrong."""
    name, colon, rest = text.strip().partition(":")
    if name not in TREATMENTS:
        raise MethodError(_unknown(name, TREATMENTS))
    if not colon:
        return Treat(name)
    points = number(rest.strip())
    if not name.startswith("winsorise") or points is None or points < 1 or points != int(points):
        message = Text(
            f"“{text}” không đọc được; chỉ winsorise kèm số giá trị nhiều nhất, viết ví dụ winsorise:5",
            f"{text!r} cannot be read; only winsorise takes the most values it may change, such as winsorise:5",
        )
        raise MethodError(message)
    return Treat(name, int(points))


def read_impute(text: str) -> Impute:
    """`mean`, `median`, `last`, or `group_mean:COLUMN`, the column of the data with the unit's group. MethodError."""
    name, _colon, group = text.strip().partition(":")
    if name not in [each.partition(":")[0] for each in IMPUTATIONS]:
        raise MethodError(_unknown(name, IMPUTATIONS))
    if (name == BY_GROUP) != bool(group.strip()):
        message = Text(
            f"“{text}” không đọc được; chỉ {BY_GROUP} kèm cột ghi nhóm, viết ví dụ {BY_GROUP}:vung",
            f"{text!r} cannot be read; only {BY_GROUP} takes the column of the group, such as {BY_GROUP}:region",
        )
        raise MethodError(message)
    return Impute(name, group.strip())


def read_weights(text: str) -> Weights:
    """`given` (the column weight), `equal` or `pca`, for every node above the indicators. MethodError."""
    if text.strip() not in WEIGHTS:
        raise MethodError(_unknown(text.strip(), WEIGHTS))
    return Weights(text.strip())


def _unknown(name: str, known: tuple[str, ...]) -> Text:
    hint, listed = suggestion(name, known), ", ".join(known)
    vi, en = f"không có cách “{name}”; viết một trong: {listed}", f"there is no {name!r}; write one of {listed}"
    return Text(f"{vi}.{hint.vi}", f"{en}.{hint.en}")


NO_EXPONENT = Text(
    "power cần số mũ khác 0; viết ví dụ power:0.5, hoặc geometric cho số mũ 0",
    "power takes an exponent other than 0; write for example power:0.5, or geometric for 0",
)

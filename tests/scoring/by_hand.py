"""Two plain tables scored a second time, in plain Python by the definitions of COINr and the OECD/JRC handbook.

Slow, one cell at a time, and without a line of the engine: what the engine is compared with. Numbers are read with
`float`, weights are relative within the parent, a missing value is None.
"""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Cells = list[float | None]
Line = Mapping[str, str]


def scored(
    meta: Path, data: Path, normalise: str = "none", aggregate: str = "arithmetic", missing: str = "skip"
) -> dict[tuple[str, str], float | None]:
    """(unit, node) → score, as `assessment score META.csv DATA.csv` should have it."""
    nodes, rows = _read(meta), _read(data)
    level = {node["code"]: int(node["level"]) for node in nodes}
    scores: dict[str, Cells] = {}
    for node in sorted(nodes, key=lambda node: level[node["code"]]):
        code = node["code"]
        if level[code] == 1:
            scores[code] = _indicator(node, [_number(row.get(code, "")) for row in rows], normalise, missing)
            continue
        children = [child for child in nodes if child["parent"] == code]
        methods = aggregate.split(",")
        method = node.get("aggregate") or methods[min(level[code] - 2, len(methods) - 1)]
        columns = [scores[child["code"]] for child in children]
        weights = [float(child["weight"]) for child in children]
        scores[code] = [_mean(method, [column[at] for column in columns], weights) for at in range(len(rows))]
    silent = [all(_number(row.get(code, "")) is None for code in level if level[code] == 1) for row in rows]
    return {
        (row["unit"], code): None if silent[at] else column[at]
        for code, column in scores.items()
        for at, row in enumerate(rows)
    }


def ranks(scores: Sequence[float | None]) -> list[int | None]:
    """Competition ranks: one more than the number of better scores."""
    return [
        None if mine is None else 1 + sum(other is not None and other > mine for other in scores) for mine in scores
    ]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: cell.strip() for name, cell in row.items()} for row in csv.DictReader(file)]


def _number(text: str) -> float | None:
    return float(text) if text else None


def _indicator(node: Line, values: Cells, normalise: str, missing: str) -> Cells:
    name, _colon, rest = (node.get("normalise") or normalise).partition(":")
    direction = int(node["direction"])
    bounds = {key: _number(node.get(key, "")) for key in ("lower", "upper", "target")}
    if node.get("transform") == "log":
        values = [None if x is None else math.log(x) for x in values]
        bounds = {key: None if x is None else math.log(x) for key, x in bounds.items()}
    turned = [None if x is None else direction * x for x in values]
    numbers = tuple(float(part) for part in rest.split(",")) if rest else ()
    lower, upper, target = (None if bounds[key] is None else direction * bounds[key] for key in bounds)  # type: ignore[operator]
    ends = (upper, lower) if direction == -1 else (lower, upper)
    given = [x for x in turned if x is not None]
    scale = SCALES[name](given, numbers, ends, target)
    return [(0.0 if missing == "zero" else None) if x is None else scale(x) for x in turned]


Scale = Callable[[float], float]


def _minmax(given: list[float], numbers: tuple[float, ...], ends: object, target: object) -> Scale:
    low, high = numbers or (0.0, 100.0)
    return lambda x: (x - min(given)) / (max(given) - min(given)) * (high - low) + low


def _zscore(given: list[float], numbers: tuple[float, ...], ends: object, target: object) -> Scale:
    mean, sd = numbers or (0.0, 1.0)
    return lambda x: (x - statistics.fmean(given)) / statistics.stdev(given) * sd + mean


def _rank(given: list[float]) -> Scale:
    return lambda x: 1.0 + sum(other < x for other in given)


SCALES: Mapping[str, Callable[..., Scale]] = {
    "none": lambda given, numbers, ends, target: lambda x: x,
    "minmax": _minmax,
    "zscore": _zscore,
    "scaled": lambda given, numbers, ends, target: lambda x: (x - ends[0]) / (ends[1] - ends[0]) * 100,
    "goalposts": lambda given, numbers, ends, target: lambda x: min(max((x - ends[0]) / (ends[1] - ends[0]), 0.0), 1.0),
    "rank": lambda given, numbers, ends, target: _rank(given),
    "borda": lambda given, numbers, ends, target: lambda x: _rank(given)(x) - 1,
    "prank": lambda given, numbers, ends, target: lambda x: (_rank(given)(x) - 1) / (len(given) - 1),
    "fracmax": lambda given, numbers, ends, target: lambda x: x / max(given),
    "dist2max": lambda given, numbers, ends, target: lambda x: 1 - (max(given) - x) / (max(given) - min(given)),
    "dist2targ": lambda given, numbers, ends, target: lambda x: min((x - min(given)) / (target - min(given)), 1.0),
}


def _mean(method: str, values: Cells, weights: Sequence[float]) -> float | None:
    pairs = [(x, w) for x, w in zip(values, weights, strict=True) if x is not None and w > 0]
    if not pairs:
        return None
    total = sum(w for _x, w in pairs)
    if method == "sum":
        return sum(x for x, _w in pairs)
    if method == "arithmetic":
        return sum(x * w for x, w in pairs) / total
    if any(x == 0 for x, _w in pairs):  # a missing value that counts as zero
        return 0.0
    if method == "geometric":
        return math.prod(x ** (w / total) for x, w in pairs)
    return total / sum(w / x for x, w in pairs)

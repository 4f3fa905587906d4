"""How a composite index turns values into scores, in words: imputing, treating, normalising, aggregating."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import cast

from questionnaires.model import Node, Normalise, Text, Weights
from questionnaires.plain_methods import PARAMETERS
from scoring.pipeline import Scores
from scoring.words.figures import number

IMPUTED = Text("chưa có số liệu, điền {value} ({how})", "no data, {value} is put in ({how})")
TREATED = Text("ngoại lai, {how}: {before} được tính là {after}", "an outlier, {how}: {before} counts as {after}")
NEXT_VALUE = Text("lấy giá trị liền kề", "the next value is taken")
BY_LOGARITHM = Text("lấy lôgarit", "by a logarithm")
IMPUTATIONS = {
    "mean": Text("trung bình của các đơn vị", "the mean of the units"),
    "median": Text("trung vị của các đơn vị", "the median of the units"),
    "group_mean": Text("trung bình của nhóm", "the mean of its group"),
    "last": Text("số liệu năm trước của chính đơn vị", "the unit's last known value"),
}
NORMALISATIONS = {
    "minmax": Text("thang {a} đến {b}, so với khoảng {low} đến {high}", "{a} to {b}, over the range {low} to {high}"),
    "zscore": Text("điểm z, trung bình {a}, độ lệch chuẩn {b}", "z-score with mean {a} and deviation {b}"),
    "scaled": Text("thang 0 đến 100 giữa hai mốc {low} và {high}", "0 to 100 between {low} and {high}"),
    "goalposts": Text("thang 0 đến 1 giữa hai mốc {low} và {high}", "0 to 1 between the goalposts {low} and {high}"),
    "rank": Text("hạng, đơn vị tốt nhất có số lớn nhất", "rank, the best unit has the greatest"),
    "borda": Text("số đơn vị kém hơn", "the number of units it beats"),
    "prank": Text("hạng phần trăm", "percentile rank"),
    "fracmax": Text("so với giá trị lớn nhất", "over the greatest value"),
    "dist2max": Text(
        "khoảng cách đến giá trị tốt nhất, khoảng {low} đến {high}", "distance to the best, {low} to {high}"
    ),
    "dist2targ": Text("khoảng cách đến mục tiêu {target}", "distance to the target {target}"),
}
LOGARITHM = Text("lấy lôgarit; ", "logarithm; ")
TURNED = Text(", càng thấp càng tốt", ", lower is better")
MEANS = {
    "sum": Text("cộng", "sum"),
    "arithmetic": Text("trung bình cộng", "arithmetic mean"),
    "geometric": Text("trung bình nhân", "geometric mean"),
    "harmonic": Text("trung bình điều hòa", "harmonic mean"),
    "power": Text("trung bình lũy thừa, số mũ {p}", "power mean, exponent {p}"),
    "copeland": Text("vượt hạng Copeland", "Copeland outranking"),
}
SOURCES = {
    Weights.EQUAL: Text(", trọng số bằng nhau", ", equal weights"),
    Weights.BUDGET: Text(", trọng số do chuyên gia chia điểm", ", weights from the experts' budgets"),
    Weights.PCA: Text(", trọng số theo thành phần chính", ", weights from the first principal component"),
}


def mean_words(node: Node, language: str) -> str:
    """How a node of a composite index comes from its children."""
    name, _colon, exponent = node.aggregate.partition(":")
    mean = MEANS[name].into(language)
    if exponent:
        mean = mean.format(p=number(float(exponent), language))
    return mean + SOURCES.get(node.weights, Text("", "")).into(language)


def normalise_words(spec: Normalise, used: tuple[float, float] | None, language: str) -> str:
    """How an indicator is brought to the common scale, `used` being its reference range; "" where it is not."""
    if spec.method == "none" and spec.transform == "none" and spec.direction == 1:
        return ""
    low, high = used or (spec.lower, spec.upper)
    a, b = spec.parameters or PARAMETERS.get(spec.method, (0.0, 0.0))
    figures = {"a": a, "b": b, "low": low, "high": high, "target": spec.target}
    said = NORMALISATIONS.get(spec.method, Text("giữ nguyên", "as it is")).into(language)
    said = said.format(**{name: "–" if each is None else number(each, language) for name, each in figures.items()})
    logarithm = LOGARITHM.into(language) if spec.transform == "log" else ""
    return logarithm + said + (TURNED.into(language) if spec.direction == -1 else "")


def value_lines(scores: Scores, unit: str, node: Node, language: str) -> Iterator[str]:
    """What became of an indicator's value before it was a score: put in, treated, normalised."""
    given, imputed, treated = (_cell(scores, table, unit, node.code) for table in ("given", "imputed", "treated"))
    filled = node.impute or scores.index.impute
    if given is None and imputed is not None and filled is not None:
        how = IMPUTATIONS[filled.method].into(language)
        yield IMPUTED.into(language).format(value=number(imputed, language), how=how)
    if imputed is not None and treated is not None and treated != imputed:
        among_the_values = (scores.tables["imputed"][node.code] == treated).any()
        said = {
            "before": number(imputed, language),
            "after": number(treated, language, None if among_the_values else 4),
        }
        how = (NEXT_VALUE if among_the_values else BY_LOGARITHM).into(language)
        yield TREATED.into(language).format(how=how, **said)
    if treated is not None and (scale := normalise_words(node.normalise, scores.ranges.get(node.code), language)):
        yield scale


def _cell(scores: Scores, table: str, unit: str, code: str) -> float | None:
    found = scores.tables[table]
    if code not in found.columns:
        return None
    value = cast("float", found.at[unit, code])
    return None if isnan(value) else float(value)

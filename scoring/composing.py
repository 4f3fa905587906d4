"""Steps of a composite index: impute, treat, transform, normalise each indicator, then aggregate level by level."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from questionnaires.faults import figure
from questionnaires.model import Impute, Index, Missing, Node, Reference, Text, Treat
from scoring.aggregate import aggregate, least, weights_of
from scoring.columns import Columns
from scoring.faults import DataError, DataFault
from scoring.normalise import LARGEST, TOO_LARGE, NormaliseError, normalise, reference_range, transform
from scoring.steps import Array, Mask, Steps, any_below, any_data, assessed, climb, given_values
from scoring.treat import Missing as Known
from scoring.treat import Past, TreatError, impute, treat

NOTHING = Impute("none")
UNTREATED = Treat("none")


def compose(index: Index, columns: Columns, units: tuple[str, ...], past: Mapping[str, Past] | None) -> Steps:
    """The steps of a composite index. `past` are the indicators' values in past rounds, None where none were passed.

    Raises DataError for an indicator that cannot be imputed or normalised as it should, and for scores that a mean
    cannot take.
    """
    return _Composer(index, columns, units, past).steps()


class _Composer:
    """Composes one table of data."""

    def __init__(self, index: Index, columns: Columns, units: tuple[str, ...], past: Mapping[str, Past] | None) -> None:
        self.index, self.columns, self.units, self.past = index, columns, units, past
        self.given = given_values(index, columns)
        self.leaves = [node for node in assessed(index.root) if node.rule is not None]
        self.normalised: dict[str, Array] = {}
        self.transformed: dict[str, Array] = {}
        self.ranges: dict[str, tuple[float, float]] = {}
        self.scored: dict[str, Array] = {}
        self.zeroed: dict[str, Mask] = {}  # by node: the units with something below that is missing and counts as zero
        self.faults: list[DataFault] = []
        self.used = {node.code: node.weight for node in index.root.walk()}

    def steps(self) -> Steps:
        """All steps, in their order."""
        imputed = self._imputed()
        treated = treat({leaf.code: leaf.treat or self.index.treat or UNTREATED for leaf in self.leaves}, imputed)
        for leaf in self.leaves:
            self._normalise(leaf, treated[leaf.code])
        self._refuse()
        climb(self.index.root, self._leaf, self._inner)
        self._refuse()
        return Steps(
            self.given,
            self.scored,
            self.used,
            imputed=imputed,
            treated=treated,
            transformed=self.transformed,
            normalised=self.normalised,
            ranges=self.ranges,
        )

    def _refuse(self) -> None:
        if self.faults:
            raise DataError(self.faults)

    def _imputed(self) -> dict[str, Array]:
        specs = {leaf.code: leaf.impute or self.index.impute or NOTHING for leaf in self.leaves}
        if all(spec.method == "none" for spec in specs.values()):
            return self.given
        self._check_groups(specs)
        fill = any_data(self.index.root, self.columns, self.given)
        claims = self.columns.claims.all()
        return {
            leaf.code: self._impute(leaf, specs[leaf.code], fill & ~claims[leaf.code] if leaf.code in claims else fill)
            for leaf in self.leaves
        }

    def _check_groups(self, specs: Mapping[str, Impute]) -> None:
        lacking = sorted({spec.group for spec in specs.values() if spec.group} - set(self.columns.groups))
        if lacking:
            raise DataError([self._of_column(group, NO_GROUPS) for group in lacking])

    def _of_column(self, column: str, message: Text) -> DataFault:
        return DataFault(self.columns.file, self.columns.header, column, "", message)

    def _impute(self, leaf: Node, spec: Impute, fill: Mask) -> Array:
        values = self.given[leaf.code]
        past = None if self.past is None else self.past[leaf.code]
        try:
            return impute(spec, values, Known(self.units, fill, self.columns.groups.get(spec.group), past))
        except TreatError as error:
            raise DataError([self._of_column(leaf.code, error.message)]) from error

    def _normalise(self, leaf: Node, values: Array) -> None:
        code, spec = leaf.code, leaf.normalise
        pooled = spec.reference is Reference.POOL and self.past is not None
        before = self.past[code].values if pooled and self.past is not None else None
        try:
            found = reference_range(spec, values, before)
            self.transformed[code] = transform(spec, values)
            old = None if before is None else transform(spec, before)
            self.normalised[code] = normalise(spec, self.transformed[code], old)
        except NormaliseError as error:
            self.faults.append(self._not_normalised(leaf, values, error))
            return
        if found is not None:
            self.ranges[code] = found

    def _leaf(self, node: Node) -> None:
        """A missing score is missing, or zero; what is not applicable is left out, or zero."""
        values, claims = self.normalised[node.code], self.columns.claims
        counts = self.index.missing is Missing.ZERO
        if not counts and node.code not in claims.zero:
            self.scored[node.code] = values
            return
        zero = np.isnan(values) & counts
        if node.code in claims.left_out:
            zero = zero & ~claims.left_out[node.code]
        if node.code in claims.zero:
            zero = zero | claims.zero[node.code]
        self.zeroed[node.code] = zero
        self.scored[node.code] = np.where(zero, 0.0, values)

    def _inner(self, node: Node) -> None:
        own = self.columns.nodes.get(node.code)
        counted = [child for child in node.children if child.assessed]
        values = np.array([self.scored[child.code] for child in counted])
        weights = weights_of(node.weights, np.array([child.weight for child in counted]), values)
        self.used.update(zip([child.code for child in counted], weights.tolist(), strict=True))
        weighed = [child for child, weight in zip(counted, weights, strict=True) if weight > 0]
        zeroed = self._zeroed(weighed)
        refused = self._too_low(node, weighed)
        result = aggregate(node.aggregate, values, weights[:, np.newaxis], ~np.isnan(values))
        there = np.any(~np.isnan(values) & (weights > 0)[:, np.newaxis], axis=0)
        refused |= self._too_large(node, result, there & ~refused)
        result = np.where(refused, np.nan, result)  # named once, here, and not again at every node above
        if own is not None:
            total = ~any_below(node, self.given, self.columns) & ~np.isnan(own)
            result, zeroed = np.where(total, own, result), zeroed & ~total
        self.scored[node.code], self.zeroed[node.code] = result, zeroed

    def _zeroed(self, nodes: list[Node]) -> Mask:
        masks = [self.zeroed[node.code] for node in nodes if node.code in self.zeroed]
        return np.asarray(np.logical_or.reduce([np.zeros(len(self.units), dtype=np.bool_), *masks]))

    def _too_low(self, node: Node, counted: list[Node]) -> Mask:
        """The units with scores the mean cannot take, each a fault; what is missing and counts as zero may be 0."""
        bound = least(node.aggregate)
        if bound is None or not counted:
            return np.zeros(len(self.units), dtype=np.bool_)
        lowest, allowed = bound
        measured = np.array([self.normalised.get(child.code, self.scored[child.code]) for child in counted])
        strict = np.array([~self._zeroed([child]) & (not allowed) for child in counted])
        wrong = (measured < lowest) | ((measured == lowest) & strict)
        self.faults += [
            self._low(node, allowed, counted[row], measured[row, at], at) for row, at in np.argwhere(wrong).tolist()
        ]
        return np.asarray(wrong.any(axis=0))

    def _too_large(self, node: Node, result: Array, there: Mask) -> Mask:
        """The units whose score is beyond what can be ranked, each a fault."""
        wrong = ~(np.abs(result) <= LARGEST) & there
        for at in np.flatnonzero(wrong).tolist():
            unit = self.units[at]
            self.faults.append(
                DataFault(
                    self.columns.file, self.columns.line(unit), node.code, repr(float(result[at])), TOO_LARGE, unit
                )
            )
        return np.asarray(wrong)

    def _low(self, node: Node, allowed: bool, child: Node, score: float, at: int) -> DataFault:
        """The fault of one score; it names the value that stands in the table, where the score came from one."""
        unit = self.units[at]
        value = self.given[child.code][at] if child.code in self.given else score
        shown, message = float(score if np.isnan(value) else value), _too_low(node, allowed, float(score))
        return DataFault(self.columns.file, self.columns.line(unit), child.code, repr(shown), message, unit)

    def _not_normalised(self, node: Node, values: Array, error: NormaliseError) -> DataFault:
        """The fault with the offending value and, where one unit has it, that unit."""
        distinct = np.unique(values[~np.isnan(values)])
        value = error.value
        if value is None:
            value = float(distinct[0]) if len(distinct) == 1 else node.normalise.target
        at = np.flatnonzero(values == value) if value is not None else np.empty(0, dtype=np.int64)
        unit = self.units[at[0]] if len(at) == 1 else ""
        shown = "" if value is None else repr(value)
        line = self.columns.line(unit) or self.columns.header
        return DataFault(self.columns.file, line, node.code, shown, error.message, unit)


def _too_low(node: Node, allowed: bool, score: float) -> Text:
    mean = _MEANS[node.aggregate.partition(":")[0]]
    vi, en = ("từ 0", "from 0 up") if allowed else ("lớn hơn 0", "above 0")
    return Text(
        f"trung bình {mean.vi} ở {node.code} cần điểm {vi}, đây là {figure(score)}; "
        "đổi cách chuẩn hóa hoặc cách tổng hợp",
        f"the {mean.en} mean at {node.code} needs scores {en}, this is {score:g}; "
        "choose another normalisation or aggregation",
    )


NO_GROUPS = Text(
    "thiếu cột ghi nhóm của đơn vị, cần để điền số liệu thiếu theo nhóm; thêm cột này",
    "the column of the units' groups is missing; add it, imputing by group needs it",
)
_MEANS = {
    "geometric": Text("nhân", "geometric"),
    "harmonic": Text("điều hòa", "harmonic"),
    "power": Text("lũy thừa", "power"),
}

"""The scoring rules of a workbook: a word, its parameters in columns, its parts in the rows below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import yaml

from assessment.exchange.workbook_cells import Cell, Figure, Mark, Unreadable, figure_of, plain, text_of, typed_figure
from assessment.exchange.workbook_columns import SHEETS
from assessment.exchange.workbook_nodes import (
    mapping,
    named,
    pairs,
    raise_at,
    refused,
    scalar,
    sequence,
    text_at,
    value,
)
from assessment.exchange.workbook_sheets import Row
from assessment.exchange.workbook_words import listed, meant, normal
from questionnaires import Text
from questionnaires.document import Page
from questionnaires.rules import RULES

COLUMNS = SHEETS["tree"].columns
PARAMETERS = (
    *("item", "denominator", "respondents", "shares", "levels", "each", "full_at"),
    *("floor", "when_zero", "low", "high", "minimum_respondents"),
)
STANDS_IN = {"numerator": "item", "items": "item", "steps": "shares"}  # a key of a rule → its column
COMPOUND = ("best", "sum")
DEPTH = re.compile(r"[>»\s]*")
THRESHOLD = re.compile(r"^(từ|≥)\s*|\s*(trở lên|trở đi)$", re.IGNORECASE)
BELOW = re.compile(r"^(dưới|<|còn lại|khác)", re.IGNORECASE)
SHARES_EXAMPLE = "bi_thu = 100%; khac = 0"
LEVELS_EXAMPLE = "so_nganh = tinh; xa_phuong = xa"
STEPS_EXAMPLE = "4 = 100%; 2 = 50%"
NO_RULE = Text(
    f"dòng này thuộc chỉ số phía trên nhưng chưa có cách chấm; viết một trong: {listed('rule')}",
    "this row is a part of the indicator above and has no rule; write one",
)
NO_PARTS_HERE = Text(
    "dòng không có mã là một phần của chỉ số phía trên, nhưng cách chấm ở trên không chia phần; "
    "viết mã cho dòng này, hoặc ghi cách chấm ở trên là cộng các phần hay phương án tốt nhất",
    "a row without a code is a part of the indicator above, whose rule has no parts; write a code or another rule",
)
NO_SHARE_HERE = Text(
    "chỉ các phần của cách chấm cộng các phần mới ghi ở đây; xóa ô này", "only parts of a sum have a share; delete it"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of the items, by the code of the item: code → text."""

    of: Mapping[str, Mapping[str, str]]

    def code(self, item: str, written: str) -> str:
        """The code of a choice that is written by its code or by its text."""
        texts = self.of.get(item, {})
        if written in texts:
            return written
        same = [code for code, text in texts.items() if normal(written) in (normal(text), normal(code))]
        return same[0] if len(same) == 1 else written


def rule(row: Row, below: Sequence[Row], maximum: Decimal | None, choices: Choices, page: Page) -> yaml.Node:
    """The rule of a row with its parts in the rows below, which have no code; `maximum` in points where there are."""
    cell = row.cells["rule"]
    name = _name(cell, page)
    if name is None:
        return refused(cell.mark)
    parameters = [*_parameters(name, row, maximum, choices, page)]
    if name in COMPOUND:
        parts = [*_parts(name, row, below, maximum, choices, page)]
        parameters.append(("parts", sequence(parts, cell.mark)))
    elif below:
        page.fault(scalar("", below[0].mark("code")), NO_PARTS_HERE)
    return named([(name, named(parameters, cell.mark))], cell.mark)


def _name(cell: Cell, page: Page) -> str | None:
    try:
        written = (
            text_of(cell, COLUMNS["rule"]) if not isinstance(cell.value, str) else DEPTH.sub("", cell.value, count=1)
        )
    except Unreadable as unreadable:
        raise_at(page, cell.mark, unreadable)
        return None
    name = meant(written, "rule")
    if name is None:
        vi = f"“{written}” không phải là một cách chấm; viết một trong: {listed('rule')}"
        page.fault(scalar("", cell.mark), Text(vi, f"{written!r} is no rule; write one of: {listed('rule')}"))
    return name


def _parts(
    name: str, row: Row, below: Sequence[Row], maximum: Decimal | None, choices: Choices, page: Page
) -> Iterator[yaml.Node]:
    for part, inner in _grouped(row, below, page):
        share = _share_of(part, maximum, page) if "part" in part.cells else None
        most = maximum
        if name == "sum":
            if share is None:
                share = scalar("", part.mark("part"))
            elif maximum is not None and share.value:
                most = maximum * Decimal(share.value)
            below_rule = rule(part, inner, most, choices, page)
            yield named([("share", share), ("rule", below_rule)], part.cells["rule"].mark)
        else:
            if share is not None:
                page.fault(share, NO_SHARE_HERE)
            yield rule(part, inner, most, choices, page)


def _grouped(row: Row, below: Sequence[Row], page: Page) -> Iterator[tuple[Row, list[Row]]]:
    """The parts right below a row, each with the rows that are parts of it in turn."""
    groups: list[tuple[Row, list[Row]]] = []
    level = None
    for part in below:
        if "rule" not in part.cells:
            page.fault(scalar("", part.mark("rule")), NO_RULE)
            continue
        depth = max(1, str(part.cells["rule"].value).count(">"))
        level = depth if level is None else level
        if depth <= level or not groups:
            groups.append((part, []))
        else:
            groups[-1][1].append(part)
    return iter(groups)


def _share_of(part: Row, maximum: Decimal | None, page: Page) -> yaml.ScalarNode:
    cell = part.cells["part"]
    try:
        return scalar(plain(_as_share(typed_figure(cell), maximum)), cell.mark)
    except Unreadable as unreadable:
        raise_at(page, cell.mark, unreadable)
        return refused(cell.mark)


def _as_share(figure: Figure, maximum: Decimal | None) -> Decimal:
    """A percentage, or points of the maximum, as a share. Raises Unreadable for a number that could be either."""
    shown = plain(figure.value).replace(".", ",")
    if figure.unit == "%":
        return figure.value / 100
    if figure.value == 0:
        return figure.value
    if figure.unit and maximum and figure.value > maximum:
        most = plain(maximum).replace(".", ",")
        vi = f"“{shown} điểm” lớn hơn điểm tối đa {most}; viết nhiều nhất {most} điểm, hoặc sửa điểm tối đa"
        raise Unreadable(vi, f"{shown} points are more than the maximum {most}")
    if figure.unit and maximum:
        return figure.value / maximum
    if figure.unit:
        vi = f"“{shown} điểm”: dòng này chưa có điểm tối đa; ghi điểm tối đa, hoặc viết phần trăm"
        raise Unreadable(vi, f"{shown} points of what? write the maximum, or a percentage")
    vi = f"“{shown}” không rõ là phần trăm hay điểm; viết {shown}% hoặc {shown} điểm"
    raise Unreadable(vi, f"{shown!r} is a percentage or points? write {shown}% or {shown} điểm")


def _parameters(
    name: str, row: Row, maximum: Decimal | None, choices: Choices, page: Page
) -> Iterator[tuple[str, yaml.Node]]:
    given = {key for key in PARAMETERS if key in row.cells}
    for key in PARAMETERS:
        if key in given:
            yield _key(name, key, given), _parameter(name, key, row, maximum, choices, page)
    for key, entry in RULES[name].keys.items():
        column = STANDS_IN.get(key, key)
        if entry.required and key != "parts" and column not in given:
            yield key, _empty(column, row, page)


def _empty(column: str, row: Row, page: Page) -> yaml.Node:
    """A parameter that is missing: the loader says what to write, save for the entries of one cell."""
    node = scalar("", row.mark(column))
    if column == "shares":
        page.fault(node, Text(f"còn trống; viết ví dụ {SHARES_EXAMPLE}", f"empty; write for example {SHARES_EXAMPLE}"))
        return refused(row.mark(column))
    return node


def _key(name: str, column: str, given: set[str]) -> str:
    """The key of a rule that a column fills."""
    if column == "item" and (name == "ratio" or (name == "milestone" and "denominator" in given)):
        return "numerator"
    if column == "item" and name == "information":
        return "items"
    return "steps" if column == "shares" and name == "steps" else column


def _parameter(name: str, key: str, row: Row, maximum: Decimal | None, choices: Choices, page: Page) -> yaml.Node:
    cell = row.cells[key]
    if key == "item":
        node = value(cell, COLUMNS[key], page)
        several = isinstance(node, yaml.SequenceNode) and name != "information"
        return node.value[0] if several and len(node.value) == 1 else _one(node, cell, page) if several else node
    if key not in ("shares", "levels"):
        return value(cell, COLUMNS[key], page)
    try:
        text = text_of(cell, COLUMNS[key])
        if key == "levels":
            return _levels(text, text_at(row, "item", COLUMNS), choices, cell.mark)
        if name == "steps":
            return sequence([*_steps(text, maximum, cell.mark)], cell.mark)
        return _shares(text, text_at(row, "item", COLUMNS), maximum, choices, cell.mark)
    except Unreadable as unreadable:
        raise_at(page, cell.mark, unreadable)
        return refused(cell.mark)


def _one(node: yaml.Node, cell: Cell, page: Page) -> yaml.Node:
    message = Text(f"“{cell.value}” có nhiều mã; cách chấm này chỉ đọc một, viết một mã", "several codes; write one")
    page.fault(node, message)
    return refused(cell.mark)


def _shares(text: str, item: str, maximum: Decimal | None, choices: Choices, mark: Mark) -> yaml.MappingNode:
    found = [
        (choices.code(item, choice), _as_share(figure_of(share), maximum))
        for choice, share in pairs(text, SHARES_EXAMPLE)
    ]
    return mapping([(scalar(code, mark), scalar(plain(share), mark)) for code, share in found], mark)


def _levels(text: str, item: str, choices: Choices, mark: Mark) -> yaml.MappingNode:
    found = [(choices.code(item, choice), level) for choice, level in pairs(text, LEVELS_EXAMPLE)]
    return mapping([(scalar(code, mark), scalar(level, mark)) for code, level in found], mark)


def _steps(text: str, maximum: Decimal | None, mark: Mark) -> Iterator[yaml.Node]:
    for threshold, share in pairs(text.replace(">=", "≥"), STEPS_EXAMPLE):
        part = _as_share(figure_of(share), maximum)
        if BELOW.match(threshold) and part == 0:
            continue  # nothing is what everything below the lowest step gets
        at = figure_of(THRESHOLD.sub("", threshold))
        yield named([("from", scalar(plain(at.value), mark)), ("share", scalar(plain(part), mark))], mark)

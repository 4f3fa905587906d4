"""What a definition may say about the choices of an item in a rule: their shares and levels, with their checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from questionnaires.document import Page
from questionnaires.faults import suggestion
from questionnaires.model import Cases, Rule, Text, Ticks
from questionnaires.records import Build, Key, Table
from questionnaires.shapes import SHARE, Code, Nodes

CHOICE_CODE = Code("bi_thu")
SHARES = Key(Table(SHARE, CHOICE_CODE), required=True, about="The share of the maximum per choice, 0 to 1.")
LEVELS = Key(
    Table(Code("tinh"), CHOICE_CODE),
    about="The level of government of a line: the lines of one level count all or not at all.",
)


def shares_of(kind: type[Cases | Ticks]) -> Build:
    """Makes a rule of shares per choice: every choice of the item has one, and nothing else."""

    def build(values: dict[str, Any], nodes: Nodes, page: Page) -> Rule:
        item = page.items[values["item"]]
        choices = item.choices if item else ()
        _match(values["shares"], [choice.code for choice in choices], nodes["shares"], page)
        _check_levels(values, nodes, page)
        return kind(**values)

    return build


def _match(shares: Mapping[str, float], choices: Iterable[str], at: yaml.Node, page: Page) -> None:
    known = list(choices)
    for code in shares:
        if code not in known:
            hint = suggestion(code, known)
            message = Text(
                f"số liệu này không có lựa chọn “{code}”.{hint.vi}", f"the item has no choice {code!r}.{hint.en}"
            )
            page.fault(at, message)
    for code in known:
        if code not in shares:
            message = Text(
                f"lựa chọn “{code}” chưa có mức điểm; viết thêm {code} = 0 hoặc một mức khác",
                f"the choice {code!r} has no share; write {code}: 0 or another share",
            )
            page.fault(at, message)


def _check_levels(values: dict[str, Any], nodes: Nodes, page: Page) -> None:
    for code in values.get("levels", {}):
        if code not in values["shares"]:
            hint = suggestion(code, values["shares"])
            message = Text(
                f"ý “{code}” được xếp cấp nhưng chưa có mức điểm.{hint.vi}",
                f"the line {code!r} has a level but no share.{hint.en}",
            )
            page.fault(nodes["levels"], message)

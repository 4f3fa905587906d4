"""A version of a form as a table for a spreadsheet: a row per answer, numbers in Vietnamese notation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessment.exchange.safe_csv import safe_csv
from assessment.formats import moment
from assessment.models import Declared
from assessment.services.snapshots import Side, Snapshot
from assessment.services.values import in_words
from questionnaires import Item, Node, items_of, sections

CLAIMS: Mapping[str, str] = {Declared.NO_DATA: "Không có số liệu", Declared.NOT_APPLICABLE: "Không áp dụng"}
HEADER = (
    "Chỉ tiêu",
    "Tên chỉ tiêu",
    "Mã số liệu",
    "Số liệu kê khai",
    "Trả lời",
    "Đơn vị tính",
    "Tài liệu kiểm chứng",
    "Giải trình",
    "Người sửa cuối",
    "Sửa lúc",
)


def answers_csv(snapshot: Snapshot) -> str:
    """Every item the unit is asked, answered or not, in the order of the form."""
    return safe_csv(HEADER, (_row(node, item, snapshot.answers.get(item.code)) for node, item in _asked(snapshot)))


def _asked(snapshot: Snapshot) -> Iterator[tuple[Node, Item]]:
    seen: set[str] = set()
    for section in sections(snapshot.index):
        for node in section.indicators:
            for code in items_of(node.rule) if node.rule else ():
                item = snapshot.index.items[code]
                if code not in seen and item.supplied_by == "unit":
                    seen.add(code)
                    yield node, item


def _row(node: Node, item: Item, side: Side | None) -> tuple[str, ...]:
    told = (node.code, node.name.vi, item.code, item.question.vi)
    unit = item.unit.vi if item.unit else ""
    if side is None:
        return (*told, "", unit, "", "", "", "")
    return (
        *told,
        CLAIMS.get(side.declared) or in_words(item, side.typed, side.value),
        unit,
        side.evidence,
        side.note,
        side.changed_by,
        moment(side.changed_at),
    )

"""What `assessment catalogue diff` shows: points, indicators and figures of two versions side by side."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.cli.tables import aligned
from assessment.formats import DASH, number
from questionnaires.compare import Change, Comparison, ItemPair, NodePair, Obstacle, Relation
from questionnaires.model import Node

RELATIONS = {
    Relation.SAME: "giữ nguyên",
    Relation.REWORDED: "đổi lời",
    Relation.NEW_SCALE: "đổi cách đo hoặc cách chấm",
    Relation.NEW: "mới",
    Relation.DROPPED: "bỏ",
}
OBSTACLES = {
    Obstacle.KIND: "loại câu trả lời đổi",
    Obstacle.UNIT: "đơn vị tính đổi",
    Obstacle.CHOICES: "có lựa chọn bị bỏ",
}
KEYS = {
    "name": "tên",
    "max_points": "điểm tối đa",
    "weight": "trọng số",
    "rule": "cách tính",
    "milestones": "mục tiêu theo năm",
    "assessed": "có đánh giá",
    "effect": "điểm cộng, điểm trừ",
    "not_applicable": "khi không có đối tượng",
    "weights": "nguồn trọng số",
    "budget": "điểm chuyên gia chia",
    "aggregate": "cách tổng hợp",
    "impute": "cách bù số liệu thiếu",
    "treat": "cách xử lý giá trị ngoại lai",
    "normalise": "cách chuẩn hóa",
    "good": "thế nào là tốt",
    "kind": "loại câu trả lời",
    "question": "câu hỏi",
    "unit": "đơn vị tính",
    "minimum": "giá trị nhỏ nhất",
    "maximum": "giá trị lớn nhất",
    "decimals": "số chữ số thập phân",
    "choices": "các lựa chọn",
    "period": "kỳ số liệu",
    "help": "hướng dẫn",
    "evidence": "tài liệu kiểm chứng",
    "evidence_required": "bắt buộc có tài liệu",
    "holder": "cơ quan nắm số liệu",
    "data_source": "nguồn dữ liệu",
    "supplied_by": "bên cung cấp",
}

FIGURES = ("max_points", "weight", "minimum", "maximum", "decimals")


def summary(found: Comparison) -> Iterator[str]:
    """Points per main index, indicators by what became of them, and which answers carry over.

    Of what stays the same only that is listed which has other changes, such as points.
    """
    yield from _main(found)
    for relation, told in RELATIONS.items():
        pairs = found.related(relation)
        yield ""
        yield f"Chỉ tiêu {told}: {len(pairs)}"
        told_of = [pair for pair in pairs if pair.changes or relation is not Relation.SAME]
        yield from (line for pair in told_of for line in _indicator(pair))
    yield from _items(found)


def _main(found: Comparison) -> Iterator[str]:
    codes = (found.old.code, found.new.code)
    head = ("chỉ số chính", *(codes if codes[0] != codes[1] else ("cũ", "mới")), "so với trước", "tên")
    root = [pair for pair in found.nodes if pair.new is found.new.root]
    rows = (
        (pair.node.code, _worth(pair.old), _worth(pair.new), RELATIONS[pair.relation], pair.node.name.vi)
        for pair in (*found.main, *root)
    )
    yield from aligned((head, *rows), left=(0, 3, 4))


def _worth(node: Node | None) -> str:
    """Points, or the weight in a composite index."""
    if node is None or not node.assessed:
        return DASH
    return number(node.weight if node.max_points is None else node.max_points)


def _indicator(pair: NodePair) -> Iterator[str]:
    codes = [node.code for node in (pair.old, pair.new) if node]
    yield f"  {' → '.join(dict.fromkeys(codes))}: {pair.node.name.vi}"
    if pair.declared and pair.new and pair.new.predecessor and pair.new.predecessor.note:
        yield f"    {pair.new.predecessor.note.vi}"
    yield from map(_changed, pair.changes)


def _changed(change: Change) -> str:
    old, new = (number(float(value)) if value and change.key in FIGURES else value for value in change[1:])
    return f"    {KEYS[change.key]}: {old or DASH} → {new or DASH}"


def _items(found: Comparison) -> Iterator[str]:
    carried = [pair for pair in found.items if pair.carries]
    yield ""
    yield f"Số liệu lấy lại được câu trả lời cũ: {len(carried)}"
    yield from (line for pair in carried if pair.changes or _renamed(pair) for line in _item(pair))
    groups = (
        ("Số liệu phải nhập lại", [pair for pair in found.items if pair.obstacles]),
        ("Số liệu mới", [pair for pair in found.items if pair.old is None]),
        ("Số liệu không hỏi nữa", [pair for pair in found.items if pair.new is None]),
    )
    for told, pairs in groups:
        yield ""
        yield f"{told}: {len(pairs)}"
        yield from (line for pair in pairs for line in _item(pair))


def _renamed(pair: ItemPair) -> bool:
    return pair.old is not None and pair.new is not None and pair.old.code != pair.new.code


def _item(pair: ItemPair) -> Iterator[str]:
    codes = [item.code for item in (pair.old, pair.new) if item]
    why = f" ({', '.join(OBSTACLES[obstacle] for obstacle in pair.obstacles)})" if pair.obstacles else ""
    yield f"  {' → '.join(dict.fromkeys(codes))}: {pair.item.question.vi}{why}"
    yield from map(_changed, pair.changes)

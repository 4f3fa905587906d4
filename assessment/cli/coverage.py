"""What `assessment catalogue coverage` shows: how far one declaration reaches, set by set and figure by figure."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.cli.tables import aligned
from assessment.formats import number
from questionnaires.coverage import Coverage, Row, Use


def summary(found: Coverage, top: int) -> Iterator[str]:
    """The sets, the figures that feed most of them, and the typing that is saved."""
    head = ("bộ chỉ số", "chỉ tiêu", "số liệu", "tỉnh nhập", "dùng chung")
    rows = (
        (total.index.code, *(str(each) for each in (total.indicators, total.items, total.by_unit, total.shared)))
        for total in found.totals
    )
    yield from aligned((head, *rows))
    yield ""
    shared = sorted((row for row in found.rows if len(row.uses) > 1), key=_reach, reverse=True)
    yield f"Số liệu dùng cho từ hai bộ chỉ số: {len(shared)} trên {len(found.rows)}"
    for row in shared[:top]:
        yield f"  {row.item.code}: {row.item.question.vi}"
        yield f"    {len(row.uses)} bộ, {row.indicators} chỉ tiêu: {'; '.join(map(_told, row.uses))}"
    yield ""
    yield (
        f"Số ô tỉnh phải nhập: {number(found.apart)} nếu khai riêng từng bộ, {number(found.once)} nếu mỗi số liệu khai "
        f"một lần; bớt {number(found.saved)} ô ({number(found.saved_percent, 1)}%)"
    )


def _reach(row: Row) -> tuple[int, int]:
    return len(row.uses), row.indicators


def _told(use: Use) -> str:
    worth = "" if use.percent is None else f"{number(use.percent, 2)}%"
    if use.points is not None:
        worth = f"{number(round(use.points, 2))} điểm" if use.points else "thông tin"
    return f"{use.index} {', '.join(use.indicators)}{f' ({worth})' if worth else ''}"

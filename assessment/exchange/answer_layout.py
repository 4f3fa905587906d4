"""What a workbook of answers holds: its lines, its columns, and the stamp that says whose it is and of when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from assessment.clock import local
from assessment.exchange.workbook_words import normal
from assessment.models import Answer, Submission
from questionnaires import Index, Item, Node, items_of, sections
from questionnaires.faults import Place

HEADINGS: Mapping[str, str] = {
    "item": "Mã số liệu",
    "version": "Phiên bản",
    "indicator": "Chỉ tiêu",
    "question": "Số liệu",
    "unit": "Đơn vị tính",
    "last": "Năm trước",
    "typed": "Giá trị",
    "evidence": "Tài liệu kiểm chứng",
    "note": "Giải trình",
}
HIDDEN = ("item", "version")
INPUTS = ("typed", "evidence", "note")
NEEDED = ("item", "version", "typed")  # without them a sheet cannot be read
SPELLED = {normal(heading): key for key, heading in HEADINGS.items()}
GUIDE, LISTS, FAULTS = "Hướng dẫn", "Lựa chọn", "Lỗi"
FORMAT = 1  # of the workbook; grows when an older one could no longer be read
STAMP = re.compile(r"phieu (\d+) ([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+)")


class Stamp(NamedTuple):
    """Whose form a sheet is, in the cell above its headings."""

    round_code: str
    unit_set: str
    unit_code: str
    at: str  # when it was written, ISO 8601
    format: int = FORMAT

    def __str__(self) -> str:
        return f"phieu {self.format} {self.round_code} {self.unit_set} {self.unit_code} {self.at}"


def stamp_of(submission: Submission, now: datetime) -> Stamp:
    """The stamp of a form at a moment."""
    unit = submission.unit
    return Stamp(submission.round.code, unit.unit_set, unit.code, local(now).isoformat(timespec="minutes"))


def read_stamp(text: str) -> Stamp | None:
    """The stamp a text is; None for any other text."""
    found = STAMP.fullmatch(text)
    return Stamp(found[2], found[3], found[4], found[5], int(found[1])) if found else None


class Misplaced(Exception):
    """The workbook belongs to another form; `stamp` says which."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__(str(stamp))
        self.stamp = stamp


class Remark(NamedTuple):
    """What is said at a place: a fault, or a conflict somebody must decide."""

    place: Place
    words: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What of a form a workbook holds: a section, what a department answers, or all of it."""

    code: str  # in the name of the file; empty for the whole form
    name: str
    items: Collection[str] | None = None  # None: every item


@dataclass(frozen=True, slots=True)
class Line:
    """One item a unit answers, where it is asked first."""

    section: Node
    indicator: Node
    item: Item
    keeps_texts: bool  # note and evidence of the indicator stand with this item
    answer: Answer | None


def lines_of(submission: Submission, index: Index, part: Part | None = None) -> Iterator[Line]:
    """The items of a form in its order, each once."""
    answers = {answer.item: answer for answer in submission.answers}
    seen: set[str] = set()
    for section in sections(index):
        for node in section.indicators:
            codes = items_of(node.rule) if node.rule else ()
            for code in codes:
                item = index.items[code]
                if code in seen:
                    continue
                seen.add(code)
                if item.supplied_by == "unit" and (part is None or part.items is None or code in part.items):
                    yield Line(section.node, node, item, code == codes[0], answers.get(code))


def file_name(submission: Submission, part: Part, now: datetime) -> str:
    """ "dti-2026-lang-son-HT-20261122-0900.xlsx"."""
    pieces = (submission.round.code, submission.unit.slug, part.code, f"{local(now):%Y%m%d-%H%M}")
    return f"{'-'.join(piece for piece in pieces if piece)}.xlsx"

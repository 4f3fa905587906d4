"""Báo cáo tự đánh giá: a frozen version of a form as a letter of the province, in the form of Nghị định 30/2020/NĐ-CP.

Vietnamese only, because it is a document of the state. Number, date and signature are left blank: the province's own
document system fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.clock import local, utc
from assessment.models import Declared, Submission, SubmissionVersion
from assessment.services.snapshots import Side, Snapshot
from assessment.services.values import in_words
from assessment.services.versions import report_code
from questionnaires import Item, Node, items_of, sections

CLAIMS: Mapping[str, str] = {
    Declared.NO_DATA: "khai không có số liệu",
    Declared.NOT_APPLICABLE: "đề nghị không áp dụng",
}
SHOWN = 16  # digits of a file's SHA-256


@dataclass(frozen=True, slots=True)
class Letter:
    """The words around the letter."""

    ministry: str
    code: str  # of the version, printed at the foot of the appendices
    stamp: str
    year: int
    illustrative: bool
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class MainRow:
    """One main index; points None where it is not scored."""

    name: str
    points: float | None
    maximum: float | None
    answered: int
    asked: int

    @property
    def share(self) -> float | None:
        """Points as a share of the maximum."""
        return self.points / self.maximum if self.points is not None and self.maximum else None


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: what was declared of it, its points, and what stands behind it."""

    code: str
    name: str
    figures: tuple[str, ...]
    points: float | None
    maximum: float | None
    evidence: str
    note: str
    missing: int  # figures without an answer
    claim: str  # what is declared instead of figures, "" where they are
    unproved: bool  # a document is asked for and none is named
    assured: tuple[str, ...]  # why unusual figures are right


@dataclass(frozen=True, slots=True)
class Part:
    """The indicators of one main index."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document, with the indicators it stands behind."""

    number: str
    title: str
    mark: str  # the beginning of a file's SHA-256, or an address
    indicators: str


@dataclass(frozen=True, slots=True)
class SelfReport:
    """Everything the letter says."""

    issue: Letter
    unit: str  # "Tỉnh Lào Cai"
    place: str
    index_name: str
    document: str
    period: tuple[date, date] | None
    points: float
    maximum: float
    answered: int
    asked: int
    mains: tuple[MainRow, ...]
    parts: tuple[Part, ...]
    documents: tuple[Document, ...]
    remarks: tuple[str, ...]  # khó khăn, kiến nghị, by paragraph

    @property
    def rows(self) -> Iterator[Row]:
        """All indicators."""
        return (row for part in self.parts for row in part.rows)


def self_report(submission: Submission, version: SubmissionVersion, kept: Snapshot, ministry: str) -> SelfReport:
    """The letter of one version; the same version gives the same letter, whatever happened since."""
    round_, unit = submission.round, submission.unit
    parts, mains = _parts(kept)
    return SelfReport(
        issue=Letter(
            ministry=ministry,
            code=report_code(submission, version),
            stamp=utc(version.frozen_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
            year=round_.year,
            illustrative=submission.illustrative,
        ),
        unit=unit.full_name(local(version.frozen_at).date()),
        place=unit.name_vi,
        index_name=kept.index.name.vi,
        document=kept.index.source.document,
        period=(round_.period_from, round_.period_to) if round_.period_from and round_.period_to else None,
        points=version.points,
        maximum=version.maximum,
        answered=version.answered,
        asked=version.asked,
        mains=mains,
        parts=parts,
        documents=_documents(kept),
        remarks=tuple(line.strip() for line in kept.remarks.splitlines() if line.strip()),
    )


def _parts(kept: Snapshot) -> tuple[tuple[Part, ...], tuple[MainRow, ...]]:
    parts, mains = [], []
    seen: set[str] = set()
    for section in sections(kept.index):
        rows = []
        for node in section.indicators:
            codes = [code for code in items_of(node.rule) if code not in seen] if node.rule else []
            seen.update(codes)
            rows.append(_row(kept, node, [kept.index.items[code] for code in codes]))
        own = [item for node in section.indicators for item in _own(kept, node)]
        scored = section.node.assessed
        mains.append(
            MainRow(
                name=section.node.name.vi,
                points=kept.scores.get(section.node.code, 0.0) if scored else None,
                maximum=section.node.max_points if scored else None,
                answered=sum(_value(kept.answers, item) is not None for item in dict.fromkeys(own)),
                asked=len(dict.fromkeys(own)),
            )
        )
        parts.append(Part(section.node.name.vi, tuple(rows)))
    return tuple(parts), tuple(mains)


def _own(kept: Snapshot, node: Node) -> list[str]:
    codes = items_of(node.rule) if node.rule else ()
    return [code for code in codes if kept.index.items[code].supplied_by == "unit"]


def _value(answers: Mapping[str, Side], item: str) -> str | None:
    side = answers.get(item)
    return side.value if side else None


def _row(kept: Snapshot, node: Node, items: list[Item]) -> Row:
    own = [item for item in items if item.supplied_by == "unit"]
    sides = [kept.answers[item.code] for item in own if item.code in kept.answers]
    evidence = "\n".join(side.evidence for side in sides if side.evidence)
    wanted = any(item.evidence is not None and item.evidence_required for item in own)
    return Row(
        code=node.code,
        name=node.name.vi,
        figures=tuple(_figure(item, kept.answers.get(item.code)) for item in items),
        points=kept.scores.get(node.code) if node.assessed else None,
        maximum=node.max_points if node.assessed else None,
        evidence=evidence,
        note="\n".join(side.note for side in sides if side.note),
        claim=next((CLAIMS[side.declared] for side in sides if side.declared in CLAIMS), ""),
        missing=sum(_value(kept.answers, item.code) is None for item in own),
        unproved=wanted and not evidence,
        assured=tuple(side.assured for side in sides if side.assured),
    )


def _figure(item: Item, side: Side | None) -> str:
    if item.supplied_by == "ministry":
        return f"{item.question.vi}: Bộ cung cấp"
    if side is None or not side.typed:
        return f"{item.question.vi}: chưa có"
    unit = f" {item.unit.vi}" if item.unit and side.value is not None and not item.choices else ""
    return f"{item.question.vi}: {in_words(item, side.typed, side.value)}{unit}"


def _documents(kept: Snapshot) -> tuple[Document, ...]:
    """Documents of the library once each, then what was typed, indicator by indicator."""
    homes: dict[str, str] = {}
    for section in sections(kept.index):
        for node in section.indicators:
            for code in items_of(node.rule) if node.rule else ():
                homes.setdefault(code, node.code)
    found: dict[int, Document] = {}
    for paper in kept.papers:
        mark = paper.sha256[:SHOWN] if paper.sha256 else paper.url or ""
        known = found.get(paper.document)
        codes = f"{known.indicators}, {homes[paper.item]}" if known else homes[paper.item]
        found[paper.document] = Document(paper.number, paper.title, mark, codes)
    linked = {paper.line for paper in kept.papers}
    typed = [
        Document("", line, "", homes[item])
        for item in homes
        if item in kept.answers
        for line in kept.answers[item].evidence.splitlines()
        if line.strip() and line not in linked
    ]
    return (*found.values(), *typed)

"""The whole form on one page, for the lead who puts it together: every indicator with what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from assessment.models import Answer, Submission
from assessment.services.assurances import Looked, looked_at
from assessment.services.before import LastYear, last_year
from assessment.services.catalogue import index_for
from assessment.services.declared import self_scores
from assessment.services.submissions import Finding, check
from questionnaires import Index, Item, ItemKind, Node, Section, items_of, sections

NOISE = 1e-9  # of points


class Mark(StrEnum):
    """What a line may be chosen by."""

    MISSING = "missing"  # a figure is missing or cannot be read
    NO_EVIDENCE = "no_evidence"
    MOVED = "moved"  # a figure changed against last year by more than the share asked for
    FULL_UNPROVED = "full_unproved"  # full marks without any evidence
    UNUSUAL = "unusual"


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure beside last year's; `share` is the change as a share of last year's, None where that was zero."""

    item: Item
    value: float
    last: float

    @property
    def share(self) -> float | None:
        """0.2 for a fifth more, −0.2 for a fifth less."""
        return (self.value - self.last) / abs(self.last) if self.last else None

    def beyond(self, threshold: float) -> bool:
        """Whether it changed by more than the threshold, a share; anything is more than nothing."""
        share = self.share
        return self.value != self.last and (share is None or abs(share) > threshold)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator."""

    section: Node
    node: Node
    items: tuple[Item, ...]  # those the unit answers here
    answers: Mapping[str, Answer]
    points: float
    missing: int
    faults: int
    proved: bool
    evidence_wanted: bool
    moved: tuple[Moved, ...]  # every figure that has one of last year beside it
    looked: tuple[Looked, ...]

    @property
    def full_marks(self) -> bool:
        """Whether the unit gives itself all points."""
        return bool(self.node.max_points) and self.points >= (self.node.max_points or 0.0) - NOISE

    def marked(self, mark: Mark, threshold: float) -> bool:
        """Whether it is chosen by a mark; `threshold` is the share a figure must have moved by."""
        return {
            Mark.MISSING: bool(self.missing or self.faults),
            Mark.NO_EVIDENCE: self.evidence_wanted and not self.proved,
            Mark.MOVED: any(each.beyond(threshold) for each in self.moved),
            Mark.FULL_UNPROVED: self.full_marks and not self.proved,
            Mark.UNUSUAL: bool(self.looked),
        }[mark]


def lines(session: Session, submission: Submission) -> tuple[Line, ...]:
    """All indicators the unit answers, in the order of the form; at most eight queries."""
    index = index_for(submission.round)
    findings: dict[str, list[Finding]] = {}
    for finding in check(submission):
        findings.setdefault(finding.indicator, []).append(finding)
    looked: dict[str, list[Looked]] = {}
    for each in looked_at(session, submission):
        looked.setdefault(each.found[0].node.code, []).append(each)
    desk = _Desk(index, submission, last_year(session, submission, index))
    return tuple(
        desk.line(section.node, node, items, findings.get(node.code, []), tuple(looked.get(node.code, ())))
        for section, node, items in desk.asked()
    )


class _Desk:
    def __init__(self, index: Index, submission: Submission, last: LastYear) -> None:
        self.index, self.last, self.unit = index, last, submission.unit.code
        self.answers = {answer.item: answer for answer in submission.answers}
        self.linked = {link.item for link in submission.evidence_links}
        self.scores = self_scores(submission, index)

    def asked(self) -> list[tuple[Section, Node, tuple[Item, ...]]]:
        """Every indicator with the items the unit is asked there and nowhere before."""
        seen: set[str] = set()
        found = []
        for section in sections(self.index):
            for node in section.indicators:
                codes = [code for code in items_of(node.rule) if code not in seen] if node.rule else []
                seen.update(codes)
                items = tuple(self.index.items[code] for code in codes)
                own = tuple(item for item in items if item.supplied_by == "unit")
                if own:
                    found.append((section, node, own))
        return found

    def line(
        self, section: Node, node: Node, items: tuple[Item, ...], found: list[Finding], looked: tuple[Looked, ...]
    ) -> Line:
        kinds = [finding.kind for finding in found]
        return Line(
            section=section,
            node=node,
            items=items,
            answers={item.code: self.answers[item.code] for item in items if item.code in self.answers},
            points=self.scores.of(self.unit, node.code) or 0.0,
            missing=kinds.count("missing"),
            faults=kinds.count("fault"),
            proved=any(self._proved(item) for item in items),
            evidence_wanted=any(item.evidence is not None and item.evidence_required for item in items),
            moved=tuple(moved for item in items if (moved := self._moved(item)) is not None),
            looked=looked,
        )

    def _proved(self, item: Item) -> bool:
        answer = self.answers.get(item.code)
        return item.code in self.linked or bool(answer and answer.evidence)

    def _moved(self, item: Item) -> Moved | None:
        answer, last = self.answers.get(item.code), self.last.values.get(item.code)
        if item.kind is not ItemKind.NUMBER or answer is None or answer.value is None or last is None:
            return None
        return Moved(item, float(answer.value), last)

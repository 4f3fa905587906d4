"""A score's trace as the lines of a page: points, weights and why they were re-scaled, the rule, answers, decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from markupsafe import Markup

from assessment.models import Answer, Review
from assessment.services.tracing import Passes
from assessment.web.working import explain
from assessment.web.working.cards import understood
from questionnaires import Index, Item, Node
from questionnaires.model import Effect
from scoring.pipeline import Scores, has_points
from scoring.trace import Trace, trace

SAME = 1e-9  # two weights within the parent that are one


@dataclass(frozen=True, slots=True)
class Said:
    """One answer behind an indicator, in words; "" where there is none."""

    item: Item
    words: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """The ministry's points where they won, and why."""

    points: float
    adjusted: bool
    reason: str
    by: str


@dataclass(frozen=True)
class Line:
    """One node: its score on the page's side(s) and all that stands behind it."""

    node: Node
    own: float | None
    verified: float | None
    maximum: float | None
    weight: float  # the share of the parent that counted; of a bonus or a penalty what its cap is beside the parent
    nominal: float  # the same before anything was left out
    of_total: float
    left_out: tuple[str, ...]  # siblings whose weight was given to the others
    not_applicable: bool
    depth: int
    how: str = ""  # how an inner node comes from its children
    rule: tuple[explain.Line, ...] = ()
    answers: tuple[Said, ...] = ()
    ruling: Ruling | None = None
    open: bool = False
    children: tuple[Line, ...] = ()

    @property
    def score(self) -> float | None:
        """What counts: the verified score where there is one."""
        return self.own if self.verified is None else self.verified

    @property
    def share(self) -> float | None:
        """Score ÷ maximum, None where either is missing."""
        return self.score / self.maximum if self.score is not None and self.maximum else None

    @property
    def rescaled(self) -> bool:
        """Whether siblings that do not count gave their weight away."""
        return bool(self.left_out) and abs(self.weight - self.nominal) > SAME

    @property
    def cut(self) -> bool:
        """Whether the ministry's decisions took points away."""
        return self.own is not None and self.verified is not None and self.verified < self.own - SAME

    @property
    def bare(self) -> bool:
        """Whether there is nothing to open."""
        return not (self.children or self.rule or self.answers or self.ruling)


@dataclass(frozen=True)
class Behind:
    """What a tree may show beside its scores; nothing for the public."""

    deepest: frozenset[str] = frozenset()  # nodes below which nothing is shown
    answers: Mapping[str, Answer] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    names_reviewers: bool = False


def tree(own: Scores, verified: Scores | None, unit: str, behind: Behind, focus: str = "") -> Line:
    """The lines of one unit from the whole index down, opened along the way to `focus`."""
    root = own.index.root.code
    after = None if verified is None else trace(verified, unit, root)
    grower = _Grower(own.index, behind, frozenset(_way(own.index.root, focus)))
    return grower.line(trace(own, unit, root), after, None, 0)


def tree_of(found: Passes, focus: str = "", *, names_reviewers: bool = False) -> Line:
    """The lines of a form, with answers and whatever decisions its reader may see."""
    behind = Behind(answers=found.answers, reviews=found.reviews, names_reviewers=names_reviewers)
    return tree(found.own, found.verified, found.unit, behind, focus)


def _way(node: Node, code: str) -> Iterator[str]:
    """The codes from a node down to the one that is looked for."""
    if any(below.code == code for below in node.walk()):
        yield node.code
        for child in node.children:
            yield from _way(child, code)


class _Grower:
    """Makes lines of two traces of the same tree."""

    def __init__(self, index: Index, behind: Behind, opened: frozenset[str]) -> None:
        self.index, self.behind, self.opened = index, behind, opened
        self.points = has_points(index)

    def line(self, own: Trace, verified: Trace | None, parent: Trace | None, depth: int) -> Line:
        latest, node = verified or own, own.node
        below = own.children if node.assessed and node.code not in self.behind.deepest else ()
        after = verified.children if verified is not None else (None,) * len(own.children)
        told = node.rule is not None and node.assessed and bool(self.behind.answers)
        return Line(
            node=node,
            own=own.score,
            verified=None if verified is None else verified.score,
            maximum=latest.maximum,
            weight=latest.effective,
            nominal=1.0 if parent is None else self._nominal(latest, parent),
            of_total=latest.of_total,
            left_out=() if parent is None else self._left_out(parent),
            not_applicable=latest.not_applicable,
            depth=depth,
            how=self._how(node) if below else "",
            rule=self._rule(node) if told else (),
            answers=tuple(self._said(node, code) for code in own.inputs) if told else (),
            ruling=self._ruling(node.code) if told else None,
            open=depth == 0 or node.code in self.opened,
            children=tuple(
                self.line(child, each, latest, depth + 1) for child, each in zip(below, after, strict=False)
            ),
        )

    def _nominal(self, of: Trace, parent: Trace) -> float:
        if of.node.effect is not Effect.POINTS:
            return of.effective
        siblings = [child for child in parent.children if child.node.effect is Effect.POINTS]
        raw = {each.node.code: (each.node.max_points or 0.0) if self.points else each.weight for each in siblings}
        total = sum(raw.values())
        return raw[of.node.code] / total if total else 0.0

    def _left_out(self, parent: Trace) -> tuple[str, ...]:
        weighty = (child for child in parent.children if child.node.max_points or not self.points)
        return tuple(child.node.code for child in weighty if not child.effective)

    def _rule(self, node: Node) -> tuple[explain.Line, ...]:
        return explain.how_scored(node.rule, node.max_points or 0.0, self.index.items)

    def _said(self, node: Node, code: str) -> Said:
        item, answer = self.index.items[code], self.behind.answers.get(code)
        if answer is None:
            return Said(item, "")
        worth = explain.worth(node.rule, code, node.max_points or 0.0)
        chosen = [worth[each] for each in (answer.value or "").split("|") if each in worth]
        told = understood(item, answer.value) or answer.typed
        return Said(item, Markup("{} ({})").format(told, _worth(chosen)) if chosen else told)

    def _ruling(self, code: str) -> Ruling | None:
        review = self.behind.reviews.get(code)
        if review is None:
            return None
        by = review.decided_by.full_name if self.behind.names_reviewers else ""
        return Ruling(review.points, review.decision == "adjust", review.reason, by)

    def _how(self, node: Node) -> str:
        if self.points and node.code == self.index.root.code and self.index.publish_as_share:
            return _("Điểm công bố bằng tổng điểm chia cho tổng điểm tối đa được đánh giá")
        return AGGREGATES.get("sum" if self.points else node.aggregate.partition(":")[0], _other)()


def _worth(points: list[float]) -> str:
    """What the chosen cases or ticks are worth: 10 điểm; 3 + 2,5 điểm."""
    return _("%(points)s điểm", points=" + ".join(explain.figure(each) for each in points))


def _other() -> str:
    return _("So sánh từng cặp đơn vị theo các chỉ số bên dưới")


AGGREGATES: Mapping[str, Callable[[], str]] = {
    "sum": lambda: _("Tổng điểm của các chỉ số bên dưới"),
    "arithmetic": lambda: _("Trung bình cộng có trọng số của các chỉ số bên dưới"),
    "geometric": lambda: _("Trung bình nhân có trọng số của các chỉ số bên dưới"),
    "harmonic": lambda: _("Trung bình điều hòa có trọng số của các chỉ số bên dưới"),
    "power": lambda: _("Trung bình lũy thừa có trọng số của các chỉ số bên dưới"),
}

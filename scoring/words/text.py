"""A score explained as plain text in Vietnamese or English.

One line per node, two spaces deeper per level; numbers in the language's notation. Weights say how they were re-scaled
and why, sums say what a cap cut, and the whole index says its level and the sums of nodes that stand beside the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from questionnaires.model import Effect, Milestone, Missing, Ratio, Ticks, Value
from scoring.improvement.whatif import rank_of
from scoring.pipeline import Scores, has_points, published_decimals
from scoring.sums import most
from scoring.trace import Trace, trace
from scoring.words.answer_words import CLAIMED, answered, asked, joined
from scoring.words.figures import number, percent
from scoring.words.level_words import level_lines
from scoring.words.rule_words import rule_words, tick_lines
from scoring.words.value_words import mean_words, value_lines

STEP = "  "
POINTS = 2  # decimals of points
DEEPER = 4  # decimals of the scores inside a composite index


def explain(scores: Scores, unit: str, node: str | None = None, language: str = "vi") -> str:
    """One unit's score at a node (the whole index where none is named), down to the answers.

    A line per node and answer, numbers and words in `language`: `en` or Vietnamese. Raises KeyError for an unknown unit
    or node.
    """
    writer = _Writer(scores, unit, language)
    top = trace(scores, unit, node or scores.index.root.code)
    lines = [*writer.lines(top, None, 0)]
    if top.node is scores.index.root:
        lines += writer.composites()
    return "\n".join(lines)


class _Say(NamedTuple):
    """The words of one language."""

    of: str
    points: str
    rank: str
    weight: str
    rescaled: str
    not_assessed: str
    missing: str
    as_zero: str
    left_out: str
    bonus: str
    penalty: str
    directly: str
    no_score: str
    of_points: str
    raised: str
    cut: str
    adds_up: str
    overlapping: str


WORDS = {
    "vi": _Say(
        of="trên",
        points="điểm",
        rank="hạng {rank}",
        weight="trọng số {share} của {parent}",
        rescaled=", quy lại từ {nominal} vì {codes} không tính",
        not_assessed="không đánh giá",
        missing="chưa có số liệu",
        as_zero="tính bằng 0",
        left_out="không tính",
        bonus="điểm thưởng, nhiều nhất {most}",
        penalty="điểm trừ, nhiều nhất {most}",
        directly="ghi trực tiếp: {value}",
        no_score="chưa có điểm",
        of_points="{got} trên {most} điểm được đánh giá",
        raised="nâng từ {raw} trên {part} điểm có đối tượng",
        cut="cộng lại {raw}, tính {kept}",
        adds_up="cộng {parts}",
        overlapping="Các nhóm gộp từ những chỉ số trên; các nhóm chồng nhau nên không cộng lại thành tổng điểm:",
    ),
    "en": _Say(
        of="of",
        points="points",
        rank="rank {rank}",
        weight="weight {share} of {parent}",
        rescaled=", re-scaled from {nominal}, not counting {codes}",
        not_assessed="not assessed",
        missing="no data",
        as_zero="counts as 0",
        left_out="left out",
        bonus="bonus, at most {most}",
        penalty="penalty, at most {most}",
        directly="given directly: {value}",
        no_score="no score",
        of_points="{got} of {most} assessed points",
        raised="raised from {raw} of {part} points that apply",
        cut="adds up to {raw}, counts {kept}",
        adds_up="the sum of {parts}",
        overlapping="Groups of the nodes above; they overlap, so that they do not add up to the total:",
    ),
}


def say_in(language: str) -> _Say:
    """The words of a language; Vietnamese for every other."""
    return WORDS.get(language, WORDS["vi"])


class _Writer:
    """Writes one unit's trace."""

    def __init__(self, scores: Scores, unit: str, language: str) -> None:
        self.scores, self.unit, self.language, self.say = scores, unit, language, say_in(language)
        self.index = scores.index
        self.points = has_points(scores.index)
        self._composite_codes = {each.code for each in scores.index.composites}

    def lines(self, of: Trace, parent: Trace | None, depth: int) -> Iterator[str]:
        """The node's line, its answers, and all below it."""
        told = [self._score(of), *self._made(of), *self._weight(of, parent)]
        yield f"{STEP * depth}{self._name(of)}: {'; '.join(filter(None, told))}"
        if of.node is self.index.root:
            yield from (f"{STEP}{line}" for line in level_lines(self.scores, self.unit, self.language))
        if of.node.rule is not None and of.node.assessed and not of.not_applicable:
            yield from self._indicator(of, STEP * (depth + 1))
        for child in () if _given_directly(of) else of.children:
            yield from self.lines(child, of, depth + 1)

    def composites(self) -> Iterator[str]:
        """A line per sum of nodes that stands beside the tree, behind a word of warning."""
        found = [trace(self.scores, self.unit, each.code) for each in self.index.composites]
        if found:
            yield self.say.overlapping
        for each in found:
            yield f"{STEP}{self._name(each)}: {'; '.join([self._score(each), *self._made(each)])}"

    def _name(self, of: Trace) -> str:
        name = of.node.name.into(self.language)
        return of.node.code if name == of.node.code else f"{of.node.code} {name}"

    def _score(self, of: Trace) -> str:
        if not of.node.assessed:
            return self.say.not_assessed
        if of.not_applicable or (of.score is None and _nothing_applies(of)):
            worth = self.say.left_out if of.score is None else self.say.as_zero
            return f"{CLAIMED.into(self.language)}, {worth}"
        if of.score is None:
            return self.say.no_score if of.children else f"{self.say.missing}, {self.say.left_out}"
        is_root = of.node.code == self.index.root.code
        return self._root(of.score) if is_root else self._inner(of, of.score)

    def _made(self, of: Trace) -> Iterator[str]:
        """How an inner node comes from its children, where that is more than their plain sum."""
        if not of.children or of.score is None:
            return
        if _given_directly(of):
            yield self.say.directly.format(value=number(of.given or 0.0, self.language))
        elif of.node.code in self._composite_codes:
            yield self.say.adds_up.format(parts=", ".join(child.node.code for child in of.children))
        elif self.points:
            yield from self._summed(of, [child for child in of.children if child.node.assessed])
        else:
            scale = self.index.multiplier if of.node is self.index.root else 1.0
            yield mean_words(of.node, self.language) + (f", × {number(scale, self.language)}" if scale != 1 else "")

    def _summed(self, of: Trace, children: Sequence[Trace]) -> Iterator[str]:
        """What was scaled up because something does not apply, and what a cap or a floor cut off."""
        counted = [child for child in children if child.node.effect is Effect.POINTS]
        raw = sum(child.score or 0.0 for child in counted)
        part = sum(most(child.node) for child in counted if not _nothing_applies(child))
        whole = sum(most(child.node) for child in counted)
        if 0 < part < whole and not self.index.publish_as_share:
            yield self.say.raised.format(raw=self._points(raw), part=number(part, self.language))
            raw *= whole / part
        raw += sum(child.score or 0.0 for child in children if child.node.effect is not Effect.POINTS)
        kept = abs(cast("float", self.scores.tables["scored"].at[self.unit, of.node.code]))
        if abs(raw - kept) > SAME * max(1.0, abs(raw)):
            yield self.say.cut.format(raw=self._points(raw), kept=self._points(kept))

    def _points(self, value: float) -> str:
        return number(value, self.language, POINTS)

    def _root(self, score: float) -> str:
        rank = rank_of(self.scores, self.unit, self.index.root.code)
        told = [number(score, self.language, min(published_decimals(self.index), DEEPER))]
        if self.points:
            got, most = (cast("float", self.scores.tables[name].at[self.unit, self.index.root.code]) for name in _RAW)
            counted = {"got": number(got, self.language, POINTS), "most": number(most, self.language)}
            told.append(self.say.of_points.format(**counted))
        if rank is not None:
            told.append(self.say.rank.format(rank=rank))
        return "; ".join(told)

    def _inner(self, of: Trace, score: float) -> str:
        if not self.points:
            return number(score, self.language, DEEPER)
        got = number(score, self.language, POINTS)
        if of.node.effect is not Effect.POINTS or not of.maximum:
            return f"{got} {self.say.points}"
        most = number(of.maximum, self.language)
        return f"{got} {self.say.of} {most} {self.say.points} ({percent(score / of.maximum, self.language)})"

    def _weight(self, of: Trace, parent: Trace | None) -> Iterator[str]:
        """The node's weight within its parent, and how it was re-scaled; the cap of a bonus or penalty."""
        if parent is None or not of.node.assessed or of.score is None:
            return
        if of.node.effect is not Effect.POINTS:
            text = self.say.bonus if of.node.effect is Effect.BONUS else self.say.penalty
            yield text.format(most=number(of.node.max_points or 0.0, self.language))
            return
        nominal = self._nominal(of, parent)
        told = self.say.weight.format(share=percent(of.effective, self.language), parent=parent.node.code)
        if abs(nominal - of.effective) > SAME:
            gone = ", ".join(each.node.code for each in parent.children if not each.effective)
            told += self.say.rescaled.format(nominal=percent(nominal, self.language), codes=gone) if gone else ""
        yield told

    def _nominal(self, of: Trace, parent: Trace) -> float:
        """The weight within the parent before anything was left out."""
        siblings = [each for each in parent.children if each.node.effect is Effect.POINTS]
        if self.points:
            total = sum(each.node.max_points or 0.0 for each in siblings)
            return (of.node.max_points or 0.0) / total if total else 0.0
        total = sum(each.weight for each in siblings)
        return of.weight / total if total else 0.0

    def _indicator(self, of: Trace, indent: str) -> Iterator[str]:
        """How an indicator is scored, and the answers it was scored on."""
        node = of.node
        if of.given is not None:
            yield indent + self.say.directly.format(value=number(of.given, self.language))
            return
        if node.rule is not None and not isinstance(node.rule, Value):
            yield indent + rule_words(node.rule, node.max_points).into(self.language)
        for code, answer in of.inputs.items():
            question, found = asked(self.index, code, self.language), answered(self.index, code, answer, self.language)
            yield indent + joined(question, found)
            if isinstance(node.rule, Ticks) and isinstance(answer, str):
                yield from (indent + STEP + line for line in tick_lines(node.rule, answer, self.language))
        if isinstance(node.rule, Ratio | Milestone):
            yield from (indent + line for line in self._rate(node.rule, of.inputs))
        if not self.points:
            yield from (indent + line for line in value_lines(self.scores, self.unit, node, self.language))
        if of.score == 0 and self.index.missing is Missing.ZERO and None in of.inputs.values():
            yield f"{indent}{self.say.missing}, {self.say.as_zero}"

    def _rate(self, rule: Ratio | Milestone, inputs: Mapping[str, float | str | None]) -> Iterator[str]:
        """The division behind a rate: 45 / 60 = 75,0%."""
        a, b = inputs.get(rule.numerator), inputs.get(rule.denominator)
        if isinstance(a, float) and isinstance(b, float) and b > 0:
            shown = [number(each, self.language) for each in (a, b)]
            yield f"{' / '.join(shown)} = {percent(a / b, self.language)}"


_RAW = ("scored", "maximum")
SAME = 1e-9  # two weights within the parent that are one


def _given_directly(of: Trace) -> bool:
    """Whether an inner node's own figure counts, because nothing below it has any."""
    return bool(of.children) and of.given is not None and all(child.score is None for child in of.children)


def _nothing_applies(of: Trace) -> bool:
    """Whether nothing that would count at a node or below it applies to the unit."""
    if of.node.rule is not None:
        return of.not_applicable and of.score is None
    counted = [child for child in of.children if child.node.assessed and child.node.effect is Effect.POINTS]
    return bool(counted) and of.score is None and all(map(_nothing_applies, counted))

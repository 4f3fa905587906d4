"""A score, and the difference of two, explained as plain text in Vietnamese or English.

One line per node, two spaces deeper per level; numbers in the language's notation. Weights say how they were re-scaled
and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from questionnaires.model import Effect, Index, Item, ItemKind, Missing, Text
from scoring.change.answer_parts import AnswerPart
from scoring.change.difference import Cause, Contribution, Difference
from scoring.improvement.attainable import Answer
from scoring.improvement.whatif import rank_of
from scoring.pipeline import Scores, has_points, published_decimals
from scoring.rules import NOTHING_TICKED
from scoring.trace import Trace, trace
from scoring.words.figures import number, percent, signed
from scoring.words.rule_words import rule_words

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
    return "\n".join(writer.lines(top, None, 0))


class _Say(NamedTuple):
    """The words of one language."""

    of: str
    points: str
    rank: str
    weight: str
    rescaled: str
    not_assessed: str
    not_applicable: str
    missing: str
    as_zero: str
    left_out: str
    bonus: str
    penalty: str
    directly: str
    value: str
    nothing: str
    no_score: str
    of_points: str


WORDS = {
    "vi": _Say(
        of="trên",
        points="điểm",
        rank="hạng {rank}",
        weight="trọng số {share} của {parent}",
        rescaled=", quy lại từ {nominal} vì {codes} không tính",
        not_assessed="không đánh giá",
        not_applicable="không áp dụng",
        missing="chưa có số liệu",
        as_zero="tính bằng 0",
        left_out="không tính",
        bonus="điểm thưởng, nhiều nhất {most}",
        penalty="điểm trừ, nhiều nhất {most}",
        directly="ghi trực tiếp: {value}",
        value="giá trị {value}",
        nothing="chưa trả lời",
        no_score="chưa có điểm",
        of_points="{got} trên {most} điểm được đánh giá",
    ),
    "en": _Say(
        of="of",
        points="points",
        rank="rank {rank}",
        weight="weight {share} of {parent}",
        rescaled=", re-scaled from {nominal} because {codes} do not count",
        not_assessed="not assessed",
        not_applicable="not applicable",
        missing="no data",
        as_zero="counts as 0",
        left_out="left out",
        bonus="bonus, at most {most}",
        penalty="penalty, at most {most}",
        directly="given directly: {value}",
        value="value {value}",
        nothing="not answered",
        no_score="no score",
        of_points="{got} of {most} assessed points",
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

    def lines(self, of: Trace, parent: Trace | None, depth: int) -> Iterator[str]:
        """The node's line, its answers, and all below it."""
        told = [self._score(of), *self._weight(of, parent)]
        yield f"{STEP * depth}{of.node.code} {of.node.name.into(self.language)}: {'; '.join(filter(None, told))}"
        if of.node.rule is not None and of.node.assessed and not of.not_applicable:
            yield from self._indicator(of, STEP * (depth + 1))
        for child in of.children:
            yield from self.lines(child, of, depth + 1)

    def _score(self, of: Trace) -> str:
        if not of.node.assessed:
            return self.say.not_assessed
        if of.not_applicable:
            worth = self.say.left_out if of.score is None else self.say.as_zero
            return f"{self.say.not_applicable}, {worth}"
        if of.score is None:
            return self.say.no_score if of.children else f"{self.say.missing}, {self.say.left_out}"
        is_root = of.node.code == self.index.root.code
        return self._root(of.score) if is_root else self._inner(of, of.score)

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
        if node.rule is not None:
            yield indent + rule_words(node.rule, node.max_points).into(self.language)
        for code, answer in of.inputs.items():
            question, found = asked(self.index, code, self.language), answered(self.index, code, answer, self.language)
            yield indent + _joined(question, found)
        if of.score == 0 and self.index.missing is Missing.ZERO and None in of.inputs.values():
            yield f"{indent}{self.say.missing}, {self.say.as_zero}"


_RAW = ("scored", "maximum")
SAME = 1e-9  # two weights within the parent that are one


def asked(index: Index, code: str, language: str) -> str:
    """The question behind a code: an item's, or the name of an indicator that was given directly."""
    if code in index.items:
        return index.items[code].question.into(language)
    return index.node(code).name.into(language)


def answered(index: Index, code: str, answer: Answer | None, language: str) -> str:
    """An answer in words, with its unit."""
    say, item = say_in(language), index.items.get(code)
    if answer is None:
        return say.nothing
    if isinstance(answer, str):
        return _chosen(item, answer, language) if item is not None else say.not_applicable
    unit = item.unit.into(language) if item is not None and item.unit is not None else ""
    return f"{number(answer, language)}{unit if unit.startswith('%') else f' {unit}'}".strip()


def _chosen(item: Item, answer: str, language: str) -> str:
    say = say_in(language)
    if answer == "n/a":
        return say.not_applicable
    if item.kind is ItemKind.TICKS and answer == NOTHING_TICKED:
        return NONE_TICKED.into(language)
    texts = {choice.code: choice.text.into(language) for choice in item.choices}
    return "; ".join(texts.get(code, code) for code in answer.split("|"))


NONE_TICKED = Text("không có ý nào", "none of them")

CAUSES = {
    Cause.RESULT: Text("kết quả", "result"),
    Cause.RULE: Text("cách đo hoặc cách chấm đổi", "measured or scored otherwise"),
    Cause.WEIGHT: Text("trọng số đổi", "its weight changed"),
    Cause.NEW: Text("chỉ số mới", "new"),
    Cause.DROPPED: Text("chỉ số bị bỏ", "dropped"),
    Cause.MOVED: Text("chuyển sang nhóm khác", "moved to another group"),
    Cause.ASSESSED: Text("được đánh giá trở lại", "assessed again"),
    Cause.NOT_ASSESSED: Text("không còn đánh giá", "no longer assessed"),
    Cause.COUNTED: Text("nay được tính cho đơn vị này", "counts for this unit now"),
    Cause.NOT_COUNTED: Text("nay không tính cho đơn vị này", "no longer counts for this unit"),
    Cause.CAP: Text("phần vượt trần hoặc dưới sàn của điểm thưởng, điểm trừ", "what caps and floors cut"),
    Cause.SCALE: Text("thang công bố đổi", "the published scale changed"),
}
OTHERS = Text(
    "phần còn lại: đơn vị khác, khoảng giá trị của kỳ hoặc mốc của năm",
    "the rest: other units, the round's range or the year's target",
)
TITLE = Text(
    "{code} {name}: {before} → {after}, thay đổi {total}", "{code} {name}: {before} → {after}, a change of {total}"
)


def explain_difference(
    found: Difference, before: Index, after: Index, language: str = "vi", most: int | None = None
) -> str:
    """Why a score changed: a line per contribution, the largest first, with the answers behind it.

    `before` and `after` are the indices of the two scorings, `language` is `en` or Vietnamese. `most` contributions at
    most (None: all of them); the rest is summed up in one line, so that the lines always add up to the change.
    """
    decimals = min(published_decimals(after), DEEPER) if found.node is after.root else DEEPER
    shown = found.contributions if most is None else found.contributions[:most]
    title = TITLE.into(language).format(
        code=found.node.code,
        name=found.node.name.into(language),
        before=number(found.before, language, decimals),
        after=number(found.after, language, decimals),
        total=signed(found.total, language, decimals),
    )
    lines = [title]
    for each in shown:
        lines += _contribution(each, before, after, language, decimals)
    rest = found.contributions[len(shown) :]
    if rest:
        amount = signed(sum(each.amount for each in rest), language, decimals)
        lines.append(STEP + REST.into(language).format(amount=amount, many=len(rest)))
    return "\n".join(lines)


REST = Text("{amount}  {many} thay đổi nhỏ hơn", "{amount}  {many} smaller changes")


def _contribution(each: Contribution, before: Index, after: Index, language: str, decimals: int) -> Iterator[str]:
    node = each.node
    shift = _shift(each, language)
    cause = CAUSES[each.cause].into(language)
    told = f"{node.code} {node.name.into(language)}: {cause}{f' ({shift})' if shift else ''}"
    yield f"{STEP}{signed(each.amount, language, decimals)}  {told}"
    for part in each.answers:
        yield STEP * 2 + _answer(part, before, after, language, decimals)
    if each.others:
        yield f"{STEP * 2}{signed(each.others, language, decimals)}  {OTHERS.into(language)}"


def _shift(each: Contribution, language: str) -> str:
    """What changed: the weights where they are the cause, else the scores."""
    pair = (each.before, each.after)
    if each.cause in (Cause.WEIGHT, Cause.SCALE):
        pair = (each.weight_before, each.weight_after)
    if all(value is None for value in pair):
        return ""
    as_share = each.cause is Cause.WEIGHT and all(value is None or abs(value) <= 1 for value in pair)
    texts = ["–" if v is None else percent(v, language) if as_share else number(v, language, POINTS) for v in pair]
    return " → ".join(texts)


def _answer(part: AnswerPart, before: Index, after: Index, language: str, decimals: int) -> str:
    first = answered(before if part.item in before.items else after, part.item, part.before, language)
    last = answered(after, part.item, part.after, language)
    amount = "" if part.amount is None else f"{signed(part.amount, language, decimals)}  "
    return amount + _joined(asked(after, part.item, language), f"{first} → {last}")


def _joined(question: str, answer: str) -> str:
    return f"{question} {answer}" if question.endswith("?") else f"{question}: {answer}"

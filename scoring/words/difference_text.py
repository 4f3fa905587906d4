"""Why a score changed, as plain text in Vietnamese or English: a line per contribution, with the answers behind it."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.model import Index, Text
from scoring.change.answer_parts import AnswerPart
from scoring.change.difference import Cause, Contribution, Difference
from scoring.pipeline import published_decimals
from scoring.words.answer_words import answered, asked, joined
from scoring.words.figures import number, percent, signed

STEP = "  "
POINTS = 2  # decimals of points
DEEPER = 4  # decimals of the scores inside a composite index

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
    return amount + joined(asked(after, part.item, language), f"{first} → {last}")

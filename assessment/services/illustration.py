"""Made-up answers for demonstrations and tests: plausible, reproducible, marked as illustrative where they are kept.

Nothing here is a measurement. The same unit and round always give the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from assessment.clock import local
from assessment.formats import number, parse_number
from assessment.models import Decision, Reply, Submission, User
from assessment.services import returns
from assessment.services.catalogue import index_for
from assessment.services.replies import own_items
from assessment.services.reviews import decide, settle, sheet
from assessment.services.saving import AnswerChange, insert_central_values, save
from questionnaires import Index, Item, ItemKind, items_of, sections
from questionnaires.model import Best, Count, Milestone, Ratio, Rule, Share, Steps, Sum, SurveyMean, parts_of

EVIDENCE = "Báo cáo số {number}/BC-SKHCN ngày 20/11/{year}, trang {page} (minh họa)"
QUESTION = "Minh họa: báo cáo kèm theo mới có số liệu đến hết quý II, cần bổ sung số liệu cả năm."
EXPLANATION = "Minh họa: số liệu cả năm đã có ở bảng 3 của báo cáo, trang 12."
REASON = "Minh họa: tài liệu kiểm chứng mới chứng minh được một phần số liệu tự đánh giá."


def fill(session: Session, submission: Submission, officer: User, now: datetime, *, share: float = 1.0) -> int:
    """Answer the first `share` of the sections; returns how many items were saved.

    Ministry-supplied items come with it.
    """
    index = index_for(submission.round)
    typed = answers(index, submission.unit.code)
    own = {code: text for code, text in typed.items() if index.items[code].supplied_by == "unit"}
    central = {code: _plain(index.items[code], text) for code, text in typed.items() if code not in own}
    insert_central_values(session, submission, central, now, None)
    order = sections(index)
    wanted = {
        code
        for section in order[: round(len(order) * share)]
        for node in section.indicators
        if node.rule
        for code in items_of(node.rule)
    }
    random = Random(f"evidence:{submission.unit.code}")
    changes = [
        AnswerChange(item=code, typed=text, seen_version=0, evidence=_evidence(random, submission.round.year))
        for code, text in own.items()
        if code in wanted
    ]
    submission.illustrative = True
    return len(save(session, submission, changes, actor=officer, now=now).saved)


def review_all(session: Session, submission: Submission, reviewer: User, now: datetime, *, share: float = 1.0) -> int:
    """Decide on the first `share` of the indicators, cutting some; settles the submission when all are decided."""
    random = Random(f"review:{submission.unit.code}")
    rows = sheet(session, submission).rows
    wanted = rows[: round(len(rows) * share)]
    for row in wanted:
        cut = row.self_points > 0 and random.random() < 0.2
        decide(
            session,
            submission,
            row.node.code,
            decision=Decision.ADJUST if cut else Decision.ACCEPT,
            points=round(row.self_points * random.choice((0, 0.5, 0.75)), 2) if cut else None,
            reason=REASON if cut else "",
            seen_version=0,
            actor=reviewer,
            now=now,
        )
    if len(wanted) == len(rows):
        settle(session, submission, reviewer, now)
    return len(wanted)


def ask_and_answer(session: Session, submission: Submission, reviewer: User, lead: User, now: datetime) -> None:
    """Give the last two undecided indicators back, to be answered within five days; the first has its reply."""
    index = index_for(submission.round)
    rows = (row for row in sheet(session, submission).rows if row.decision is None)
    codes = [row.node.code for row in rows if own_items(index, row.node.code)][-2:]
    for code in codes:
        returns.note(session, submission, code, reason=QUESTION, actor=reviewer, now=now)
    due = (local(now) + timedelta(days=5)).replace(hour=17, minute=0, second=0, microsecond=0)
    reasons = dict.fromkeys(codes, QUESTION)
    returns.give_back(session, submission, reasons, reply_by=due, actor=reviewer, now=now)
    first = returns.open_return(submission, codes[0])
    returns.reply(session, first, kind=Reply.KEEP, text=EXPLANATION, actor=lead, now=now)


def answers(index: Index, unit: str) -> dict[str, str]:
    """What an officer of `unit` could have typed, item by item, in Vietnamese notation."""
    random = Random(f"{index.code}:{unit}")
    hand = _Hand(index, random, level=random.uniform(0.55, 0.92), typed={})
    for node in index.root.indicators():
        if node.rule is not None:
            _answer(hand, node.rule)
    return hand.typed


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who fills in: how good the unit is, and what was typed already (an item is asked once)."""

    index: Index
    random: Random
    level: float
    typed: dict[str, str]

    def rate(self) -> float:
        return min(1.0, max(0.05, self.random.gauss(self.level, 0.15)))

    def write(self, code: str, value: float) -> float:
        """Type a number within the item's range and decimals, unless it was typed before; what stands there now."""
        item = self.index.items[code]
        kept = min(max(value, item.minimum or 0.0), item.maximum if item.maximum is not None else value)
        decimals = 2 if item.decimals is None else item.decimals
        text = self.typed.setdefault(code, number(round(kept, decimals), decimals))
        return float(parse_number(text) or 0)


def _answer(hand: _Hand, rule: Rule) -> None:
    rate = hand.rate()
    match rule:
        case Best() | Sum():
            for part in parts_of(rule):
                _answer(hand, part)
        case Ratio() | Share():
            _answer_rate(hand, rule, min(1.0, rate * rule.full_at * 1.1))
        case Milestone():
            _answer_rate(hand, rule, min(1.0, rate * 1.1) * rule.target / 100)
        case SurveyMean() | Steps() | Count():
            _answer_number(hand, rule, rate)
        case _:
            for code in items_of(rule):
                _answer_item(hand, hand.index.items[code], rate)


def _answer_rate(hand: _Hand, rule: Ratio | Share | Milestone, rate: float) -> None:
    if isinstance(rule, Ratio) or (isinstance(rule, Milestone) and rule.denominator):
        whole = hand.write(rule.denominator, _whole(hand.index.items[rule.denominator], hand.random))
        hand.write(rule.numerator, whole * rate)
    else:
        hand.write(rule.item, rate * 100)


def _answer_number(hand: _Hand, rule: SurveyMean | Steps | Count, rate: float) -> None:
    match rule:
        case SurveyMean():
            hand.write(rule.item, rule.low + (rule.high - rule.low) * rate)
            hand.write(rule.respondents, hand.random.randint(120, 900))
        case Steps():
            hand.write(rule.item, rule.steps[0][0] * min(1.0, rate * 1.2))
        case Count():
            hand.write(rule.item, rate if hand.index.items[rule.item].decimals else hand.random.randint(1, 12))


def _whole(item: Item, random: Random) -> int:
    low = max(20, int(item.minimum or 1))
    return random.randint(low, max(low, int(min(item.maximum or 5_000, 5_000))))


def _answer_item(hand: _Hand, item: Item, rate: float) -> None:
    if item.kind is ItemKind.NUMBER:
        low = item.minimum or 0.0
        hand.write(item.code, low + (min(item.maximum or 100.0, 100.0) - low) * rate)
    else:
        hand.typed.setdefault(item.code, _words(item, hand.random, rate))


def _words(item: Item, random: Random, rate: float) -> str:
    codes = [choice.code for choice in item.choices]
    match item.kind:
        case ItemKind.CHOICE:
            return codes[0] if random.random() < rate else random.choice(codes)
        case ItemKind.TICKS:
            return "|".join(code for code in codes if random.random() < rate) or "-"
        case ItemKind.DATE:
            return "15/03/2026"
        case _:
            return "Nội dung minh họa"


def _evidence(random: Random, year: int) -> str:
    return EVIDENCE.format(number=random.randint(10, 400), year=year, page=random.randint(1, 30))


def _plain(item: Item, text: str) -> str:
    """Central values arrive in the notation of data files."""
    return f"{parse_number(text)}" if item.kind is ItemKind.NUMBER else text

"""A scoring rule in words: what full marks take, and what is still missing to get them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from flask_babel import gettext as _

from assessment.formats import NBSP, number
from assessment.web.request import language
from questionnaires import Item
from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Steps,
    Sum,
    SurveyMean,
    Ticks,
    ZeroDenominator,
)

Values = Mapping[str, Decimal]  # the readable numbers by item code


def _number(value: float | Decimal) -> str:
    return number(round(float(value), 4), None, language())


def with_unit(text: str, item: Item) -> str:
    """A figure with its unit: "81,3%", "1.461 hộ"."""
    unit = item.unit.into(language()) if item.unit else ""
    return f"{text}%" if unit == "%" else f"{text}{NBSP}{unit}".rstrip(NBSP)


def _percent(share: float) -> str:
    return f"{_number(share * 100)}%"


class Line(NamedTuple):
    """One line of a rule in words; a heading opens a part."""

    words: str
    heading: bool = False


def how_scored(rule: Rule | None, maximum: float) -> tuple[Line, ...]:
    """The rule in short lines, with the points each case is worth."""
    match rule:
        case Sum():
            return tuple(line for part in enumerate(rule.parts, start=1) for line in _part(*part, maximum))
        case Best():
            alternatives = tuple(line for part in rule.parts for line in how_scored(part, maximum))
            return (Line(_("Tính theo cách cho điểm cao nhất:"), heading=True), *alternatives)
        case _:
            return tuple(Line(words) for words in _sentences(rule, maximum))


def _part(number_: int, part: tuple[float, Rule], maximum: float) -> tuple[Line, ...]:
    share, rule = part
    words = _("Phần %(part)s, nhiều nhất %(points)s điểm:", part=number_, points=_number(share * maximum))
    return (Line(words, heading=True), *how_scored(rule, share * maximum))


def _sentences(rule: Rule | None, maximum: float) -> tuple[str, ...]:
    match rule:
        case Ratio() | Share():
            return _rate(rule)
        case Steps():
            return tuple(
                _("Từ %(threshold)s trở lên: %(points)s điểm", threshold=_number(at), points=_number(share * maximum))
                for at, share in rule.steps
            )
        case Count():
            each, most = _number(rule.each), _number(maximum)
            return (_("Mỗi đơn vị được %(each)s điểm, nhiều nhất %(maximum)s điểm", each=each, maximum=most),)
        case _:
            return _short(rule)


def _short(rule: Rule | None) -> tuple[str, ...]:
    match rule:
        case Cases():
            return (_("Điểm theo trường hợp được chọn"),)
        case Ticks():
            return (_("Điểm của các mục được chọn cộng lại"),)
        case ShareOfBest():
            return (_("Điểm bằng giá trị của tỉnh chia cho giá trị cao nhất cả nước, nhân với điểm tối đa"),)
        case SurveyMean():
            return (
                _("Điểm theo khảo sát; không tính khi có dưới %(least)s người trả lời", least=rule.minimum_respondents),
            )
        case Given():
            return (_("Bộ đo hoặc khảo sát tập trung"),)
        case _:
            return ()


def _rate(rule: Ratio | Share) -> tuple[str, ...]:
    sentences = [
        _("Điểm tối đa khi tỷ lệ từ %(share)s trở lên; thấp hơn thì tính theo tỷ lệ", share=_percent(rule.full_at))
    ]
    if rule.floor:
        sentences.append(_("Dưới %(share)s không có điểm", share=_percent(rule.floor)))
    if isinstance(rule, Ratio):
        sentences.append(
            {
                ZeroDenominator.ZERO: _("Mẫu số bằng 0 thì không có điểm"),
                ZeroDenominator.FULL: _("Mẫu số bằng 0 thì được điểm tối đa"),
                ZeroDenominator.MISSING: _("Mẫu số bằng 0 thì coi như chưa có số liệu"),
            }[rule.when_zero]
        )
    return tuple(sentences)


def quotients(rule: Rule | None, values: Values) -> tuple[float, ...]:
    """a ÷ b of every ratio in the rule whose two numbers are known and whose denominator is not zero."""
    match rule:
        case Ratio():
            above, below = values.get(rule.numerator), values.get(rule.denominator)
            return () if above is None or not below else (float(above / below),)
        case Sum():
            return tuple(share for _share, part in rule.parts for share in quotients(part, values))
        case Best():
            return tuple(share for part in rule.parts for share in quotients(part, values))
        case _:
            return ()


def to_full_marks(rule: Rule | None, values: Values, items: Mapping[str, Item], maximum: float) -> str:
    """What the number would have to be for full marks, "" where it has it already or the rule does not tell."""
    match rule:
        case Ratio():
            below = values.get(rule.denominator)
            if not below:
                return ""
            return _needed(rule.numerator, below * Decimal(repr(rule.full_at)), values, items)
        case Share():
            return _needed(rule.item, Decimal(repr(rule.full_at)) * 100, values, items)
        case Steps():
            return _needed(rule.item, Decimal(repr(rule.steps[0][0])), values, items)
        case Count():
            return _needed(rule.item, Decimal(repr(maximum)) / Decimal(repr(rule.each)), values, items)
        case _:
            return ""


def _needed(code: str, needed: Decimal, values: Values, items: Mapping[str, Item]) -> str:
    present = values.get(code)
    if items[code].decimals == 0:
        needed = needed.to_integral_value(ROUND_CEILING)
    if present is None or present >= needed:
        return ""
    return _(
        "Để đạt điểm tối đa cần %(needed)s, còn thiếu %(gap)s",
        needed=with_unit(_number(needed), items[code]),
        gap=_number(needed - present),
    )


def worth(rule: Rule | None, item: str, maximum: float) -> Mapping[str, float]:
    """Choice code → points, for the cases or ticks of an item wherever they stand in the rule."""
    match rule:
        case Cases() | Ticks():
            return {code: share * maximum for code, share in rule.shares.items()} if rule.item == item else {}
        case Best():
            return next((found for part in rule.parts if (found := worth(part, item, maximum))), {})
        case Sum():
            return next((found for share, part in rule.parts if (found := worth(part, item, share * maximum))), {})
        case _:
            return {}

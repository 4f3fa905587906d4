"""A scoring rule in words: what full marks take, and what is still missing to get them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from assessment.formats import NBSP, number, words
from assessment.web.request import language
from questionnaires import Item
from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
    Information,
    Milestone,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Steps,
    Sum,
    SurveyMean,
    Ticks,
    ZeroDenominator,
    parts_of,
)

Values = Mapping[str, Decimal]  # the readable numbers by item code
Items = Mapping[str, Item]

PERCENT = "%"


def figure(value: float | Decimal) -> str:
    """A number of a rule in the page's language, to four decimals at most."""
    return number(round(float(value), 4), None, language())


def with_unit(text: str, item: Item) -> str:
    """A figure with its unit: "81,3%", "1.461 hộ"."""
    if item.unit is None:
        return text
    joint = "" if item.unit.vi == PERCENT else NBSP
    return Markup("{}{}{}").format(text, joint, words(item.unit, language()))


def sentence(template: str, **values: str) -> str:
    """A text of the interface with values in it, which may carry marks for another language."""
    return Markup(template) % values  # noqa: S704 - the template is ours; values without marks are escaped


def percent_of(share: float) -> str:
    """A share as a percentage with as many decimals as it has."""
    return f"{figure(share * 100)}{PERCENT}"


class Line(NamedTuple):
    """One line of a rule in words; a heading opens a part."""

    words: str
    heading: bool = False


def how_scored(rule: Rule | None, maximum: float, items: Items) -> tuple[Line, ...]:
    """The rule in short lines, with the points each case is worth."""
    match rule:
        case Sum():
            return tuple(line for part in enumerate(rule.parts, start=1) for line in _part(*part, maximum, items))
        case Best():
            alternatives = tuple(line for part in rule.parts for line in how_scored(part, maximum, items))
            return (Line(_("Tính theo cách cho điểm cao nhất:"), heading=True), *alternatives)
        case _:
            return tuple(Line(text) for text in _sentences(rule, maximum, items))


def _part(place: int, part: tuple[float, Rule], maximum: float, items: Items) -> tuple[Line, ...]:
    share, rule = part
    text = _("Phần %(part)s, nhiều nhất %(points)s điểm:", part=place, points=figure(share * maximum))
    return (Line(text, heading=True), *how_scored(rule, share * maximum, items))


def _sentences(rule: Rule | None, maximum: float, items: Items) -> tuple[str, ...]:
    match rule:
        case Ratio() | Share():
            return tuple(_rate(rule))
        case Milestone():
            return tuple(_milestone(rule, items))
        case Steps():
            return tuple(_step(*step, items[rule.item], maximum) for step in rule.steps)
        case Count():
            return (_count(rule, items[rule.item], maximum),)
        case _:
            return _short(rule)


def _step(threshold: float, share: float, item: Item, maximum: float) -> str:
    at = with_unit(figure(threshold), item)
    return sentence(_("Từ %(threshold)s trở lên: %(points)s điểm"), threshold=at, points=figure(share * maximum))


def _count(rule: Count, item: Item, maximum: float) -> str:
    each, most = figure(rule.each), figure(maximum)
    if item.unit is None:
        return sentence(_("Số đã nhập nhân với %(each)s điểm, tối đa %(maximum)s"), each=each, maximum=most)
    if item.unit.vi == PERCENT:
        return sentence(_("Mỗi điểm phần trăm được %(each)s điểm, tối đa %(maximum)s"), each=each, maximum=most)
    unit = words(item.unit, language())
    return sentence(_("Mỗi %(unit)s được %(each)s điểm, tối đa %(maximum)s"), unit=unit, each=each, maximum=most)


def _short(rule: Rule | None) -> tuple[str, ...]:
    if isinstance(rule, SurveyMean):
        least = rule.minimum_respondents
        return (_("Điểm theo khảo sát; không tính khi có dưới %(least)s người trả lời", least=least),)
    return (SHORT[type(rule)](),) if type(rule) in SHORT else ()


SHORT: Mapping[type, Callable[[], str]] = {
    Cases: lambda: _("Điểm theo trường hợp được chọn"),
    Ticks: lambda: _("Điểm của các mục được chọn cộng lại"),
    ShareOfBest: lambda: _("Điểm bằng giá trị của tỉnh chia cho giá trị cao nhất cả nước, nhân với điểm tối đa"),
    Given: lambda: _("Bộ đo hoặc khảo sát tập trung"),
    Information: lambda: _("Thông tin chung của tỉnh, không tính điểm"),
}


def _rate(rule: Ratio | Share) -> Iterator[str]:
    yield _("Điểm tối đa khi tỷ lệ từ %(share)s trở lên; thấp hơn thì tính theo tỷ lệ", share=percent_of(rule.full_at))
    if rule.floor:
        yield _("Dưới %(share)s không có điểm", share=percent_of(rule.floor))
    if isinstance(rule, Ratio):
        yield _without_denominator(rule.when_zero)


def _milestone(rule: Milestone, items: Items) -> Iterator[str]:
    target = with_unit(figure(rule.target), items[rule.item]) if rule.item else f"{figure(rule.target)}{PERCENT}"
    yield sentence(_("Mốc của năm: %(target)s. Đạt mốc được điểm tối đa; chưa đạt thì tính theo tỷ lệ"), target=target)
    if rule.denominator:
        yield _without_denominator(rule.when_zero)


def _without_denominator(when_zero: ZeroDenominator) -> str:
    return {
        ZeroDenominator.ZERO: _("Mẫu số bằng 0 thì không có điểm"),
        ZeroDenominator.FULL: _("Mẫu số bằng 0 thì được điểm tối đa"),
        ZeroDenominator.MISSING: _("Mẫu số bằng 0 thì coi như chưa có số liệu"),
    }[when_zero]


def quotients(rule: Rule | None, values: Values) -> tuple[float, ...]:
    """a ÷ b of every ratio in the rule whose two numbers are known and whose denominator is not zero."""
    match rule:
        case Ratio() | Milestone():
            above, below = values.get(rule.numerator), values.get(rule.denominator)
            return () if above is None or not below else (float(above / below),)
        case Sum() | Best():
            return tuple(share for part in parts_of(rule) for share in quotients(part, values))
        case _:
            return ()


def to_full_marks(rule: Rule | None, values: Values, items: Items, maximum: float) -> str:
    """What the number would have to be for full marks, "" where it has it already or the rule does not tell."""
    code, needed = _goal(rule, values, maximum)
    present = values.get(code)
    if needed is None or present is None:
        return ""
    item = items[code]
    if item.decimals == 0:
        needed = needed.to_integral_value(ROUND_CEILING)
    if present >= needed:
        return ""
    return sentence(
        _("Để đạt điểm tối đa cần %(needed)s, còn thiếu %(gap)s"),
        needed=with_unit(figure(needed), item),
        gap=_gap(needed - present, item),
    )


def _goal(rule: Rule | None, values: Values, maximum: float) -> tuple[str, Decimal | None]:
    """The item that counts and the value it takes for full marks; None where that cannot be told."""
    match rule:
        case Ratio():
            return rule.numerator, _part_of(rule.full_at, values.get(rule.denominator))
        case Milestone():
            part = _part_of(rule.target / 100, values.get(rule.denominator))
            return rule.item or rule.numerator, _exact(rule.target) if rule.item else part
        case Share():
            return rule.item, _exact(rule.full_at) * 100
        case Steps():
            return rule.item, _exact(rule.steps[0][0])
        case Count():
            return rule.item, _exact(maximum) / _exact(rule.each)
        case _:
            return "", None


def _part_of(share: float, whole: Decimal | None) -> Decimal | None:
    return _exact(share) * whole if whole else None


def _exact(value: float) -> Decimal:
    return Decimal(repr(value))


def _gap(value: Decimal, item: Item) -> str:
    """A difference: percentages differ by percentage points."""
    if item.unit is not None and item.unit.vi == PERCENT:
        return _("%(gap)s điểm phần trăm", gap=figure(value))
    return with_unit(figure(value), item)


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

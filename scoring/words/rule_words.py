"""A scoring rule in one sentence, in either language; for plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

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
    Text,
    Ticks,
    Value,
    ZeroDenominator,
)
from scoring.words.figures import number, percent


def rule_words(rule: Rule, maximum: float | None) -> Text:
    """How an indicator is scored; `maximum` are its points, None in a composite index (shares of 1)."""
    return WORDS[type(rule)](rule, maximum)


def _points(share: float, maximum: float | None) -> Text:
    """What a share of the maximum is: points, or a share."""
    if maximum is None:
        return Text(percent(share, "vi", 0), percent(share, "en", 0))
    return Text(number(share * maximum, "vi"), number(share * maximum, "en"))


def _worths(shares: Mapping[str, float], maximum: float | None) -> Text:
    worth = [_points(share, maximum) for share in shares.values()]
    return Text("; ".join(each.vi for each in worth), "; ".join(each.en for each in worth))


def _cases(rule: Cases, maximum: float | None) -> Text:
    worth = _worths(rule.shares, maximum)
    return Text(f"theo trường hợp được chọn ({worth.vi})", f"by the case chosen ({worth.en})")


def _ticks(rule: Ticks, maximum: float | None) -> Text:
    worth = _worths(rule.shares, maximum)
    vi, en = f"cộng các ý được chọn ({worth.vi})", f"the ticks add up ({worth.en})"
    if sum(rule.shares.values()) > 1 + SAME:
        most = _points(1.0, maximum)
        vi, en = f"{vi}, nhiều nhất {most.vi}", f"{en}, at most {most.en}"
    if rule.levels:
        vi = f"{vi}; ý của một cấp chỉ tính khi đủ cả cấp"
        en = f"{en}; those of one level of government count all together or not at all"
    return Text(vi, en)


SAME = 1e-9
BY_LEVEL = {
    True: Text("cấp {level}: đủ {all} ý, được tính", "level {level}: all {all}, they count"),
    False: Text("cấp {level}: {ticked} trên {all} ý, không tính", "level {level}: {ticked} of {all}, none counts"),
}


def tick_lines(rule: Ticks, answer: str, language: str) -> Iterator[str]:
    """Per level of government how many of its lines are ticked, and whether they count."""
    ticked = set(answer.split("|"))
    for level in dict.fromkeys(rule.levels.values()):
        lines = [code for code, belongs in rule.levels.items() if belongs == level]
        found = sum(code in ticked for code in lines)
        text = BY_LEVEL[found == len(lines)].into(language)
        yield text.format(level=level, ticked=found, all=len(lines))


def _rate(rule: Ratio | Share, maximum: float | None) -> Text:
    vi = "tỷ lệ" if isinstance(rule, Ratio) else "phần trăm"
    en = "ratio" if isinstance(rule, Ratio) else "percentage"
    if rule.full_at != 1:
        vi, en = (
            f"{vi}, trọn điểm từ {_exact(rule.full_at, 'vi')}",
            f"{en}, full marks from {_exact(rule.full_at, 'en')}",
        )
    if rule.floor:
        vi, en = (
            f"{vi}, dưới {_exact(rule.floor, 'vi')} không có điểm",
            f"{en}, nothing below {_exact(rule.floor, 'en')}",
        )
    zero = ZERO[rule.when_zero] if isinstance(rule, Ratio) else Text("", "")
    return Text(vi + zero.vi, en + zero.en)


def _exact(share: float, language: str) -> str:
    return f"{number(100 * share, language)}%"


ZERO = {
    ZeroDenominator.ZERO: Text("", ""),
    ZeroDenominator.FULL: Text(", mẫu số 0 được trọn điểm", ", a denominator of 0 has full marks"),
    ZeroDenominator.MISSING: Text(", mẫu số 0 là chưa có số liệu", ", a denominator of 0 is missing"),
}


def _steps(rule: Steps, maximum: float | None) -> Text:
    worth = [(threshold, _points(share, maximum)) for threshold, share in rule.steps]
    vi = "; ".join(f"từ {number(at, 'vi')}: {points.vi}" for at, points in worth)
    en = "; ".join(f"from {number(at, 'en')}: {points.en}" for at, points in worth)
    return Text(f"theo bậc: {vi}", f"by steps: {en}")


def _count(rule: Count, maximum: float | None) -> Text:
    most = _points(1.0, maximum)
    return Text(
        f"mỗi đơn vị {number(rule.each, 'vi')} điểm, nhiều nhất {most.vi}",
        f"{number(rule.each, 'en')} points each, at most {most.en}",
    )


def _best(rule: Best, maximum: float | None) -> Text:
    parts = [rule_words(part, maximum) for part in rule.parts]
    vi, en = "; hoặc ".join(part.vi for part in parts), "; or ".join(part.en for part in parts)
    return Text(f"cách cho nhiều điểm nhất: {vi}", f"the best of: {en}")


def _sum(rule: Sum, maximum: float | None) -> Text:
    parts = [(share, rule_words(part, None if maximum is None else share * maximum)) for share, part in rule.parts]
    vi = "; ".join(f"{percent(share, 'vi', 0)} {words.vi}" for share, words in parts)
    en = "; ".join(f"{percent(share, 'en', 0)} {words.en}" for share, words in parts)
    return Text(f"cộng các phần: {vi}", f"the sum of: {en}")


def _share_of_best(rule: ShareOfBest, maximum: float | None) -> Text:
    return Text("so với đơn vị cao nhất", "over the best unit")


def _survey_mean(rule: SurveyMean, maximum: float | None) -> Text:
    least = rule.minimum_respondents
    return Text(
        f"điểm khảo sát từ {number(rule.low, 'vi')} đến {number(rule.high, 'vi')}, cần ít nhất {least} người trả lời",
        f"survey mean from {number(rule.low, 'en')} to {number(rule.high, 'en')}, at least {least} respondents",
    )


def _given(rule: Given, maximum: float | None) -> Text:
    return Text("tỷ lệ cho sẵn × điểm tối đa", "a given share × the maximum")


def _value(rule: Value, maximum: float | None) -> Text:
    return Text("giá trị", "the value")


def _milestone(rule: Milestone, maximum: float | None) -> Text:
    unit = "" if rule.item else "%"
    return Text(
        f"so với mốc của năm: {number(rule.target, 'vi')}{unit}",
        f"over the target of the year: {number(rule.target, 'en')}{unit}",
    )


def _information(rule: Information, maximum: float | None) -> Text:
    return Text("chỉ để biết thông tin, không tính điểm", "asked for information, not scored")


WORDS: Mapping[type, Callable[[Any, float | None], Text]] = {
    Cases: _cases,
    Ticks: _ticks,
    Ratio: _rate,
    Share: _rate,
    Steps: _steps,
    Count: _count,
    Best: _best,
    Sum: _sum,
    ShareOfBest: _share_of_best,
    SurveyMean: _survey_mean,
    Given: _given,
    Value: _value,
    Milestone: _milestone,
    Information: _information,
}

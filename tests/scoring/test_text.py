"""Scores and differences as plain text in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from questionnaires import load
from questionnaires.model import (
    Best,
    Choice,
    Count,
    Effect,
    Index,
    Item,
    Missing,
    NotApplicable,
    Ratio,
    Rule,
    Steps,
    Sum,
    SurveyMean,
    Text,
    Ticks,
    ZeroDenominator,
)
from scoring import score
from scoring.change.difference import difference
from scoring.rules import RULES
from scoring.words.difference_text import explain_difference
from scoring.words.figures import number, percent, signed
from scoring.words.rule_words import WORDS, rule_words
from scoring.words.text import explain
from tests.scoring import command
from tests.scoring.command import Done
from tests.scoring.definitions import index, parent, points, rule, value


def one(definition: Index, **answers: float | str | None) -> pd.DataFrame:
    return pd.DataFrame([answers], index=["u0"])


def asked(definition: Index, **texts: tuple[str, str, str]) -> Index:
    """The index with questions and units of some items: Vietnamese, English, unit."""
    items = dict(definition.items)
    for code, (vi, en, unit) in texts.items():
        items[code] = replace(items[code], question=Text(vi, en), unit=Text(unit, unit))
    return replace(definition, items=items)


def test_numbers_are_written_as_the_language_does() -> None:
    assert [number(1234.5, language) for language in ("vi", "en")] == ["1.234,5", "1,234.5"]
    assert number(0.28345, "vi", 4) == "0,2835"  # half up, as printed tables do
    assert number(0.1 + 0.2, "en") == "0.3"
    assert number(-0.004, "vi", 2) == "0,00"
    assert [number(-3, "vi", 1), signed(3, "vi", 1), signed(-3, "vi", 1), signed(0.001, "vi", 2)] == [
        "−3,0",
        "+3,0",
        "−3,0",
        "0,00",
    ]
    assert percent(0.8127, "vi") == "81,3%"
    assert number(float("nan"), "vi") == "–"


def test_hanoi_2024_is_explained_from_the_rank_to_the_figures() -> None:
    dti = load("DTI-2024")
    figures = dict(zip(dti.items, [1, 1, 0.9286, 0.9, 0.8082, 0.5661, 0.925, 0.8127], strict=True))
    scores = score(dti, pd.DataFrame([figures], index=["01"]))
    lines = explain(scores, "01").splitlines()
    assert lines[0] == "DTI Chuyển đổi số cấp tỉnh: 0,8241; 774,70 trên 940 điểm được đánh giá; hạng 1"
    assert "  HT Hạ tầng số: 130,00 trên 140 điểm (92,9%); trọng số 14,9% của DTI" in lines  # .9286 × 140; 140 / 940
    assert "    Điểm chỉ số chính Hạ tầng số, từ 0 đến 1: 0,9286" in lines
    english = explain(scores, "01", "HT", "en").splitlines()
    assert english[0] == "HT Digital infrastructure: 130.00 of 140 points (92.9%)"


def test_weights_that_were_rescaled_say_from_what_and_why() -> None:
    tree = parent(
        "R",
        points("a", 40),
        points("b", 50, assessed=False),
        replace(points("c", 10), not_applicable=NotApplicable.RESCALE),
    )
    scores = score(index(tree, publish_as_share=True), one(index(tree), a_s=0.5, c="n/a"))
    text = explain(scores, "u0")
    assert "a: 20,00 trên 40 điểm (50,0%); trọng số 100,0% của R, quy lại từ 40,0% vì b, c không tính" in text
    assert "  b: không đánh giá" in text
    assert "  c: không áp dụng, không tính" in text
    assert "re-scaled from 40.0%, not counting b, c" in explain(scores, "u0", language="en")


def test_what_is_missing_says_what_that_is_worth() -> None:
    tree = parent("R", points("a", 4), points("b", 6, Ratio("x", "y")))
    zero = explain(score(index(tree), one(index(tree), a_s=1, x=1)), "u0")
    assert "    y: chưa trả lời\n    chưa có số liệu, tính bằng 0" in zero
    skipped = explain(score(index(tree, missing=Missing.SKIP), one(index(tree), a_s=1)), "u0", language="en")
    assert "b: no data, left out" in skipped
    assert "weight 100.0% of R, re-scaled from 40.0%, not counting b" in skipped


def test_a_penalty_a_bonus_and_a_decision_say_what_they_are() -> None:
    tree = parent(
        "R",
        points("a", 10),
        replace(points("p", 5), effect=Effect.PENALTY),
        replace(points("q", 3), effect=Effect.BONUS),
    )
    text = explain(score(index(tree), one(index(tree), a=9, p_s=0.4, q_s=1)), "u0")
    assert "a: 9,00 trên 10 điểm (90,0%); trọng số 100,0% của R\n    ghi trực tiếp: 9" in text
    assert "p: −2,00 điểm; điểm trừ, nhiều nhất 5" in text
    assert "q: 3,00 điểm; điểm thưởng, nhiều nhất 3" in text


def test_answers_are_shown_as_they_were_chosen() -> None:
    definition = index(parent("R", points("t", 2, Ticks("k", {"web": 0.5, "bao": 0.5}))))
    choices = (Choice("web", Text("Cổng", "Portal")), Choice("bao", Text("Báo", "Press")))
    item: Item = replace(definition.items["k"], choices=choices, question=Text("Kênh nào?", "Which channels?"))
    definition = replace(definition, items={"k": item})
    assert "Kênh nào? Cổng; Báo" in explain(score(definition, one(definition, k="web|bao")), "u0")
    assert "Which channels? none of them" in explain(score(definition, one(definition, k="-")), "u0", language="en")


def test_a_composite_index_shows_scores_and_weights() -> None:
    tree = parent("R", value("a", 3), value("b", 1))
    text = explain(score(index(tree, multiplier=10), one(index(tree), a=2, b=4)), "u0")
    assert text.splitlines()[:2] == [
        "R: 25,0000; hạng 1; trung bình cộng, × 10",  # (3·2 + 4) / 4 × 10
        "  a: 2,0000; trọng số 75,0% của R",
    ]


RULES_IN_WORDS: list[tuple[Rule, str, str]] = [
    (
        Ratio("x", "y", 0.8, 0.5, ZeroDenominator.FULL),
        "tỷ lệ, trọn điểm từ 80%, dưới 50% không có điểm, mẫu số 0 được trọn điểm",
        "ratio, full marks from 80%, nothing below 50%, a denominator of 0 has full marks",
    ),
    (Steps("x", ((4.0, 1.0), (2.0, 0.25))), "theo bậc: từ 4: 10; từ 2: 2,5", "by steps: from 4: 10; from 2: 2.5"),
    (Count("x", 0.5), "mỗi đơn vị 0,5 điểm, nhiều nhất 10", "0.5 points each, at most 10"),
    (
        Sum(((0.5, Ratio("x", "y")), (0.5, Ticks("k", {"a": 0.5, "b": 0.5})))),
        "cộng các phần: 50% tỷ lệ; 50% cộng các ý được chọn (2,5; 2,5)",
        "the sum of: 50% ratio; 50% the ticks add up (2.5; 2.5)",
    ),
    (
        SurveyMean("x", "n"),
        "điểm khảo sát từ 1 đến 5, cần ít nhất 15 người trả lời",
        "survey mean from 1 to 5, at least 15 respondents",
    ),
]


@pytest.mark.parametrize(("of", "vi", "en"), RULES_IN_WORDS, ids=lambda each: type(each).__name__)
def test_a_rule_is_one_sentence_in_both_languages(of: Rule, vi: str, en: str) -> None:
    assert rule_words(of, 10.0) == Text(vi, en)


def test_every_rule_has_words_also_in_a_composite_index() -> None:
    assert set(WORDS) >= set(RULES)
    best = Best((rule({"given": {"item": "a"}}), rule({"cases": {"item": "b", "shares": {"x": 1, "y": 0.5}}})))
    assert rule_words(best, None).vi == (
        "cách cho nhiều điểm nhất: tỷ lệ cho sẵn × điểm tối đa; hoặc theo trường hợp được chọn (100%; 50%)"
    )


def test_a_difference_names_answers_and_adds_up_in_both_languages() -> None:
    definition = asked(
        index(parent("R", points("a", 10, Ratio("x", "y")), points("b", 10))),
        x=("Số xã có cáp quang", "Communes with fibre", "xã"),
        y=("Tổng số xã", "All communes", "xã"),
    )
    before = score(definition, one(definition, x=1500, y=3000, b_s=0.4))
    after = score(definition, one(definition, x=2250, y=3000, b_s=0.4))
    found = difference(before, after, "u0")
    assert explain_difference(found, definition, definition).splitlines() == [
        "R R: 9,0000 → 11,5000, thay đổi +2,5000",
        "  +2,5000  a a: kết quả (5,00 → 7,50)",
        "    +2,5000  Số xã có cáp quang: 1.500 xã → 2.250 xã",
    ]
    assert "Communes with fibre: 1,500 xã → 2,250 xã" in explain_difference(found, definition, definition, "en")


def test_small_changes_are_summed_up_in_one_line() -> None:
    tree = parent("R", *(points(code, 10) for code in "abcd"))
    before = score(index(tree), one(index(tree), a_s=0.1, b_s=0.1, c_s=0.1, d_s=0.1))
    after = score(index(tree), one(index(tree), a_s=0.9, b_s=0.2, c_s=0.3, d_s=0))
    text = explain_difference(difference(before, after, "u0"), index(tree), index(tree), most=1)
    assert text.splitlines()[-1] == "  +2,0000  3 thay đổi nhỏ hơn"  # +1 + 2 − 1


def test_weights_and_what_the_others_did_are_named() -> None:
    old = index(parent("R", points("a", 10), points("b", 10)), publish_as_share=True)
    new = index(parent("R", points("a", 30), points("b", 10)), publish_as_share=True)
    found = difference(score(old, one(old, a_s=1, b_s=0.5)), score(new, one(new, a_s=1, b_s=0.5)), "u0")
    assert "+0,0469  a a: trọng số đổi (50,0% → 75,0%)" in explain_difference(found, old, new)
    definition = index(parent("R", value("v", method="minmax")))
    nations = [pd.DataFrame({"v": [4, 0, most]}, index=["u0", "u1", "u2"]) for most in (8, 16)]
    found = difference(score(definition, nations[0]), score(definition, nations[1]), "u0")
    assert "−25,0000  v v: kết quả (50,00 → 25,00)" in explain_difference(found, definition, definition)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dti = load("DTI-2024")
    data = pd.DataFrame([dict.fromkeys(dti.items, 0.5)], index=pd.Index(["01"], name="unit"))
    data.to_csv(tmp_path / "dti.csv")
    return tmp_path


def run(folder: Path, *arguments: str) -> Done:
    return command.run(folder, "score", "DTI-2024", "dti.csv", "--out", "out", *arguments)


def test_the_command_explains_a_unit_or_a_node_behind_the_names_of_its_files(folder: Path) -> None:
    whole, part = run(folder, "--explain", "01"), run(folder, "--explain", "01:NT", "--language", "en")
    assert whole.stdout.splitlines()[:2] == [
        "out/scores.csv, out/ranking.csv",
        "DTI Chuyển đổi số cấp tỉnh: 0,5000; 470,00 trên 940 điểm được đánh giá; hạng 1",
    ]
    assert part.stdout.splitlines()[1] == "NT Digital awareness: 25.00 of 50 points (50.0%)"
    assert run(folder).stdout == "out/scores.csv, out/ranking.csv\n"


@pytest.mark.parametrize(("asked_for", "named"), [("99", "99"), ("01:XX", "XX")])
def test_the_command_refuses_to_explain_what_there_is_not_and_writes_nothing(
    folder: Path, asked_for: str, named: str
) -> None:
    done = run(folder, "--explain", asked_for)
    assert (done.returncode, done.stdout, (folder / "out").exists()) == (2, "", False)
    assert done.stderr == (
        f"{asked_for}: --explain: không có đơn vị hay chỉ số nào mang mã '{named}'; viết ĐƠN VỊ hoặc ĐƠN VỊ:CHỈ SỐ\n"
    )

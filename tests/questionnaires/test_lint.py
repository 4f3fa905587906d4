"""Each check of the linter fires on the fault it is about and is silent on what only looks like it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires import Index
from questionnaires.lint import CHECKS, Finding, Severity, lint, lint_all
from questionnaires.lint.places import lines
from questionnaires.model import Cases, Node
from tests.questionnaires.careful import (
    CAREFUL,
    COMPOSITES,
    ITEMS,
    MILESTONE,
    NAMES,
    POOL,
    SOURCE,
    STEPS,
    TICKS,
    USING,
    indices,
    item,
    pools,
    spoilt,
)
from tests.questionnaires.documents import line_of
from tests.questionnaires.lint_cases import CHANNELS, FIRES, LEADER, SAME_RATE, SILENT, TARGETED, Edits, in_item, rule

VILLAGES = f"{SOURCE}\n{NAMES}items:\n{item('so_thon', 'Số thôn', 'Villages')}"
WITH_PREVIOUS = ("year: 2026\n", "year: 2026\nprevious: BO-2025\n")
# Checks that need several documents, or what the loader itself refuses; each has a test of its own below.
APART = {
    "sums",
    "weights",
    "share-over-full",
    "no-source",
    "unused-pool-item",
    "code-in-two-pools",
    "unknown-predecessor",
    "same-predecessor",
    "not-carried",
}


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.check for finding in found]


def earlier(text: str = CAREFUL) -> str:
    """The version of the year before."""
    return text.replace("BO-2026", "BO-2025").replace("year: 2026", "year: 2025")


def following(code: str, comparability: str, block: str = LEADER) -> tuple[str, str]:
    """An indicator that names its predecessor."""
    named = f"          predecessor: {{code: {code}, comparability: {comparability}}}\n          good"
    return in_item("          good", named, block)


def test_a_careful_set_gives_nothing_to_say(tmp_path: Path) -> None:
    assert lint_all(indices(tmp_path, CAREFUL)) == ()


def test_every_check_is_seen_to_fire_and_to_be_silent() -> None:
    known = {check.code for check in CHECKS}
    assert len(known) == len(CHECKS)
    assert {check for check, _node, _edits in FIRES} == known - APART
    assert {check for check, _edits in SILENT} == known - APART - {"no-english"}  # it has no near miss


def test_the_page_on_the_format_names_every_check_under_its_weight() -> None:
    page = (Path(__file__).parents[2] / "docs" / "definition-format.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (?:tree|points|items|texts) \|(.*)\|(.*)\|(.*)\|$", page, re.MULTILINE)
    assert len(table) == 4
    for severity, cells in zip(Severity, zip(*table, strict=True), strict=True):
        named = re.findall(r"`([a-z-]+)`", " ".join(cells))
        assert sorted(named) == sorted(check.code for check in CHECKS if check.severity is severity)


@pytest.mark.parametrize(("check", "node", "edits"), FIRES, ids=[f"{at}-{case[0]}" for at, case in enumerate(FIRES)])
def test_a_fault_is_found_where_it_is_and_nothing_else(tmp_path: Path, check: str, node: str, edits: Edits) -> None:
    (index,) = indices(tmp_path, spoilt(*edits))
    found = lint_all([index])
    told = [(each.check, each.where, each.node) for each in found if each.check == check]
    assert told == [(check, index.code, node)]
    # An edit that takes a rule away leaves its item over, and a mean that cannot be 5 is on another scale as well.
    assert set(codes(found)) <= {check, "unused-own-item", "survey-scale" if node == "B.2" else check}


@pytest.mark.parametrize(("check", "edits"), SILENT, ids=[f"{at}-{case[0]}" for at, case in enumerate(SILENT)])
def test_what_only_looks_like_a_fault_is_left_alone(tmp_path: Path, check: str, edits: Edits) -> None:
    assert check not in codes(lint_all(indices(tmp_path, spoilt(*edits))))


def test_points_that_are_not_the_sum_of_the_children_are_an_error(tmp_path: Path) -> None:
    (index,) = indices(tmp_path, CAREFUL)
    wrong = replace(index, root=replace(index.root, max_points=71.0))  # 20 + 10 + 10 and 10 + 10 + 10
    (found,) = lint_all([wrong])
    assert (found.check, found.severity, found.node) == ("sums", Severity.ERROR, "BO")
    assert found.message.vi == "tối đa 71 điểm nhưng các chỉ tiêu con cộng lại 70"
    assert found.message.en == "at most 71 points, but the children add up to 70"


def test_a_bonus_is_no_part_of_the_sum(tmp_path: Path) -> None:
    bonus = in_item("          good", "          effect: bonus\n          good", LEADER)
    (index,) = indices(tmp_path, spoilt(bonus))
    assert index.root.max_points == 60  # 70 − 10
    assert lint_all([index]) == ()


@pytest.mark.parametrize(
    ("weights", "fires"), [((0.6, 0.3), True), ((60, 39), True), ((0.6, 0.4), False), ((60, 40), False)]
)
def test_written_weights_add_up_to_1_or_100(tmp_path: Path, weights: tuple[float, float], fires: bool) -> None:
    text = re.sub(r" +max_points: \d+\n", "", CAREFUL.replace(COMPOSITES, ""))
    for code, weight in zip("AB", weights, strict=True):
        text = text.replace(f"    - code: {code}\n", f"    - code: {code}\n      weight: {weight}\n")
    assert ("weights" in codes(lint_all(indices(tmp_path, text)))) is fires


def test_weights_that_nobody_wrote_need_not_add_up(tmp_path: Path) -> None:
    text = re.sub(r" +max_points: \d+\n", "", CAREFUL.replace(COMPOSITES, ""))
    assert lint_all(indices(tmp_path, text)) == ()


@pytest.mark.parametrize(("share", "fires"), [(1.2, True), (1.0, False)])
def test_a_choice_is_never_worth_more_than_the_maximum(tmp_path: Path, share: float, fires: bool) -> None:
    (index,) = indices(tmp_path, CAREFUL)
    wrong = changed(index, "A.2", rule=Cases("truong_ban", {"bi_thu": share, "khac": 0}))
    assert codes(lint_all([wrong])) == (["share-over-full"] if fires else [])


@pytest.mark.parametrize(("clause", "fires"), [(" ", True), ("mục X", False)])
def test_every_line_names_its_clause(tmp_path: Path, clause: str, fires: bool) -> None:
    (index,) = indices(tmp_path, CAREFUL)
    wrong = changed(index, "A.2", source=replace(index.node("A.2").source, clause=clause))
    assert codes(lint_all([wrong])) == (["no-source"] if fires else [])


def changed(index: Index, code: str, **values: object) -> Index:
    """The index with one node changed: what the loader refuses may still come from elsewhere."""

    def spoil(node: Node) -> Node:
        if node.code == code:
            return replace(node, **values)  # type: ignore[arg-type]
        return replace(node, children=tuple(spoil(child) for child in node.children))

    return replace(index, root=spoil(index.root))


def test_an_item_of_a_pool_that_no_index_reads_is_named_in_the_pool(tmp_path: Path) -> None:
    known = pools(tmp_path, {"chung": POOL, "thon": VILLAGES})
    (found,) = lint_all(indices(tmp_path, USING), known)
    assert (found.check, found.where, found.node) == ("unused-pool-item", "items/thon", "so_thon")


def test_an_item_that_one_of_several_indices_reads_is_used(tmp_path: Path) -> None:
    known = pools(tmp_path, {"chung": POOL, "thon": VILLAGES})
    reading = spoilt(
        ("uses: [chung]", "uses: [chung, thon]"),
        rule(STEPS, STEPS.replace("so_cuoc_hop", "so_thon")),
        ("BO-2026", "BO-749"),
        text=USING,
    )
    assert lint_all(indices(tmp_path, USING, reading), known) == ()


def test_one_code_in_two_pools_is_an_error_of_the_second(tmp_path: Path) -> None:
    known = pools(tmp_path, {"chung": POOL, "them": VILLAGES.replace("so_thon", "so_xa")})
    found = [each for each in lint_all(indices(tmp_path, USING), known) if each.check == "code-in-two-pools"]
    assert [(each.where, each.node, each.severity) for each in found] == [("items/them", "so_xa", Severity.ERROR)]


def test_two_pools_with_codes_of_their_own_get_along(tmp_path: Path) -> None:
    known = pools(tmp_path, {"chung": POOL, "them": VILLAGES})
    assert "code-in-two-pools" not in codes(lint_all(indices(tmp_path, USING), known))


def test_the_same_question_in_another_pool_is_found(tmp_path: Path) -> None:
    again = VILLAGES.replace("Số thôn", "Tổng số xã có cáp quang trên địa bàn tỉnh")
    known = pools(tmp_path, {"chung": POOL, "them": again})
    found = lint_all(indices(tmp_path, USING), known)
    (twice,) = [each for each in found if each.check == "same-question"]
    assert (twice.where, twice.node) == ("items/them", "so_thon")
    assert twice.message.vi.startswith("hỏi trùng với so_xa (items/chung)")


def test_a_predecessor_that_the_previous_version_does_not_have_is_an_error(tmp_path: Path) -> None:
    found = lint_all(indices(tmp_path, earlier(), spoilt(WITH_PREVIOUS, following("A.9", "reworded"))))
    assert [(each.check, each.node) for each in found] == [("unknown-predecessor", "A.2"), ("not-carried", "BO-2026")]
    assert found[0].message.en == "BO-2025 has no A.9"


def test_predecessors_that_are_there_are_left_alone(tmp_path: Path) -> None:
    assert lint_all(indices(tmp_path, earlier(), spoilt(WITH_PREVIOUS, following("A.2", "reworded")))) == ()


@pytest.mark.parametrize(("comparability", "fires"), [("same", True), ("new_scale", False)])
def test_two_nodes_cannot_both_be_the_same_as_one_before(tmp_path: Path, comparability: str, fires: bool) -> None:
    edits = (WITH_PREVIOUS, following("A.2", "same"), following("A.2", comparability, CHANNELS))
    found = codes(lint_all(indices(tmp_path, earlier(), spoilt(*edits))))
    assert ("same-predecessor" in found) is fires


def test_what_was_dropped_is_noted_once_with_all_below_it(tmp_path: Path) -> None:
    text = spoilt(WITH_PREVIOUS, ("    - code: B\n", "    - code: C\n"), ("of: [A, B]", "of: [A, C]"))
    found = lint_all(indices(tmp_path, earlier(), re.sub(r"- code: B\.", "- code: C.", text)))
    assert [(each.check, each.severity, each.node) for each in found] == [("not-carried", Severity.NOTE, "BO-2026")]
    assert found[0].message.vi == "không chỉ tiêu nào nối tiếp B Hoạt động của BO-2025"


def test_what_keeps_its_code_or_is_named_is_carried(tmp_path: Path) -> None:
    text = spoilt(WITH_PREVIOUS, following("A.2", "reworded"), ("- code: A.2\n", "- code: A.7\n"))
    assert lint_all(indices(tmp_path, earlier(), text)) == ()


def test_targets_of_another_document_do_not_contradict(tmp_path: Path) -> None:
    other = in_item("source: {clause", "source: {document: 411/QĐ-TTg, clause", TARGETED)
    found = lint_all(indices(tmp_path, spoilt(other, rule(MILESTONE, SAME_RATE), ("full_at: 0.8", "full_at: 0.5"))))
    assert "contradicted-target" not in codes(found)


def test_a_target_in_another_set_contradicts_too_and_the_message_says_both(tmp_path: Path) -> None:
    known = pools(tmp_path, {"chung": POOL})
    targets = spoilt(rule(MILESTONE, SAME_RATE), ("BO-2026", "BO-749"), text=USING)
    found = lint_all(indices(tmp_path, targets, spoilt(("full_at: 0.8", "full_at: 0.5"), text=USING)), known)
    (told,) = [each for each in found if each.where == "BO-2026"]
    assert (told.check, told.node) == ("contradicted-target", "A.1")
    assert told.message.vi == "đủ điểm từ 50 nhưng 749/QĐ-TTg đặt 2025: 80; 2030: 100 (B.3, BO-749)"
    assert told.message.en == "full marks from 50, but 749/QĐ-TTg sets 2025: 80; 2030: 100 (B.3, BO-749)"


def test_the_message_says_how_far_the_points_go(tmp_path: Path) -> None:
    (found,) = lint_all(indices(tmp_path, spoilt(rule(STEPS, "{count: {item: so_cuoc_hop, each: 0.01}}"))))
    assert found.message.vi == "500 lần chỉ được 50% điểm tối đa"  # 500 × 0.01 = 5 of 10
    assert found.message.en == "500 of them gives 50% of the maximum only"


def test_one_index_is_told_of_itself_and_of_what_it_draws_only(tmp_path: Path) -> None:
    poor = POOL.replace("    period: closing_date\n", "") + item("so_thon", "Số thôn", "Villages")
    known = pools(tmp_path, {"chung": poor})
    index, other = indices(tmp_path, USING, spoilt(("BO-2026", "BO-2025"), ("code: A.2", "code: A.2x"), text=USING))
    found = lint(index, known, [other])
    assert {(each.check, each.where) for each in found} == {("no-period", "items/chung")}
    assert len(found) == ITEMS.count("period")  # the six of the province, without so_thon


def test_one_index_is_compared_with_those_beside_it_but_not_with_its_shipped_copy(tmp_path: Path) -> None:
    known = pools(tmp_path, {"chung": POOL})
    targets = spoilt(rule(MILESTONE, SAME_RATE), text=USING)
    draft, copy, other = indices(
        tmp_path, spoilt(("full_at: 0.8", "full_at: 0.5"), text=USING), targets, targets.replace("BO-2026", "BO-749")
    )
    assert codes(lint(draft, known, [copy])) == []
    assert codes(lint(draft, known, [other])) == ["contradicted-target"]


def test_errors_come_first_and_notes_last(tmp_path: Path) -> None:
    edits = (rule(STEPS, STEPS.replace("share: 1}", "share: 0.9}")), rule(TICKS, TICKS.replace("dai: 0.5", "dai: 0.6")))
    found = lint_all(indices(tmp_path, spoilt(*edits, in_item("en: The leader", "en: Người đứng đầu", LEADER))))
    assert [each.severity for each in found] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


def test_a_finding_can_be_traced_to_its_line(tmp_path: Path) -> None:
    indices(tmp_path, CAREFUL)
    found = lines(tmp_path / "0.yaml")
    for code in ("BO-2026", "so_xa", "A.2", "AB"):
        assert found[code] == line_of(CAREFUL, f"code: {code}" if code != "so_xa" else "so_xa:")
    assert "bi_thu" not in found
    assert lines(tmp_path / "set.xlsx") == {}

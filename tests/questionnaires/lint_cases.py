"""The faults a linter looks for, one small spoiling each, and what only looks like them."""

from __future__ import annotations

from tests.questionnaires.careful import CASES, MILESTONE, RATIO, STEPS, SURVEY, TICKS, indicator, item

Edits = tuple[tuple[str, str], ...]
SO_XA = item("so_xa", "Số xã có cáp quang", "Communes with fibre")
LEADER = indicator("A.2", "Người đứng đầu", "The leader", 10, CASES)
CHANNELS = indicator("A.3", "Các kênh", "The channels", 10, TICKS)
TARGETED = indicator("B.3", "Hồ sơ trực tuyến", "Online files", 10, MILESTONE)
CONTENT = indicator("B.2", "Hài lòng", "Satisfaction", 10, SURVEY)
TARGETS = "milestones: {2025: 80, 2030: 100}"
SAME_RATE = "{milestone: {numerator: so_xa, denominator: tong_so_xa}}"


def in_item(old: str, new: str, block: str = SO_XA) -> tuple[str, str]:
    """A place replaced in the block of one item or indicator only."""
    assert block.count(old) == 1
    return block, block.replace(old, new)


def rule(old: str, new: str) -> tuple[str, str]:
    return f"rule: {old}\n", f"rule: {new}\n"


def more_items(text: str) -> tuple[str, str]:
    return "root:\n", f"{text}root:\n"


def lacking(line: str) -> Edits:
    return (in_item(line, ""),)


def of_the_ministry(line: str) -> Edits:
    return (in_item(line, "    supplied_by: ministry\n"),)


NINETY_PERCENT = item("ty_so", "Tỷ số", "Rate").replace("maximum: 500\n    decimals: 0", "maximum: 0.9")
GIVEN = "{given: {item: so_xa}}"
INFORMATION = """\
        - code: B.4
          name: {vi: Thông tin, en: Information}
          source: {clause: mục II, status: derived}
          rule: {information: {items: [so_thon]}}
composites:
"""
VILLAGES = item("so_thon", "Số thôn", "Villages")

FIRES: list[tuple[str, str, Edits]] = [
    ("code-style", "A.2x", (("code: A.2\n", "code: A.2x\n"),)),
    ("code-style", "BO-2025", (("code: BO-2026", "code: BO-2025"),)),
    ("code-style", "truong_ban", (("      khac: {vi", "      Khac: {vi"), ("khac: 0}", "Khac: 0}"))),
    ("code-style", "a" * 61, (more_items(item("a" * 61, "Số thôn", "Villages")),)),
    ("code-under-parent", "C.2", (("code: A.2\n", "code: C.2\n"),)),
    ("unused-own-item", "so_thon", (more_items(VILLAGES),)),
    ("composites", "AB", (("of: [A, B]", "of: [A, A.1]"),)),
    ("composites", "AB", (("of: [A, B]", "of: [A]"),)),
    ("unknown-previous", "BO-2026", (("year: 2026\n", "year: 2026\nprevious: BO-2025\n"),)),
    (
        "unknown-previous",
        "BO-2026",
        (in_item("          good", "          predecessor: {code: X, comparability: same}\n          good", LEADER),),
    ),
    ("unknown-previous-item", "so_xa", (in_item("    period", "    previous: so_xa_cu\n    period"),)),
    ("unreachable-points", "A.2", (rule(CASES, CASES.replace("bi_thu: 1", "bi_thu: 0.9")),)),
    ("unreachable-points", "A.3", (rule(TICKS, TICKS.replace("dai: 0.5", "dai: 0.4")),)),
    ("unreachable-points", "B.1", (rule(STEPS, STEPS.replace("share: 1}", "share: 0.9}")),)),
    ("unreachable-points", "B.1", (rule(STEPS, STEPS.replace("from: 4", "from: 501")),)),  # at most 500
    ("unreachable-points", "B.1", (rule(STEPS, "{count: {item: so_cuoc_hop, each: 0.01}}"),)),  # 500 × 0.01 = 5 < 10
    ("unreachable-points", "A.1", (in_item("maximum: 500", "maximum: 79"),)),  # 79 ÷ 100 < 0.8
    ("unreachable-points", "A.2", (rule(CASES, "{share: {item: so_cuoc_hop, full_at: 6}}"),)),  # 500 % < 600 %
    ("unreachable-points", "A.2", (rule(CASES, "{given: {item: ty_so}}"), more_items(NINETY_PERCENT))),
    ("unreachable-points", "B.2", (("maximum: 5\n", "maximum: 4\n"),)),  # (4 − 1) ÷ (5 − 1) = 0.75
    ("unreachable-points", "B.2", (("maximum: 5000\n", "maximum: 99\n"),)),  # 100 respondents are needed
    (
        "unreachable-points",
        "A.2",
        (
            rule(
                CASES,
                "{sum: {parts: [{share: 0.5, rule: {given: {item: ty_le}}}, "
                "{share: 0.5, rule: {count: {item: so_cuoc_hop, each: 0.009}}}]}}",  # 500 × 0.009 = 4.5 of 5
            ),
        ),
    ),
    (
        "unreachable-points",
        "A.2",
        (
            rule(
                CASES,
                "{best: {parts: [{count: {item: so_cuoc_hop, each: 0.01}}, {count: {item: tong_so_xa, each: 0.01}}]}}",
            ),
        ),
    ),
    ("unreachable-milestone", "B.3", (("maximum: 100\n", "maximum: 99\n"),)),
    (
        "unreachable-milestone",  # 99 ÷ 100 = 99 %
        "B.3",
        (rule(MILESTONE, SAME_RATE), in_item("maximum: 500", "maximum: 99")),
    ),
    ("falling-milestones", "B.3", ((TARGETS, "milestones: {2025: 80, 2030: 70}"),)),
    ("ticks-over-full", "A.3", (rule(TICKS, TICKS.replace("dai: 0.5", "dai: 0.6")),)),
    ("survey-scale", "B.2", (("survey_mean: {", "survey_mean: {low: 0, "),)),
    ("no-english", "A.2", (in_item(", en: The leader", "", LEADER),)),
    ("no-english", "so_xa", (in_item(", en: Report", ""),)),
    ("english-is-vietnamese", "A.2", (in_item("en: The leader", "en: Người đứng đầu", LEADER),)),
    ("no-evidence", "so_xa", lacking("    evidence: {vi: Báo cáo, en: Report}\n")),
    ("no-help", "so_xa", lacking("    help: {vi: Tính cả đặc khu, en: Special zones count too}\n")),
    ("no-unit", "so_xa", lacking("    unit: {vi: xã, en: communes}\n")),
    ("no-holder", "so_xa", lacking("    holder: khcn\n")),
    ("no-period", "so_xa", lacking("    period: closing_date\n")),
    ("no-data-source", "so_xa", lacking("    data_source: ho_so\n")),
    ("no-good", "A.2", (in_item("          good: {vi: Đạt mục tiêu, en: The target is met}\n", "", LEADER),)),
    ("same-question", "so_cuoc_hop", (('{vi: "Số cuộc họp"', '{vi: "Tổng số xã, của tỉnh"'),)),
    ("same-name", "A.2", (in_item("vi: Người đứng đầu", "vi: xã CÓ cap quang", LEADER),)),
    ("no-range", "so_xa", lacking("    maximum: 500\n")),
    ("decimals", "so_xa", (in_item("minimum: 0", "minimum: 0.5"),)),
    ("decimals", "so_xa", (in_item("maximum: 500", "maximum: 1"), rule(RATIO, GIVEN))),
    ("decimals", "so_xa", (in_item("minimum: 0\n    maximum: 500", "minimum: 1\n    maximum: 2"), rule(RATIO, GIVEN))),
    ("contradicted-target", "A.1", (rule(MILESTONE, SAME_RATE), ("full_at: 0.8", "full_at: 0.5"))),
    ("contradicted-target", "B.1", (rule(MILESTONE, "{milestone: {item: so_cuoc_hop}}"),)),  # 4 is neither 80 nor 100
    (
        "different-targets",
        "B.3",
        (rule(MILESTONE, SAME_RATE), (f"rule: {RATIO}\n", f"rule: {SAME_RATE}\n          milestones: {{2025: 90}}\n")),
    ),
]

SILENT: list[tuple[str, Edits]] = [
    ("code-style", (("code: A.2\n", "code: A.2X\n"), ("code: BO-2026", "code: BO-749"))),
    ("code-style", (more_items(item("a" * 60, "Số thôn", "Villages")),)),
    ("code-under-parent", (("code: A.2\n", "code: BO.2\n"),)),
    ("unused-own-item", (more_items(VILLAGES), ("composites:\n", INFORMATION))),
    ("composites", (("of: [A, B]", "of: [A, B.1]"),)),
    (
        "unknown-previous",
        (in_item("          good", "          predecessor: {comparability: new}\n          good", LEADER),),
    ),
    ("unknown-previous-item", (in_item("    period", "    previous: tong_so_xa\n    period"),)),
    ("unreachable-points", (rule(TICKS, TICKS.replace("0.5", "0.5000001").replace("dai: 0.5", "dai: 0.4999998")),)),
    ("unreachable-points", (rule(STEPS, STEPS.replace("from: 4", "from: 500")),)),
    ("unreachable-points", (rule(STEPS, "{count: {item: so_cuoc_hop, each: 0.02}}"),)),  # 500 × 0.02 = 10
    ("unreachable-points", (in_item("maximum: 500", "maximum: 80"),)),  # 80 ÷ 100 = 0.8
    ("unreachable-points", (in_item("maximum: 500", "maximum: 79"), ("minimum: 100\n", "minimum: 0\n"))),
    (
        "unreachable-points",
        (rule(CASES, "{best: {parts: [{count: {item: so_cuoc_hop, each: 0.01}}, {given: {item: ty_le}}]}}"),),
    ),
    ("unreachable-points", (("maximum: 5000\n", "maximum: 100\n"),)),  # as many respondents as are needed
    ("unreachable-milestone", ((TARGETS, "milestones: {2025: 80, 2030: 99.5}"),)),
    ("falling-milestones", ((TARGETS, "milestones: {2025: 80, 2030: 80}"),)),
    ("ticks-over-full", (rule(TICKS, TICKS.replace("bao: 0.5", "bao: 0.4")),)),
    ("survey-scale", (("survey_mean: {", "survey_mean: {low: 1, "),)),
    ("english-is-vietnamese", (in_item("vi: xã, en: communes", "vi: km², en: km²"),)),
    ("no-evidence", of_the_ministry("    evidence: {vi: Báo cáo, en: Report}\n")),
    ("no-help", of_the_ministry("    help: {vi: Tính cả đặc khu, en: Special zones count too}\n")),
    ("no-unit", of_the_ministry("    unit: {vi: xã, en: communes}\n")),
    ("no-holder", of_the_ministry("    holder: khcn\n")),
    ("no-period", of_the_ministry("    period: closing_date\n")),
    ("no-data-source", of_the_ministry("    data_source: ho_so\n")),
    ("no-good", (in_item("          good: {vi: Đạt mục tiêu, en: The target is met}\n", "", CONTENT),)),
    ("same-question", (('{vi: "Số cuộc họp"', '{vi: "Số xã biên giới"'),)),
    (
        "same-question",  # an item and the one it follows
        (
            ('{vi: "Số cuộc họp"', '{vi: "Số xã có cáp quang"'),
            in_item("    period", "    previous: so_cuoc_hop\n    period"),
        ),
    ),
    ("same-name", (in_item("vi: Người đứng đầu", "vi: Hài lòng", LEADER),)),  # B.2 has another parent
    ("no-range", (in_item("    maximum: 500\n", "    maximum: 5000000\n"),)),
    ("decimals", (in_item("maximum: 500\n    decimals: 0", "maximum: 1\n    decimals: 2"),)),
    (
        "contradicted-target",
        (rule(MILESTONE, "{milestone: {item: so_cuoc_hop}}"), rule(STEPS, STEPS.replace("from: 4", "from: 80"))),
    ),
    ("contradicted-target", (rule(MILESTONE, SAME_RATE),)),  # 80 is the target of 2025
    ("contradicted-target", (rule(MILESTONE, SAME_RATE), ("full_at: 0.8", "full_at: 0.84"))),  # 2026: 80 + 20 ÷ 5
    ("contradicted-target", (rule(MILESTONE, SAME_RATE), (", full_at: 0.8", ""))),  # a plain rate states no target
    (
        "different-targets",
        (rule(MILESTONE, SAME_RATE), (f"rule: {RATIO}\n", f"rule: {SAME_RATE}\n          milestones: {{2028: 90}}\n")),
    ),
]

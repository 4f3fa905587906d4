"""Rules in words: every kind of rule says what it is worth, in units an officer knows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from assessment.services.answers import Card, Field
from assessment.web.working.explain import how_scored, quotients, to_full_marks
from assessment.web.working.guidance import guidance
from questionnaires import Item, ItemKind, Node, Text
from questionnaires.model import (
    Count,
    Information,
    Milestone,
    NotApplicable,
    Period,
    Rule,
    Share,
    Source,
    Status,
    Steps,
    ZeroDenominator,
)

SOURCE = Source("749/QĐ-TTg", "điểm a khoản 1 mục IV", Status.DERIVED)


def item(code: str, unit: Text | None, decimals: int | None = None) -> Item:
    return Item(code, ItemKind.NUMBER, Text("Câu hỏi", "Question"), SOURCE, unit=unit, decimals=decimals)


ITEMS = {
    "cuoc_hop": item("cuoc_hop", Text("cuộc họp", "meetings"), 0),
    "ty_le": item("ty_le", Text("%", "%")),
    "sang_kien": item("sang_kien", Text("sáng kiến"), 0),  # not translated yet
    "diem": item("diem", None),
    "a": item("a", Text("hộ", "households"), 0),
    "b": item("b", Text("hộ", "households"), 0),
}
RATE = Milestone(target=60, numerator="a", denominator="b", when_zero=ZeroDenominator.FULL)


@pytest.fixture(params=["vi"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def page(app: Flask, language: str) -> Iterator[None]:
    with app.test_request_context(f"/?lang={language}"):
        yield


def lines(rule: Rule, maximum: float = 20) -> list[str]:
    return [str(line.words) for line in how_scored(rule, maximum, ITEMS)]


def test_a_count_names_what_is_counted() -> None:
    assert lines(Count("cuoc_hop", each=5)) == ["Mỗi cuộc họp được 5 điểm, tối đa 20"]
    assert lines(Count("ty_le", each=0.2)) == ["Mỗi điểm phần trăm được 0,2 điểm, tối đa 20"]
    assert lines(Count("diem", each=2)) == ["Số đã nhập nhân với 2 điểm, tối đa 20"]


def test_steps_name_their_unit() -> None:
    assert lines(Steps("sang_kien", ((7, 1), (3, 0.5)))) == [
        "Từ 7\u00a0sáng kiến trở lên: 20 điểm",
        "Từ 3\u00a0sáng kiến trở lên: 10 điểm",  # half of 20
    ]


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_unit_without_english_is_marked_inside_an_english_sentence() -> None:
    first = lines(Steps("sang_kien", ((7, 1),)))[0]
    assert first == 'Points at 7\u00a0<span lang="vi">sáng kiến</span> or more: 20'
    assert lines(Count("cuoc_hop", each=5)) == ["5 points each (meetings), at most 20"]


def test_a_percentage_is_short_by_percentage_points_and_a_number_by_its_unit() -> None:
    short = to_full_marks(Share("ty_le", full_at=0.8), {"ty_le": Decimal("75.1")}, ITEMS, 20)
    assert short == "Để đạt điểm tối đa cần 80%, còn thiếu 4,9 điểm phần trăm"  # 80 − 75.1
    short = to_full_marks(Count("cuoc_hop", each=5), {"cuoc_hop": Decimal(1)}, ITEMS, 20)
    assert short == "Để đạt điểm tối đa cần 4\u00a0cuộc họp, còn thiếu 3\u00a0cuộc họp"  # 20 ÷ 5 − 1
    assert to_full_marks(Count("cuoc_hop", each=5), {"cuoc_hop": Decimal(4)}, ITEMS, 20) == ""


def test_a_milestone_says_its_target_and_what_is_missing_to_it() -> None:
    assert lines(Milestone(target=60, item="ty_le")) == [
        "Mốc của năm: 60%. Đạt mốc được điểm tối đa; chưa đạt thì tính theo tỷ lệ"
    ]
    assert lines(RATE)[0].startswith("Mốc của năm: 60%. ")
    assert lines(RATE)[1] == "Mẫu số bằng 0 thì được điểm tối đa"
    values = {"a": Decimal(90), "b": Decimal(200)}
    assert quotients(RATE, values) == (0.45,)
    assert to_full_marks(RATE, values, ITEMS, 20).endswith("cần 120\u00a0hộ, còn thiếu 30\u00a0hộ")  # 60% of 200 − 90


def test_general_information_says_that_it_gives_no_points() -> None:
    assert lines(Information(("a", "b"))) == ["Thông tin chung của tỉnh, không tính điểm"]


def shown(node: Node, *items: Item) -> dict[str, str]:
    fields = tuple(Field(found, "", None, None, "", 0, "", None, None) for found in items)
    card = Card(node, fields, "", "", None, 20, (), ministry=False)
    return {line.label: str(line.text) for line in guidance(card)}


def test_the_help_says_of_when_from_where_with_what_evidence_and_which_targets() -> None:
    rich = Item(
        **{name: getattr(ITEMS["ty_le"], name) for name in ("code", "kind", "question", "source", "unit")},
        evidence=Text("Báo cáo", "Report"),
        evidence_required=False,
        data_source=Text("Niên giám thống kê", "Statistical yearbook"),
        period=Period.CALENDAR_YEAR,
    )
    node = Node(
        "X.1",
        Text("Tên", "Name"),
        1,
        1,
        SOURCE,
        rule=Milestone(target=50, item="ty_le"),
        milestones=((2025, 50), (2030, 70.5)),
        not_applicable=NotApplicable.RESCALE,
    )
    assert shown(node, rich) == {
        "Kỳ số liệu:": "cả năm, từ 01/01 đến 31/12",
        "Lấy số liệu từ:": "Niên giám thống kê",
        "Kiểm chứng bằng:": "Báo cáo (không bắt buộc)",
        "Các mốc:": "2025: 50%; 2030: 70,5%",
        "Khi không có đối tượng:": (
            "không tính chỉ tiêu này, sau khi Bộ đồng ý; điểm chia lại cho các chỉ tiêu cùng mục"
        ),
        "Căn cứ:": "điểm a khoản 1 mục IV, 749/QĐ-TTg (suy ra từ văn bản)",
    }


def test_the_help_names_the_item_where_two_of_an_indicator_differ() -> None:
    """What both share stands there once, without a name."""
    first, second = (
        Item(
            code,
            ItemKind.NUMBER,
            Text(f"Số {code}"),
            SOURCE,
            help=Text(f"Cách hiểu {code}"),
            holder=Text("Sở Tài chính"),
            period=Period.CLOSING_DATE,
        )
        for code in ("a", "b")
    )
    fields = tuple(Field(found, "", None, None, "", 0, "", None, None) for found in (first, second))
    node = Node("X.1", Text("Tên"), 1, 1, SOURCE, rule=RATE)
    found = guidance(Card(node, fields, "", "", None, 20, (), ministry=False))
    assert [(line.text, line.heading) for line in found] == [
        ("tại ngày cuối kỳ, 14/12", False),
        ("Sở Tài chính", False),
        ("điểm a khoản 1 mục IV, 749/QĐ-TTg (suy ra từ văn bản)", False),
        ("Số a", True),
        ("Cách hiểu a", False),
        ("Số b", True),
        ("Cách hiểu b", False),
    ]


def test_the_help_says_nothing_of_what_is_not_laid_down() -> None:
    assert list(shown(Node("X.1", Text("Tên"), 1, 1, SOURCE, rule=RATE), ITEMS["a"], ITEMS["b"])) == ["Căn cứ:"]

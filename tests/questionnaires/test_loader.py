"""What the loader makes of a correct document."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from questionnaires import DefinitionError, load
from questionnaires.model import ItemKind, Missing, Status, Text
from tests.questionnaires.documents import RATIO, SMALL, changed, read


def test_levels_grow_from_the_indicators_to_the_root(tmp_path: Path) -> None:
    index = read(tmp_path, SMALL)
    assert [(node.code, node.level) for node in index.root.walk()] == [("ALL", 2), ("A", 1), ("B", 1)]


def test_points_are_the_weights_and_the_parent_is_their_sum(tmp_path: Path) -> None:
    index = read(tmp_path, changed("  max_points: 30\n", ""))
    assert index.root.max_points == 30  # 20 + 10
    assert [(node.max_points, node.weight) for node in index.root.indicators()] == [(20, 20), (10, 10)]


def test_a_node_that_is_not_assessed_leaves_its_points_out(tmp_path: Path) -> None:
    text = changed("  max_points: 30\n", "  max_points: 10\n")
    index = read(tmp_path, changed("      " + RATIO, "      assessed: false\n      " + RATIO, text))
    assert index.root.max_points == 10  # 30 - 20
    assert not index.node("A").assessed


def test_units_and_holders_declared_once_are_filled_in(tmp_path: Path) -> None:
    item = read(tmp_path, SMALL).items["so_xa"]
    assert item.unit == Text("xã", "communes")
    assert item.holder == Text("Sở Khoa học và Công nghệ", "Department of Science and Technology")
    assert (item.kind, item.minimum, item.maximum, item.supplied_by) == (ItemKind.NUMBER, 0, 500, "unit")


def test_a_line_without_a_document_comes_from_the_document_of_the_index(tmp_path: Path) -> None:
    index = read(tmp_path, SMALL)
    assert index.node("A").source.document == "749/QĐ-TTg"
    assert index.node("A").source.status is Status.OFFICIAL


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    index = read(tmp_path, changed("year: 2026\n", ""))
    assert (index.year, index.missing, index.multiplier, index.precision) == (None, Missing.ZERO, 1, None)
    assert (index.publish_as_share, index.bands, index.valid_from) == (False, (), None)


def test_the_facts_of_the_index_are_read(tmp_path: Path) -> None:
    facts = "year: 2026\nmissing: skip\nmultiplier: 10\nprecision: 4\nvalid_from: 2026-01-01\npublish_as_share: true\n"
    bands = "bands:\n  - {code: M2, name: {vi: Khá, en: Good}, minimum: 0.5}\n"
    bands += "  - {code: M1, name: {vi: Yếu, en: Weak}, minimum: 0}\n"
    index = read(tmp_path, changed("year: 2026\n", facts + bands))
    assert (index.missing, index.multiplier, index.precision) == (Missing.SKIP, 10, 4)
    assert (index.valid_from, index.publish_as_share) == (date(2026, 1, 1), True)
    assert [(band.code, band.minimum) for band in index.bands] == [("M2", 0.5), ("M1", 0)]


def test_words_that_yaml_takes_for_truth_values_stay_words(tmp_path: Path) -> None:
    text = changed("      khac: {vi", "      no: {vi").replace("khac: 0", "no: 0")
    assert [choice.code for choice in read(tmp_path, text).items["truong_ban"].choices] == ["bi_thu", "no"]


def test_texts_are_composed_so_that_equal_words_are_equal(tmp_path: Path) -> None:
    decomposed = "Bo\u0302\u0323 nho\u0309"  # "Bộ nhỏ" letter by letter
    assert read(tmp_path, changed("vi: Bộ nhỏ", f"vi: {decomposed}")).name.vi == "Bộ nhỏ"


def test_an_index_cannot_be_changed(tmp_path: Path) -> None:
    index = read(tmp_path, SMALL)
    assert isinstance(index.items, MappingProxyType)
    with pytest.raises(FrozenInstanceError):
        index.year = 2027  # type: ignore[misc]
    with pytest.raises(TypeError):
        index.items["so_xa"] = index.items["tong_so_xa"]  # type: ignore[index]


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    first = read(tmp_path, SMALL)
    assert load(tmp_path / "index.yaml") is first
    assert read(tmp_path, changed("year: 2026", "year: 2026\nprecision: 4")).precision == 4


def test_a_code_that_is_neither_shipped_nor_a_file_is_refused_with_a_suggestion() -> None:
    with pytest.raises(DefinitionError, match=r"DTI-2062:0: index: there is no such .* Did you mean 'DTI-2026'\?"):
        load("DTI-2062")

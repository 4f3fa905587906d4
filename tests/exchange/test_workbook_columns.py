"""The table of columns, the words and the guide fit each other and the format they stand for."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.exchange.workbook_columns import SHEETS, Kind
from assessment.exchange.workbook_guide import RULES as RULES_TABLE
from assessment.exchange.workbook_words import ALSO, VOCABULARIES, meant, normal
from assessment.exchange.workbooks import write_workbook
from questionnaires import load
from questionnaires.index import BAND, COMPOSITE, INDEX
from questionnaires.items import ITEM
from questionnaires.records import Record
from questionnaires.rules import RULES
from questionnaires.shapes import OneOf
from questionnaires.steps import IMPUTATIONS
from questionnaires.tree import AGGREGATES, NODE


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_heading_could_mean_two_columns(sheet: str) -> None:
    spellings = Counter(spelling for column in SHEETS[sheet].columns.values() for spelling in column.spellings)
    assert [spelling for spelling, count in spellings.items() if count > 1] == []


def test_no_name_could_mean_two_sheets() -> None:
    assert max(Counter(spelling for sheet in SHEETS.values() for spelling in sheet.spellings).values()) == 1


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_word_is_understood_with_and_without_marks_and_no_word_means_two_things(vocabulary: str) -> None:
    words = VOCABULARIES[vocabulary]
    for key, word in words.items():
        assert meant(word, vocabulary) == meant(normal(word), vocabulary) == meant(word.upper(), vocabulary) == key
        assert meant(str(key), vocabulary) == key
    assert set(ALSO.get(vocabulary, {}).values()) <= {str(key) for key in words}
    assert meant("gì đó", vocabulary) is None


def test_the_words_are_those_of_the_format() -> None:
    words = {key: list(record.shape.words) for key, record in ITEM.keys.items() if isinstance(record.shape, OneOf)}
    assert {key: list(VOCABULARIES[key]) for key in words} == words
    settings = {key: list(record.shape.words) for key, record in INDEX.keys.items() if isinstance(record.shape, OneOf)}
    assert {key: list(VOCABULARIES[key]) for key in settings} == settings
    assert list(VOCABULARIES["rule"]) == list(RULES)
    assert list(VOCABULARIES["aggregate"]) == list(AGGREGATES)
    assert list(VOCABULARIES["impute"]) == list(IMPUTATIONS)


def test_every_key_of_the_format_has_a_column() -> None:
    for sheet, record in (("tree", NODE), ("items", ITEM), ("settings", INDEX)):
        filled = {column.path[0] for column in SHEETS[sheet].columns.values() if column.path}
        special = {
            "rule",
            "children",
            "choices",
            "bands",
            "uses",
            "items",
            "root",
            "composites",
            *VOCABULARIES["names"],
        }
        assert filled | special >= set(record.keys)
        assert filled <= set(record.keys)


def test_every_key_of_a_record_within_a_record_has_a_column() -> None:
    for sheet, record in (
        ("tree", NODE),
        ("items", ITEM),
        ("settings", INDEX),
        ("bands", BAND),
        ("composites", COMPOSITE),
    ):
        paths = {column.path for column in SHEETS[sheet].columns.values() if column.path}
        for key, entry in record.keys.items():
            if isinstance(entry.shape, Record) and any(path[0] == key for path in paths):
                assert {path[1] for path in paths if path[0] == key} == set(entry.shape.keys), (sheet, key)
    assert {column.path[0] for column in SHEETS["bands"].columns.values()} == set(BAND.keys)
    assert {column.path[0] for column in SHEETS["composites"].columns.values()} == set(COMPOSITE.keys)


def test_every_parameter_of_a_rule_has_a_column() -> None:
    columns = SHEETS["tree"].columns
    renamed = {"numerator": "item", "items": "item", "steps": "shares"}
    for name, record in RULES.items():
        for key in record.keys:
            assert key == "parts" or renamed.get(key, key) in columns, (name, key)


def test_a_column_of_words_has_its_words() -> None:
    for sheet in SHEETS.values():
        for column in sheet.columns.values():
            assert (column.words in VOCABULARIES) == (column.kind in (Kind.WORD, Kind.YES_NO)), column.key
            assert (column.words in VOCABULARIES["names"]) == (column.kind is Kind.NAME), column.key


def test_the_guide_explains_every_column_and_every_rule() -> None:
    page = load_workbook(BytesIO(write_workbook(load("DTI-2024"))))["Hướng dẫn"]
    explained = {row[0].value for row in page.iter_rows(max_col=1)}
    assert {column.heading for sheet in SHEETS.values() for column in sheet.columns.values()} <= explained
    assert set(VOCABULARIES["rule"].values()) <= explained
    assert [line.split(",")[0] for line in RULES_TABLE.read_text("utf-8").splitlines()[1:]] != []

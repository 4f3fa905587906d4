"""The English catalogue: the texts of the sources and no others, each with its English, in the form that diffs well."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message

from assessment.translations import translations
from assessment.translations.collect import ENGLISH, as_file, collected, english, merged, read, texts
from assessment.web import own_words

# What stays Vietnamese in English: the signs of legal documents, and the archipelagos' own names.
PROPER_NAMES = {"QĐ", "Hoàng", "Trường"}
FORMAT = re.compile(r"%\(\w+\)s|%%|\{\w*\}|</?\w+[^>]*>")


@pytest.fixture(scope="module")
def sources() -> Catalog:
    return collected()


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return read()


def ids(messages: Catalog) -> set[str | tuple[str, ...]]:
    return {message.id if isinstance(message.id, str) else tuple(message.id) for message in texts(messages)}


def vietnamese(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def words_with_vietnamese_letters(text: str) -> set[str]:
    """Words with a letter that plain English does not write."""
    return {word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()}


def test_every_text_of_the_sources_is_in_the_catalogue(sources: Catalog, catalogue: Catalog) -> None:
    assert ids(sources) - ids(catalogue) == set()


def test_no_text_of_the_catalogue_has_left_the_sources(sources: Catalog, catalogue: Catalog) -> None:
    assert ids(catalogue) - ids(sources) == set()
    assert not catalogue.obsolete


def test_every_text_has_its_english(catalogue: Catalog) -> None:
    assert [vietnamese(message) for message in texts(catalogue) if not all(english(message))] == []


def test_no_english_is_a_guess(catalogue: Catalog) -> None:
    assert [vietnamese(message) for message in texts(catalogue) if message.fuzzy] == []


def test_both_sides_have_the_same_placeholders_and_tags(catalogue: Catalog) -> None:
    differing = [
        (vietnamese(message), text)
        for message in texts(catalogue)
        for text in english(message)
        if set(FORMAT.findall(text)) != set(FORMAT.findall(vietnamese(message)))
    ]
    assert differing == []


def test_both_sides_begin_and_end_alike(catalogue: Catalog) -> None:
    """A full stop or a space at the end is part of how texts are joined on the page."""
    ends = re.compile(r"[ .:]*$")
    differing = [
        (vietnamese(message), text)
        for message in texts(catalogue)
        for text in english(message)
        if ends.findall(text) != ends.findall(vietnamese(message)) or text[:1].isspace()
    ]
    assert differing == []


def test_english_has_no_vietnamese_but_proper_names(catalogue: Catalog) -> None:
    left = {
        text: words_with_vietnamese_letters(text) - PROPER_NAMES
        for message in texts(catalogue)
        for text in english(message)
    }
    assert {text: found for text, found in left.items() if found} == {}


def test_every_proper_name_is_needed(catalogue: Catalog) -> None:
    found = [words_with_vietnamese_letters(text) for message in texts(catalogue) for text in english(message)]
    assert set[str]().union(*found) == PROPER_NAMES


def test_singular_and_plural_differ_in_english(catalogue: Catalog) -> None:
    counted = [message for message in texts(catalogue) if not isinstance(message.id, str)]
    assert counted
    assert [message.id for message in counted if len(set(english(message))) != 2] == []


def test_all_texts_are_in_canonical_composition(catalogue: Catalog) -> None:
    both = [text for message in texts(catalogue) for text in (vietnamese(message), *english(message))]
    assert [text for text in both if not unicodedata.is_normalized("NFC", text)] == []


def test_the_file_is_what_collecting_writes(sources: Catalog, catalogue: Catalog) -> None:
    """Sorted, without line numbers, dates or names; if not: `python -m assessment.translations.collect`."""
    assert ENGLISH.read_bytes() == as_file(merged(sources, catalogue))


def test_the_english_counts_one_and_many() -> None:
    left = "còn %(num)s ngày"
    assert translations("en").ungettext(left, left, 1) == "%(num)s day left"
    assert translations("en").ungettext(left, left, 2) == "%(num)s days left"


def test_collecting_reads_code_and_templates(tmp_path: Path) -> None:
    folder = tmp_path / "assessment" / "web"
    folder.mkdir(parents=True)
    (folder / "forms.py").write_text('LABEL = _l("Lý do")\nWORDS = ngettext("một", "nhiều", 2)\n', encoding="utf-8")
    (tmp_path / "templates" / "web").mkdir(parents=True)
    (tmp_path / "templates" / "web" / "page.html").write_text('<p>{{ _("Lưu") }}</p>', encoding="utf-8")
    assert ids(collected(tmp_path)) == {"Lý do", ("một", "nhiều"), "Lưu"}


def test_merging_keeps_english_drops_what_is_gone_and_guesses_nothing() -> None:
    stored = Catalog(locale="en")
    stored.add("Lưu", "Save")
    stored.add("Xóa", "Delete")
    found = Catalog()
    found.add("Lưu")
    found.add("Lưu lại")
    assert {message.id: english(message) for message in texts(merged(found, stored))} == {
        "Lưu": ["Save"],
        "Lưu lại": [""],
    }


def test_what_a_provinces_own_round_says_instead_stands_for_texts_there_are(catalogue: Catalog) -> None:
    known = {message.id for message in texts(catalogue)}
    assert own_words.INSTEAD.keys() - known == set()
    assert set(own_words.INSTEAD.values()) - known == set()
    assert not [text for text in own_words.INSTEAD.values() if "gửi Bộ" in text]

"""Checks of words: translations, what an officer needs beside a question, and things said twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import combinations

from questionnaires.lint.findings import Check, Found, Severity, View
from questionnaires.model import Information, Item, ItemKind, Node, Source, Text, items_of

# Words that do not tell one figure from another: "Tổng số xã của tỉnh" asks what "Số xã" asks.
FILLERS = frozenset(
    word
    for phrase in (
        *("tổng số", "số lượng", "các", "những", "đã", "được", "có", "của tỉnh, thành phố", "toàn tỉnh", "hiện có"),
        *("trên địa bàn", "trong kỳ báo cáo", "trong năm đánh giá", "tính đến ngày chốt số liệu", "tại", "thuộc"),
    )
    for word in phrase.replace(",", "").split()
)
Wanted = Callable[[Item], bool]


def no_english(view: View) -> Iterator[Found]:
    """Texts that nobody has translated yet."""
    for where, node, text in _texts(view):
        if not text.en:
            message = Text(f"chưa có tiếng Anh: {_short(text.vi)}", f"not translated: {_short(text.vi)}")
            yield Found(where, node, message)


def english_is_vietnamese(view: View) -> Iterator[Found]:
    """Translations that are the Vietnamese text again."""
    for where, node, text in _texts(view):
        if text.en == text.vi and any(each.isalpha() and not each.isascii() for each in text.vi):
            message = Text(
                f"tiếng Anh vẫn là tiếng Việt: {_short(text.vi)}", f"the English is Vietnamese: {_short(text.vi)}"
            )
            yield Found(where, node, message)


def no_source(view: View) -> Iterator[Found]:
    """Lines without a legal document or clause."""
    for where, node, source in _sources(view):
        if not source.document.strip() or not source.clause.strip():
            yield Found(where, node, Text("chưa ghi văn bản hoặc điều khoản", "no document or no clause"))


def lacks(key: str, vi: str, en: str, wanted: Wanted = lambda item: True) -> Callable[[View], Iterator[Found]]:
    """A check for items of units that lack what an officer needs beside the question."""

    def look(view: View) -> Iterator[Found]:
        for where, item in view.asked_of_units:
            if wanted(item) and not getattr(item, key):
                yield Found(where, item.code, Text(f"chưa ghi {vi}", f"no {en}"))

    return look


def no_good(view: View) -> Iterator[Found]:
    """Indicators a province answers that do not say what good looks like."""
    for index, node, rule in view.rules:
        answered = any(index.items[code].supplied_by == "unit" for code in items_of(rule))
        if node.asked and answered and not node.good and not isinstance(rule, Information):
            yield Found(index.code, node.code, Text("chưa ghi thế nào là tốt", "it does not say what good looks like"))


def same_question(view: View) -> Iterator[Found]:
    """Two items that ask the same in the same words, or but for words that tell nothing."""
    seen: dict[tuple[str, ...], list[tuple[str, Item]]] = {}
    for where, item in view.items:
        words = _telling(item.question.vi)
        for other_where, other in seen.get(words, []):
            if not _follow(item, other):
                message = Text(
                    f"hỏi trùng với {other.code} ({other_where}): {_short(item.question.vi)}",
                    f"asks what {other.code} ({other_where}) asks: {_short(item.question.vi)}",
                )
                yield Found(where, item.code, message)
                break
        seen.setdefault(words, []).append((where, item))


def same_name(view: View) -> Iterator[Found]:
    """Two children of one parent with the same name."""
    for index, parent in view.nodes:
        for first, second in combinations(parent.children, 2):
            if plain(first.name.vi) == plain(second.name.vi):
                message = Text(f"trùng tên với {first.code}", f"{first.code} has the same name")
                yield Found(index.code, second.code, message)


def plain(text: str) -> str:
    """Lower case, without diacritics and punctuation: what is left when two people write the same."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join(re.findall(r"[^\W_]+", "".join(each for each in letters if not unicodedata.combining(each))))


def _telling(text: str) -> tuple[str, ...]:
    """The words of a question that tell what is counted, without diacritics; all of them where none is left."""
    words = unicodedata.normalize("NFC", text.casefold()).split()
    kept = " ".join(word for word in words if word.strip(".,;:()?") not in FILLERS)
    return tuple((plain(kept) or plain(text)).split())


def _follow(item: Item, other: Item) -> bool:
    """Whether two items are versions of one: the same code in another year, or named as the previous one."""
    return item.code in (other.code, other.previous) or item.previous == other.code


def _texts(view: View) -> Iterator[tuple[str, str, Text]]:
    for index in view.indices:
        named = (index.name, index.short_name, *(band.name for band in index.bands))
        found = (*named, *(composite.name for composite in index.composites))
        yield from ((index.code, index.code, text) for text in found)
    for index, node in view.nodes:
        yield from ((index.code, node.code, text) for text in _node_texts(node))
    for where, item in view.items:
        yield from ((where, item.code, text) for text in _item_texts(item))


def _node_texts(node: Node) -> Iterator[Text]:
    note = node.predecessor.note if node.predecessor else None
    yield from (text for text in (node.name, node.good, note) if text)


def _item_texts(item: Item) -> Iterator[Text]:
    asked = (item.question, item.unit, item.help, item.evidence, item.holder, item.data_source)
    yield from (text for text in (*asked, *(choice.text for choice in item.choices)) if text)


def _sources(view: View) -> Iterator[tuple[str, str, Source]]:
    for index in view.indices:
        yield index.code, index.code, index.source
        yield from ((index.code, composite.code, composite.source) for composite in index.composites)
    yield from ((index.code, node.code, node.source) for index, node in view.nodes)
    yield from ((where, item.code, item.source) for where, item in view.items)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"


CHECKS = (
    Check("no-english", Severity.WARNING, no_english),
    Check("english-is-vietnamese", Severity.WARNING, english_is_vietnamese),
    Check("no-source", Severity.ERROR, no_source),
    Check("no-evidence", Severity.WARNING, lacks("evidence", "tài liệu kiểm chứng", "evidence")),
    Check("no-help", Severity.WARNING, lacks("help", "hướng dẫn: tính gì, không tính gì", "help")),
    Check("no-unit", Severity.WARNING, lacks("unit", "đơn vị tính", "unit", lambda item: item.kind is ItemKind.NUMBER)),
    Check("no-holder", Severity.WARNING, lacks("holder", "cơ quan nắm số liệu", "holder")),
    Check("no-period", Severity.WARNING, lacks("period", "kỳ số liệu", "period")),
    Check("no-data-source", Severity.WARNING, lacks("data_source", "nguồn dữ liệu", "data source")),
    Check("no-good", Severity.WARNING, no_good),
    Check("same-question", Severity.WARNING, same_question),
    Check("same-name", Severity.WARNING, same_name),
)

"""What an officer may want to know before answering: what is meant, of when, from where, on what ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from assessment.formats import clause, vietnamese, words
from assessment.services.answers import Card
from assessment.web.request import language
from assessment.web.working.explain import PERCENT, figure, with_unit
from assessment.web.working.words import status_of_source
from questionnaires import Item, Node
from questionnaires.model import NotApplicable, Period


class Guide(NamedTuple):
    """One line: what it is about ("" where the text says so itself), and the text; a heading names an item."""

    label: str
    text: str
    heading: bool = False


def guidance(card: Card) -> tuple[Guide, ...]:
    """The lines of an indicator: what all its items share, what it lays down itself, what each item has of its own."""
    items = [field.item for field in card.fields]
    lines = {item.code: tuple(_of_item(item)) for item in items}
    shared = tuple(line for line in lines[items[0].code] if all(line in found for found in lines.values()))
    own = [line for item in items for line in _own(item, lines[item.code], shared)]
    return (*shared, *_of_node(card.node, items), *_basis(card.node), *own)


def _own(item: Item, lines: tuple[Guide, ...], shared: tuple[Guide, ...]) -> Iterator[Guide]:
    left = [line for line in lines if line not in shared]
    if left:
        yield Guide("", words(item.question, language()), heading=True)
        yield from left


def _of_item(item: Item) -> Iterator[Guide]:
    chosen = language()
    if item.help:
        yield Guide("", words(item.help, chosen))
    if item.period:
        yield Guide(_("Kỳ số liệu:"), _period(item.period))
    places = [words(place, chosen) for place in (item.data_source, item.holder) if place]
    if places:
        yield Guide(_("Lấy số liệu từ:"), Markup("{} ({})").format(*places) if len(places) > 1 else places[0])
    if item.evidence:
        duty = _("bắt buộc") if item.evidence_required else _("không bắt buộc")
        yield Guide(_("Kiểm chứng bằng:"), Markup("{} ({})").format(words(item.evidence, chosen), duty))


def _period(period: Period) -> str:
    return {
        Period.REPORTING_YEAR: _("từ 15/12 năm trước đến 14/12 năm đánh giá"),
        Period.CLOSING_DATE: _("tại ngày cuối kỳ, 14/12"),
        Period.CALENDAR_YEAR: _("cả năm, từ 01/01 đến 31/12"),
        Period.QUARTER: _("trong quý"),
    }[period]


def _of_node(node: Node, items: list[Item]) -> Iterator[Guide]:
    if node.good:
        yield Guide(_("Thế nào là tốt:"), words(node.good, language()))
    if node.milestones:
        yield Guide(_("Các mốc:"), _milestones(node, items))
    if node.not_applicable is not NotApplicable.NOT_ALLOWED:
        yield Guide(_("Khi không có đối tượng:"), _not_applicable(node.not_applicable))


def _milestones(node: Node, items: list[Item]) -> str:
    """Every year with its target, in the unit of the only item, else in percent of the whole."""
    single = items[0] if len(items) == 1 else None
    targets = [
        (year, with_unit(figure(value), single) if single else f"{figure(value)}{PERCENT}")
        for year, value in node.milestones
    ]
    return Markup("; ").join(Markup("{}: {}").format(year, target) for year, target in targets)


def _not_applicable(gives: NotApplicable) -> str:
    if gives is NotApplicable.ZERO:
        return _("được 0 điểm, sau khi Bộ đồng ý")
    return _("không tính chỉ tiêu này, sau khi Bộ đồng ý; điểm chia lại cho các chỉ tiêu cùng mục")


def _basis(node: Node) -> Iterator[Guide]:
    source, chosen = node.source, language()
    place = Markup("{}, {} ({})").format(
        clause(source.clause, chosen), source.document, status_of_source(source.status)
    )
    yield Guide(_("Căn cứ:"), place)
    if source.note:
        yield Guide("", vietnamese(source.note, chosen))

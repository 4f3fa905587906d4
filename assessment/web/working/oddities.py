"""What is unusual about a value, in a sentence with both figures."""

from __future__ import annotations

from flask_babel import gettext as _

from assessment.formats import number, percent, said, signed
from assessment.services.unusual import Oddity, Unusual
from assessment.web.request import language
from assessment.web.working.explain import with_unit
from questionnaires import Item
from scoring.quality.plausible import LARGE


def sentence(found: Unusual) -> str:
    """One finding in words."""
    return {Oddity.PART: _part, Oddity.RANGE: _range, Oddity.JUMP: _jump, Oddity.FAR: _far}[found.kind](found)


def _part(found: Unusual) -> str:
    whole = said(found.against.question, language()) if found.against else ""
    return _(
        "Phần lớn hơn toàn thể: %(value)s, trong khi “%(whole)s” là %(other)s.",
        value=_figure(found.value, found.item),
        whole=whole,
        other=_figure(found.other, found.against or found.item),
    )


def _range(found: Unusual) -> str:
    return _("Ngoài khoảng của số liệu này: mức giới hạn là %(other)s.", other=_figure(found.other, found.item))


def _jump(found: Unusual) -> str:
    return _(
        "Lệch nhiều so với năm %(year)s: năm đó %(other)s, nay %(value)s (%(change)s).",
        year=found.year,
        other=_figure(found.other, found.item),
        value=_figure(found.value, found.item),
        change=change(found.value, found.other, found.item),
    )


def _far(found: Unusual) -> str:
    return _(
        "Tự chấm %(own)s số điểm tối đa, khác xa các tỉnh, thành phố khác: trung vị công bố năm %(year)s là %(other)s.",
        own=percent(found.value, 1, language()),
        year=found.year,
        other=percent(found.other, 1, language()),
    )


def change(value: float, last: float, item: Item) -> str:
    """How much it moved: counts in percent of last year's, percentages and scores in their own unit."""
    if (item.maximum is None or item.maximum > LARGE) and last:
        return f"{signed((value - last) / abs(last) * 100, 1, language())}%"
    return signed(value - last, 1, language())


def _figure(value: float, item: Item) -> str:
    return with_unit(number(value, None, language()), item)

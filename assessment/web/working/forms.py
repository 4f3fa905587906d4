"""Forms of the working pages; the form of a section builds itself from the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields import Field as FormField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from assessment.formats import words
from assessment.models import Decision, Declared
from assessment.services.answers import Card, Field, SectionView
from assessment.services.claims import claimable
from assessment.services.saving import AnswerChange
from assessment.services.values import NOTHING_TICKED
from assessment.web.fields import (
    ChoiceField,
    DateField,
    LongTextField,
    NumberField,
    TicksField,
    VnDecimalField,
)
from assessment.web.request import language
from assessment.web.working.incoming import ANSWER, DECLARED, EVIDENCE, NOTE, SEEN
from questionnaires import Item, ItemKind

PREFIXES = (ANSWER, SEEN, NOTE, EVIDENCE, DECLARED)

Texts = tuple[str, str, str]  # typed, note, evidence


class SeenField(HiddenField):
    """The version a page was opened with; an item that did not come in with the form is not touched by it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Nothing instead of what is stored when the form does not have it."""
        self.data = valuelist[0] if valuelist else ""


class SectionForm(FlaskForm):
    """The answers of one section; `section_form` adds the fields."""

    items: tuple[str, ...] = ()

    def box(self, prefix: str, item: str) -> FormField | None:
        """The input of an item, None where the page has none."""
        return self._fields.get(f"{prefix}{item}")

    def texts(self, item: str) -> Texts:
        """What stands in the boxes of an item now."""
        return (self._data(ANSWER, item), self._data(NOTE, item), self._data(EVIDENCE, item))

    def posted(self, item: str) -> Mapping[str, str]:
        """The fields of an item by name, to be carried on by another form."""
        boxes = [box for prefix in PREFIXES if (box := self.box(prefix, item)) is not None]
        return {box.name: str(box.data or "") for box in boxes}

    def put(self, change: AnswerChange, present: Field) -> None:
        """Put typed text over what is stored, as if it had been typed on the page as it is now."""
        self[f"{ANSWER}{change.item}"].data = change.typed
        for prefix, text in ((NOTE, change.note), (EVIDENCE, change.evidence), (DECLARED, change.declared)):
            if text is not None and (box := self.box(prefix, change.item)) is not None:
                box.data = text
        self[f"{SEEN}{change.item}"].data = str(present.version)

    def _data(self, prefix: str, item: str) -> str:
        box = self.box(prefix, item)
        return "" if box is None else str(box.data or "")


def section_form(view: SectionView, posted: bool | None = None) -> SectionForm:
    """The form of a section: a class made from its cards, filled with what is stored or, after a POST, what came in.

    `posted=False` fills it from the store even during a POST.
    """
    attributes: dict[str, Any] = {}
    stored: dict[str, str] = {}
    for card, field in editable(view):
        code = field.item.code
        attributes[f"{ANSWER}{code}"] = _answer(field.item)
        attributes[f"{SEEN}{code}"] = SeenField()
        stored[f"{ANSWER}{code}"], stored[f"{SEEN}{code}"] = field.typed, str(field.version)
        if keeps_texts(card, field):
            attributes[f"{NOTE}{code}"], attributes[f"{EVIDENCE}{code}"] = LongTextField(), LongTextField()
            stored[f"{NOTE}{code}"], stored[f"{EVIDENCE}{code}"] = card.note, card.evidence
            attributes[f"{DECLARED}{code}"], stored[f"{DECLARED}{code}"] = _declared(card), card.declared
    attributes["items"] = tuple(field.item.code for _, field in editable(view))
    form_class = type("FilledSectionForm", (SectionForm,), attributes)
    options: dict[str, Any] = {"formdata": None} if posted is False else {}
    form: SectionForm = form_class(data=stored, **options)
    return form


def editable(view: SectionView) -> Iterator[tuple[Card, Field]]:
    """The fields a unit answers on this page: asked here first, and not supplied by the ministry."""
    for card in view.cards:
        for field in card.fields:
            if field.home is None and field.item.supplied_by == "unit":
                yield card, field


def keeps_texts(card: Card, field: Field) -> bool:
    """Whether the card's note and evidence are kept with this field."""
    return field is card.fields[0]


def _declared(card: Card) -> FormField:
    """Whether there is a figure; not applicable is offered where the index allows it."""
    choices = [SelectChoice(Declared.DATA, _l("Có số liệu")), SelectChoice(Declared.NO_DATA, _l("Không có số liệu"))]
    if claimable(card.node):
        choices.append(SelectChoice(Declared.NOT_APPLICABLE, _l("Không áp dụng")))
    return ChoiceField(choices=choices)


def _answer(item: Item) -> FormField:
    label = item.question.into(language())
    choices = [SelectChoice(choice.code, words(choice.text, language())) for choice in item.choices]
    match item.kind:
        case ItemKind.NUMBER:
            return NumberField(label)
        case ItemKind.DATE:
            return DateField(label)
        case ItemKind.CHOICE:
            return ChoiceField(label, choices=[*choices, SelectChoice("", _l("Chưa trả lời"))])
        case ItemKind.TICKS:
            return TicksField(label, choices=[*choices, SelectChoice(NOTHING_TICKED, _l("Không có mục nào"))])
        case _:
            return LongTextField(label)


class DeclineForm(FlaskForm):
    """The certifier hands the form back; the service measures the reason."""

    reason = LongTextField(_l("Lý do trả lại"))


class WorkbookForm(FlaskForm):
    """A form as a workbook, filled in."""

    workbook = FileField(_l("Tệp Excel đã nhập"), [FileRequired(_l("Chọn tệp .xlsx đã nhập"))])


class ConfirmForm(FlaskForm):
    """The file whose preview was seen; what was decided of its conflicts comes in beside it."""

    digest = HiddenField()


class SendForm(FlaskForm):
    """The certifier confirms what is about to be sent."""

    confirm = BooleanField(
        _l("Tôi đã xem các số liệu trên và đồng ý gửi Bộ"),
        [InputRequired(_l("Đánh dấu vào ô này để xác nhận trước khi gửi"))],
    )
    seen = HiddenField()  # the digest of the version the page showed


ASK = "ask"  # beside the decisions: noted, to be given back to the province


class DecisionForm(FlaskForm):
    """The ministry's decision on one indicator."""

    decision = RadioField(
        _l("Quyết định"),
        [InputRequired(_l("Chọn Đồng ý, Điều chỉnh hoặc Yêu cầu bổ sung"))],
        choices=[
            SelectChoice(Decision.ACCEPT.value, _l("Đồng ý")),
            SelectChoice(Decision.ADJUST.value, _l("Điều chỉnh")),
            SelectChoice(ASK, _l("Yêu cầu bổ sung")),
        ],
        validate_choice=False,
    )
    points = VnDecimalField(_l("Điểm thẩm định"))
    reason = LongTextField(_l("Lý do"))
    version = IntegerField(default=0)
    sending = IntegerField()  # the number of the sending that was read

    def faults(self) -> Mapping[str, str]:
        """The first fault of each field."""
        return {name: str(errors[0]) for name, errors in self.errors.items() if name and errors}


class PublishForm(FlaskForm):
    """The ranker publishes one version under the number of the decision."""

    version = HiddenField()
    decision = StringField(_l("Số quyết định công bố"), [InputRequired(_l("Ghi số quyết định, ví dụ 123/QĐ-BKHCN"))])

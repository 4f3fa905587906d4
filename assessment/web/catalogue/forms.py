"""Forms of the administrator's drafts; the form of a node builds itself from its rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields import Field as FormField
from wtforms.validators import InputRequired

from assessment.web.catalogue.parameters import Parameter, changed, parameters
from assessment.web.fields import LongTextField, TypedField, VnDecimalField
from questionnaires import Index, Item, ItemKind, Node, Text
from questionnaires.model import NotApplicable, Status

LANGUAGES = ("vi", "en")


class SeenForm(FlaskForm):
    """What a page was opened with; publishing and discarding need no more."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        """The version the page showed, -1 for nonsense."""
        text = self.seen.data or ""
        return int(text) if text.isdecimal() else -1


class CopyForm(FlaskForm):
    """The code of a new version."""

    code = TypedField(_l("Mã của phiên bản mới"), [InputRequired(_l("Viết mã, ví dụ DTI-2027"))])


class UploadForm(FlaskForm):
    """A workbook, for a new draft or in the place of one."""

    workbook = FileField(_l("Tệp Excel"), [FileRequired(_l("Chọn tệp .xlsx"))])
    seen = HiddenField()


class NodeForm(SeenForm):
    """Texts, points and rule numbers of one node."""

    name_vi = TypedField(_l("Tên"), [InputRequired(_l("Viết tên bằng tiếng Việt"))])
    name_en = TypedField(_l("Tên tiếng Anh"))
    good_vi = LongTextField(_l("Thế nào là tốt"))
    good_en = LongTextField(_l("Thế nào là tốt, tiếng Anh"))
    clause = TypedField(_l("Điều khoản"), [InputRequired(_l("Viết điều khoản, ví dụ điểm a khoản 1 mục IV"))])
    status = SelectField(_l("Mức tin cậy"), choices=[])
    note = LongTextField(_l("Ghi chú về nguồn"))
    not_applicable = SelectField(_l("Khi tỉnh không có đối tượng"), choices=[])

    parameters: tuple[Parameter, ...] = ()

    @property
    def numbers(self) -> list[tuple[Parameter, FormField]]:
        """The rule's numbers with their boxes."""
        return [(each, self._fields[each.name]) for each in self.parameters]


class ItemForm(SeenForm):
    """Question, explanations and range of one item."""

    question_vi = LongTextField(_l("Câu hỏi"), [InputRequired(_l("Viết câu hỏi bằng tiếng Việt"))])
    question_en = LongTextField(_l("Câu hỏi, tiếng Anh"))
    help_vi = LongTextField(_l("Cách hiểu"))
    help_en = LongTextField(_l("Cách hiểu, tiếng Anh"))
    evidence_vi = LongTextField(_l("Tài liệu kiểm chứng"))
    evidence_en = LongTextField(_l("Tài liệu kiểm chứng, tiếng Anh"))
    holder_vi = TypedField(_l("Nơi giữ số liệu"))
    holder_en = TypedField(_l("Nơi giữ số liệu, tiếng Anh"))
    evidence_required = BooleanField(_l("Bắt buộc có tài liệu kiểm chứng"))
    minimum = VnDecimalField(_l("Nhỏ nhất"))
    maximum = VnDecimalField(_l("Lớn nhất"))


STATUSES = (
    (Status.OFFICIAL, _l("chính thức")),
    (Status.COMPUTED, _l("tính từ số liệu công bố")),
    (Status.DERIVED, _l("suy ra từ văn bản")),
    (Status.PROVISIONAL, _l("tạm thời, chờ đối chiếu")),
)
NOT_APPLICABLE = (
    (NotApplicable.NOT_ALLOWED, _l("mọi tỉnh đều được đánh giá")),
    (NotApplicable.ZERO, _l("0 điểm")),
    (NotApplicable.RESCALE, _l("không tính, quy lại điểm tối đa")),
)


def node_form(index: Index, node: Node, version: int) -> NodeForm:
    """The form of a node, filled with what the draft says or, after a POST, with what came in."""
    found = parameters(node.rule, index.items) if node.rule is not None else ()
    attributes: dict[str, Any] = {"parameters": found}
    if node.rule is not None:
        attributes["amount"] = VnDecimalField(_l("Điểm tối đa") if node.max_points is not None else _l("Trọng số"))
    attributes |= {each.name: VnDecimalField(each.label) for each in found}
    attributes |= {f"milestone__{year}": VnDecimalField(str(year)) for year, _target in node.milestones}
    form_class = type("FilledNodeForm", (NodeForm,), attributes)
    stored: dict[str, Any] = {
        "seen": version,
        **_texts("name", node.name),
        **_texts("good", node.good),
        "clause": node.source.clause,
        "status": node.source.status.value,
        "note": node.source.note,
        "not_applicable": node.not_applicable.value,
        "amount": _decimal(node.max_points if node.max_points is not None else node.weight),
        **{each.name: each.value for each in found},
        **{f"milestone__{year}": _decimal(target) for year, target in node.milestones},
    }
    form: NodeForm = form_class(data=stored)
    form.status.choices = [(status.value, words) for status, words in STATUSES]
    form.not_applicable.choices = [(each.value, words) for each, words in NOT_APPLICABLE]
    return form


def node_changes(node: Node, form: NodeForm) -> dict[str, Any]:
    """What a filled form changes, as a definition writes it; None takes a key away."""
    data = form.data
    source = {"document": node.source.document, "clause": data["clause"], "status": data["status"]}
    changes: dict[str, Any] = {
        "name": _text(data, "name"),
        "good": _text(data, "good"),
        "source": source | ({"note": data["note"]} if data["note"] else {}),
    }
    if node.rule is not None:
        changes["max_points" if node.max_points is not None else "weight"] = _plain(data["amount"])
        changes["rule"] = changed(node.rule, {each.path: data[each.name] for each in form.parameters})
        usual = data["not_applicable"] == NotApplicable.NOT_ALLOWED.value
        changes["not_applicable"] = None if usual else data["not_applicable"]
    if node.milestones:
        changes["milestones"] = {str(year): _plain(data[f"milestone__{year}"]) for year, _target in node.milestones}
    return changes


def item_form(item: Item, version: int) -> ItemForm:
    """The form of an item, filled as `node_form`."""
    form = ItemForm(
        data={
            "seen": version,
            **_texts("question", item.question),
            **_texts("help", item.help),
            **_texts("evidence", item.evidence),
            **_texts("holder", item.holder),
            "evidence_required": item.evidence_required,
            "minimum": _decimal(item.minimum),
            "maximum": _decimal(item.maximum),
        }
    )
    if item.kind is not ItemKind.NUMBER:
        del form.minimum, form.maximum
    return form


def item_changes(item: Item, form: ItemForm) -> dict[str, Any]:
    """What a filled form changes, as a definition writes it."""
    data = form.data
    changes: dict[str, Any] = {name: _text(data, name) for name in ("question", "help", "evidence", "holder")}
    changes["evidence_required"] = None if data["evidence_required"] else False
    if item.kind is ItemKind.NUMBER:
        changes |= {"minimum": _plain(data["minimum"]), "maximum": _plain(data["maximum"])}
    return changes


def _texts(name: str, text: Text | None) -> dict[str, str]:
    return {f"{name}_{each}": getattr(text, each) if text else "" for each in LANGUAGES}


def _text(data: dict[str, Any], name: str) -> dict[str, str] | None:
    written = {each: data[f"{name}_{each}"] for each in LANGUAGES if data[f"{name}_{each}"]}
    return written or None


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).normalize()


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

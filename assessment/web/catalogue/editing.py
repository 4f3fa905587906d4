"""One node or item of a draft: its texts, points and the numbers of its rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from assessment.services import catalogue
from assessment.services.catalogue import DRAFT, Edition
from assessment.services.errors import StaleError, TransitionError
from assessment.web.catalogue.drafts import fault_lines
from assessment.web.catalogue.forms import SeenForm, item_changes, item_form, node_changes, node_form
from assessment.web.request import db, now, signed_in
from questionnaires import DefinitionError


def edit_node(code: str, node: str) -> ResponseReturnValue:
    """The form of a node; a POST saves it."""
    draft = _draft(code)
    found = next((each for each in draft.index.root.walk() if each.code == node), None)
    if found is None:
        raise NotFound
    form = node_form(draft.index, found, draft.version)
    page = {
        "template": "web/catalogue/edit_node.html",
        "node": found,
        "back": url_for("catalogue.node", code=code, node=node),
    }

    def save() -> None:
        changes = node_changes(found, form)
        catalogue.change_node(db(), code, node, changes, form.version, actor=signed_in(), now=now())

    return _handled(draft, form, page, save)


def edit_item(code: str, item: str) -> ResponseReturnValue:
    """The form of an item; a POST saves it."""
    draft = _draft(code)
    found = draft.index.items.get(item)
    if found is None:
        raise NotFound
    form = item_form(found, draft.version)
    page = {
        "template": "web/catalogue/edit_item.html",
        "item": found,
        "back": url_for("catalogue.item", code=code, item=item),
    }

    def save() -> None:
        changes = item_changes(found, form)
        catalogue.change_item(db(), code, item, changes, form.version, actor=signed_in(), now=now())

    return _handled(draft, form, page, save)


def _handled(draft: Edition, form: SeenForm, page: dict[str, Any], save: Callable[[], None]) -> ResponseReturnValue:
    """Show the form, save what came in, or show it again with what is wrong and the typed text kept."""
    held: list[str] = []
    if form.validate_on_submit():
        try:
            save()
        except DefinitionError as error:
            held = fault_lines(error)
        except (StaleError, TransitionError):
            held = [_("Bản nháp vừa được sửa ở nơi khác. Chép lại phần đã nhập, mở lại trang này rồi sửa.")]
        else:
            db().commit()
            flash(_("Đã lưu vào bản nháp"))
            return redirect(page["back"])
        db().rollback()
    wrong = [(field.id, str(field.errors[0])) for field in form if field.errors and field.name != "csrf_token"]
    shown = render_template(page["template"], index=draft.index, form=form, held=held, wrong=wrong, **page)
    return shown, 422 if form.is_submitted() else 200


def _draft(code: str) -> Edition:
    found = catalogue.edition(db(), code)
    if found.state != DRAFT:
        raise NotFound
    return found

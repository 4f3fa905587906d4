"""The English of the interface: one .po file whose ids are the Vietnamese texts, read as it is, never compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent

N_: Callable[[str], str] = str  # marks a text for translation


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of `language`; Vietnamese needs none, because its texts are the message ids."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


class Reworded(NullTranslations):
    """Another catalogue's translations, of what is said `instead` of some texts."""

    def __init__(self, whole: NullTranslations, instead: Mapping[str, str]) -> None:
        super().__init__()
        self.whole = whole
        self.instead = instead

    def gettext(self, message: str) -> Any:
        """The translation of a text, or of what is said instead."""
        return self.whole.gettext(self.instead.get(message, message))

    ugettext = gettext

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> Any:
        """Counted texts are the same everywhere."""
        return self.whole.ngettext(msgid1, msgid2, n)

    ungettext = ngettext

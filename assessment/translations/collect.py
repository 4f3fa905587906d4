"""Brings the English catalogue up to date with the sources: `python -m assessment.translations.collect`.

New texts come in without English, texts that are gone go out, nothing is guessed. The file is sorted and has no line
numbers, dates or names in it, so that a commit shows the changed texts and nothing else.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from assessment.config import ROOT
from assessment.translations import FOLDER

# Folder → file pattern and the extractor that reads it.
SOURCES = {"assessment": [("**.py", "python")], "templates": [("**.html", "jinja2"), ("**.svg", "jinja2")]}
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}
# Without it the extractor for Jinja passes over a template it cannot read.
LOUD = {pattern: {"silent": "false"} for pattern in ("**.html", "**.svg")}

ENGLISH = FOLDER / "en" / "LC_MESSAGES" / "messages.po"
HEADER = """\
# English of the interface. The message ids are the Vietnamese texts; collect.py brings in new ones and sorts.
msgid ""
msgstr ""
"Project-Id-Version: provincial-dti\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def collected(root: Path = ROOT) -> Catalog:
    """Every text marked in the code and the templates under `root`, without English."""
    found = Catalog()
    for folder, methods in SOURCES.items():
        for _file, _line, text, _comments, context in extract_from_dir(root / folder, methods, LOUD, KEYWORDS):
            found.add(text, context=context)
    return found


def merged(found: Catalog, stored: Catalog) -> Catalog:
    """The texts of `found`, each with the English `stored` has for it."""
    catalogue = Catalog(locale="en")
    for message in texts(found):
        known = stored.get(message.id)
        catalogue.add(message.id, known.string if known else None)
    return catalogue


def texts(catalogue: Catalog) -> list[Message]:
    """The messages of a catalogue without its header."""
    return [message for message in catalogue if message.id]


def english(message: Message) -> list[str]:
    """A message's English: one text, or one for the singular and one for the plural; empty where there is none."""
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


def read() -> Catalog:
    """The catalogue as it is stored."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def as_file(catalogue: Catalog) -> bytes:
    """A catalogue as the bytes of its file."""
    out = BytesIO()
    write_po(out, catalogue, width=120, no_location=True, omit_header=True, sort_output=True)
    return HEADER.encode() + out.getvalue()


def main() -> None:
    """Write the file anew and name the texts that lack English."""
    catalogue = merged(collected(), read())
    ENGLISH.write_bytes(as_file(catalogue))
    for message in texts(catalogue):
        if not all(english(message)):
            print("without English:", message.id)


if __name__ == "__main__":
    main()

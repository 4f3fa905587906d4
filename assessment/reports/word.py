"""The letter as a Word document: the page that becomes the PDF, walked element by element, so its words stand once.

The letter goes through the province's document system, which takes Word files; measures are those of Nghị định
30/2020/NĐ-CP, Phụ lục I, in Times New Roman, which every office has.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import lxml.html
from docx import api
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
PAPER = (Mm(210), Mm(297))
TOP = BOTTOM = Mm(20)
LEFT, RIGHT = Mm(30), Mm(15)
WIDTH = 165  # mm of text
LETTERHEAD, CLOSING = (66, 99), (80, 85)  # mm of their two columns
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of every entry of the archive, so that the same page gives the same bytes


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set: sizes in points, indent in mm."""

    size: float = 14
    bold: bool = False
    italic: bool = False
    upper: bool = False
    align: Any = ALIGN.CENTER
    indent: float = 0
    before: float = 0
    after: float = 0


TEXT: Final = Look(align=ALIGN.JUSTIFY, indent=10, before=6)
HEADS: Final = {
    "h1": Look(bold=True, upper=True, before=14),
    "h2": Look(bold=True, align=ALIGN.LEFT, indent=10, before=10),
    "h3": Look(bold=True, align=ALIGN.LEFT, indent=10, before=6),
    "caption": Look(12, italic=True, before=6, after=3),
}
LOOKS: Final = {
    "agency-name": Look(13, bold=True, upper=True),
    "number": Look(13, before=8),
    "country": Look(13, bold=True, upper=True),
    "motto": Look(bold=True),
    "place": Look(italic=True, before=10),
    "subject": Look(bold=True),
    "sample": Look(bold=True, before=6),
    "addressee": Look(before=12, after=6),
    "recipients": Look(11, align=ALIGN.LEFT),
    "recipients-head": Look(12, bold=True, italic=True, align=ALIGN.LEFT),
    "signature": Look(bold=True, upper=True),
    "appendix-head": Look(bold=True),
    "appendix-name": Look(bold=True, upper=True),
    "appendix-of": Look(italic=True, after=6),
}
KEPT_SPACES: Final = frozenset({"number", "place"})  # blanks that are filled in by hand
COLUMNS: Final = {  # mm
    "w-order": 11,
    "w-figure": 22,
    "w-code": 17,
    "w-name": 38,
    "w-points": 15,
    "w-number": 24,
    "w-mark": 28,
    "w-used": 20,
}
BREAK: Final = "\u2028"  # a line break inside a text, until it is written
CELL: Final = Look(13, align=ALIGN.LEFT)
Holder = Document | _Cell
Node = Any  # an element of lxml, which ships no types


def word(page: str) -> bytes:
    """The .docx of a letter's page."""
    root = lxml.html.document_fromstring(page)
    document = _blank(root)
    (body,) = root.iter("body")
    foot = str(body.get("data-foot") or "")
    _section(document.sections[0], foot="")
    for element in body:
        if element.tag == "section":
            _section(document.add_section(WD_SECTION.NEW_PAGE), foot=foot)
            _fill(document, element)
        else:
            _put(document, element)
    return _archive(document)


def _blank(root: Node) -> Document:
    """An empty document with the page's title, author, code and moment as its properties."""
    document = api.Document()
    said = {str(meta.get("name")): str(meta.get("content")) for meta in root.iter("meta") if meta.get("name")}
    about = document.core_properties
    about.title, about.author, about.subject = str(root.findtext(".//title")), said["author"], said["description"]
    about.language, about.comments, about.last_modified_by = "vi-VN", "", said["author"]
    about.created = about.modified = datetime.fromisoformat(said["dcterms.created"])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(TEXT.size)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FONT)
    fonts.set(qn("w:cs"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    return document


def _section(section: Section, *, foot: str) -> None:
    """A4 upright; the page number in the middle of the top margin but on the first page; counted from 1."""
    section.page_width, section.page_height = PAPER
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = TOP, BOTTOM, LEFT, RIGHT
    section.header_distance = section.footer_distance = Mm(9)
    section.different_first_page_header_footer = True
    counted = OxmlElement("w:pgNumType")
    counted.set(qn("w:start"), "1")
    section._sectPr.append(counted)
    for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
        part.is_linked_to_previous = False
    _set(section.header.paragraphs[0], Look(13))
    _field(section.header.paragraphs[0], "PAGE", 13)
    for bottom in (section.footer, section.first_page_footer):
        _write(bottom.paragraphs[0], foot, Look(10, align=ALIGN.LEFT))


def _fill(holder: Holder, element: Node, look: Look | None = None) -> None:
    for child in element:
        _put(holder, child, look)


def _put(holder: Holder, element: Node, look: Look | None = None) -> None:
    """One element of the page; `look` is that of its surroundings."""
    name = str(element.get("class") or "")
    match element.tag:
        case "table":
            _table(holder, element)
        case "div" if name == "letterhead":
            _columns(holder, element, LETTERHEAD)
        case "div" if name == "closing":
            _columns(holder, element, CLOSING)
        case "div":
            _fill(holder, element, LOOKS.get(name))
        case "p" if name == "short-line":
            width = LETTERHEAD[0] if isinstance(holder, _Cell) else WIDTH
            _ruled(_paragraph(holder, "", Look(2)), (width - 24) / 2)
        case "p":
            found = _paragraph(holder, _text(element, spaces=name in KEPT_SPACES), LOOKS.get(name) or look or TEXT)
            if name == "motto":
                _ruled(found, (LETTERHEAD[1] - 67) / 2)
        case _:
            found = _paragraph(holder, _text(element), LOOKS.get(name) or HEADS[element.tag])
            found.paragraph_format.keep_with_next = True


def _columns(holder: Holder, element: Node, widths: tuple[int, int]) -> None:
    """Two parts side by side, in a table without lines."""
    table = _new_table(holder, 1, widths)
    margins = OxmlElement("w:tblCellMar")  # none: the name of the state takes 96 of its 99 mm
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tblPr.append(margins)
    for cell, part in zip(table.rows[0].cells, element, strict=True):
        _fill(cell, part, LOOKS.get(str(part.get("class"))))
        _drop_first(cell)


def _table(holder: Holder, element: Node) -> None:
    caption = element.find("caption")
    if caption is not None:
        _put(holder, caption)
    small = element.get("class") == "small"
    rows = list(element.iter("tr"))
    heads = rows[0].findall("th")
    widths = [COLUMNS.get(next((part for part in _classes(head) if part in COLUMNS), ""), 0) for head in heads]
    rest = (WIDTH - sum(widths)) / widths.count(0) if 0 in widths else 0
    table = _new_table(holder, len(rows), [width or rest for width in widths])
    table.style = "Table Grid"
    for at, (row, into) in enumerate(zip(rows, table.rows, strict=True)):
        _row_rule(into, "w:cantSplit")
        if at == 0:
            _row_rule(into, "w:tblHeader")
        strong = at == 0 or row.get("class") == "total"
        size = 11 if small else 12 if at == 0 else CELL.size
        for source, cell in zip(row, into.cells, strict=True):
            look = replace(CELL, size=size, bold=strong, align=_aligned(source, head=at == 0))
            for line in _lines(source):
                _paragraph(cell, line, look)
            _drop_first(cell)


def _aligned(cell: Node, *, head: bool) -> Any:
    if head or "c" in _classes(cell):
        return ALIGN.CENTER
    return ALIGN.RIGHT if "n" in _classes(cell) else ALIGN.LEFT


def _lines(cell: Node) -> Iterator[str]:
    """The lines of a cell: one for each figure in it, or its text."""
    figures = cell.findall("span")
    yield from (_text(each) for each in figures) if figures else [_text(cell)]


def _classes(element: Node) -> list[str]:
    return str(element.get("class") or "").split()


def _text(element: Node, *, spaces: bool = False) -> str:
    for line_break in element.iter("br"):
        line_break.tail = f"{BREAK}{line_break.tail or ''}"
    text = str(element.text_content())
    return text if spaces else re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _paragraph(holder: Holder, text: str, look: Look) -> Paragraph:
    return _write(holder.add_paragraph(), text, look)


def _write(paragraph: Paragraph, text: str, look: Look) -> Paragraph:
    _set(paragraph, look)
    run = paragraph.add_run((text.upper() if look.upper else text).replace(BREAK, "\n"))
    run.bold, run.italic, run.font.size = look.bold, look.italic, Pt(look.size)
    return paragraph


def _set(paragraph: Paragraph, look: Look) -> None:
    layout = paragraph.paragraph_format
    layout.alignment, layout.line_spacing = look.align, 1.15
    layout.first_line_indent = Mm(look.indent) if look.indent else None
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)


def _ruled(paragraph: Paragraph, indent: float) -> None:
    """A line below the paragraph, drawn in by `indent` mm on both sides."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _field(paragraph: Paragraph, instruction: str, size: float) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    run.font.size = Pt(size)
    field.append(run._r)
    paragraph._p.append(field)


def _new_table(holder: Holder, rows: int, widths: tuple[int, int] | list[float]) -> Table:
    table = holder.add_table(rows, len(widths))
    table.autofit = False
    measures: list[Length] = [Mm(width) for width in widths]
    for column, width in zip(table.columns, measures, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, measures, strict=True):
            cell.width = width
    return table


def _row_rule(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _drop_first(cell: _Cell) -> None:
    """A cell is made with an empty paragraph, which must go once there are others."""
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)


def _archive(document: Document) -> bytes:
    """The file, with the same moment on every entry."""
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, FIRST_DAY), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()

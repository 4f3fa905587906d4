"""Makes the fonts that ship: Noto Sans completed with arrows and signs (`ttf/`), and its small web editions.

Run `python -m assessment.fonts.subset` after changing anything here, and commit the result. It needs fonttools
(`make setup-dev`) and Debian's packages fonts-noto-core and fonts-noto-extra. The output is the same, byte for
byte, each time.
"""

from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

DEBIAN = Path("/usr/share/fonts/truetype/noto")
FULL = Path(__file__).parent / "ttf"
WEB = Path(__file__).parents[1] / "web" / "static" / "fonts"
STYLES = ("NotoSans-Regular", "NotoSans-Italic", "NotoSans-SemiBold", "NotoSans-Bold")
WEB_STYLES = ("NotoSans-Regular", "NotoSans-SemiBold")

# Noto Sans itself has none of these, and a fallback font would differ from machine to machine.
SIGNS = {"NotoSansMath-Regular": "←↑→↓↕⇅≈≠≤≥", "NotoSansSymbols2-Regular": "▲▼△▽▶◀●○◆■□✓✗★☆⚠"}
MINUS = 0x2212

VIETNAMESE_AND_ENGLISH = (
    *range(0x0020, 0x007F),
    *range(0x00A0, 0x0180),  # Latin-1 and Latin Extended-A: đ, ă, and foreign names
    *(0x01A0, 0x01A1, 0x01AF, 0x01B0),  # ơ and ư
    *(0x0300, 0x0301, 0x0302, 0x0303, 0x0306, 0x0309, 0x031B, 0x0323),  # marks, for text typed decomposed
    *range(0x1EA0, 0x1EFA),
    *(0x2009, 0x200B, 0x202F, *range(0x2010, 0x2016)),  # spaces, hyphens and dashes
    *(0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033),
    *(0x2039, 0x203A, 0x20AB, 0x20AC, 0x2116, 0x2122, MINUS),  # ₫ among them
    *(ord(sign) for signs in SIGNS.values() for sign in signs),
)
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]
NAMES_WITH_LICENCE = [0, 1, 2, 3, 4, 5, 6, 13, 14]
VERSION = 5


def add_sign(font: TTFont, source: TTFont, code: int) -> None:
    """Copy one character of `source` into `font`; both are drawn on the same 1,000 units."""
    name, glyphs = source.getBestCmap()[code], source.getGlyphSet()
    outline = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(outline)
    pen = TTGlyphPen(None)
    outline.replay(pen)
    put(font, code, pen, width=source["hmtx"][name][0])


def add_minus(font: TTFont) -> None:
    """Draw the minus sign as the bar of the font's own plus, so that it is as wide and as heavy."""
    plus = font.getBestCmap()[ord("+")]
    points = font["glyf"][plus].getCoordinates(font["glyf"])[0]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = (y for y in sorted({y for _, y in points})[1:3])
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for corner in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(corner)
    pen.closePath()
    put(font, MINUS, pen, width=font["hmtx"][plus][0])


def put(font: TTFont, code: int, pen: TTGlyphPen, width: int) -> None:
    """Add a drawn glyph to `font` as character `code`, `width` units wide."""
    name = f"uni{code:04X}"
    glyph = pen.glyph()
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def write_full(style: str) -> Path:
    """Write one complete font with the signs added, e.g. `NotoSans-Bold.ttf`; returns its path."""
    font = TTFont(DEBIAN / f"{style}.ttf", recalcTimestamp=False)
    add_minus(font)
    for source, signs in SIGNS.items():
        with TTFont(DEBIAN / f"{source}.ttf") as drawn:
            for sign in signs:
                add_sign(font, drawn, ord(sign))
    for record in font["name"].names:
        if record.nameID == VERSION:
            record.string = f"{record.toUnicode()}; arrows and signs added"
    path = FULL / f"{style}.ttf"
    font.save(path)
    return path


def write_web(style: str) -> Path:
    """Write one web font, e.g. `NotoSans-SemiBold.woff2`, with what our pages need; returns its path."""
    options = Options()
    options.layout_features = FEATURES
    options.layout_scripts = ["DFLT", "latn"]
    options.name_IDs = NAMES_WITH_LICENCE
    options.hinting = False
    font = TTFont(FULL / f"{style}.ttf", recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=VIETNAMESE_AND_ENGLISH)
    subsetter.subset(font)
    font.flavor = "woff2"
    path = WEB / f"{style}.woff2"
    font.save(path)
    return path


if __name__ == "__main__":
    for path in [write_full(style) for style in STYLES] + [write_web(style) for style in WEB_STYLES]:
        print(f"{path.name}: {path.stat().st_size / 1024:.1f} KB")

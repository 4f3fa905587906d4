"""The tile map: one square per unit, archipelagos included, four classes with their number in every tile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from markupsafe import Markup

from assessment.pictures.classes import CLASSES, FILL, TEXT
from assessment.pictures.svg import ACCENT, GREY, INK, WHITE, box, picture, tag, words
from questionnaires.model import Text

WIDTH, HEIGHT, GAP = 38, 29, 2


class TileLike(Protocol):
    """One square: place on the grid (north at the top), label, name and unit; an archipelago has no slug."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def slug(self) -> str | None: ...
    @property
    def unit_code(self) -> str: ...


def tile_map(
    tiles: Sequence[TileLike],
    classes: Mapping[str, int],
    *,
    own: str | None = None,
    language: str = "vi",
    link: Callable[[str], str] | None = None,
    class_names: Mapping[int, str] | None = None,
) -> Markup:
    """The map of `tiles`; `classes` gives a slug's class, 1 (best) to 4; a unit without a class stays white.

    `own` is outlined. `link` makes every unit's tile a link to what it returns for the slug. `class_names` replace the
    words of the legend.
    """
    by_code = {tile.unit_code: tile.slug for tile in tiles if tile.slug}
    columns = 1 + max(tile.column for tile in tiles)
    rows = 1 + max(tile.row for tile in tiles)
    legend = _legend(columns, class_names, language)
    parts: list[Markup] = [legend]
    for tile in sorted(tiles, key=lambda tile: by_code.get(tile.unit_code) == own):  # the outline lies on top
        slug = tile.slug or by_code.get(tile.unit_code, "")
        parts.append(_tile(tile, classes.get(slug), own=slug == own, language=language, link=link))
    title = _title(tiles, classes, own, language)
    return picture("tile-map", columns * WIDTH, rows * HEIGHT, title, *parts, interactive=link is not None)


def _tile(
    tile: TileLike,
    number: int | None,
    *,
    own: bool,
    language: str,
    link: Callable[[str], str] | None,
) -> Markup:
    x, y = tile.column * WIDTH + GAP / 2, tile.row * HEIGHT + GAP / 2
    width, height = WIDTH - GAP, HEIGHT - GAP
    island = tile.slug is None
    ink = TEXT[number] if number else GREY
    fill = FILL[number] if number else WHITE
    square = box(x, y, width, height, fill)
    if island or not number:
        inset = 2.5 if island else 0.5
        square = tag(
            "rect",
            x=x + 0.4,
            y=y + 0.4,
            width=width - 0.8,
            height=height - 0.8,
            fill="none",
            stroke=GREY,
            stroke_width=0.7,
            stroke_dasharray="2.5 2" if island else None,
        ) + box(x + inset, y + inset, width - 2 * inset, height - 2 * inset, fill)
    middle = x + width / 2
    described = f"{tile.name.into(language)}: {_group(number, language)}"
    parts = [
        tag("title", described),
        square,
        words(middle, y + 12.5, tile.label, size=10, colour=ink, anchor="middle", weight=600, lang=_label_in(language)),
        words(middle, y + 23, str(number or "–"), size=8.5, colour=ink, anchor="middle"),
    ]
    if own and not island:
        parts.append(_outline(x, y, width, height))
    if link is not None and tile.slug:
        return tag("a", *parts, href=link(tile.slug), aria_label=described)
    return tag("g", *parts)


def _label_in(language: str) -> str | None:
    """Labels are Vietnamese names cut short, whatever the page's language."""
    return None if language == "vi" else "vi"


def _outline(x: float, y: float, width: float, height: float) -> Markup:
    frame = tag("rect", x=x, y=y, width=width, height=height, fill="none", stroke=ACCENT, stroke_width=2.6)
    rim = tag(
        "rect", x=x + 1.8, y=y + 1.8, width=width - 3.6, height=height - 3.6, fill="none", stroke=WHITE, stroke_width=1
    )
    return rim + frame


def _group(number: int | None, language: str) -> str:
    if number is None:
        return Text("không xếp hạng", "not ranked").into(language)
    return f"{Text('nhóm', 'group').into(language)} {number}"


def _legend(columns: int, names: Mapping[int, str] | None, language: str) -> Markup:
    """The key in the map's empty quarter, the sea between the north and Hoàng Sa."""
    default = {1: Text("cao nhất", "highest"), 4: Text("thấp nhất", "lowest")}
    x, top = (columns - 2) * WIDTH - 8, 4.6 * HEIGHT
    parts = [words(x, top, Text("Nhóm hạng", "Rank group").into(language), size=9, colour=INK, weight=600)]
    for number in CLASSES:
        y = top + 6 + (number - 1) * 16
        text = (
            names[number] if names and number in names else default[number].into(language) if number in default else ""
        )
        parts += [
            box(x, y, 18, 14, FILL[number]),
            words(x + 9, y + 10.4, str(number), size=8.5, colour=TEXT[number], anchor="middle", weight=600),
        ]
        if text:
            parts.append(words(x + 23, y + 10.4, text, size=8.5))
    return tag("g", *parts)


def _title(tiles: Sequence[TileLike], classes: Mapping[str, int], own: str | None, language: str) -> str:
    tile = next((tile for tile in tiles if tile.slug == own and own), None)
    if tile is not None and own is not None:
        name = tile.name.into(language)
        number = classes.get(own)
        if number is None:
            return Text(f"Bản đồ ô: {name} không xếp hạng", f"Tile map: {name} is not ranked").into(language)
        return Text(
            f"Bản đồ ô: {name} thuộc nhóm {number} trong 4 nhóm hạng (nhóm 1 cao nhất)",
            f"Tile map: {name} is in rank group {number} of 4 (1 is the highest)",
        ).into(language)
    best = [tile.name.into(language) for tile in tiles if tile.slug and classes.get(tile.slug) == 1]
    return Text(
        f"Bản đồ ô các tỉnh, thành phố theo 4 nhóm hạng; nhóm 1: {', '.join(best)}",
        f"Tile map of the provinces in 4 rank groups; group 1: {', '.join(best)}",
    ).into(language)

"""SVG elements as text: presentation attributes only (the pages' CSP knows no inline style), every picture titled."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

FONT = "Noto Sans, sans-serif"

NAVY = "#12436D"  # the unit in question
INK = "#1D2733"
GREY = "#5C6670"  # everybody else: text
LINE = "#9AA3AC"  # everybody else: marks
HAIR = "#D5DADF"
PALE = "#E9ECEF"
ACCENT = "#B8430F"  # what needs attention
WHITE = "#FFFFFF"

Number = int | float
_NAMES: dict[str, str] = {"class_": "class", "view_box": "viewBox"}


@dataclass(frozen=True, slots=True)
class RankAxis:
    """Where a rank from 1 to `of` lies between two coordinates."""

    of: int
    start: float
    end: float

    def __call__(self, rank: float) -> float:
        """The coordinate of a rank."""
        return self.start + (rank - 1) / max(self.of - 1, 1) * (self.end - self.start)


def compact(value: Number) -> str:
    """A coordinate with at most two decimals and nothing superfluous."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def tag(name: str, *children: str, **attributes: Number | str | None) -> Markup:
    """One element; text is escaped, attributes without a value are left out, `stroke_width` becomes `stroke-width`."""
    text = "".join(f' {_attribute(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    if not children:
        return Markup(f"<{name}{text}/>")  # noqa: S704 - every value is escaped
    return Markup(f"<{name}{text}>{''.join(map(escape, children))}</{name}>")  # noqa: S704


def _attribute(key: str) -> str:
    return _NAMES.get(key) or key.replace("_", "-")


def _value(value: Number | str) -> str:
    return str(escape(value)) if isinstance(value, str) else compact(value)


def picture(kind: str, width: Number, height: Number, title: str, *children: str, interactive: bool = False) -> Markup:
    """A whole picture of `width` × `height` pixels that scales; `title` states the finding.

    A picture with links inside is a group, because an image hides what is in it from assistive technology.
    """
    return tag(
        "svg",
        tag("title", title),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture picture-{kind}",
        role="group" if interactive else "img",
        aria_label=title if interactive else None,
        width=width,
        height=height,
        view_box=f"0 0 {compact(width)} {compact(height)}",
        font_family=FONT,
    )


def line(
    x1: Number, y1: Number, x2: Number, y2: Number, colour: str, width: Number = 1, dash: str | None = None
) -> Markup:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_dasharray=dash)


def box(x: Number, y: Number, width: Number, height: Number, colour: str, radius: Number | None = None) -> Markup:
    """A filled rectangle."""
    return tag("rect", x=x, y=y, width=width, height=height, fill=colour, rx=radius)


def dot(x: Number, y: Number, radius: Number, colour: str = NAVY) -> Markup:
    """A filled dot with a white rim, so that it stands out of the line below it."""
    return tag("circle", cx=x, cy=y, r=radius, fill=colour, stroke=WHITE, stroke_width=1)


def ring(x: Number, y: Number, radius: Number, colour: str) -> Markup:
    """A hollow dot."""
    return tag("circle", cx=x, cy=y, r=radius, fill=WHITE, stroke=colour, stroke_width=1.5)


def words(
    x: Number,
    y: Number,
    text: str,
    *,
    size: Number = 10,
    colour: str = GREY,
    anchor: str | None = None,
    weight: int | None = None,
    lang: str | None = None,
) -> Markup:
    """Text on the base line `y`; `anchor` is start (default), middle or end; `lang` where it is not the page's."""
    return tag("text", text, x=x, y=y, font_size=size, fill=colour, text_anchor=anchor, font_weight=weight, lang=lang)


def width_of(text: str, size: Number) -> float:
    """About how wide a text is in Noto Sans; enough to keep a label inside its picture."""
    return len(text) * 0.57 * size

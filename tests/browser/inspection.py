"""Everything that is looked at in one state of a page: axe with all its rules, our own, 320 px, few colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize

from tests.browser.conftest import Site
from tests.gallery.camera import LAY_DOWN, Camera

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# 1280 × 1024 at 400 % is 320 × 256.
NARROW: ViewportSize = {"width": 320, "height": 256}
WIDE: ViewportSize = {"width": 1280, "height": 800}
HIGH = 3000  # of a page's picture; what is below is more of the same
# The fifty indicators of a sheet and the rows of a table are one template: the first ones stand for all.
REST = ["section.review:nth-of-type(n+5)", "fieldset.indicator:nth-of-type(n+6)", "tbody tr:nth-of-type(n+9)"]
SCRIPTS = (Axe().axe_script, (Path(__file__).parent / "inspection.js").read_text(encoding="utf-8"))
# What axe cannot decide, where, and what was found when a person looked: rule, elements, finding.
REVIEWED = (
    ("color-contrast", "svg text", "text of charts: inspection.js holds its colours against their grounds"),
    ("color-contrast", "span.change", "an arrow between two values, in the colour of the text around it"),
)


@dataclass
class Inspector(Camera):
    """Walks like the gallery's camera, and looks for faults where that takes pictures."""

    site: Site | None = None
    faults: list[str] = field(default_factory=list)
    states: int = 0
    titles: dict[str, str] = field(default_factory=dict)

    def another_page(self, login: str = "") -> Page:
        assert self.site is not None
        page = self.site.page(login)
        for script in SCRIPTS:
            page.add_init_script(script)
        page.goto(f"/tro-giup?lang={self.language}")
        return page

    def take(self, name: str, title: str, page: Page) -> None:
        page.wait_for_load_state()  # a click waits until the next page has begun, not until it is there
        reviewed = [[rule, where] for rule, where, _finding in REVIEWED]
        found = list(page.evaluate("rulesOfAxe", {"tags": TAGS, "rest": REST, "reviewed": reviewed}))
        found += page.evaluate("rulesOfOurs()")
        page.set_viewport_size(NARROW)
        found += [f"at 320 px {fault}" for fault in page.evaluate("[...sticksOut(), ...sticksOutWhenSpaced()]")]
        page.set_viewport_size(WIDE)
        found += self._titled(page)
        if self.language == "en":  # one page of every kind
            found += in_forced_colours(page)
        self.faults += [f"{name}: {fault}" for fault in found]
        self.states += 1

    def _titled(self, page: Page) -> list[str]:
        """A title belongs to one address."""
        title, here = page.title(), urlsplit(page.url).path
        there = self.titles.setdefault(title, here)
        return [f"has the title of {there}: {title}"] if there != here else []


def in_forced_colours(page: Page) -> list[str]:
    """Controls that cannot be told from the page where the reader has chosen all colours."""
    page.evaluate(LAY_DOWN)
    page.emulate_media(forced_colors="active")
    clip: FloatRect = {"x": 0, "y": 0, "width": WIDE["width"], "height": HIGH}
    picture = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip))).convert("L")
    controls = [control for control in page.evaluate("controls()") if control[-1] < HIGH]
    found = [words for words, bordered, *box in controls if not is_seen(picture, box, bordered)]
    page.emulate_media(forced_colors="none")
    return [f"in forced colours is not seen: {words}" for words in found]


def is_seen(picture: Image.Image, box: list[int], bordered: bool) -> bool:
    """Whether something in the box, or its left edge, stands out from the page beside it."""
    left, top, right, bottom = box
    page = picture.crop((left - 4, top + 4, left - 3, top + 5)).tobytes()[0]
    area = (left, (top + bottom) // 2, left + 4, (top + bottom) // 2 + 1) if bordered else (left, top, right, bottom)
    return (
        max(abs(shade - page) for shade in picture.crop(area).tobytes()) > 100
    )  # of 255: black on white has 255, grey on white 127

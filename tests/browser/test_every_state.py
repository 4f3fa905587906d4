"""Every page in every state of the gallery's walk: no fault that axe knows, nothing sticks out of a narrow screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Site
from tests.gallery import analyses, dividing, drafts, evidence, own_rounds, walk, workbooks
from tests.gallery.camera import Camera

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW: ViewportSize = {"width": 320, "height": 800}
WIDE: ViewportSize = {"width": 1280, "height": 800}
# What sticks out of the page, and what scrolls sideways without being a region that the keyboard reaches.
# The fifty indicators of a sheet and the rows of a table are one template: the first ones stand for all.
REST = ("section.review:nth-of-type(n+5)", "fieldset.indicator:nth-of-type(n+6)", "tbody tr:nth-of-type(n+9)")
FIRST_ONES = {"exclude": [[selector] for selector in REST]}
STICKS_OUT = """() => {
    const page = document.documentElement;
    const found = page.scrollWidth > page.clientWidth ? [`the page is ${page.scrollWidth} px wide`] : [];
    for (const element of document.querySelectorAll('main *, header *, footer *')) {
        const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
        if (!scrolls || element.scrollWidth <= element.clientWidth + 1 || element.tagName === 'TEXTAREA') continue;
        const reached = element.tabIndex === 0 && element.getAttribute('aria-label');
        if (!reached) found.push(`scrolls: ${element.outerHTML.slice(0, 80)}`);
    }
    return found;
}"""


AXE = Axe().axe_script
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# The library brings back every rule that held, which takes as long as the rules themselves.
VIOLATIONS = "async ([context, options]) => (await axe.run(context, options)).violations"


@dataclass
class Inspector(Camera):
    """Walks like the gallery's camera, and looks for faults where that takes pictures."""

    site: Site | None = None

    def another_page(self, login: str = "") -> Page:
        assert self.site is not None
        return self.site.page(login, path=f"/tro-giup?lang={self.language}")

    def take(self, name: str, title: str, page: Page) -> None:
        page.evaluate(AXE)
        for fault in page.evaluate(VIOLATIONS, [FIRST_ONES, OPTIONS]):
            self.faults.append(f"{name}: {fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}")
        page.set_viewport_size(NARROW)
        self.faults += [f"{name} at 320 px: {found}" for found in page.evaluate(STICKS_OUT)]
        page.set_viewport_size(WIDE)
        self.states += 1

    def __post_init__(self) -> None:
        self.faults: list[str] = []
        self.states = 0


# One page of every kind: English differs from Vietnamese in the length of its words and in what it marks as Vietnamese.
IN_ENGLISH = (
    ("", "/"),
    ("", "/xep-hang/dti-2024"),
    ("", "/tinh/lao-cai"),
    ("", "/phuong-phap"),
    (walk.OFFICER, walk.FORM),
    (walk.OFFICER, f"{walk.FORM}/{walk.FILLED}"),
    (walk.OFFICER, f"{walk.FORM}/kiem-tra"),
    (walk.REVIEWER, f"{walk.REVIEW}/can-tho?xong=NT.1"),
    (walk.ADMIN, "/nhat-ky"),
)


def english(camera: Camera) -> None:
    """Every kind of page once, as it is."""
    for login, path in IN_ENGLISH:
        camera.visit(path, path, path, login)


PARTS: dict[str, tuple[Callable[[Camera], None], ...]] = {
    "public": (walk.public, walk.doors),
    "province": (dividing.dividing, walk.form, walk.sending),
    "ministry": (walk.desks, walk.review, walk.ranking),
    "catalogue": (drafts.reading, drafts.drafting),
    "english": (english,),
    "evidence": (evidence.keeping,),
    "analysis": (analyses.explaining, analyses.comparing, analyses.looking_ahead, analyses.judging),
    "own rounds": (partial(own_rounds.own_rounds, lead=walk.LEAD, ranker=walk.RANKER),),
    "excel": (partial(workbooks.by_excel, officer=walk.OFFICER, lead=walk.LEAD),),
}


SOME = {
    "english": len(IN_ENGLISH),
    "analysis": 21,
    "evidence": 8,
    "own rounds": 10,
    "excel": 4,
}  # states at least, where they are not fifteen


@pytest.mark.parametrize("part", PARTS)
def test_no_page_has_a_fault_that_axe_knows_or_sticks_out_at_320_px(site: Site, part: str, tmp_path: Path) -> None:
    inspector = Inspector(site.browser, site.address, tmp_path, "en" if part == "english" else "vi", site=site)
    for steps in PARTS[part]:
        steps(inspector)
    assert inspector.states >= SOME.get(part, 15)
    assert inspector.faults == []

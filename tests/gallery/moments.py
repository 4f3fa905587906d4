"""What a page of an officer says for a moment: a claim, a save that failed, a session that is about to end."""

from __future__ import annotations

from playwright.sync_api import Route

from tests.gallery.camera import Camera, save

WHY = "Tỉnh chưa thống kê số này; sẽ có từ quý II năm sau (minh họa)."
# The page's clock, four minutes before the hour without work is over; the page looks again when it comes into sight.
LATER = """() => {
    const now = Date.now;
    Date.now = () => now() + 56 * 60 * 1000;
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def claims(camera: Camera, address: str, officer: str) -> None:
    """No figure: refused without a reason, kept with one."""
    page = camera.page(officer)
    page.goto(f"{camera.address}{address}")
    card = page.locator("fieldset.indicator:has(input[value=no_data])").last
    card.locator("input[value=no_data]").check()
    save(page)
    camera.take("section-claim-unexplained", "Không có số liệu, thiếu giải trình", page)
    card.locator("textarea[name^=note__]").fill(WHY)
    save(page)
    camera.take("section-claim", "Không có số liệu, đã giải trình", page)


def failures(camera: Camera, address: str, officer: str) -> None:
    """A background save that the server did not take; it is sent again before the page is left."""
    page = camera.page(officer)
    page.goto(f"{camera.address}{address}")
    page.route("**/luu", lambda route: route.fulfill(status=401))
    box = page.locator("input.amount[inputmode=decimal]").first
    box.fill("13")
    box.blur()
    page.locator("#save-failed p").wait_for()
    camera.take("section-save-failed", "Chưa lưu được: phiên làm việc đã hết", page)
    page.unroute("**/luu")
    with page.expect_response("**/luu"):
        page.locator("#save-failed button").click()


def ending(camera: Camera, address: str, officer: str) -> None:
    """The warning before a session ends for want of work."""
    page = camera.page(officer)
    page.goto(f"{camera.address}{address}")
    page.route("**/phien", four_minutes_left)
    page.evaluate(LATER)
    page.locator(".session-warning").wait_for()
    camera.take("session-warning", "Phiên làm việc sắp hết", page)
    page.unroute("**/phien")


def four_minutes_left(route: Route) -> None:
    """The server's own words with another number: its clock was not moved."""
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), "left": 240})

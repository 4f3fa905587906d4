"""The two pictures the README opens with."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from tests.gallery.camera import opened_browser
from tests.gallery.papers import draw
from tests.served import served

FOLDER = Path("docs/pictures")
WIDTH, HEIGHT = 1280, 1000
LARGEST = 250 * 1024  # bytes


def photograph(world: Path) -> None:
    """ranking.png and scorecard.png, each at most 250 KB."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served(world) as address, opened_browser() as browser, tempfile.TemporaryDirectory() as temporary:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN")
        page.goto(f"{address}/xep-hang/dti-2024")
        page.screenshot(path=FOLDER / "ranking.png")
        draw(address, Path(temporary), "vi")
        sheet = Path(temporary, "scorecard-merged-vi.pdf")
        command = ["pdftoppm", "-singlefile", "-f", "1", "-l", "1", "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
        subprocess.run([*command, "-png", str(sheet), str(FOLDER / "scorecard")], check=True)
    for name in ("ranking.png", "scorecard.png"):
        _shrink(FOLDER / name)


def _shrink(path: Path) -> None:
    """Few colours are enough for type and flat areas."""
    Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{path}: {size} bytes, more than {LARGEST}")
    print(f"{path}: {size // 1024} KB")

"""The index of the gallery: one HTML page with every picture."""

from __future__ import annotations

import html
import json
from itertools import groupby
from pathlib import Path

from tests.gallery import papers
from tests.gallery.camera import WIDTHS, Picture

LANGUAGES = ("vi", "en")
STYLE = """
body { font: 16px/1.5 "Noto Sans", sans-serif; margin: 2rem; color: #1d2733; }
h2 { margin-top: 3rem; border-bottom: 1px solid #9aa3ac; } h3 { margin: 2rem 0 .5rem; }
.row { display: flex; gap: 1rem; align-items: start; overflow-x: auto; }
.row a { flex: none; border: 1px solid #d5dadf; max-height: 34rem; overflow: hidden; }
img { display: block; height: auto; } .w1280 { width: 36rem; } .w390 { width: 12rem; } .paper { width: 18rem; }
code { color: #56606a; font-weight: 400; font-size: .8em; }
"""


def write(folder: Path) -> Path:
    """index.html of what the cameras wrote down; returns its path."""
    taken = [Picture(*entry) for entry in json.loads((folder / f"{LANGUAGES[0]}.json").read_text(encoding="utf-8"))]
    parts = [
        f"<h2>{html.escape(group)}</h2>" + "".join(_state(picture) for picture in pictures)
        for group, pictures in groupby(taken, key=lambda picture: picture.group)
    ]
    parts.append("<h2>PDF</h2>" + "".join(_paper(folder, name, title) for name, (title, _) in papers.PAPERS.items()))
    path = folder / "index.html"
    path.write_text(
        f"<!doctype html><html lang='vi'><meta charset='utf-8'><title>Phòng ảnh</title><style>{STYLE}</style>"
        f"<h1>Phòng ảnh</h1><p>Câu trả lời của đợt đang mở là minh họa.</p>{''.join(parts)}",
        encoding="utf-8",
    )
    return path


def _state(picture: Picture) -> str:
    files = [(f"{picture.name}-{language}-{width}.png", f"w{width}") for language in LANGUAGES for width in WIDTHS]
    return _row(picture.title, picture.name, files)


def _paper(folder: Path, name: str, title: str) -> str:
    files = [(path.name, "paper") for language in LANGUAGES for path in papers.pages(folder, name, language)]
    return _row(title, name, files)


def _row(title: str, name: str, files: list[tuple[str, str]]) -> str:
    pictures = "".join(
        f"<a href='{file}'><img loading='lazy' class='{size}' src='{file}' alt='{file}'></a>" for file, size in files
    )
    return f"<h3>{html.escape(title)} <code>{name}</code></h3><div class='row'>{pictures}</div>"

"""The PDFs as pictures: fetched from the site as anybody downloads them, drawn by poppler."""

from __future__ import annotations

import subprocess
import urllib.request
from pathlib import Path

PAPERS = {
    "scorecard-merged": ("Phiếu điểm, tỉnh hợp nhất", "/tinh/lao-cai/phieu-diem.pdf?dot=dti-2024"),
    "scorecard-unmerged": ("Phiếu điểm, tỉnh giữ nguyên", "/tinh/lang-son/phieu-diem.pdf?dot=dti-2024"),
    "scorecard-first": ("Phiếu điểm, đứng đầu", "/tinh/ha-noi/phieu-diem.pdf?dot=dti-2024"),
    "national": ("Báo cáo cả nước", "/xep-hang/dti-2024/bao-cao.pdf"),
}
DOTS_PER_INCH = 96


def draw(address: str, folder: Path, language: str) -> None:
    """Every page of every paper, as `scorecard-merged-vi-1.png`."""
    for name, (_title, path) in PAPERS.items():
        joint = "&" if "?" in path else "?"
        with urllib.request.urlopen(f"{address}{path}{joint}lang={language}", timeout=120) as answer:  # noqa: S310
            file = folder / f"{name}-{language}.pdf"
            file.write_bytes(answer.read())
        subprocess.run(
            ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(file), str(folder / f"{name}-{language}")], check=True
        )


def pages(folder: Path, name: str, language: str) -> list[Path]:
    """The pictures of one paper in page order."""
    return sorted(folder.glob(f"{name}-{language}-*.png"), key=lambda path: int(path.stem.rpartition("-")[2]))

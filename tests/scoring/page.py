"""A page whose Python blocks are run, each followed by the text it prints. Run as a module to write that anew."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "recompute.md"
BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<text>.*?)```\n", re.DOTALL)


def printed(page: str) -> list[str]:
    """What each block prints when all are run in turn, in one namespace, at the root of the repository."""
    names: dict[str, object] = {"__name__": "page"}
    found = []
    with contextlib.chdir(ROOT):
        for block in BLOCK.finditer(page):
            out = io.StringIO()
            line = page[: block.start("code")].count("\n")
            with contextlib.redirect_stdout(out):
                exec(compile("\n" * line + block["code"], PAGE.name, "exec"), names)  # noqa: S102 - our own page
            found.append(out.getvalue())
    return found


def rewritten(page: str) -> str:
    """The page with what its blocks print."""
    outputs = iter(printed(page))
    return BLOCK.sub(lambda block: f"```python\n{block['code']}```\n\n```text\n{next(outputs)}```\n", page)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")

"""An officer with files to hand in."""

from __future__ import annotations

import io

from tests.files import samples
from tests.web.working.conftest import filled, sign_in

__all__ = ["filled", "sign_in"]

Upload = tuple[io.BytesIO, str]


def upload(name: str = "Quyết định 12.pdf", content: bytes | None = None) -> Upload:
    """A file as a form brings it."""
    return io.BytesIO(samples.pdf(name) if content is None else content), name

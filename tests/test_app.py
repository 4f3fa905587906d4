"""The application as a server's process starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.served import environment

START = "import gc; from assessment.app import application; application(); print(gc.get_freeze_count())"


def test_a_server_starts_before_its_database_is_there_and_keeps_what_stays_out_of_the_search_for_garbage(
    tmp_path: Path,
) -> None:
    started = subprocess.run(
        [sys.executable, "-c", START],
        env=os.environ | environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the database could not be asked while the server started" in started.stderr
    assert int(started.stdout) > 100_000  # modules, routes and the catalogue's types

"""The command of the product, run in a process of its own as anyone runs it, or in this one, which is quicker."""

from __future__ import annotations

import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from assessment.cli import main

COMMAND = Path(sys.executable).parent / "assessment"


class Done(NamedTuple):
    """What a run left behind."""

    returncode: int
    stdout: str
    stderr: str


def run(folder: Path, *arguments: str) -> Done:
    """`assessment …` in a folder, within this process."""
    with chdir(folder):
        done = CliRunner().invoke(main, arguments, prog_name="assessment")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def run_alone(folder: Path, *arguments: str) -> Done:
    """The same in a process of its own."""
    done = subprocess.run([COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)

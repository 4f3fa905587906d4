"""A copy of the tree, one fault in it at a time, and what the tests there say of it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.faults.fault import Fault

ROOT = Path(__file__).parents[2]
LEFT_OUT = (".git", ".venv", ".*_cache", "__pycache__", "out", "var", "build", "*.egg-info", ".hypothesis")
PACKAGES = ("assessment", "questionnaires", "scoring", "tests")
SEEN, UNSEEN, BROKEN, NOT_RUN = "seen", "UNSEEN", "BROKEN", "not run here"
WATCHED = ('failed on teardown with "AssertionError', 'failed on teardown with "assert ')  # consoles and requests
STALLED = "Page.goto: Timeout"  # the machine was too busy to show any page: that says nothing of the fault
LONGEST_RUN = 900  # seconds; a fault that makes its tests hang was not seen by them


@dataclass(frozen=True, slots=True)
class Report:
    """What pytest did: its exit code, and of each test that did not pass, why."""

    code: int
    failed: dict[str, str]  # the test, or the site's watch over consoles and requests, which ends it
    errors: dict[str, str]  # what never came to the point: imports, collection, fixtures
    skipped: frozenset[str]
    output: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault."""

    fault: Fault
    verdict: str
    by: str  # the test that failed
    words: str  # of the failure
    seconds: float


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of this tree in a temporary folder, from which its packages are imported; RuntimeError if they are not."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        copy = Path(folder).resolve() / "tree"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        told = _python(
            copy, "-c", f"import {', '.join(PACKAGES)}; print(*({', '.join(f'{p}.__file__' for p in PACKAGES)},))"
        )
        if any(not Path(file).is_relative_to(copy) for file in told.stdout.split()) or told.returncode:
            raise RuntimeError(f"the copy's packages are not those imported: {told.stdout}{told.stderr}")
        yield copy


def _python(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = {"PYTHONPATH": str(copy), "TEST_BACKENDS": "sqlite"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env=kept | places,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_RUN if "-x" in arguments else None,
    )


def run(copy: Path, tests: Collection[str], *options: str) -> Report:
    """Run these tests in the copy."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as told:
        done = _python(
            copy, "-m", "pytest", "-q", *options, "-p", "no:cacheprovider", f"--junitxml={told.name}", *tests
        )
        written = Path(told.name).read_text(encoding="utf-8")
    failed, errors, skipped = dict[str, str](), dict[str, str](), set[str]()
    for case in ElementTree.fromstring(written).iter("testcase") if written else ():  # noqa: S314 - pytest's own
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        for found in case:
            words = found.get("message", "")
            if found.tag == "failure" or (found.tag == "error" and words.startswith(WATCHED)):
                failed.setdefault(name, words)  # the test's own words before those of its teardown
            elif found.tag == "error":
                errors[name] = words
            elif found.tag == "skipped":
                skipped.add(name)
    return Report(done.returncode, failed, errors, frozenset(skipped), done.stdout + done.stderr)


@contextmanager
def planted(copy: Path, fault: Fault) -> Iterator[None]:
    """The fault in the copy, until the block ends."""
    file = copy / fault.file
    sound = file.read_text(encoding="utf-8")
    if sound.count(fault.before) != 1:
        raise ValueError(f"{fault.check}: {fault.file} has {sound.count(fault.before)} × {fault.before!r}")
    try:
        _write(file, sound.replace(fault.before, fault.after))
        yield
    finally:
        _write(file, sound)


def _write(file: Path, text: str) -> None:
    """Compiled code is known by size and second only: what was made of the text before must go."""
    file.write_text(text, encoding="utf-8")
    if file.suffix == ".py":
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)


def tried(copy: Path, fault: Fault, skipped: Collection[str]) -> Outcome:
    """Plant a fault and run its tests: seen when one of them fails, not when they cannot run."""
    if all(test in skipped for test in fault.tests):
        return Outcome(fault, NOT_RUN, "", "the test is skipped on this machine", 0.0)
    begun = time.monotonic()
    with planted(copy, fault):
        try:
            report = run(copy, fault.tests, "-x")
        except subprocess.TimeoutExpired:
            report = Report(-1, {}, {}, frozenset(), "")
    seconds = time.monotonic() - begun
    if report.code == 1 and report.failed:
        by, words = next(iter(report.failed.items()))
        return Outcome(fault, BROKEN if STALLED in words else SEEN, by, _in_one_line(words), seconds)
    if report.code == 0:
        return Outcome(fault, UNSEEN, "", "its tests pass", seconds)
    words = next(iter(report.errors.values()), report.output[-400:])
    return Outcome(fault, BROKEN, "", _in_one_line(words) or "its tests hang", seconds)


def _in_one_line(words: str) -> str:
    lines = [line.strip() for line in words.strip().splitlines() if line.strip()]
    return " ".join(lines)[:160]

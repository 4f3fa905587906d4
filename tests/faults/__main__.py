"""Plant every fault, or those of the checks named, and write which test saw it: `python -m tests.faults [A02 …]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.faults.every import FAULTS
from tests.faults.planting import BROKEN, NOT_RUN, ROOT, SEEN, UNSEEN, Outcome, copied, run, tried

TABLE = ROOT / "out" / "faults.md"


def main(checks: list[str]) -> int:
    """The exit code: 1 when a fault went unseen, or when a test fails without any."""
    faults = [fault for fault in FAULTS if not checks or fault.check in checks]
    if not faults:
        print(f"No fault of {', '.join(checks)}.")
        return 1
    with copied() as copy:
        tests = list(dict.fromkeys(test for fault in faults for test in fault.tests))
        print(f"{len(tests)} tests on the sound tree …", flush=True)
        sound = run(copy, tests)
        if sound.code:
            print(sound.output)
            return 1
        outcomes = list(shown(tried(copy, fault, sound.skipped) for fault in faults))
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(outcomes), encoding="utf-8")
    counts = {verdict: sum(one.verdict == verdict for one in outcomes) for verdict in (SEEN, UNSEEN, BROKEN, NOT_RUN)}
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count), f"– {TABLE}", sep=" ")
    return 1 if counts[UNSEEN] or counts[BROKEN] else 0


def shown(outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
    """Each as it comes, printed."""
    for one in outcomes:
        print(f"{one.fault.check}  {one.verdict:6}  {one.seconds:5.1f} s  {one.fault.says}", flush=True)
        print(f"     {test_of(one.by) if one.by else ''} {one.words}", flush=True)
        yield one


def test_of(name: str) -> str:
    """A test without its file."""
    return name.partition("::")[2]


def table(outcomes: Iterable[Outcome]) -> str:
    """All of it in Markdown."""
    rows = ["| " + " | ".join(columns(one)) + " |" for one in outcomes]
    head = "| check | fault | | seen by | in its words | seconds |\n|---|---|---|---|---|---|\n"
    return "# Seeded faults\n\n" + head + "\n".join(rows) + "\n"


def columns(one: Outcome) -> tuple[str, ...]:
    """One row of it."""
    said = f"{one.fault.says} ({one.fault.file})"
    cells = (one.fault.check, said, one.verdict, one.by, one.words, f"{one.seconds:.0f}")
    return tuple(in_cell(words) for words in cells)


def in_cell(words: str) -> str:
    """A text that does not end its cell."""
    return words.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

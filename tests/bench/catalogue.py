"""The catalogue: everything that ships read for the first time in a new process, and looked at by the linter."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.figure import Figure

TIMES = 7
COLD = """
import json, time
started = time.process_time()
from questionnaires import catalogue, load
imported = time.process_time()
indices = [load(code) for code in catalogue()]
loaded = time.process_time()
from questionnaires.lint import lint_all
from questionnaires.loader import load_pool, pool_names
pools = [load_pool(name) for name in pool_names()]
looking = time.process_time()
lint_all(indices, pools)
print(json.dumps({
    "import": imported - started,
    "load": loaded - imported,
    "lint": time.process_time() - looking,
    "sets": len(indices),
    "indicators": sum(1 for index in indices for _ in index.root.indicators()),
    "items": len({item for index in indices for item in index.items.values()}),
}))
"""


def measure() -> Iterator[Figure]:
    """All figures about the catalogue."""
    runs = [cold() for _again in range(TIMES)]
    size = "{sets:.0f} sets, {indicators:.0f} indicators, {items:.0f} items".format(**runs[0])
    best = {key: min(run[key] for run in runs) for key in runs[0]}  # other work on the machine only ever adds
    yield Figure("Catalogue", f"{size}, cold", best["load"], "s", 0.3, f"processor, new process, best of {TIMES}")
    yield Figure("Catalogue", "importing the loader", best["import"], "s", None, "before the first file is read")
    yield Figure("Catalogue", "every check of the linter", best["lint"], "s")


def cold() -> dict[str, float]:
    """Processor seconds of each step in a new process, and how much there was to read."""
    done = subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured

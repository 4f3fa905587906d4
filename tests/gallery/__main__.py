"""`make gallery`: pictures of every page in its states, in two languages at two widths, and of every PDF page."""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import tempfile
import time
from pathlib import Path

from tests.gallery import catalogue, documents
from tests.gallery.walk import photograph
from tests.served import build_demonstration

OUT = Path("out/gallery")


def main() -> None:
    """Both languages at once, each on its own copy of the demonstration's database."""
    asked = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    asked.add_argument("--docs", action="store_true", help="only the two pictures of the README, into docs/pictures/")
    only_documents = asked.parse_args().docs
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="gallery-") as temporary:
        world = Path(temporary)
        build_demonstration(world)
        if only_documents:
            documents.photograph(world)
            return
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        photograph_both(world)
    path = catalogue.write(OUT)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {time.perf_counter() - started:.0f} s: {path}")


def photograph_both(world: Path) -> None:
    """A process per language; raises SystemExit when one of them failed."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=photograph, args=(world, OUT, language)) for language in catalogue.LANGUAGES]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("the gallery is not complete")


if __name__ == "__main__":
    main()

"""What `assessment robustness` can be asked for beside rank intervals, and the tables it then writes."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from questionnaires import DefinitionError, Fault, Text

if TYPE_CHECKING:
    import pandas as pd

    from questionnaires.model import Index
    from scoring.uncertainty.choices import Alternatives
    from scoring.uncertainty.robust import Outcome

SOURCES = ("weights", "normalise", "aggregate", "leave_one_out")
NOT_VARIED = Text("cách này chỉ được thử khi --vary có {}", "it is tried only where --vary has {}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command as they were typed."""

    draws: int
    noise: float
    seed: int
    vary: tuple[str, ...]
    try_normalise: tuple[str, ...]
    try_aggregate: tuple[str, ...]
    top: tuple[int, ...]
    groups: bool
    sensitivity: int | None


def _sources(context: click.Context, parameter: click.Parameter, typed: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in typed.split(",")))
    unknown = [part for part in found if part not in SOURCES]
    if unknown:
        raise click.BadParameter(f"không có “{unknown[0]}”; viết một hay nhiều trong: {', '.join(SOURCES)}")
    return found


def _finite(context: click.Context, parameter: click.Parameter, noise: float) -> float:
    if not math.isfinite(noise):
        raise click.BadParameter("noise phải là một số hữu hạn")
    return noise


_OPTIONS = (
    click.option("--draws", type=click.IntRange(min=1), default=10_000, show_default=True, help="Số lần thử."),
    click.option(
        "--noise", type=click.FloatRange(0, 1, max_open=True), default=0.25, show_default=True, callback=_finite,
        help="Mức nhiễu.",
    ),
    click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Mầm ngẫu nhiên."),
    click.option(
        "--vary", default="weights", show_default=True, callback=_sources, metavar="A,B",
        help=f"Những gì thay đổi: {', '.join(SOURCES)}. Khác mặc định thì ghi thêm choices.csv.",
    ),
    click.option("--try-normalise", multiple=True, metavar="M", help="Cách chuẩn hóa được thử; viết được nhiều lần."),
    click.option("--try-aggregate", multiple=True, metavar="A", help="Cách tổng hợp được thử; viết được nhiều lần."),
    click.option(
        "--top", type=click.IntRange(min=1), multiple=True, metavar="N",
        help="Xác suất đứng trong N hạng đầu: ghi top_probabilities.csv; viết được nhiều lần.",
    ),
    click.option("--groups", is_flag=True, help="Các nhóm không phân biệt được thứ hạng: ghi groups.csv."),
    click.option(
        "--sensitivity", type=click.IntRange(min=2), metavar="N",
        help="Điều gì làm đổi hạng nhiều nhất, N điểm gốc (ví dụ 1024): ghi sensitivity.csv, one_at_a_time.csv.",
    ),
)  # fmt: skip


def options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the command, as the fields of `Asked`."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


def tables(
    name: str, index: Index, data: pd.DataFrame, past: pd.DataFrame | None, asked: Asked, language: str
) -> dict[str, pd.DataFrame]:
    """The tables asked for by file name; DefinitionError for an option that does not fit the index `name`."""
    from questionnaires.plain_methods import MethodError
    from scoring.uncertainty.robust import shake

    alternatives = _alternatives(name, asked)
    try:
        with _bar(SHAKING.into(language)) as progress:
            outcome = shake(
                index,
                data,
                past=past,
                vary=asked.vary,
                alternatives=alternatives,
                draws=asked.draws,
                noise=asked.noise,
                seed=asked.seed,
                pairs=asked.groups,
                progress=progress,
            )
    except MethodError as error:
        raise _unfit(name, "vary", error.message) from error
    found = {"rank_intervals.csv": outcome.intervals} | _more(outcome, asked, language)
    if outcome.failed:
        click.echo(
            Text(
                f"{outcome.failed} trong {outcome.draws} lần thử không xếp hạng được, không tính vào kết quả; "
                "xem choices.csv",
                f"{outcome.failed} of {outcome.draws} draws gave no ranking and are in no figure; see choices.csv",
            ).into(language),
            err=True,
        )
    if asked.sensitivity:
        found |= _sensitivity(index, data, asked, language, alternatives=alternatives, past=past)
    return found


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error where that is a terminal; nothing otherwise, so that logs stay clean."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


SHAKING = Text("xếp hạng lại", "ranking again")
SPLITTING = Text("điều gì làm đổi hạng", "what moves the ranks")


def _more(outcome: Outcome, asked: Asked, language: str) -> dict[str, pd.DataFrame]:
    """What follows from the draws."""
    found = {}
    if asked.vary != SOURCES[:1] or outcome.failed:
        found["choices.csv"] = _choices(outcome, language)
    if asked.top:
        table, *others = (outcome.top(places) for places in dict.fromkeys(asked.top))
        for other in others:
            table = table.join(other.iloc[:, -1])
        found["top_probabilities.csv"] = table
    if asked.groups:
        found["groups.csv"] = outcome.groups()
    return found


def _choices(outcome: Outcome, language: str) -> pd.DataFrame:
    """source, choice, draws, failed, reason: what was tried how often, and what of it gave no ranking."""
    import pandas as pd

    rows = [
        (each.source, each.choice, each.draws, each.failed, each.reason.into(language) if each.reason else "")
        for each in outcome.tried
    ]
    return pd.DataFrame(rows, columns=["source", "choice", "draws", "failed", "reason"])


def _sensitivity(
    index: Index, data: pd.DataFrame, asked: Asked, language: str, **common: Any
) -> dict[str, pd.DataFrame]:
    """Sobol indices of the mean shift in rank, and each other choice made alone."""
    from scoring.uncertainty.sensitivity import alone, sensitivity

    wanted: dict[str, Any] = {"base": asked.sensitivity or 2, "noise": asked.noise, "seed": asked.seed}
    with _bar(SPLITTING.into(language)) as progress:
        found = sensitivity(index, data, vary=asked.vary, progress=progress, **wanted, **common)
    for each in found.impossible:
        reason = each.reason.into(language)
        click.echo(f"sensitivity.csv: {each.source} {each.choice}: {reason}", err=True)
    sources = [source for source in SOURCES[1:] if source in asked.vary or source == "leave_one_out"]
    return {"sensitivity.csv": found.factors, "one_at_a_time.csv": alone(index, data, vary=sources, **common)}


def _alternatives(name: str, asked: Asked) -> Alternatives:
    """The ways that are tried: those typed, else the usual ones."""
    from questionnaires.plain_methods import MethodError, read_aggregates, read_method
    from scoring.uncertainty.choices import Alternatives

    usual = Alternatives()
    for option, source, typed, read in (
        ("try-normalise", "normalise", asked.try_normalise, read_method),
        ("try-aggregate", "aggregate", asked.try_aggregate, read_aggregates),
    ):
        if typed and source not in asked.vary:
            raise _unfit(name, option, Text(NOT_VARIED.vi.format(source), NOT_VARIED.en.format(source)))
        for text in typed:
            try:
                read(text)
            except MethodError as error:
                raise _unfit(name, option, error.message) from error
    return Alternatives(asked.try_normalise or usual.normalise, asked.try_aggregate or usual.aggregate)


def _unfit(name: str, option: str, message: Text) -> DefinitionError:
    return DefinitionError([Fault(name, 0, f"--{option}", message)])

"""`assessment demo`: the main job on real figures, from an empty database to rankings and PDFs."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.connection import settings, writing_session

if TYPE_CHECKING:
    from rich.console import Console

    from assessment.services.demonstration import Account
    from assessment.services.results import Comparison
    from assessment.services.standings import Standings

TOLERANCE = 0.0001  # one unit of the last published digit


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
def demo(out: Path) -> None:
    """Load, score and rank DTI 2024, open the current round, write PDFs and tables to OUT."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from assessment.clock import local, system_clock
    from assessment.exchange.tables import ranking_csv, scores_csv
    from assessment.files.store import open_store
    from assessment.reports.batch import cached_reports
    from assessment.services import demonstration, demonstration_communes, history, reference
    from assessment.services.results import compare
    from assessment.services.standings import standings

    now = system_clock()
    console = Console()
    password = demo_password(settings().variable)
    out.mkdir(parents=True, exist_ok=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress, writing_session() as session:
        data = progress.add_task("Số liệu / Data", total=5)
        reference.load_reference(session)
        progress.advance(data)
        history.import_published(session, now)
        progress.advance(data)
        result = demonstration.run_dti_2024(session, now)
        progress.advance(data)
        accounts = demonstration.demo_accounts(session, password, now)
        progress.advance(data)
        store = open_store(settings().evidence_store, settings().evidence_folder / "files")
        demonstration.open_current_round(session, password, now, store)
        demonstration_communes.open_commune_round(session, password, now)
        session.commit()
        progress.advance(data)
        table = standings(session, result, local(now).date())
        (out / "scores.csv").write_text(scores_csv(table), encoding="utf-8")
        (out / "ranking.csv").write_text(ranking_csv(table), encoding="utf-8")
        pages = progress.add_task("Phiếu điểm, báo cáo / PDF", total=len(table.units) + 1)
        reports = cached_reports(
            session,
            demonstration.DTI_2024,
            "vi",
            settings().report_cache,
            settings=settings(),
            progress=lambda done, of: progress.update(pages, completed=done, total=of),
        )
        progress.update(pages, completed=len(reports), total=len(reports))
        for path in reports:
            shutil.copy(path, out)
        pictures = progress.add_task("Ảnh / Pictures", total=2)
        for path in reports[:2]:
            picture(path, out)
            progress.advance(pictures)
    comparison = compare(table, history.published_totals_2024(), TOLERANCE)
    report(console, table, comparison, out, accounts, password)


def demo_password(folder: Path) -> str:
    """One password for all demonstration accounts, made once and kept beside the database."""
    path = folder / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_hex(3)}-{secrets.token_hex(3)}")
    return path.read_text()


def picture(path: Path, out: Path) -> None:
    """The first page of a PDF as PNG, for a look without a PDF reader."""
    target = out / path.stem
    subprocess.run(  # noqa: S603 - our own file names
        ["pdftoppm", "-r", "80", "-png", "-f", "1", "-l", "1", "-singlefile", str(path), str(target)],  # noqa: S607
        check=True,
    )


def span(low: int | None, high: int | None) -> str:
    """A rank interval: "4–6", "1" where it has no width."""
    return str(low) if low == high else f"{low}–{high}"


def report(
    console: Console, table: Standings, comparison: Comparison, out: Path, accounts: tuple[Account, ...], password: str
) -> None:
    """What was done, on the terminal."""
    from rich.table import Table

    from assessment.formats import index_score, number

    top = Table(title="DTI 2024 – mười tỉnh, thành phố đứng đầu / top ten", title_justify="left")
    for heading in ("Hạng", "Tỉnh, thành phố", "Điểm", "Khoảng hạng"):
        top.add_column(heading, justify="left" if heading.startswith("Tỉnh") else "right")
    for row in table.units[:10]:
        top.add_row(str(row.rank), row.unit.full_name.vi, index_score(row.score), span(row.low, row.high))
    console.print(top)
    many = len(comparison.rows)
    console.print(
        f"So với số công bố / against the published figures: {comparison.totals_agree}/{many} điểm lệch không quá "
        f"{number(TOLERANCE, 4)} (lớn nhất {number(comparison.largest_difference, 6)}); "
        f"{comparison.ranks_agree}/{many} thứ hạng bằng nhau."
    )
    console.print(f"\n{out}/scores.csv, {out}/ranking.csv, {out}/*.pdf, {out}/*.png")
    console.print(f"\nTài khoản / accounts, mật khẩu / password: [bold]{password}[/bold]")
    who = Table()
    for heading in ("Tài khoản", "Vai trò", "Họ tên"):
        who.add_column(heading)
    for account in accounts:
        who.add_row(account.login, account.role, account.full_name)
    console.print(who)

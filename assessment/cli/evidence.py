"""`assessment evidence`: what runs apart from the pages: scanning files, trying links, clearing what nobody names."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import click

from assessment.cli.connection import settings, writing_session


@click.group()
def evidence() -> None:
    """Tài liệu kiểm chứng: quét mã độc, kiểm tra liên kết, dọn tệp thừa."""


@evidence.command()
@click.option("--every", type=click.IntRange(min=1), help="Quét lại sau mỗi số giây này, không dừng.")
def scan(every: int | None) -> None:
    """Quét các tệp mới bằng ClamAV (thiết lập CLAMAV)."""
    if not settings().clamav:
        raise click.ClickException("chưa thiết lập CLAMAV: 127.0.0.1:3310 hoặc /run/clamav/clamd.ctl")
    troubles = _scan_all()
    while every is not None:
        time.sleep(every)
        _scan_all()
    if troubles:
        raise click.exceptions.Exit(1)


def _scan_all() -> int:
    """One round, each finding kept at once and nothing locked while a file is scanned; how many could not be."""
    from assessment.clock import system_clock
    from assessment.files.store import MissingFileError, open_store
    from assessment.files.virus import ScannerError
    from assessment.files.virus import scan as ask
    from assessment.services.evidence import checking

    troubles = 0
    store = open_store(settings().evidence_store, settings().evidence_folder / "files")
    with writing_session() as session:
        waiting = checking.to_scan(session)
        session.commit()
        for file in waiting:
            try:
                found = ask(settings().clamav, store.blocks(file.key))
            except (MissingFileError, ScannerError) as error:
                click.echo(f"{file.piece_id}: chưa quét được, {error}", err=True)
                troubles += 1
                continue
            checking.scanned(session, file, found, system_clock())
            session.commit()
            click.echo(f"{file.piece_id}: {found or 'sạch'}")
    return troubles


@evidence.command("check-links")
@click.option(
    "--older-than", default=7, show_default=True, help="Chỉ kiểm tra liên kết chưa xem lại trong số ngày này."
)
def check_links(older_than: int) -> None:
    """Mở từng liên kết, ghi lại kết quả; không vào địa chỉ nội bộ (trừ LINK_NETWORKS)."""
    from assessment.clock import system_clock
    from assessment.files.links import Checker, networks
    from assessment.services.evidence import checking

    try:
        checker = Checker(allowed=networks(settings().link_networks))
    except ValueError as error:
        raise click.ClickException(f"LINK_NETWORKS: {error}") from error
    counted: Counter[str] = Counter()
    with writing_session() as session:
        waiting = checking.to_visit(session, system_clock() - timedelta(days=older_than))
        session.commit()
        for address in waiting:
            status = checker.status(address.url)
            checking.visited(session, address, status, system_clock())
            session.commit()
            counted[status] += 1
            click.echo(f"{status:12} {address.url}")
    click.echo(", ".join(f"{status}: {count}" for status, count in sorted(counted.items())) or "không có liên kết nào")


@evidence.command()
@click.option("--delete", is_flag=True, help="Xóa; không có thì chỉ liệt kê.")
@click.option(
    "--older-than",
    "hours",
    type=click.IntRange(min=1),
    default=24,
    show_default=True,
    help="Chỉ các tệp đã nằm trong kho hơn số giờ này.",
)
def sweep(delete: bool, hours: int) -> None:
    """Liệt kê hoặc xóa các tệp không tài liệu nào dùng và các lần tải lên bỏ dở."""
    from assessment.clock import system_clock
    from assessment.files.parts import Parts
    from assessment.files.store import StoreError, open_store
    from assessment.services.evidence import orphans

    before = system_clock() - timedelta(hours=hours)
    store = open_store(settings().evidence_store, settings().evidence_folder / "files")
    try:
        old = {file.key: file.size for file in store.lying() if file.since < before}
    except StoreError as error:
        raise click.ClickException(f"kho tệp không trả lời: {error}") from error
    parts = Parts(settings().evidence_folder / "parts").forgotten(before.timestamp())
    with writing_session() as session:
        gone = sorted(orphans.unnamed(session, old))
        foreign = bool(old) and not orphans.names_any(session)
        session.commit()
        for name, size in (*((key, old[key]) for key in gone), *((path.name, size) for path, size in parts)):
            click.echo(f"{size:>12} {name}")
        total = sum(old[key] for key in gone) + sum(size for _path, size in parts)
        told = f"{len(gone)} tệp không tài liệu nào dùng, {len(parts)} lần tải lên bỏ dở, {total} byte"
        if not delete:
            click.echo(f"{told}; chưa xóa gì, thêm --delete để xóa")
            return
        if foreign:
            raise click.ClickException("cơ sở dữ liệu không có tệp nào, kho này có thể của nơi khác; chưa xóa gì")
        if gone or parts:
            orphans.swept(session, files=len(gone), parts=len(parts), size=total, now=system_clock())
            session.commit()  # the log first: nothing is ever removed that it does not tell of
        for key in gone:
            store.delete(key)
        for path, _size in parts:
            path.unlink(missing_ok=True)
    click.echo(f"{told}; đã xóa")

"""`assessment catalogue`: the shipped index definitions, what they share, the check and comparison of any."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from questionnaires import DefinitionError, Fault, Index, Text, load
from questionnaires import catalogue as shipped
from questionnaires.faults import Place

WORKBOOKS = (".xlsx", ".xlsm")
VIETNAMESE = str.maketrans(",.", ".,")  # 1,234.5 → 1.234,5


@click.group()
def catalogue() -> None:
    """Xem và kiểm tra các bộ chỉ số."""


@catalogue.command("list")
def list_() -> None:
    """Liệt kê các bộ chỉ số có sẵn: mã, số liệu, chỉ tiêu, điểm tối đa, tên."""
    rows = [("mã", "số liệu", "chỉ tiêu", "điểm", "tên"), *(_row(load(code)) for code in shipped())]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for code, *numbers, name in rows:
        figures = "  ".join(number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        click.echo(f"{code.ljust(widths[0])}  {figures}  {name}")


def _row(index: Index) -> tuple[str, ...]:
    points = index.root.max_points
    indicators = sum(1 for _ in index.root.indicators())
    shown = "-" if points is None else f"{points:,g}".translate(VIETNAMESE)
    return (index.code, str(len(index.items)), str(indicators), shown, index.name.vi)


def open_index(text: str) -> Index:
    """The index a command names by its catalogue code, its definition file or its workbook; DefinitionError."""
    if not text.lower().endswith(WORKBOOKS):
        return load(text)
    from assessment.exchange.workbooks import read_workbook

    try:
        content = Path(text).read_bytes()
    except OSError as error:
        message = Text(f"không đọc được: {error.strerror}", f"cannot be read: {error.strerror}")
        raise DefinitionError([Fault(text, 0, "", message, Place())]) from None
    return read_workbook(content, text)


@catalogue.command()
@click.argument("names", metavar="[CODES|FILES]…", nargs=-1)
@click.option("--strict", is_flag=True, help="Cảnh báo cũng làm mã thoát là 2.")
def check(names: tuple[str, ...], strict: bool) -> None:
    """Kiểm tra bộ chỉ số, mặc định là mọi bộ có sẵn và mọi kho số liệu.

    Mỗi lỗi, cảnh báo, ghi chú một dòng; mã thoát 2 nếu có lỗi.
    """
    from assessment.cli.lint import check as run

    sys.exit(run(names, strict, open_index))


@catalogue.command()
@click.argument("codes", metavar="[CODES|FILES]…", nargs=-1)
@click.option("--out", metavar="FILE.csv", type=click.Path(path_type=Path), help="Bảng số liệu × bộ chỉ số.")
@click.option("--top", type=click.IntRange(min=0), default=15, show_default=True, help="Số dòng số liệu dùng chung.")
def coverage(codes: tuple[str, ...], out: Path | None, top: int) -> None:
    """Mỗi số liệu dùng cho bộ chỉ số nào, khai một lần bớt được bao nhiêu; mặc định là các bộ hiện hành."""
    from assessment.cli.coverage import summary
    from assessment.cli.tables import write_csv
    from assessment.clock import system_clock
    from questionnaires.coverage import coverage as cover
    from questionnaires.coverage import current, table

    found = cover(_opened(codes) if codes else current(_opened(shipped()), system_clock().date()))
    click.echo("\n".join(summary(found, top)))
    if out:
        write_csv(out, table(found))


@catalogue.command()
@click.argument("old")
@click.argument("new")
@click.option("--out", metavar="FILE.csv", type=click.Path(path_type=Path), help="Bảng từng nút, từng số liệu.")
def diff(old: str, new: str, out: Path | None) -> None:
    """So hai phiên bản: điểm, chỉ tiêu, số liệu, câu trả lời nào lấy lại được. OLD, NEW là mã hoặc tệp."""
    from assessment.cli.diff import summary
    from assessment.cli.tables import write_csv
    from questionnaires.compare import compare, table

    found = compare(*_opened((old, new)))
    click.echo("\n".join(summary(found)))
    if out:
        write_csv(out, table(found))


def _opened(names: Iterable[str]) -> list[Index]:
    """The indices named; the faults of the first that cannot be read end the command with exit code 2."""
    try:
        return [open_index(name) for name in names]
    except DefinitionError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


@catalogue.command()
@click.argument("name", metavar="CODE|FILE")
@click.option("--out", required=True, metavar="FILE.xlsx", type=click.Path(path_type=Path), help="Tệp Excel sẽ ghi.")
def export(name: str, out: Path) -> None:
    """Ghi một bộ chỉ số ra tệp Excel để sửa, có trang hướng dẫn."""
    from assessment.exchange.workbooks import write_workbook

    (index,) = _opened([name])
    _put(out, write_workbook(index))


@catalogue.command("import")
@click.argument("workbook", metavar="FILE.xlsx")
@click.option("--out", metavar="FILE.yaml", type=click.Path(path_type=Path), help="Ghi thành tệp, không vào hệ thống.")
@click.option("--publish", is_flag=True, help="Phát hành ngay, từ đó không sửa được nữa.")
def import_(workbook: str, out: Path | None, publish: bool) -> None:
    """Nạp một tệp Excel thành bản nháp trong hệ thống, hoặc thành tệp định nghĩa.

    Mỗi lỗi một dòng, mã thoát 2, không ghi gì nếu còn lỗi.
    """
    (index,) = _opened([workbook])
    if out:
        from questionnaires.writing import as_yaml, document

        _put(out, as_yaml(document(index)).encode())
    else:
        from assessment.cli.drafts import keep

        keep(index, publish)
    indicators = sum(1 for _ in index.root.indicators())
    points = "-" if index.root.max_points is None else f"{index.root.max_points:,g}".translate(VIETNAMESE)
    click.echo(f"{index.code}: {indicators} chỉ số, {len(index.items)} số liệu, {points} điểm")


def _put(path: Path, content: bytes) -> None:
    """Write a file whole; one that cannot be written ends the command with exit code 2."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        click.echo(f"{path}: không ghi được: {error.strerror}", err=True)
        sys.exit(2)
    click.echo(str(path))


@catalogue.command()
def schema() -> None:
    """In JSON Schema của định dạng, dùng cho trình soạn thảo."""
    from questionnaires.schema import as_text

    click.echo(as_text(), nl=False)

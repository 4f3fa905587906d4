"""`assessment catalogue`: the shipped index definitions, the check of any definition, and the schema for editors."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from questionnaires import DefinitionError, Index, load
from questionnaires import catalogue as shipped

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


@catalogue.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Kiểm tra tệp định nghĩa, mặc định là mọi bộ chỉ số có sẵn. Mỗi lỗi một dòng; mã thoát 2 nếu có lỗi."""
    wrong = False
    for path in paths or tuple(shipped().values()):
        try:
            index = load(path)
        except DefinitionError as error:
            wrong = True
            click.echo(str(error), err=True)
        else:
            click.echo(f"{path}: {index.code}, {len(index.items)} số liệu, không có lỗi")
    sys.exit(2 if wrong else 0)


@catalogue.command()
def schema() -> None:
    """In JSON Schema của định dạng, dùng cho trình soạn thảo."""
    from questionnaires.schema import as_text

    click.echo(as_text(), nl=False)

"""`assessment score` and `assessment robustness`: scores, ranks and rank intervals from plain files."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from assessment.cli import robustness as more
from questionnaires import DefinitionError, Fault, Text, catalogue, load

if TYPE_CHECKING:
    import pandas as pd

    from questionnaires.model import Index
    from scoring import DataFault, Scores

_INDEX = click.argument("index", metavar="INDEX|META.csv")
_DATA = click.argument("data", metavar="DATA.csv", type=click.Path(path_type=Path))
_OUT = click.option("--out", required=True, metavar="FOLDER", type=click.Path(path_type=Path), help="Thư mục kết quả.")
_ROUND = click.option("--round", "year", type=int, metavar="YEAR", help="Năm của đợt: chọn bản của bộ chỉ số năm đó.")
_EXTRA = click.option("--ignore-extra", is_flag=True, help="Bỏ qua các cột bộ chỉ số không có.")
_LANGUAGE = click.option("--language", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ thông báo.")
_NORMALISE = click.option(
    "--normalise", metavar="M", help="META.csv: none, minmax:L,U, zscore:M,S, scaled, goalposts, rank, borda, prank, …"
)
_AGGREGATE = click.option(
    "--aggregate",
    metavar="A",
    help="META.csv: sum, arithmetic, geometric, harmonic, power:P, copeland; hoặc mỗi cấp một cách, từ cấp 2.",
)
_IMPUTE = click.option(
    "--impute", metavar="I", help="META.csv: điền số liệu thiếu: none, mean, median, group_mean:CỘT, last (cần --past)."
)
_TREAT = click.option(
    "--treat", metavar="T", help="META.csv: giá trị ngoại lai: none, winsorise:N, log_ct, winsorise_log_ct:N."
)
_PAST = click.option(
    "--past",
    metavar="PAST.csv",
    type=click.Path(path_type=Path),
    help="Số liệu các năm trước, mỗi đơn vị mỗi năm một dòng, năm cũ trước; cho reference: pool và impute last.",
)
_EXPLAIN = click.option(
    "--explain", metavar="UNIT[:NODE]", help="In thêm lời giải thích điểm của một đơn vị, cả bộ chỉ số hoặc một nút."
)
_WEIGHTS = click.option(
    "--weights", metavar="W", help="META.csv: given (cột weight), equal bằng nhau, pca thành phần chính; ở mọi cấp."
)
_MISSING = click.option("--missing", type=click.Choice(["skip", "zero"]), help="META.csv: bỏ qua hay tính bằng 0.")
META_ONLY = Text(
    "định nghĩa đã nói cách tính điểm; tùy chọn này chỉ dùng với META.csv",
    "the definition says how it is scored; use it with META.csv only",
)
NO_VERSIONS = Text("bảng thường không có phiên bản; bỏ --round", "a plain table has no versions; leave --round out")


def _inputs(command: Callable[..., None]) -> Callable[..., None]:
    """What both commands read."""
    methods = (_MISSING, _WEIGHTS, _AGGREGATE, _NORMALISE, _TREAT, _IMPUTE)
    for decorate in (_LANGUAGE, *methods, _EXTRA, _ROUND, _OUT, _DATA, _INDEX):
        command = decorate(command)
    return command


@click.command()
@_inputs
@_PAST
@_EXPLAIN
def score(
    data: Path, out: Path, ignore_extra: bool, language: str, past: Path | None, explain: str | None, **asked: Any
) -> None:
    """Tính điểm: ghi scores.csv và ranking.csv vào thư mục kết quả.

    INDEX là mã trong danh mục hoặc tệp định nghĩa; META.csv là bảng mô tả một chỉ số tổng hợp. Số liệu sai: mỗi lỗi một
    dòng trên stderr, mã kết thúc 2, không ghi gì.
    """
    from scoring import DataError, read_data, read_past
    from scoring import score as evaluate

    try:
        definition = _index(**asked)
        table, names = read_data(data, definition, ignore_extra)
        scores = evaluate(definition, table, read_past(past, definition) if past else None)
        explained = _explained(scores, explain, language) if explain else ""
    except (DefinitionError, DataError) as error:
        _refuse(error.faults, language)
    _write(out, {"scores.csv": scores.scores_table(), "ranking.csv": scores.ranking_table(names)}, language)
    if explained:
        click.echo(explained)


def _explained(scores: Scores, asked: str, language: str) -> str:
    """The score of a unit, or of one of its nodes, in words; DefinitionError for an unknown one."""
    from scoring.words.text import explain

    unit, _colon, node = (asked, "", "") if asked in scores.units or ":" not in asked else asked.rpartition(":")
    try:
        return explain(scores, unit, node or None, language)
    except KeyError as error:
        message = Text(
            f"không có đơn vị hay chỉ số nào mang mã {error}; viết ĐƠN VỊ hoặc ĐƠN VỊ:CHỈ SỐ",
            f"there is no unit or node {error}; write UNIT or UNIT:NODE",
        )
        raise _unfit(asked, "explain", message) from error


@click.command()
@_inputs
@_PAST
@more.options
def robustness(data: Path, out: Path, ignore_extra: bool, language: str, past: Path | None, **options: Any) -> None:
    """Tính khoảng thứ hạng khi mọi trọng số thay đổi ngẫu nhiên: ghi rank_intervals.csv.

    Mỗi trọng số nhân với một số từ 1 − noise đến 1 + noise rồi chia lại trong nút mẹ. Cùng mầm thì cùng tệp.
    """
    from scoring import DataError, read_data, read_past

    asked = more.Asked(**{field.name: options.pop(field.name) for field in fields(more.Asked)})
    try:
        definition = _index(**options)
        table, _ = read_data(data, definition, ignore_extra)
        before = read_past(past, definition) if past else None
        found = more.tables(options["index"], definition, table, before, asked, language)
    except (DefinitionError, DataError) as error:
        _refuse(error.faults, language)
    _write(out, found, language)


def _index(index: str, year: int | None, **options: str | None) -> Index:
    """The index asked for: a plain table with its options, or a definition of the catalogue or a file."""
    chosen = {name: value for name, value in options.items() if value is not None}
    if index.lower().endswith(".csv"):
        return _plain_index(index, year, chosen)
    if chosen:
        raise _unfit(index, next(iter(chosen)), META_ONLY)
    return load(index) if year is None else _of_year(index, year)


def _unfit(index: str, option: str, message: Text) -> DefinitionError:
    """An option that does not fit the index."""
    return DefinitionError([Fault(index, 0, f"--{option}", message)])


def _plain_index(index: str, year: int | None, chosen: Mapping[str, str]) -> Index:
    from questionnaires.plain_tables import (
        MethodError,
        read_impute,
        read_method,
        read_plain_index,
        read_treat,
        read_weights,
    )

    if year is not None:
        raise _unfit(index, "round", NO_VERSIONS)
    readers: Mapping[str, Callable[[str], object]] = {
        "normalise": read_method,
        "impute": read_impute,
        "treat": read_treat,
        "weights": read_weights,
    }
    for option, read in readers.items():
        try:
            if option in chosen:
                read(chosen[option])
        except MethodError as error:
            raise _unfit(index, option, error.message) from error
    try:
        return read_plain_index(index, **chosen)
    except MethodError as error:
        raise _unfit(index, "aggregate", error.message) from error


def _of_year(index: str, year: int) -> Index:
    """The version of an index for a year: `DTI` and 2024 is DTI-2024; a full code must be of that year."""
    codes = catalogue()
    if index in codes or Path(index).is_file():
        found = load(index)
        if found.year != year:
            message = Text(
                f"bản này của năm {found.year}, không phải {year}; bỏ --round",
                f"this version is of {found.year}, not of {year}; leave --round out",
            )
            raise _unfit(index, "round", message)
        return found
    family = [code for code in codes if code.startswith(f"{index}-")]
    versions = [found for found in map(load, family) if found.year == year]
    versions = [found for found in versions if found.code == f"{index}-{year}"] or versions
    if len(versions) != 1:
        known = ", ".join(family or codes)
        message = Text(
            f"có {len(versions)} bản cho năm {year}; viết một trong: {known}",
            f"{len(versions)} versions for {year}; write one of: {known}",
        )
        raise _unfit(index, "round", message)
    return versions[0]


def _refuse(faults: Iterable[Fault | DataFault], language: str) -> NoReturn:
    """One line per fault on standard error, then exit 2."""
    for fault in faults:
        click.echo(" ".join(_line(fault, language).split()), err=True)
    sys.exit(2)


def _line(fault: Fault | DataFault, language: str) -> str:
    if not isinstance(fault, Fault):
        return fault.into(language)
    place = f"{fault.file}:{fault.line}" if fault.line else fault.file
    return f"{place}: {fault.node}: {fault.message.into(language)}"


def _write(folder: Path, tables: Mapping[str, pd.DataFrame], language: str) -> None:
    """Write the tables whole or not at all: first beside the folder, then moved into it."""
    texts = {name: _csv(table) for name, table in tables.items()}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            for name, text in texts.items():
                Path(beside, name).write_text(text, encoding="utf-8", newline="")
            folder.mkdir(exist_ok=True)
            for name in texts:
                shutil.move(Path(beside, name), folder / name)
    except OSError as error:
        message = Text(f"không ghi được: {error.strerror}", f"cannot be written: {error.strerror}")
        _refuse([Fault(str(folder), 0, "--out", message)], language)
    click.echo(", ".join(str(folder / name) for name in texts))


def _csv(table: pd.DataFrame) -> str:
    """A table as CSV with dot decimals; floats in the shortest form that reads back as the same number."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*(_cells(table[column]) for column in table.columns), strict=True))
    return target.getvalue()


def _cells(column: pd.Series[Any]) -> list[object]:
    """Plain Python values, "" where there is none."""
    return ["" if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]

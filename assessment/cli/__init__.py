"""The `assessment` command: a table of subcommands, each imported only when it is run."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """Where a subcommand lives and what it does, so that neither a run nor the help imports the others."""

    target: str  # "module:attribute"
    help: str


COMMANDS = {
    "score": Entry("assessment.cli.scoring:score", "Tính điểm và xếp hạng từ một bảng số liệu."),
    "robustness": Entry("assessment.cli.scoring:robustness", "Tính khoảng thứ hạng khi trọng số thay đổi."),
    "catalogue": Entry("assessment.cli.catalogue:catalogue", "Xem và kiểm tra các bộ chỉ số."),
    "data": Entry("assessment.cli.database:data", "Tạo, nâng cấp, nhập và xuất cơ sở dữ liệu."),
    "demo": Entry("assessment.cli.demo:demo", "Nạp dữ liệu minh họa."),
    "remind": Entry("assessment.cli.remind:remind", "Gửi thư nhắc hạn và các thư đang chờ; chạy hằng ngày bằng cron."),
    "evidence": Entry("assessment.cli.evidence:evidence", "Quét tệp, kiểm tra liên kết của tài liệu kiểm chứng."),
    "report": Entry("assessment.cli.report:report", "Xuất phiếu điểm và báo cáo PDF."),
    "user": Entry("assessment.cli.accounts:user", "Quản lý tài khoản."),
}


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is asked for: `assessment score` loads no web and no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong table is our own mistake
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup)
def main() -> None:
    """Đánh giá chuyển đổi số cấp tỉnh (provincial DTI self-assessment)."""

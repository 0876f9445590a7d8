"""A workspace with entries that were drafted from papers: PDFs with a text layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.run.draft import DraftRun
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.workspace import Workspace
from tests.unit.reading.conftest import Drawer, Ink, titled

if TYPE_CHECKING:
    from pathlib import Path

AGENT = "Acme Rights Agency Ltd."


def certificate(
    number: str, name: str, *, holder: str = AGENT, finished: str = "2021年08月13日"
) -> list[Ink]:
    return titled(
        "计算机软件著作权登记证书",
        ("证 书 号：", f"软著登字第{number[-7:]}号"),
        ("软 件 名 称：", name),
        ("", "V2.0"),
        ("著 作 权 人：", holder),
        ("开发完成日期：", finished),
        ("首次发表日期：", "未发表"),
        ("权利取得方式：", "原始取得"),
        ("权 利 范 围：", "全部权利"),
        ("登   记   号：", number),
    )


def screenshot(name: str, holder: str = AGENT) -> list[Ink]:
    return [
        Ink(70, 90, f"{name} V2.0", 20),
        Ink(70, 200, "首页  课程表  教师  教室  设置"),
        Ink(70, 780, f"版权所有 © 2022 {holder}"),
    ]


def draft_software(
    root: Path, names: dict[str, str], *, finished: str = "2021年08月13日", holder: str = AGENT
) -> Path:
    """The draft of software copyrights, of the account's own complainant: number and name."""
    folder = root / "papers"
    folder.mkdir(exist_ok=True)
    drawer = Drawer(folder)
    for number, name in names.items():
        drawer.pdf(
            certificate(number, name, finished=finished, holder=holder), name=f"{number}.pdf"
        )
        drawer.pdf(screenshot(name, holder), name=f"{number}-shot.pdf")
    workspace = Workspace.open(root)
    target = root.resolve() / "draft.yaml"
    DraftRun(
        folder.resolve(),
        target,
        "acme",
        AGENT,
        workspace.profile,
        DraftRecords(workspace.drafts),
        workspace.folder("readings"),
    ).run()
    return target

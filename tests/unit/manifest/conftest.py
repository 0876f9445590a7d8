"""A folder with documents, and manifests written into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.manifest import Loaded, load
from ipp_bot.profile import Profile, load_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG_NAME = f"{'x' * 150}.png"
SOFTWARE = """\
version: 1
account: acme
defaults: {type: copyright, place: Mainland China}
iprs:
  - ref: acme-0001
    certificate:
      kind: software-registration
      file: docs/c.png
      number: 软著登字第15980140号
    work: software
    name: 星云排课软件
    version: V2.0
    registration_number: 2023SR1417580
    holder:
      name: 杭州星云科技有限公司
      kind: entity
      identification: {file: docs/i.pdf, number: 91350100M000100Y43}
    completed_on: 2022-05-01
    first_published_on: 2022-06-18
    screenshots: [docs/s.png]
    power_of_attorney: {file: docs/p.pdf, expires_on: 2030-12-31}
"""


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("alibaba-ipp")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "manifests"
    (folder / "docs").mkdir(parents=True)
    for name in ("c.png", "s.png", "t.png", "i.pdf", "p.pdf", "notes.txt", "a:b.png", LONG_NAME):
        (folder / "docs" / name).write_text(name)
    (tmp_path / "secret.png").write_text("secret")
    (folder / "docs" / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "docs" / "inner.png").symlink_to("c.png")
    return folder


@pytest.fixture
def read(folder: Path, profile: Profile) -> Callable[..., Loaded]:
    """Writes a manifest and loads it."""

    def call(
        text: str | bytes = SOFTWARE, *, name: str = "m.yaml", roots: tuple[Path, ...] = ()
    ) -> Loaded:
        data = text.encode() if isinstance(text, str) else text
        (folder / name).write_bytes(data)
        return load([folder / name], profile=profile, roots=roots)

    return call

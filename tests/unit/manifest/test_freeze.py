"""A frozen entry: copies that cannot change, a fingerprint that says what would be sent."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import FaultsFound, IppBotError
from ipp_bot.manifest import Frozen, freeze, freeze_file, path_of

from .conftest import SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.manifest import FrozenFile, Loaded

    Read = Callable[..., Loaded]
    Freeze = Callable[..., Frozen]

XINGYUN = "杭州星云科技有限公司"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def frozen(read: Read, files: Path) -> Freeze:
    """Freezes the sample with some words of it changed."""

    def call(*pairs: tuple[str, str], complainant: str = "Acme") -> Frozen:
        text = SOFTWARE
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        (entry,) = read(text).entries
        return freeze(entry, files, complainant=complainant)

    return call


def test_it_survives_the_ledger(frozen: Freeze) -> None:
    entry = frozen()
    again = Frozen.model_validate_json(entry.model_dump_json())
    assert again == entry
    assert again.fingerprint() == entry.fingerprint()
    assert again.poa_fields_hash() == entry.poa_fields_hash()


def test_copies_are_private_and_hold_what_was_hashed(frozen: Freeze, files: Path) -> None:
    for paths in frozen().uploads().values():
        for file in paths:
            path = path_of(files, file, verify=True)
            assert path.name == file.name
            assert path.stat().st_mode & 0o777 == 0o600
            assert path.stat().st_size == file.size
    assert not list(files.glob(".part-*"))


def test_copies_stay_when_the_original_changes(frozen: Freeze, folder: Path, files: Path) -> None:
    before = frozen()
    (folder / "docs" / "c.png").write_text("other")
    assert path_of(files, before.files["certificate"][0], verify=True).read_text() == "c.png"
    assert frozen().fingerprint() != before.fingerprint()


def test_a_changed_copy_is_noticed_and_mended(frozen: Freeze, files: Path) -> None:
    file = frozen().files["certificate"][0]
    path_of(files, file).write_text("xxxxx")
    with pytest.raises(IppBotError, match="was changed"):
        path_of(files, file, verify=True)
    frozen()
    assert path_of(files, file, verify=True).read_text() == "c.png"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("V2.0", "V2.1"),
        ("docs/s.png", "docs/t.png"),
        ("2022-06-18", "2022-06-19"),
        ("Mainland China}", "Mainland China, rights_scope: partial}"),
        ("2030-12-31", "2031-12-31"),
        ("91350100M000100Y43", "91110108551385082Q"),
    ],
)
def test_the_fingerprint_follows_the_content(frozen: Freeze, old: str, new: str) -> None:
    assert frozen((old, new)).fingerprint() != frozen().fingerprint()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("docs/p.pdf", "docs/i.pdf"),
        ("file: docs/p.pdf, ", ""),
        ("2023SR1417580", " 2023sr1417580"),
        ("work: software", "work: 软件"),
        ("Mainland China}", "Mainland China, rights_scope: all}"),
        ("Mainland China}", "Mainland China, client: somebody}"),
        ("place: Mainland China", "place: 中国大陆"),
    ],
)
def test_the_fingerprint_ignores_spelling_and_the_signed_poa(
    frozen: Freeze, old: str, new: str
) -> None:
    assert frozen((old, new)).fingerprint() == frozen().fingerprint()


def test_a_renamed_document_is_the_same_document(frozen: Freeze, folder: Path) -> None:
    (folder / "docs" / "copy.png").write_text("c.png")
    assert frozen(("docs/c.png", "docs/copy.png")).fingerprint() == frozen().fingerprint()


def test_the_poa_block_is_left_out_where_it_is_not_sent(frozen: Freeze) -> None:
    entry = frozen(complainant=XINGYUN)
    assert entry.poa is None
    assert "holder_identification" not in entry.files
    assert "power_of_attorney_expires_on" not in entry.values
    assert entry.fingerprint() != frozen().fingerprint()


def test_the_signed_poa_arrives_later(frozen: Freeze, folder: Path, files: Path) -> None:
    waiting = frozen(("file: docs/p.pdf, ", ""))
    assert waiting.poa is not None
    assert waiting.poa.file is None
    assert "power_of_attorney" not in waiting.uploads()
    signed = waiting.with_poa_file(freeze_file(folder / "docs" / "p.pdf", files))
    assert signed.uploads()["power_of_attorney"][0].name == "p.pdf"
    assert signed.fingerprint() == waiting.fingerprint()
    assert signed.poa_fields_hash() == waiting.poa_fields_hash()


def test_the_template_follows_its_fields(frozen: Freeze) -> None:
    before = frozen().poa_fields_hash()
    assert frozen(("docs/c.png", "docs/t.png")).poa_fields_hash() == before
    assert frozen(("星云排课软件", "星云排课软件二")).poa_fields_hash() != before
    assert frozen(complainant="Other").poa_fields_hash() != before


def test_shared_documents_are_read_once(read: Read, files: Path, folder: Path) -> None:
    (entry,) = read().entries
    known: dict[tuple[str, int, int, int], FrozenFile] = {}
    first = freeze(entry, files, complainant="Acme", known=known)
    assert len(known) == 4
    shutil.rmtree(files)
    assert freeze(entry, files, complainant="Acme", known=known) == first
    assert not files.exists(), "a document was read and copied again"
    (folder / "docs" / "c.png").write_text("another")
    changed = freeze(entry, files, complainant="Acme", known=known)
    assert changed.fingerprint() != first.fingerprint()


def test_a_document_that_is_gone(read: Read, files: Path, folder: Path) -> None:
    (entry,) = read().entries
    (folder / "docs" / "c.png").unlink()
    with pytest.raises(FaultsFound, match=r"c\.png: cannot be read"):
        freeze(entry, files, complainant="Acme")
    assert not list(files.glob(".part-*"))

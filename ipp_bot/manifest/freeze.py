"""Freezes an entry for the ledger: its values and the hashes of its documents, which are copied."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from ipp_bot.atomic_write import part_file
from ipp_bot.errors import FaultsFound, IppBotError

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from pathlib import Path

    from ipp_bot.manifest.entry import Entry

__all__ = [
    "Frozen",
    "FrozenFile",
    "FrozenPoa",
    "changes",
    "freeze",
    "freeze_file",
    "path_of",
    "renews",
    "without_inbox_paper",
]

_CHUNK = 1 << 20


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FrozenFile(_Stored):
    """A document by its content; `name` is what the portal is shown."""

    name: str
    size: int
    sha256: str


class FrozenPoa(_Stored):
    """The power of attorney; `file` is None while the signed one is awaited."""

    expires_on: dt.date
    file: FrozenFile | None = None
    from_inbox: bool = False
    """Whether the file was dropped into the inbox; what lies there is looked at anew each time."""


class Frozen(_Stored):
    """An entry as the ledger stores it and the pages get it."""

    ref: str
    account: str
    client: str
    form: str
    type: str
    place: str
    country: str | None
    values: dict[str, str | tuple[str, ...]]
    implied: tuple[str, ...] = ()
    files: dict[str, tuple[FrozenFile, ...]]
    holder: str
    holder_kind: str
    complainant: str
    poa: FrozenPoa | None
    title: str
    registration_number: str | None

    def fingerprint(self) -> str:
        """SHA-256 over the values and each document's hash, the signed POA left out.

        What the form answers by itself is left out too, so that a new profile changes nothing.
        """
        return _hash(
            {
                "type": self.type,
                "place": self.place,
                "country": self.country,
                "values": _stated(self),
                "files": {
                    slot: [file.sha256 for file in files] for slot, files in self.files.items()
                },
                "poa": self.poa is not None,
            }
        )

    def poa_fields_hash(self) -> str:
        """SHA-256 over the fields that the POA's template is made from."""
        return _hash(
            {
                "type": self.type,
                "place": self.place,
                "country": self.country,
                "values": _stated(self),
                "holder_kind": self.holder_kind,
                "complainant": self.complainant,
            }
        )

    def with_poa_file(self, file: FrozenFile | None, *, from_inbox: bool = False) -> Frozen:
        """The same entry with the signed power of attorney that has arrived, or without one."""
        if self.poa is None:
            raise ValueError(f"{self.ref} needs no power of attorney")
        poa = self.poa.model_copy(update={"file": file, "from_inbox": from_inbox})
        return self.model_copy(update={"poa": poa})

    def uploads(self) -> dict[str, tuple[FrozenFile, ...]]:
        """Every document by slot, the signed power of attorney among them."""
        if self.poa is None or self.poa.file is None:
            return dict(self.files)
        return {**self.files, "power_of_attorney": (self.poa.file,)}


def without_inbox_paper(stored: str) -> str:
    """A stored entry as it was planned: without the paper that was dropped into the inbox."""
    frozen = Frozen.model_validate_json(stored)
    if frozen.poa is None or not frozen.poa.from_inbox:
        return stored
    return frozen.with_poa_file(None).model_dump_json()


def renews(before: str, after: str) -> bool:
    """Whether two stored entries are one IPR with another power of attorney, and nothing else."""
    old, new = Frozen.model_validate_json(before), Frozen.model_validate_json(after)
    return old.poa is not None and new.poa is not None and _right(old) == _right(new)


def changes(before: str, after: str) -> tuple[str, ...]:
    """What differs between two stored entries of one IPR: `name: 'A' → 'B'`, by the form's keys."""
    old, new = Frozen.model_validate_json(before), Frozen.model_validate_json(after)
    found = [
        _change(key, was, now)
        for key, was, now in (
            ("type", old.type, new.type),
            ("place", old.place, new.place),
            ("country", old.country, new.country),
        )
        if was != now
    ]
    was_stated, now_stated = _stated(old), _stated(new)
    found += [
        _change(key, was_stated.get(key), now_stated.get(key))
        for key in dict.fromkeys((*was_stated, *now_stated))
        if was_stated.get(key) != now_stated.get(key)
    ]
    for slot in dict.fromkeys((*old.files, *new.files)):
        files = [[file.sha256 for file in each.files.get(slot, ())] for each in (old, new)]
        if files[0] != files[1]:
            names = ", ".join(file.name for file in new.files.get(slot, ()))
            found.append(f"{slot}: {names or 'no file'}, of other content")
    if (old.poa is None) != (new.poa is None):
        found.append("power_of_attorney")
    return tuple(found)


def _stated(entry: Frozen) -> dict[str, str | tuple[str, ...]]:
    return {key: value for key, value in entry.values.items() if key not in entry.implied}


def _change(key: str, was: object, now: object) -> str:
    return f"{key}: {_shown(was)} → {_shown(now)}"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _right(entry: Frozen) -> tuple[object, ...]:
    """What an entry says of the right itself and of its holder's name."""
    block = ("power_of_attorney", "holder_identification")
    return (
        *(entry.type, entry.place, entry.country),
        {
            key: value
            for key, value in entry.values.items()
            if not key.startswith(block) and key not in entry.implied
        },
        {
            slot: [file.sha256 for file in files]
            for slot, files in entry.files.items()
            if not slot.startswith(block)
        },
    )


def _hash(content: Mapping[str, object]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(
    entry: Entry,
    files_dir: Path | None,
    *,
    complainant: str,
    known: MutableMapping[tuple[str, int, int, int], FrozenFile] | None = None,
) -> Frozen:
    """The entry with its documents, copied to `files_dir` if one is given, by their hashes.

    FaultsFound if one of them is gone.

    `known` remembers documents between calls, so that one shared by many entries is read once.
    """
    seen = {} if known is None else known
    needs_poa = entry.needs_poa(complainant)
    left_out = frozenset() if needs_poa else entry.poa_keys
    files = {
        slot: tuple(freeze_file(path, files_dir, known=seen) for path in paths)
        for slot, paths in entry.files.items()
        if slot not in left_out
    }
    poa = None
    if needs_poa and entry.poa is not None:
        signed = entry.poa.file
        poa = FrozenPoa(
            expires_on=entry.poa.expires_on,
            file=None if signed is None else freeze_file(signed, files_dir, known=seen),
        )
    return Frozen(
        ref=entry.ref,
        account=entry.account,
        client=entry.client,
        form=entry.form,
        type=entry.type,
        place=entry.place,
        country=entry.country,
        values={key: value for key, value in entry.values.items() if key not in left_out},
        implied=tuple(sorted(entry.implied)),
        files=files,
        holder=entry.holder,
        holder_kind=entry.holder_kind,
        complainant=complainant,
        poa=poa,
        title=entry.title,
        registration_number=entry.registration_number,
    )


def freeze_file(
    path: Path,
    files_dir: Path | None,
    *,
    known: MutableMapping[tuple[str, int, int, int], FrozenFile] | None = None,
) -> FrozenFile:
    """The document's hash, name and size; its copy, where there is to be one, lies at `path_of`."""
    try:
        if path.resolve() != path.absolute():
            path = path.resolve(strict=True)
        with path.open("rb") as source:
            stat = os.fstat(source.fileno())
            stamp = (str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if known is not None and stamp in known:
                return known[stamp]
            if files_dir is None:
                digest = hashlib.file_digest(source, "sha256").hexdigest()
                frozen = FrozenFile(name=path.name, size=source.tell(), sha256=digest)
            else:
                frozen = _copied(source.fileno(), path.name, files_dir)
    except OSError as error:
        raise FaultsFound(
            f"{path}: cannot be read: {error.strerror or error}",
            hint="run ipp-bot check",
            sent=False,
        ) from error
    if known is not None:
        known[stamp] = frozen
    return frozen


def _copied(descriptor: int, name: str, files_dir: Path) -> FrozenFile:
    """Reads once: the bytes that are hashed are the bytes that are kept."""
    files_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    size = 0
    with part_file(files_dir) as part:
        while block := os.read(descriptor, _CHUNK):
            digest.update(block)
            size += len(block)
            part.write(block)
        file = FrozenFile(name=name, size=size, sha256=digest.hexdigest())
        kept = path_of(files_dir, file)
        if not (kept.exists() and kept.stat().st_size == size and _digest(kept) == file.sha256):
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            part.move_to(kept)
    return file


def path_of(files_dir: Path, file: FrozenFile, *, verify: bool = False) -> Path:
    """Where the copy lies; with `verify` an IppBotError if it is gone or no longer the same."""
    path = files_dir / file.sha256 / file.name
    if verify:
        try:
            same = path.stat().st_size == file.size and _digest(path) == file.sha256
        except OSError:
            same = False
        if not same:
            raise IppBotError(
                f"the copy of {file.name} in {files_dir} is gone or was changed",
                hint="submit again with the manifest's path",
                sent=False,
            )
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()

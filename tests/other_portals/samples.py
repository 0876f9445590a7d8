"""The samples as their files say it, word for word, beside what a portal has got.

Manifests are read as plain text (`yaml.BaseLoader`), never by the client, so that a portal's record
is compared with what stands on the page.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"
FILES = {
    "screenshots": "screenshot", "work_samples": "work_sample", "translations": "translation",
    "class_pages": "class_page", "mark_image": "mark_image", "renewed": "renewed",
    "assigned": "assigned", "changed": "changed", "evaluation_report": "evaluation_report",
    "fee_receipt": "fee_receipt",
}  # fmt: skip
"""Keys of a manifest that name files, with the profile's names of their slots."""
PLAIN = (
    "work", "name", "short_name", "version", "registration_number", "completed_on", "created_on",
    "first_published_on", "registered_on", "issuing_office", "acquisition", "rights_scope",
    "mark_type", "expires_on", "patent_kind", "filed_on", "granted_on",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """An entry of the samples."""

    ref: str
    account: str
    type: str
    place: str
    country: str
    answers: Mapping[str, str | tuple[str, ...]]
    """Every answer by the profile's name of the field, in the manifest's words."""
    files: Mapping[str, tuple[tuple[str, Path], ...]]
    """Each file of a slot by the name that a portal gets, and where it lies."""


@dataclass(frozen=True)
class Got:
    """What a portal has got for one submitted record, its words turned into the manifest's."""

    type: str
    place: str
    country: str
    answers: Mapping[str, str | tuple[str, ...]]
    files: Mapping[str, tuple[tuple[str, str], ...]]
    """Names and SHA-256 of the files of each slot."""


def _paths(folder: Path, given: str | list[str]) -> tuple[tuple[str, Path], ...]:
    paths = [folder / one for one in ([given] if isinstance(given, str) else given)]
    return tuple((path.name, path) for path in paths)


def _sample(folder: Path, account: str, entry: dict[str, Any], signed: Path) -> Sample:
    answers: dict[str, str | tuple[str, ...]] = {k: entry[k] for k in PLAIN if k in entry}
    files = {slot: _paths(folder, entry[key]) for key, slot in FILES.items() if key in entry}
    mainland = entry["place"] == "Mainland China"
    certificate, proof = entry.get("certificate"), entry.get("proof")
    if entry["type"] == "copyright" and mainland:
        answers["has_certificate"] = "yes" if certificate else "no"
    if certificate:
        files["certificate"] = _paths(folder, certificate["file"])
        answers |= {"certificate_number": certificate["number"]} if "number" in certificate else {}
    if proof:
        answers["proof_kind"], files["proof"] = proof["kind"], _paths(folder, proof["file"])
    if "authors" in entry:
        authors = entry["authors"]
        answers["author"] = tuple([authors] if isinstance(authors, str) else authors)
    if "classes" in entry:
        answers["class"] = tuple(entry["classes"])
    if entry["type"] == "trademark":
        for key in ("renewed", "assigned", "changed"):
            answers[f"is_{key}"] = "yes" if key in entry else "no"
    holder = entry["holder"]
    answers |= {"holder": holder["name"], "holder_kind": holder["kind"]}
    if "identification" in holder:
        files["holder_identification"] = _paths(folder, holder["identification"]["file"])
        answers["holder_identification_number"] = holder["identification"]["number"]
    if "power_of_attorney" in entry:
        mandate = entry["power_of_attorney"]
        answers["power_of_attorney_expires_on"] = mandate["expires_on"]
        files["power_of_attorney"] = (
            _paths(folder, mandate["file"])
            if "file" in mandate
            else ((f"{entry['ref']}{signed.suffix}", signed),)
        )
    return Sample(
        ref=entry["ref"], account=account, type=entry["type"], place=entry["place"],
        country=entry.get("country", ""), answers=answers, files=files,
    )  # fmt: skip


def samples(signed: Path) -> dict[str, Sample]:
    """All of them by their reference; `signed` is the paper that the awaited one gets."""
    found = {}
    for path in sorted(SAMPLES.rglob("*.yaml")):
        told = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
        for one in told["iprs"]:
            entry = {**told.get("defaults", {}), **one}
            found[one["ref"]] = _sample(path.parent, told["account"], entry, signed)
    return found


@dataclass(frozen=True)
class Vocabulary:
    """What a portal calls the manifest's words: data that a test writes down."""

    questions: Mapping[str, Iterable[str]]
    """The profile's name of a field with the portal's names of it in one form or another."""
    words: Mapping[str, Mapping[str, str]]
    """By field the manifest's word with the portal's."""

    def _key(self, question: str) -> str:
        [key] = [key for key, names in self.questions.items() if question in names]
        return key

    def _said(self, key: str, value: str) -> str:
        back = {word: mine for mine, word in self.words.get(key, {}).items()}
        return back.get(value, value)

    def got(self, record: Mapping[str, Any]) -> Got:
        """A portal's record in the manifest's words."""
        answers: dict[str, str | tuple[str, ...]] = {}
        for question, value in record["values"].items():
            key = self._key(question)
            if key == "class":
                answers[key] = tuple(re.sub(r"\D", "", one) for one in value)
            elif key == "author":
                answers[key] = tuple(re.split(r"[;；,，、]\s*", value))
            else:
                answers[key] = self._said(key, value)
        return Got(
            type=self._said("type", record["kind"]),
            place=self._said("place", record["place"]),
            country=self._said("country", record["country"]),
            answers=answers,
            files={
                self._key(slot): tuple((one["name"], one["sha256"]) for one in files)
                for slot, files in record["files"].items()
                if files
            },
        )


def wanted(sample: Sample) -> Got:
    """What a portal should have got."""
    return Got(
        type=sample.type,
        place=sample.place,
        country=sample.country,
        answers=sample.answers,
        files={
            slot: tuple((name, hashlib.sha256(at.read_bytes()).hexdigest()) for name, at in files)
            for slot, files in sample.files.items()
        },
    )


def differences(got: Got, sample: Sample) -> list[str]:
    """A line for each thing in which they differ; the order of files of a slot is no matter."""
    should = wanted(sample)
    lines = [
        f"{name}: {getattr(got, name)!r} instead of {getattr(should, name)!r}"
        for name in ("type", "place", "country")
        if getattr(got, name) != getattr(should, name)
    ]
    lines += [
        f"{key}: {got.answers.get(key)!r} instead of {should.answers.get(key)!r}"
        for key in sorted({*got.answers, *should.answers})
        if got.answers.get(key) != should.answers.get(key)
    ]
    lines += [
        f"files of {slot}: {got.files.get(slot)} instead of {should.files.get(slot)}"
        for slot in sorted({*got.files, *should.files})
        if Counter(got.files.get(slot)) != Counter(should.files.get(slot))
    ]
    return lines


@dataclass
class Count:
    """How a run of the samples ended at a portal."""

    right: list[str]
    wrong: dict[str, list[str]]
    """References with what differs."""
    twice: list[str]

    @classmethod
    def of(
        cls, records: Iterable[Mapping[str, Any]], words: Vocabulary, known: Mapping[str, Sample]
    ) -> Count:
        """Looks at the records that were submitted; each belongs to the sample of its name."""
        count, seen = cls([], {}, []), Counter[str]()
        by_name = {sample.answers["name"]: sample for sample in known.values()}
        for record in records:
            if not record["sent"]:
                continue
            got = words.got(record)
            sample = by_name.get(got.answers.get("name", ""))
            if sample is None:
                count.wrong[record["number"]] = [f"no sample has this name: {got}"]
                continue
            seen[sample.ref] += record["sent"]
            differing = differences(got, sample)
            if differing:
                count.wrong[sample.ref] = differing
            else:
                count.right.append(sample.ref)
        count.twice = [ref for ref, times in seen.items() if times > 1]
        return count

"""The bundle: what a visit keeps of a portal, searched for anybody's data before it is written."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zipfile
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, quote_plus

from ipp_bot.errors import IppBotError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ipp_bot.watch.emptying import Secret

__all__ = ["Bundle", "BundleStep", "LearnedPage", "SecretFound", "packed"]

_VERSION = 1
_INDEX = "bundle.json"


class SecretFound(IppBotError):
    """A bundle that would hold somebody's data, and so was not written."""


@dataclass(frozen=True, slots=True)
class LearnedPage:
    """What the visit knew of a page in the end."""

    kind: str
    """Which page it is, by the profile's names; "" if none."""
    fields: dict[str, str] = field(default_factory=dict)
    """By the key of each field that it shows, the label."""
    kinds: dict[str, str] = field(default_factory=dict)
    """By the same key, the kind of control."""
    buttons: dict[str, str] = field(default_factory=dict)
    """By the profile's key of each button, its name."""
    columns: dict[str, str] = field(default_factory=dict)
    """By the profile's key of each column of its list, the heading."""


@dataclass(frozen=True, slots=True)
class BundleStep:
    """One step: what was done, and the document then, both without anybody's data."""

    at: int
    address: str
    """Of the page."""
    frame: str
    """The address of the frame that the document stands in; "" of a top document."""
    action: dict[str, Any] | None
    learned: LearnedPage
    document: str
    """HTML; its styles are those of the bundle under `styles`."""
    styles: str = ""
    """The name of its styles."""
    outline: str = ""
    """The accessibility tree with boxes, as YAML."""
    picture: bytes = b""
    """JPEG."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a visit keeps of a portal."""

    profile: str
    form: str
    steps: tuple[BundleStep, ...]
    styles: dict[str, str] = field(default_factory=dict)
    """Style rules by their name, each once."""
    missed: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Self:
        """The bundle in a file; UsageError if it is none."""
        try:
            with zipfile.ZipFile(path) as archive:
                index = json.loads(archive.read(_INDEX))
                steps = tuple(
                    BundleStep(
                        at=step["at"],
                        address=step["address"],
                        frame=step["frame"],
                        action=step["action"],
                        learned=LearnedPage(**step["learned"]),
                        document=archive.read(f"{_name(step['at'])}.html").decode(),
                        styles=step["styles"],
                    )
                    for step in index["steps"]
                )
                names = {step.styles for step in steps} - {""}
                styles = {name: archive.read(f"styles/{name}").decode() for name in names}
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from error
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
            raise UsageError(
                f"{path} is no bundle", hint="ipp-bot watch or ipp-bot profile capture makes one"
            ) from error
        return cls(index["profile"], index["form"], steps, styles)


def packed(bundle: Bundle, secrets: Iterable[Secret]) -> bytes:
    """The bundle as a .zip; SecretFound, with its kind and never itself, if it holds a secret."""
    files = dict(_files(bundle))
    whole_text = [
        part.lower() for name, content in files.items() for part in (name.encode(), content)
    ]
    kinds = {
        secret.kind
        for secret in secrets
        if secret.is_searched and _is_in(secret.text.strip(), whole_text)
    }
    if kinds:
        named = ", ".join(sorted(kinds))
        raise SecretFound(
            f"the bundle was not written: it would hold a value of these kinds: {named}",
            hint="the profile is written; send its lines instead",
        )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _files(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    for name, css in bundle.styles.items():
        yield f"styles/{name}", css.encode()
    steps = []
    for step in bundle.steps:
        name = _name(step.at)
        yield f"{name}.html", step.document.encode()
        if step.outline:
            yield f"{name}.yaml", step.outline.encode()
        if step.picture:
            yield f"{name}.jpg", step.picture
        steps.append(
            {
                "at": step.at,
                "address": step.address,
                "frame": step.frame,
                "action": step.action,
                "learned": asdict(step.learned),
                "styles": step.styles,
            }
        )
    index: Mapping[str, object] = {
        "bundle": _VERSION,
        "profile": bundle.profile,
        "form": bundle.form,
        "steps": steps,
        "missed": bundle.missed,
        "assumed": bundle.assumed,
    }
    yield _INDEX, json.dumps(index, ensure_ascii=False, indent=1).encode()


def _name(at: int) -> str:
    return f"steps/{at:03}"


def _is_in(text: str, contents: Iterable[bytes]) -> bool:
    """Whether the text stands in one of these, written in any of the usual ways."""
    ways = {way.casefold() for way in _ways(text)}
    wanted = [way.encode() for way in ways]
    wanted += [text.casefold().encode(encoding) for encoding in ("utf-16-le", "utf-16-be")]
    return any(way in content for content in contents for way in wanted)


def _ways(text: str) -> Iterator[str]:
    yield text
    yield re.sub(r"\s+", " ", text)
    yield html.escape(text)
    yield quote(text, safe="")
    yield quote_plus(text)
    escaped = json.dumps(text)[1:-1]
    yield escaped
    yield json.dumps(escaped)[1:-1]
    yield base64.b64encode(text.encode()).decode().rstrip("=")

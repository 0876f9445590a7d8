"""The lines of a profile that explain what a portal changed, and where they stand."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ipp_bot.diagnostics import shown_path
from ipp_bot.profile.form_change import FormChange, FormChangeKind
from ipp_bot.profile.model import Kind
from ipp_bot.yaml_source import find, plain, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipp_bot.profile.model import FormField, Profile
    from ipp_bot.yaml_source import Node

__all__ = ["EditAction", "ProfileEdit", "ProfileEditor", "looked_for"]

_SHIPPED = Path(__file__).parent
Step = str | int
KeyPath = tuple[Step, ...]


_NAMED = 4
"""How many labels are named."""


class EditAction(StrEnum):
    """What is done to the profile's key."""

    SET = "set"  # the key gets this value, whatever it had
    APPEND = "append"  # the list gets one more item
    DELETE = "delete"  # the item goes


@dataclass(frozen=True, slots=True)
class ProfileEdit:
    """One edit of a profile."""

    action: EditAction
    path: tuple[str | int, ...]
    """Keys and, in lists, positions from the file's root."""
    value: Any
    """What is set or appended; where something goes, the labels that were looked for."""
    file: str
    line: int
    column: int
    yaml: str
    """The lines as they should be, under their keys."""

    @property
    def key(self) -> str:
        """The path with dots: `fields.version.labels`."""
        return ".".join(str(step) for step in self.path)

    @property
    def place(self) -> str:
        """`file:line:column` of what is to be changed."""
        return f"{self.file}:{self.line}:{self.column}"

    def describe(self) -> str:
        """The edit on one line."""
        if self.action is EditAction.DELETE:
            return (
                f"{self.place}: {self.key}: if the portal asks for it no more, delete it "
                f"(looked for: {looked_for(self.value)})"
            )
        doing = "append" if self.action is EditAction.APPEND else "set"
        return f"{self.place}: {self.key}: {doing} {_inline_yaml(self.value)}"


class ProfileEditor:
    """Edits of one profile; edits of one key come out as one."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._path = profile.path
        self._root: Node | None = None if profile.path is None else read_source(profile.path).root
        data = plain(self._root)
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        self._edits: dict[tuple[EditAction, KeyPath, str], ProfileEdit] = {}

    def of(self, changes: Iterable[FormChange]) -> tuple[ProfileEdit, ...]:
        """Edits that explain the changes, in the file's order; () for a profile without a file."""
        if self._root is None:
            return ()
        changes = list(changes)
        for change in changes:
            if change.kind is FormChangeKind.MISSING_FIELD and not self._is_gone(change, changes):
                continue
            if not self._change_shared_mark(change, changes):
                self._explain(change)
        return tuple(sorted(self._edits.values(), key=lambda edit: (edit.line, edit.column)))

    def add_label(self, key: str, words: str) -> tuple[ProfileEdit, ...]:
        """The edit that adds a wording to a label, by its dotted key: `dialog.submit`."""
        if self._root is None:
            return ()
        self._add_wording(("labels", key), words)
        return tuple(self._edits.values())

    def explain(self, change: FormChange) -> None:
        """Add the edit that explains one change."""
        self._explain(change)

    def add_words(self, path: KeyPath, *words: str) -> None:
        """Add wordings to the list at these keys."""
        for one in words:
            self._add_wording(path, one)

    def set_value(self, path: KeyPath, value: Any) -> None:  # noqa: ANN401 - YAML
        """Give the key at these keys this value, whatever it had."""
        if _at(self._data, path) != value:
            self._add_edit(EditAction.SET, path, value)

    @property
    def edits(self) -> tuple[ProfileEdit, ...]:
        """All edits so far, in the order in which they came."""
        return tuple(self._edits.values())

    def text(self) -> str:
        """The whole profile with its edits, as YAML."""
        data = copy.deepcopy(self._data)
        appended = [edit for edit in self._edits.values() if edit.action is EditAction.APPEND]
        deleted = [edit for edit in self._edits.values() if edit.action is EditAction.DELETE]
        for edit in appended:
            _at(data, edit.path).append(edit.value)
        # Places in lists hold until something goes: the last goes first.
        for edit in sorted(deleted, key=lambda edit: str(edit.path[-1]).zfill(9), reverse=True):
            del _at(data, edit.path[:-1])[edit.path[-1]]
        return yaml.safe_dump(
            data, allow_unicode=True, width=10**9, sort_keys=False, default_flow_style=None
        )

    # ------------------------------------------------------------------ changes

    def _explain(self, change: FormChange) -> None:
        match change.kind:
            case FormChangeKind.RENAMED_BUTTON if change.candidates:
                self._add_wording(("labels", change.key), change.candidates[0])
            case FormChangeKind.RENAMED_FIELD if change.candidates:
                self._add_wording(self._labels_of(change), change.candidates[0])
            case FormChangeKind.RENAMED_OPTION if change.candidates:
                self._rename_option(change)
            case FormChangeKind.NEW_REQUIRED_FIELD | FormChangeKind.NEW_FIELD if change.form:
                self._add_field(change)
            case FormChangeKind.MISSING_FIELD if change.field is not None:
                self._remove_field(change)
            case FormChangeKind.MISSING_OPTION if change.field is not None:
                self._remove_option(change, change.field)
            case FormChangeKind.NOW_REQUIRED if change.field is None or not change.field.required:
                self._override_field(change, self._required(change, answer=True))
            case FormChangeKind.NO_LONGER_REQUIRED:
                self._override_field(change, self._required(change, answer=False))
            case _:
                pass

    def _change_shared_mark(self, change: FormChange, changes: Iterable[FormChange]) -> bool:
        """Whether a mark changed wherever the field is asked: then the shared one is edited."""
        if change.kind not in (FormChangeKind.NOW_REQUIRED, FormChangeKind.NO_LONGER_REQUIRED):
            return False
        alike = (other for other in changes if (other.kind, other.key) == (change.kind, change.key))
        asking = {
            form.name
            for form in self._profile.forms
            if any(field.key == change.key for field in form.fields)
        }
        if len(asking) == 1 or asking != {other.form for other in alike}:
            return False
        answers = self._required(change, answer=change.kind is FormChangeKind.NOW_REQUIRED)
        for key, value in answers.items():
            self._add_edit(EditAction.SET, ("fields", change.key, key), value)
        return True

    def _remove_option(self, change: FormChange, field: FormField) -> None:
        without = [*self._override(change).get("without", []), change.token]
        differing: dict[str, Any] = {"without": list(dict.fromkeys(without))}
        if field.default == change.token:
            differing["default"] = None
        self._override_field(change, differing)

    def _required(self, change: FormChange, *, answer: bool) -> dict[str, Any]:
        conditional = change.field is not None and change.field.required_when
        return {"required": answer, **({"required_when": {}} if conditional else {})}

    def _labels_of(self, change: FormChange) -> KeyPath:
        if change.field is None:
            return ("labels", f"{change.key}.label")
        entry = self._entry(change)
        if entry is not None and "labels" in self._override(change):
            return (*entry, change.key, "labels")
        return ("fields", change.key, "labels")

    def _rename_option(self, change: FormChange) -> None:
        new = change.candidates[0]
        if change.field is None:
            vocabulary = {"type": "types", "place": "places", "country": "countries"}[change.key]
            self._add_wording((vocabulary, change.token), new)
            return
        shared = self._data.get("fields", {}).get(change.key, {})
        if change.field.kind is Kind.YESNO and not shared.get("options"):
            self._add_wording(("labels", change.token), new)
        elif "numbered" in shared:
            self._add_wording(
                ("fields", change.key, "numbered", "labels"), _numbered(new, change.token)
            )
        else:
            self._add_wording(("fields", change.key, "options", change.token), new)

    def _add_field(self, change: FormChange) -> None:
        """Describe a new field under `fields:`, and name it in its form."""
        name = self._slug(change)
        described: dict[str, Any] = {"kind": change.takes.value, "labels": [change.label]}
        if change.kind is FormChangeKind.NEW_REQUIRED_FIELD:
            described["required"] = True
        if change.takes in (Kind.CHOICE, Kind.MULTICHOICE):
            described["options"] = {
                _slugged(words) or f"option-{at}": [words]
                for at, words in enumerate(change.options or ("?",), 1)
            }
        self._add_edit(EditAction.SET, ("fields", name), described)
        self._add_edit(EditAction.APPEND, ("forms", self._form(change.form), "fields"), name)

    def _slug(self, change: FormChange) -> str:
        name = _slugged(change.label).replace("-", "_") or "new_field"
        taken = self._data.get("fields", {})
        mine = [change.label]
        at = 1
        while taken.get(name, {}).get("labels", mine) != mine:
            at += 1
            name = f"{name.rstrip('0123456789_')}_{at}"
        return name

    def _is_gone(self, change: FormChange, changes: Sequence[FormChange]) -> bool:
        """Whether a field that is not on the page may be taken for gone for good.

        It may be late, or show only after another answer; where most are missing, the form is.
        """
        if change.field is None or change.field.poa_block or change.field.when or not change.form:
            return False
        missing = [one for one in changes if (one.kind, one.form) == (change.kind, change.form)]
        return len(missing) * 2 < len(self._profile.form(change.form).fields)

    def _remove_field(self, change: FormChange) -> None:
        entry = self._entry(change)
        if entry is not None:
            labels = list(change.field.labels) if change.field is not None else []
            self._add_edit(EditAction.DELETE, entry, labels)

    def _override_field(self, change: FormChange, what: dict[str, Any]) -> None:
        """Say in the form what differs there from the shared description of the field."""
        entry = self._entry(change)
        if entry is not None:
            self._add_edit(EditAction.SET, entry, {change.key: {**self._override(change), **what}})

    # ------------------------------------------------------------------ the file

    def _form(self, name: str) -> int:
        forms = self._data.get("forms", [])
        return next(at for at, form in enumerate(forms) if form.get("name") == name)

    def _entry(self, change: FormChange) -> KeyPath | None:
        """Where the form names the field."""
        if not change.form:
            return None
        at = self._form(change.form)
        for place, item in enumerate(self._data["forms"][at]["fields"]):
            if (next(iter(item)) if isinstance(item, dict) else item) == change.key:
                return ("forms", at, "fields", place)
        return None

    def _override(self, change: FormChange) -> dict[str, Any]:
        entry = self._entry(change)
        item = None if entry is None else _at(self._data, entry)
        return dict(item[change.key]) if isinstance(item, dict) else {}

    def _add_wording(self, path: KeyPath, words: str) -> None:
        """Add a wording to a list of labels."""
        known = _at(self._data, path)
        labels = list(known) if isinstance(known, list) else [known] if known else []
        if words not in labels:
            self._add_edit(EditAction.SET, path, [*labels, words])

    def _add_edit(self, action: EditAction, path: KeyPath, value: Any) -> None:  # noqa: ANN401 - YAML
        if action is EditAction.SET:
            _place_at(self._data, path, value)  # so that the next edit goes on from here
        node, _ = find(self._root, path)
        edit = ProfileEdit(
            action=action,
            path=path,
            value=value,
            file=self._file(),
            line=node.line if node else 1,
            column=node.column if node else 1,
            yaml=self._snippet(action, path, value),
        )
        item = str(value) if action is EditAction.APPEND else ""
        self._edits[action, path, item] = edit

    def _file(self) -> str:
        if self._path is None:
            return ""
        # A shipped profile is not to be edited in place; its copy has the same lines.
        return self._path.name if self._path.parent == _SHIPPED else shown_path(self._path)

    def _snippet(self, action: EditAction, path: KeyPath, value: Any) -> str:  # noqa: ANN401
        """The value under its keys, forms by their names."""
        if path[0] == "forms" and isinstance(path[1], int):
            form = self._data["forms"][path[1]]["name"]
            rest = [step for step in path[3:] if not isinstance(step, int)]
            if action is EditAction.DELETE:
                item = _at(self._data, path)
                gone = next(iter(item)) if isinstance(item, dict) else item
                line = (
                    f"# if the portal asks for it no more, delete the line of {gone}\n"
                    f"      # looked for: {looked_for(value)}\n"
                    "      # it may show after another answer than doctor gave, in a tab or panel\n"
                    "      # that is closed, or later"
                )
            else:
                for step in reversed(rest):
                    value = {step: value}
                line = f"- {_inline_yaml(value)}"
            return f"forms:\n  - name: {form}\n    fields:\n      {line}\n"
        lines = [f"{'  ' * depth}{_inline_yaml(step)}:" for depth, step in enumerate(path)]
        return "\n".join(lines) + f" {_inline_yaml(value)}\n"


def looked_for(labels: Sequence[str]) -> str:
    """The labels of a field, as a sentence names what was looked for."""
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return ", ".join(f"“{words}”" for words in labels[:_NAMED]) + more


def _at(data: Any, path: KeyPath) -> Any:  # noqa: ANN401 - YAML
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _place_at(data: Any, path: KeyPath, value: Any) -> None:  # noqa: ANN401 - YAML
    *way, last = path
    for step in way:
        data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
    data[last] = value


def _inline_yaml(value: Any) -> str:  # noqa: ANN401 - YAML
    """The value as YAML on one line."""
    text = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10**9, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")


def _slugged(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.casefold()))[:40].strip("-")


def _numbered(words: str, token: str) -> str:
    return words.replace(token, "#", 1)

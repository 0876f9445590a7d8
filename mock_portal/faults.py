"""Failures that tests ask the portal for: described as data, repeatable for one seed."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mock_portal.forms import Field, FormChanges, Kind, make_field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from mock_portal.forms import Form


class At(StrEnum):
    """The operation that a fault applies to; the same for every skin."""

    SIGN_IN = "sign_in"  # the password is sent
    FIRST_SAVE = "first_save"  # the draft is created
    SAVE = "save"  # any later Save Draft
    SUBMIT = "submit"  # Submit for verification
    UPLOAD = "upload"  # one file
    WITHDRAW = "withdraw"  # a pending record is taken back
    DELETE = "delete"  # a draft or a rejected record is deleted
    LIST = "list"  # IPR Management
    RECORD = "record"  # the record page, the details page
    POA_TEMPLATE = "poa_template"  # the download
    PAGE = "page"  # everything else, met by `any` only
    ANY = "any"


class FaultKind(StrEnum):
    """What goes wrong."""

    LATENCY = "latency"  # the answer comes `seconds` later
    STATUS = "status"  # an error page with `code`; nothing is done, unless `committed`
    RESET_BEFORE = "reset_before"  # connection reset, nothing done
    RESET_AFTER = "reset_after"  # all done, then connection reset
    NO_ANSWER = "no_answer"  # all done, then no answer for `seconds`
    LATE_COMMIT = "late_commit"  # answer lost (or given), the operation done `seconds` later
    LATE_LISTING = "late_listing"  # done, but IPR Management shows it `seconds` later
    TRUNCATE = "truncate"  # all done, half an answer
    EXPIRE_SESSION = "expire_session"  # signed out before anything is done
    SIGN_OUT_OTHERS = "sign_out_others"  # a sign-in ends the account's other sessions
    ANNOUNCEMENT = "announcement"  # a dialog over the page
    CONFIRM_DIALOG = "confirm_dialog"  # Submit asks once more
    SLIDER = "slider"  # sign-in asks for a slider
    EMAIL_CODE = "email_code"  # sign-in asks for a code from the mailbox
    MAINTENANCE = "maintenance"  # 503 with Retry-After
    REFUSE_DUPLICATES = "refuse_duplicates"  # a registration number filed before is refused
    UPLOAD_STALL = "upload_stall"  # the upload hangs
    UPLOAD_FAIL = "upload_fail"  # the upload is refused
    SLOW_SCAN = "slow_scan"  # an uploaded file counts only `seconds` later
    RENAME_LABEL = "rename_label"  # a field is called something else
    NEW_REQUIRED_FIELD = "new_required_field"  # a form asks for more
    REMOVE_OPTION = "remove_option"  # a choice is gone
    RENAME_OPTION = "rename_option"  # a choice is called something else
    ADD_OPTION = "add_option"  # there is one more choice
    REMOVE_FIELD = "remove_field"  # a field is asked for no more
    REQUIRE_FIELD = "require_field"  # a field that could be left empty must be filled
    RENAME_BUTTON = "rename_button"  # a button is called something else
    SHARED_WIZARD = "shared_wizard"  # posts go to the record opened last in the session
    SLIDER_IN_FRAME = "slider_in_frame"  # a slider in a frame; Sign in is pressed again after it
    SESSION_OVER_PAGE = "session_over_page"  # signed out, and sign-in comes over the page
    SILENT_CHANGE = "silent_change"  # something else is stored than the answer says
    OTHER_BYTES = "other_bytes"  # another file is stored than the answer says
    LATE_FIELDS = "late_fields"  # the fields come `seconds` after title and buttons
    AGREEMENT = "agreement"  # a box must be ticked before Submit
    TOUR = "tour"  # a tour over the page, whose mask swallows clicks
    ENDLESS_LIST = "endless_list"  # no pages, but "load more"
    NO_TOTAL = "no_total"  # the list says neither how many nor how many pages
    LAG_DAYS = "lag_days"  # IPR Management shows how things stood `days` ago
    CONTRADICTION = "contradiction"  # IPR Management shows another status than the record
    FALSE_DUPLICATE = "false_duplicate"  # refused as filed before, though nothing was


_FORM_KINDS = {
    FaultKind.RENAME_LABEL,
    FaultKind.REMOVE_OPTION,
    FaultKind.RENAME_OPTION,
    FaultKind.ADD_OPTION,
    FaultKind.REMOVE_FIELD,
    FaultKind.REQUIRE_FIELD,
}
"""Changes of one field, which must be named."""
BUTTONS = {
    "save_draft": "details.save",
    "next": "choice.next",
    "submit": "details.submit",
    "poa_template": "details.template",
    "edit": "record.edit",
}
"""Buttons that can be renamed, with their words."""
_DEFAULT_AT: dict[FaultKind, At] = {
    FaultKind.SLIDER: At.SIGN_IN,
    FaultKind.EMAIL_CODE: At.SIGN_IN,
    FaultKind.SIGN_OUT_OTHERS: At.SIGN_IN,
    FaultKind.UPLOAD_STALL: At.UPLOAD,
    FaultKind.UPLOAD_FAIL: At.UPLOAD,
    FaultKind.SLOW_SCAN: At.UPLOAD,
    FaultKind.REFUSE_DUPLICATES: At.SUBMIT,
    FaultKind.CONFIRM_DIALOG: At.SUBMIT,
    FaultKind.SLIDER_IN_FRAME: At.SIGN_IN,
    FaultKind.OTHER_BYTES: At.UPLOAD,
    FaultKind.LATE_FIELDS: At.RECORD,
    FaultKind.AGREEMENT: At.SUBMIT,
    FaultKind.ENDLESS_LIST: At.LIST,
    FaultKind.NO_TOTAL: At.LIST,
    FaultKind.LAG_DAYS: At.LIST,
    FaultKind.CONTRADICTION: At.LIST,
    FaultKind.FALSE_DUPLICATE: At.SUBMIT,
}
STYLES: dict[FaultKind, tuple[str, ...]] = {
    # "": what fits the field
    FaultKind.SILENT_CHANGE: ("", "cut", "swap", "shift", "option", "drop"),
    FaultKind.OTHER_BYTES: ("changed", "cut", "none"),
    FaultKind.AGREEMENT: ("ask", "disable"),
    FaultKind.ENDLESS_LIST: ("button", "scroll"),
}
"""In which ways a fault may show; the first is meant if none is named."""
_KNOWN = {
    "at", "kind", "times", "probability", "skip", "seconds", "code", "retry_after", "committed",
    "answer", "resend", "field", "label", "option", "button", "kind_of_field", "text", "native",
    "style", "days", "request",
}  # fmt: skip


@dataclass(slots=True)
class Fault:
    """One failure, and how often it was met and shown."""

    kind: FaultKind
    at: At
    times: int | None
    probability: float | None
    skip: int
    seconds: float
    options: dict[str, Any]
    rng: random.Random
    met: int = 0
    fired: int = 0

    def fires(self) -> bool:
        """Counts one occasion; whether the fault shows on it."""
        self.met += 1
        if self.met <= self.skip or (self.times is not None and self.fired >= self.times):
            return False
        if self.probability is not None and self.rng.random() >= self.probability:
            return False
        self.fired += 1
        return True

    def matches(self, at: At, request: str = "") -> bool:
        """Whether the fault applies to this operation."""
        return self.at in {at, At.ANY} and self.text("request", request) == request

    def text(self, key: str, default: str = "") -> str:
        """An extra value as text."""
        return str(self.options.get(key, default))

    @property
    def style(self) -> str:
        """In which way it shows."""
        return self.text("style", STYLES[self.kind][0])

    def as_json(self) -> dict[str, Any]:
        """The fault as it was given, with its counts."""
        return {
            "at": self.at,
            "kind": self.kind,
            "times": self.times,
            "probability": self.probability,
            "skip": self.skip,
            "seconds": self.seconds,
            **self.options,
            "met": self.met,
            "fired": self.fired,
        }


@dataclass(slots=True)
class ActiveFaults:
    """The faults that the portal shows at present."""

    faults: list[Fault] = field(default_factory=list)
    seed: int = 0
    version: int = 0  # rises with every change, for whoever waits for it

    def replace(
        self,
        specs: list[dict[str, Any]],
        *,
        seed: int = 0,
        forms: Iterable[Form] = (),
        requests: Collection[str] = (),
    ) -> None:
        """Replaces all faults; ValueError says which is wrong.

        A change of a field or option that no form has is wrong too, as is a request that no skin
        has.
        """
        parsed = [_parse(index, item, seed) for index, item in enumerate(specs)]
        for index, fault in enumerate(parsed if requests else ()):
            if (request := fault.text("request")) and request not in requests:
                raise ValueError(f"fault {index}: no request is called {request!r}")
        known = [field for form in forms for field in form.fields()]
        for index, fault in enumerate(parsed if known else ()):
            if wrong := _unknown_target(fault, known):
                raise ValueError(f"fault {index}: {wrong}")
        self.faults = parsed
        self.seed = seed
        self.version += 1

    def clear(self) -> None:
        """Ends all faults."""
        self.faults = []
        self.version += 1

    def take(self, kind: FaultKind, at: At) -> Fault | None:
        """The first fault of this kind that shows now, counted as shown."""
        for fault in self.faults:
            if fault.kind is kind and fault.matches(at) and fault.fires():
                return fault
        return None

    def draw(self, kinds: frozenset[FaultKind], at: At, request: str) -> list[Fault]:
        """All faults of these kinds that show now, counted as shown."""
        mine = (f for f in self.faults if f.kind in kinds and f.matches(at, request))
        return [fault for fault in mine if fault.fires()]

    def active(self, kind: FaultKind) -> bool:
        """Whether a fault of this kind is set; nothing is counted."""
        return self.lasting(kind) is not None

    def lasting(self, kind: FaultKind) -> Fault | None:
        """The first fault of a kind that is set; nothing is counted."""
        return next((f for f in self.faults if f.kind is kind), None)

    def form_changes(self) -> FormChanges:
        """What the faults of forms change, together."""
        labels: dict[str, dict[str, str]] = {}
        options: dict[str, dict[str, dict[str, str] | None]] = {}
        gone: set[str] = set()
        required: set[str] = set()
        added: list[Field] = []
        for fault in self.faults:
            name, option = fault.text("field"), fault.text("option")
            match fault.kind:
                case FaultKind.RENAME_LABEL:
                    labels[name] = _words(fault.options.get("label", "Renamed"))
                case FaultKind.REMOVE_OPTION:
                    options.setdefault(name, {})[option] = None
                case FaultKind.RENAME_OPTION | FaultKind.ADD_OPTION:
                    options.setdefault(name, {})[option] = _words(fault.options.get("label", "New"))
                case FaultKind.REMOVE_FIELD:
                    gone.add(name)
                case FaultKind.REQUIRE_FIELD:
                    required.add(name)
                case FaultKind.NEW_REQUIRED_FIELD:
                    added.append(_new_field(fault))
                case _:
                    pass
        return FormChanges(labels, options, frozenset(gone), frozenset(required), tuple(added))

    def words(self) -> dict[str, dict[str, str]]:
        """The words of renamed buttons, by their key in the catalogues."""
        return {
            BUTTONS[fault.text("button")]: _words(fault.options.get("label", "Renamed"))
            for fault in self.faults
            if fault.kind is FaultKind.RENAME_BUTTON
        }


def _new_field(fault: Fault) -> Field:
    return make_field(
        {
            "name": fault.text("field") or "extra",
            "kind": fault.text("kind_of_field", "text"),
            "label": _words(fault.options.get("label", "New required field")),
            "required": True,
        }
    )


def _words(label: object) -> dict[str, str]:
    if isinstance(label, dict):
        return {str(k): str(v) for k, v in label.items()}
    return {"en": str(label), "zh": str(label)}


_OPTION_KINDS = {FaultKind.REMOVE_OPTION, FaultKind.RENAME_OPTION}


def _unknown_target(fault: Fault, fields: Sequence[Field]) -> str:
    """What the fault names that no form has, else ""."""
    silent = fault.kind is FaultKind.SILENT_CHANGE and fault.text("field")
    if fault.kind not in _FORM_KINDS and not silent:
        return ""
    named = [field for field in fields if field.name == fault.text("field")]
    if not named:
        return f"no form has a field {fault.text('field')!r}"
    option = fault.text("option")
    if fault.kind in _OPTION_KINDS and not any(field.option(option) for field in named):
        return f"the field {fault.text('field')} has no option {option!r}"
    return ""


def _number(index: int, spec: dict[str, Any], key: str, least: float, most: float) -> float:
    try:
        number = float(spec.get(key) or 0)
    except (TypeError, ValueError):
        number = math.nan
    if not least <= number <= most:
        raise ValueError(f"fault {index}: {key} is a number from {least:g} to {most:g}")
    return number


def _parse(index: int, spec: dict[str, Any], seed: int) -> Fault:
    unknown = set(spec) - _KNOWN
    if unknown:
        raise ValueError(f"fault {index}: unknown {', '.join(sorted(unknown))}")
    try:
        kind = FaultKind(spec["kind"])
        at = At(spec.get("at", _DEFAULT_AT.get(kind, At.ANY)))
    except KeyError:
        raise ValueError(f"fault {index}: kind is missing") from None
    except ValueError as error:
        raise ValueError(f"fault {index}: {error}") from None
    if kind in _FORM_KINDS and not spec.get("field"):
        raise ValueError(f"fault {index}: {kind} needs a field")
    if kind is FaultKind.RENAME_BUTTON and spec.get("button") not in BUTTONS:
        raise ValueError(f"fault {index}: button is one of {', '.join(BUTTONS)}")
    if "style" in spec and spec["style"] not in STYLES.get(kind, ()):
        words = ", ".join(STYLES.get(kind, ())) or "none"
        raise ValueError(f"fault {index}: styles of {kind}: {words}")
    _number(index, spec, "days", 0, 1e4)
    times = _number(index, spec, "times", 0, 1e9)
    probability = _number(index, spec, "probability", 0, 1)
    if "code" in spec:
        _number(index, spec, "code", 200, 599)
    if "retry_after" in spec:
        _number(index, spec, "retry_after", 0, 1e9)
    if kind is FaultKind.NEW_REQUIRED_FIELD:
        Kind(spec.get("kind_of_field", "text"))
    known = {"at", "kind", "times", "probability", "skip", "seconds"}
    return Fault(
        kind=kind,
        at=_DEFAULT_AT.get(kind, at) if at is At.ANY else at,
        times=None if spec.get("times") is None else int(times),
        probability=None if spec.get("probability") is None else probability,
        skip=int(_number(index, spec, "skip", 0, 1e9)),
        seconds=_number(index, spec, "seconds", 0, 1e6),
        options={k: v for k, v in spec.items() if k not in known},
        rng=random.Random(f"{seed}/{index}"),  # noqa: S311  (replayable on purpose)
    )

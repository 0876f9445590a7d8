"""The profile of the foreign portal: the shipped one, copied and edited as a user would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tests.other_portals.forms import BUTTONS, STEPS, WORKS

if TYPE_CHECKING:
    from pathlib import Path

LABELS = {
    "sign_in.heading": "Enter the registry",
    "sign_in.username": "Your name here",
    "sign_in.password": "Your secret",
    "sign_in.button": "Enter",
    "sign_in.wrong": "These credentials are not known",
    "sign_out.button": "Leave",
    "menu.user_center": "PagePool",
    "menu.ipr_submission": "Begin an entry",
    "menu.ipr_management": "Entries",
    "heading.user_center": "Your desk",
    "heading.ipr_submission": ["A new entry", "Where it holds", "Entry sheet"],
    "heading.ipr_management": "All entries",
    "heading.details": ["Your entry", "Entry sheet"],
    "heading.record": "An entry",
    "heading.confirmation": "With the examiners",
    "account.complainant": "Acting party",
    "type.label": "Kind of right",
    "place.label": "Territory",
    "button.save_draft": BUTTONS["keep"],
    "button.next": BUTTONS["next"],
    "button.back": BUTTONS["back"],
    "button.submit": BUTTONS["send"],
    "button.poa_template": BUTTONS["mandate"],
    "button.edit": "Amend",
    "button.delete": "Erase",
    "button.confirm": "Yes, go on",
    "button.cancel": "Not yet",
    "button.remove_file": "Take away",
    "button.upload": "Choose from disk",
    "mark.uploaded": "stored",
    "mark.uploading": "sending",
    "mark.saved": "Kept for you",
    "mark.empty": "Nothing here yet",
    "dialog.submit": "Shall this entry go to the examiners now?",
    "record.number": "Registry no.",
    "record.type": "Kind of right",
    "record.name": "Full title",
    "record.registration_number": "Entry in the register",
    "record.holder": "Proprietor",
    "record.place": "Territory",
    "record.submitted": "Lodged on",
    "record.status": "State",
    "record.submissions": "Times lodged",
}
FIELDS = {
    "registration_number": "Entry in the register",
    "name": "Full title of the program",
    "short_name": "Title in brief",
    "version": "Release no.",
    "work": "Genre",
    "completed_on": "Finished on",
    "first_published_on": "Made public on",
    "acquisition": "Title derives from",
    "rights_scope": "Extent",
    "holder_kind": "Proprietor is a",
    "holder": "Proprietor",
    "certificate": "Deed of registration",
    "certificate_number": "No. of the deed",
    "screenshot": "Views of the running program",
    "holder_identification": "Proprietor's identity paper",
    "holder_identification_number": "No. of the identity paper",
    "power_of_attorney_expires_on": "Mandate ends on",
    "power_of_attorney": "Mandate with signature",
}
"""The manifest's keys in the foreign portal's order, with its labels."""
OPTIONS = {
    "acquisition": {"original": "Own creation", "assigned": "Purchase", "inherited": "Legacy"},
    "rights_scope": {"all": "Whole", "partial": "Share"},
    "holder_kind": {"entity": "Legal person", "individual": "Natural person"},
}
KEYED = {"work": {"only": ["software"]}}
STEPS_OF = {
    "sheet": {"one_page": True},
    "wizard": {"choice": [["type"], ["place"]], "details": [[name] for name in STEPS]},
    "board": {},
    "paper": {},
    "plain": {},
}


def edit(profile: Path, variant: str) -> None:
    """Changes a copy of the shipped profile into one of the foreign portal; data only."""
    data: dict[str, Any] = yaml.load(profile.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    data["name"] = f"foreign-{variant}"
    data["addresses"] = {
        "sign_in": "/enter",
        "user_center": "/desk",
        "ipr_submission": "/desk/new",
        "ipr_management": "/desk/shelf",
    }
    data["timings"] |= {"action": 5, "navigation": 20, "upload": 30}
    data["labels"] |= LABELS
    data["labels"]["mark.required"] = ["*", "needed"]
    data["statuses"] = {"draft": "Draft", "pending": "With the examiners", "approved": "Entered"}
    data["types"] = {
        "copyright": "Author's rights",
        "trademark": "Trade marks",
        "patent": "Inventions",
    }
    data["places"] = {
        "Mainland China": "People's Republic of China",
        "Hong Kong, China": "Hong Kong SAR",
        "Others": "Elsewhere",
    }
    data["places_with_country"] = []
    data["record"] = {"files": False}
    data["steps"], data["listing"] = (
        STEPS_OF[variant],
        {
            "filters": [],
            "complete": True,
        },
    )
    fields = data["fields"]
    for key, label in FIELDS.items():
        fields[key]["labels"] = [label]
    for key, options in OPTIONS.items():
        fields[key]["options"] = options
    fields["work"]["options"] = {"software": "Computer programs"} | {
        word.casefold(): word for word in WORKS if word != "Computer programs"
    }
    fields["registration_number"]["check"] = "software-registration-number"
    software = next(form for form in data["forms"] if form["name"] == "copyright-software")
    software["fields"] = [{key: KEYED[key]} if key in KEYED else key for key in FIELDS]
    data["forms"] = [software]
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    profile.write_text(text, encoding="utf-8")

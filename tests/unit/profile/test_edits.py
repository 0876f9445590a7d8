"""The edits of a profile: they stand where they say, and the profile is valid afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ipp_bot.profile import FormChange, FormChangeKind, Kind, Profile, load_profile
from ipp_bot.profile.edits import EditAction, ProfileEdit, ProfileEditor
from ipp_bot.site.dialogs import unknown_dialog_error, unknown_question_error

if TYPE_CHECKING:
    from pathlib import Path

K = FormChangeKind


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("alibaba-ipp")


def change(profile: Profile, kind: FormChangeKind, key: str, form: str, **more: Any) -> FormChange:
    return FormChange(kind, key, key, form=form, field=profile.form(form).field(key), **more)


def edited(profile: Profile, edits: tuple[ProfileEdit, ...], folder: Path) -> Profile:
    """The profile after all edits, read from a file of its own."""
    assert profile.path is not None
    text = profile.path.read_text(encoding="utf-8")
    data = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - texts only
    for edit in sorted(edits, key=lambda edit: edit.action is EditAction.DELETE):
        at = data
        for step in edit.path[:-1]:
            at = at[step]
        if edit.action is EditAction.APPEND:
            at[edit.path[-1]].append(edit.value)
        elif edit.action is EditAction.DELETE:
            del at[edit.path[-1]]
        else:
            at[edit.path[-1]] = edit.value
    path = folder / "mended.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_profile(path)


def test_every_edit_stands_at_its_line_and_leaves_a_sound_profile(
    profile: Profile, tmp_path: Path
) -> None:
    software = "copyright-software"
    edits = ProfileEditor(profile).of(
        [
            change(profile, K.RENAMED_FIELD, "version", software, candidates=("Release",)),
            change(profile, K.RENAMED_FIELD, "name", "trademark", candidates=("Brand",)),
            change(profile, K.MISSING_FIELD, "short_name", software),
            change(profile, K.MISSING_OPTION, "acquisition", software, token="original"),
            change(profile, K.RENAMED_OPTION, "class", "trademark", token="9", candidates=("K 9",)),
            change(
                profile,
                K.RENAMED_OPTION,
                "is_renewed",
                "trademark",
                token="yes",
                candidates=("Si",),
            ),
            change(profile, K.NOW_REQUIRED, "fee_receipt", "patent"),
            change(profile, K.NO_LONGER_REQUIRED, "evaluation_report", "patent"),
            FormChange(
                K.NEW_REQUIRED_FIELD,
                label="联系电话",
                form="patent",
                takes=Kind.CHOICE,
                options=("甲", "B"),
            ),
            FormChange(K.RENAMED_BUTTON, "button.next", "Next", candidates=("Go on",)),
            FormChange(K.RENAMED_FIELD, "place", "Place", candidates=("Where",)),
            FormChange(K.RENAMED_OPTION, "place", "Place", "Others", candidates=("Rest",)),
        ]
    )
    assert profile.path is not None
    lines = profile.path.read_text(encoding="utf-8").splitlines()
    [release] = [edit for edit in edits if edit.path == ("fields", "version", "labels")]
    assert lines[release.line - 1][release.column - 1 :].startswith("[Version,")
    assert release.describe().startswith(f"alibaba-ipp.yaml:{release.line}:")
    assert yaml.safe_load(release.yaml)["fields"]["version"]["labels"][-1] == "Release"

    [gone] = [edit for edit in edits if edit.action is EditAction.DELETE]
    assert "if the portal asks for it no more, delete it (looked for: “Short name”, " in (
        gone.describe()
    )
    assert gone.yaml.splitlines()[3:] == [
        "      # if the portal asks for it no more, delete the line of short_name",
        gone.yaml.splitlines()[4],
        "      # it may show after another answer than doctor gave, in a tab or panel",
        "      # that is closed, or later",
    ]
    assert gone.yaml.splitlines()[4].startswith("      # looked for: “Short name”, ")

    after = edited(profile, edits, tmp_path)
    form = after.form(software)
    assert "Release" in form.field("version").labels
    assert "short_name" not in {field.key for field in form.fields}
    assert "original" not in form.field("acquisition").options
    mark = after.form("trademark")
    assert "Brand" in mark.field("name").labels
    assert "Brand" not in form.field("name").labels
    assert "K 12" in mark.field("class").options["12"]
    patent = after.form("patent")
    assert patent.field("fee_receipt").required
    assert not patent.field("evaluation_report").is_required({"patent_kind": "design"})
    new = next(field for field in patent.fields if "联系电话" in field.labels)
    assert (new.required, [*new.options.values()]) == (True, [("甲",), ("B",)])
    assert after.labels["button.next"][-1] == "Go on"
    assert after.labels["place.label"][-1] == "Where"
    assert after.places["Others"][-1] == "Rest"
    assert after.labels["yes"][-1] == "Si"


def test_a_mark_that_changed_in_every_form_is_changed_once(profile: Profile) -> None:
    everywhere = [
        change(profile, K.NOW_REQUIRED, "translation", form.name) for form in profile.forms
    ]
    [edit] = ProfileEditor(profile).of(everywhere)
    assert edit.path == ("fields", "translation", "required")
    assert len(ProfileEditor(profile).of(everywhere[:2])) == 2


def test_a_profile_without_a_file_has_no_lines(profile: Profile) -> None:
    made = Profile.model_validate(profile.model_dump())
    assert (
        ProfileEditor(made).of([FormChange(K.RENAMED_BUTTON, "button.next", candidates=("Go",))])
        == ()
    )


def test_a_dialog_names_the_line_that_would_explain_it(profile: Profile) -> None:
    informs = unknown_dialog_error(profile, "New terms", "", ["×", "Understood"])
    assert "labels.button.close" in informs.hint
    assert "Understood" in informs.hint
    asks = unknown_dialog_error(profile, "New terms", "", ["Agree", "Decline"])
    assert "labels" not in asks.hint
    question = unknown_question_error(profile, "Really send it?")
    assert "labels.dialog.submit" in question.hint

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import pytest
import yaml

from mock_portal.forms import Form, FormChanges, Forms, apply_changes, make_field
from mock_portal.lang import LANGUAGES
from mock_portal.skins.modern import layout
from mock_portal.skins.shared.built import read

if TYPE_CHECKING:
    from pathlib import Path

FORMS = Forms().all


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_field_stands_in_exactly_one_group(form: Form) -> None:
    groups = layout.arrange(form)
    placed = list(chain.from_iterable(group.fields for group in groups))
    assert sorted(placed) == sorted(field.name for field in form.fields())
    assert all(group.title.get(lang) for group in groups for lang in LANGUAGES if group.fields)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_order_differs_from_the_forms_own(form: Form) -> None:
    placed = list(chain.from_iterable(group.fields for group in layout.arrange(form)))
    assert placed != [field.name for field in form.fields()]


def test_a_new_field_needs_no_line_in_the_layout() -> None:
    form = next(form for form in FORMS if form.id == "patent")
    added = make_field({"name": "inventor", "kind": "text", "label": {"en": "Inventor"}})
    with_it = apply_changes(form, FormChanges(added=(added,)))
    before = [field.name for field in with_it.fields()]
    neighbour = before[before.index("inventor") - 1]
    group = next(g for g in layout.arrange(with_it) if "inventor" in g.fields)
    assert group.fields[group.fields.index("inventor") - 1] == neighbour


def test_a_form_without_a_layout_keeps_its_sections() -> None:
    form = replace(FORMS[0], id="brand-new")
    groups = layout.arrange(form)
    assert [g.id for g in groups] == [s.id for s in form.sections]


def test_widgets_follow_the_layout_or_the_kind() -> None:
    fields = {field.name: field for form in FORMS for field in form.fields()}
    assert layout.widget(fields["has_certificate"]) == "segmented"
    assert layout.widget(fields["class"]) == "checkboxes"
    assert layout.widget(fields["work"]) == "select"
    assert layout.widget(fields["name"]) == "text"


def test_an_application_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"modern skin is not built: .*build_skins\.sh"):
        read(tmp_path / "modern")


def test_both_languages_have_the_same_words_of_their_own() -> None:
    folder = layout.__file__.rpartition("/")[0] + "/lang/"
    told = []
    for lang in LANGUAGES:
        with open(f"{folder}{lang}.yaml", encoding="utf-8") as file:  # noqa: PTH123
            told.append(yaml.safe_load(file)["modern"])
    assert set(told[0]) == set(told[1])
    assert all(told[0][key] != told[1][key] for key in told[0])

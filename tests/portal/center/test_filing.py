from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.portal.center.support import filing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.portal.center.support import Person
    from tests.portal.support import Portal

SAMPLES = Path(__file__).parents[3] / "manifests"


def entries() -> Iterator[Any]:
    """Every entry of the samples, with its file; every second one in English.

    `make test` files every twelfth one, `make test-long` the others.
    """
    langs, is_long = cycle(("zh", "en")), cycle((False, *(11 * [True])))
    for path in sorted(SAMPLES.rglob("*.yaml")):
        told = yaml.safe_load(path.read_text("utf-8"))
        for one in told["iprs"]:
            entry = {**told.get("defaults", {}), **one, "account": told["account"]}
            lang = next(langs)
            name = f"{entry['ref']}-{lang}"
            yield pytest.param(lang, path, entry, id=name, marks=[pytest.mark.soak] * next(is_long))


@pytest.mark.parametrize(("lang", "path", "entry"), entries(), indirect=["lang"])
def test_every_sample_is_filed_as_it_is_written(
    person: Person, portal: Portal, path: Path, entry: dict[str, Any]
) -> None:
    page = person.page
    form, values, files = filing(path, entry)
    person.open("/home")
    person.sign_in(entry["account"])
    expect(person.heading("menu.home")).to_be_visible()
    number = person.to_form(entry["type"], entry["place"], entry.get("country", ""))
    person.put(form, values, files)
    person.button("details.save").click()
    person.toast(number)
    if "file" not in entry.get("power_of_attorney", {"file": ""}):
        with page.expect_download() as template:
            person.button("details.template").click()
        assert template.value.suggested_filename == f"POA_{number}.pdf"
        assert portal.iprs()[0]["status"] == "draft"
        return
    person.agree()
    person.submit()
    expect(page.locator(".facts")).to_contain_text(number)
    [record] = portal.iprs()
    assert (record["number"], record["status"], record["submissions"]) == (number, "pending", 1)
    asked = {f.name for f in form.fields() if not f.internal}
    kept = {k: v for k, v in record["fields"].items() if k != "certificate_kind"}
    kept |= {"class": [str(n) for n in kept["class"]]} if "class" in kept else {}
    assert kept == {k: v for k, v in values.items() if k in asked}
    held = [(a["slot"], a["filename"]) for a in record["attachments"]]
    sent = [(slot, file.name) for slot, several in files.items() for file in several]
    assert sorted(held) == sorted(sent)

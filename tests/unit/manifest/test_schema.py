"""The JSON schema knows every key and option of every form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ipp_bot.manifest.schema import json_schema

if TYPE_CHECKING:
    from ipp_bot.profile import Profile


def resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    options = [node, *node.get("anyOf", [])]
    for option in options:
        if "$ref" in option:
            found = schema["$defs"][option["$ref"].removeprefix("#/$defs/")]
            assert isinstance(found, dict)
            return found
    return node


def test_every_key_of_every_form_is_described(profile: Profile) -> None:
    schema = json_schema(profile)
    json.dumps(schema)
    for form in profile.forms:
        for field in form.fields:
            if not field.in_manifest:
                continue
            node = schema["$defs"][form.name]
            for step in field.path:
                assert node["additionalProperties"] is False
                node = resolved(schema, node["properties"][step])
            if field.options:
                text = json.dumps(node, ensure_ascii=False)
                assert all(token in text for token in field.options), (form.name, field.key)


def test_references_lead_somewhere(profile: Profile) -> None:
    schema = json_schema(profile)
    text = json.dumps(schema)
    names = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}
    assert names <= set(schema["$defs"])


def test_only_the_ref_is_demanded_of_an_entry(profile: Profile) -> None:
    schema = json_schema(profile)
    for form in profile.forms:
        assert schema["$defs"][form.name]["required"] == ["ref"]
        assert schema["$defs"][f"{form.name}-defaults"]["required"] == []
    assert schema["required"] == ["version", "account", "iprs"]

"""The JSON Schema of manifests, for editors that complete and check while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipp_bot.manifest.models import Models

if TYPE_CHECKING:
    from ipp_bot.profile import Profile

__all__ = ["json_schema"]


def json_schema(profile: Profile) -> dict[str, Any]:
    """The schema (draft 2020-12) of a manifest for this profile.

    Any key but `ref` may come from `defaults`, so no other is demanded here; `check` does that.
    """
    models = Models(profile)
    shared: dict[str, Any] = {}
    variants: list[dict[str, str]] = []
    for form in profile.forms:
        schema = models.of(form).model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
        shared.update(schema.pop("$defs", {}))
        schema["description"] = f"An IPR for the form {form.name}."
        schema["required"] = ["ref"]
        shared[form.name] = schema
        shared[f"{form.name}-defaults"] = {**schema, "required": []}
        variants.append({"$ref": f"#/$defs/{form.name}"})
    defaults = [{"$ref": variant["$ref"] + "-defaults"} for variant in variants]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"ipp-bot manifest for {profile.name}",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "account", "iprs"],
        "properties": {
            "version": {"const": 1},
            "account": {"type": "string", "description": "An account of ipp-bot.yaml."},
            "defaults": {"anyOf": [*defaults, {"type": "null"}]},
            "iprs": {"type": "array", "minItems": 1, "items": {"anyOf": variants}},
        },
        "$defs": shared,
    }

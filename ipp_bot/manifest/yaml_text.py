"""Values as a manifest has them in YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from ipp_bot.yaml_source import Data

__all__ = ["ManifestDumper", "inline"]


class ManifestDumper(yaml.SafeDumper):
    """Writes dates without quotes, since a manifest's reader takes every value as text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - the base class says so
        """Writes every value out."""
        return True


ManifestDumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(":timestamp")]
    for first, rules in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def inline(value: Data) -> str:
    """The value on one line, as it may stand behind a key; "" for nothing."""
    if value is None:
        return ""
    if value in ("true", "false"):
        return str(value)
    text = yaml.dump(
        value,
        Dumper=ManifestDumper,
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=10**9,
    )
    return text.removesuffix("\n").removesuffix("\n...")

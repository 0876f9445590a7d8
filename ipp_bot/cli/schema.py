"""`schema`: the JSON Schema of manifests, for editors."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import json
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.options import WorkspaceFolder
from ipp_bot.manifest.schema import json_schema
from ipp_bot.profile import Profile, load_profile
from ipp_bot.report.terminal import Terminal
from ipp_bot.workspace import Workspace

__all__ = ["chosen_profile", "schema", "schema_text"]


def schema(
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Another profile's forms.")
    ] = None,
    folder: WorkspaceFolder = None,
) -> None:
    """Print the JSON Schema of manifests, for editors that complete and check."""
    Terminal().print(schema_text(chosen_profile(profile, folder)).rstrip("\n"))


def chosen_profile(name: str | None, folder: Path | None) -> Profile:
    """The profile that is named, else that of the workspace, else the shipped one."""
    if name is not None or (folder is None and not Path("ipp-bot.yaml").is_file()):
        return load_profile(name or "alibaba-ipp")
    return Workspace.open(folder).profile


def schema_text(profile: Profile) -> str:
    """The JSON Schema of the profile's manifests as a file holds it."""
    return json.dumps(json_schema(profile), ensure_ascii=False, indent=2) + "\n"

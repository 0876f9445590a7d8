"""The scripts and their client: one verb a method, and the types that tie them to each other."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ipp_bot.browser.dom import bundle, results
from ipp_bot.browser.dom.client import PageScripts

ROOT = Path(bundle.__file__).parents[3]
SCRIPTS = Path(bundle.__file__).with_name("js")


def test_every_verb_has_a_method_and_every_method_a_verb() -> None:
    listed = (SCRIPTS / "verbs.js").read_text("utf-8").partition("const verbs = {")[2]
    verbs = set(re.findall(r"^  (\w+),$", listed, re.MULTILINE))
    methods = {name for name in vars(PageScripts) if not name.startswith("_")}
    assert {re.sub(r"[A-Z]", lambda sign: f"_{sign[0].lower()}", verb) for verb in verbs} == methods


def test_every_method_calls_the_verb_of_its_name() -> None:
    for name, method in vars(PageScripts).items():
        if not name.startswith("_"):
            verb = re.sub(r"_(\w)", lambda sign: sign[1].upper(), name)
            assert f'"{verb}"' in inspect.getsource(method), name


def test_the_types_of_the_results_are_those_of_the_client(tmp_path: Path) -> None:
    kept = (SCRIPTS / "results.d.ts").read_text("utf-8")
    fresh = tmp_path / "results.d.ts"
    subprocess.run([sys.executable, "tools/page_script_types.py", fresh], cwd=ROOT, check=True)
    assert _without_layout(kept) == _without_layout(fresh.read_text("utf-8"))


def _without_layout(types: str) -> str:
    """Prettier breaks lines, and begins each line of a long union with a stroke."""
    return "".join(types.split()).replace(":|", ":")


@pytest.mark.parametrize("text", [bundle.library(), bundle.engine()], ids=["library", "engine"])
def test_no_comment_is_sent_to_a_page(text: str) -> None:
    assert not re.search(r"^\s*(//|/\*|\*)", text, re.MULTILINE)


def test_every_script_is_sent_to_a_page() -> None:
    for path in SCRIPTS.glob("*.js"):
        name = re.findall(r"^const (\w+)", path.read_text("utf-8"), re.MULTILINE)[-1]
        assert f"const {name} = " in bundle.library(), path.name


def test_all_results_are_frozen() -> None:
    for name in results.__all__:
        assert getattr(results, name).__dataclass_params__.frozen, name

"""What the docs name is there."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from ipp_bot import pages
from ipp_bot.manifest import load
from ipp_bot.profile import load_profile

ROOT = Path(__file__).resolve().parents[3]
HELP_PAGE = (ROOT / "docs" / "help-page.md").read_text(encoding="utf-8")
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", HELP_PAGE))))
def test_every_test_that_the_help_page_names_is_there(named: tuple[str, str]) -> None:
    path, function = named
    assert f"def {function}(" in (ROOT / "tests" / path).read_text(encoding="utf-8")


def test_every_verb_that_the_help_page_names_is_there() -> None:
    verbs = re.findall(r"`([A-Z]\w+)\.(\w+)`", HELP_PAGE)
    assert len(verbs) > 15
    for page, verb in verbs:
        assert callable(getattr(getattr(pages, page), verb)), f"{page}.{verb}"


@pytest.mark.parametrize("path", DOCS, ids=[path.name for path in DOCS])
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_every_dependency_has_a_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"]]
    groups += project["project"]["optional-dependencies"].values()
    groups += project["dependency-groups"].values()
    names = {re.split(r"[\[<>=]", line)[0] for group in groups for line in group}
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    missing = {name for name in names if not name.startswith("types-") and name not in text}
    assert not missing


def test_the_manifest_of_the_readme_lacks_nothing_but_its_documents(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [manifest] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert yaml.safe_load(manifest)["version"] == 1
    path = tmp_path / "readme.yaml"
    path.write_text(manifest, encoding="utf-8")
    found = load([path], profile=load_profile("alibaba-ipp"))
    assert {each.key for each in found.diagnostics} == {
        "certificate.file",
        "screenshots[0]",
    }


NAMED_FILE = re.compile(
    r"`((?:bench|ipp_bot|mock_portal|soak|tests|tools)/[\w/.-]+\.[a-z0-9]+)(?:::\w+)?`"
)


@pytest.mark.parametrize("path", DOCS, ids=[path.name for path in DOCS])
def test_every_file_that_the_docs_name_is_there(path: Path) -> None:
    named = NAMED_FILE.findall(path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


FUNCTION_LINK = re.compile(r"\[`(\w+(?:\.(?!py`)\w+)?)`\]\(\.\./((?:\w+/)+\w+\.py)\)")


def defined_in(path: Path) -> set[str]:
    """Functions, classes and methods of a file: `submit_filing`, `Details`, `Details.submit`."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{inner.name}"
                for inner in node.body
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return found


@pytest.mark.parametrize("path", DOCS, ids=[path.name for path in DOCS])
def test_every_linked_function_is_defined_in_the_linked_file(path: Path) -> None:
    links = FUNCTION_LINK.findall(path.read_text(encoding="utf-8"))
    missing = [f"{file} {name}" for name, file in links if name not in defined_in(ROOT / file)]
    assert missing == []


def test_the_ways_of_the_architecture_have_at_most_ten_stations() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    ways = re.findall(r"^### One (?:.*)\n((?:.*\n)*?)(?=^##|\Z)", text, re.MULTILINE)
    assert len(ways) == 3
    for way in ways:
        stations = re.findall(r"^\d+\. (.*)$", way, re.MULTILINE)
        assert 3 < len(stations) <= 10
        assert all(FUNCTION_LINK.search(station) for station in stations)


def test_every_section_of_the_design_that_code_cites_is_there() -> None:
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## (\d+)\.", design, re.MULTILINE))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ipp_bot").rglob("*.py"))
    cited = set(re.findall(r"docs/design\.md, section (\d+)", code))
    assert cited
    assert cited <= sections
    assert "DESIGN " not in code

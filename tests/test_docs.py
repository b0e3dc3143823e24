"""What the documents promise is there, and what is there is documented."""

import dataclasses
import re
from pathlib import Path

from matcher.settings import PREFIX, Settings
from web.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme_and_every_named_command_exists():
    named = set(re.findall(r"`foerdertopf ([a-z]+)", README))

    assert named == set(COMMANDS)


def test_every_setting_is_in_the_readme():
    for field in dataclasses.fields(Settings):
        assert f"{PREFIX}{field.name.upper()}" in README


def test_every_file_the_documents_link_to_exists():
    for document in ROOT.glob("*.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8")):
            assert (ROOT / target).exists(), f"{document.name}: {target}"


def test_the_make_targets_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets

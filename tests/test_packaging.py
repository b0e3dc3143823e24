"""The wheel holds everything the product needs, and finds it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without a build environment of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_owns_three_packages_and_nothing_else(wheel):
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {name for name in names if not name.endswith(".dist-info")} == {
        "matcher",
        "scrapers",
        "web",
    }


def test_the_wheel_finds_its_furniture_from_anywhere(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    script = """
        from matcher.catalogue import WEIGHTS, load_model
        from matcher.paths import shipped
        from matcher.program_files import read_programs
        from matcher.settings import DEFAULT_MODEL
        from matcher.store.engine import newest_version
        from web import create_app
        assert "_shipped" in str(shipped("data/programs"))
        assert load_model(DEFAULT_MODEL).encoder is not None
        assert shipped(WEIGHTS).is_file() and shipped("data/regions/laender.csv").is_file()
        assert any((shipped("data/measures")).glob("*.md"))
        print(len(list(read_programs(shipped("data/programs")))), newest_version())
    """
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(line.strip() for line in script.splitlines())],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    count, version = done.stdout.split()
    assert int(count) == sum(1 for _ in (ROOT / "data" / "programs").rglob("*.toml"))
    assert version >= "0001"


def test_templates_and_static_files_are_inside(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("web/templates", "web/static"):
        for path in (ROOT / folder).rglob("*.*"):
            assert path.relative_to(ROOT).as_posix() in names

"""The README's pictures: both are there and small, and a missing browser costs one of them only."""

import importlib.util
from pathlib import Path

import pytest

from autograder import grade as grading
from autograder.submission.reading import Submission

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def picture(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("picture", DOCS / "picture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "HERE", tmp_path)
    report = grading.failed(Submission("streaming.ipynb", "", ()), grading.Options(), "No Java.")
    monkeypatch.setattr(module, "_graded", lambda text: report)
    return module


def test_the_readme_shows_pictures_that_are_there_and_small():
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    for name in ("report.svg", "report.png"):
        assert f"](docs/{name})" in readme
        assert 10_000 < (DOCS / name).stat().st_size < 200_000


def test_without_a_browser_the_page_stays_and_a_sentence_says_so(picture, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(picture.shutil, "which", lambda name: None)
    picture.main()
    assert "no&#160;score" in (tmp_path / "report.svg").read_text("utf-8")
    assert not (tmp_path / "report.png").exists()
    assert "install chromium" in capsys.readouterr().err


def test_a_page_is_drawn(picture, tmp_path):
    if not any(map(picture.shutil.which, picture.BROWSERS)):
        pytest.skip("there is no browser here")
    picture.main()
    with picture.Image.open(tmp_path / "report.png") as drawn:
        assert drawn.size == picture.PAGE
        assert len(drawn.getcolors()) > 5

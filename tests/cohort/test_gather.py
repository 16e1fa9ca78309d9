"""Whose submissions lie in a folder."""

import zipfile

import pytest

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.cohort.gather import FolderError, gather, student_of

CODE = "# %%\ndef update_count(new, last):\n    return sum(new) + (last or 0)\n"


def chosen(folder):
    """Of each student the file that is graded, or why none is."""
    released = grading.released(CHAPTER)
    return {one.student: told(*one.choose(CHAPTER, released)) for one in gather(folder, CHAPTER)}


def told(submission, note):
    return submission.path if submission else note


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Jane Doe_123456_assignsubmission_file_streaming.ipynb", "Jane Doe (123456)"),
        ("Jane Doe_123456_assignsubmission_file_", "Jane Doe (123456)"),
        ("Jane Doe_123456_assignsubmission_file", "Jane Doe (123456)"),
        ("doejane_4711_99_streaming.ipynb", "doejane (4711)"),
        ("doejane_LATE_4711_99_streaming-1.ipynb", "doejane (4711)"),
        ("Streaming_jd42_attempt_2026-03-01-10-11-12_streaming.ipynb", "jd42"),
        ("jane_doe", "jane_doe"),
    ],
)
def test_names_that_an_lms_writes(name, student):
    assert student_of(name)[0] == student


def test_files_folders_and_archives(tmp_path):
    (tmp_path / "amy.py").write_text(CODE)
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "work.py").write_text(CODE + "# mine\n")
    (tmp_path / "bob" / "streaming.ipynb").write_bytes((CHAPTER.handout / "streaming.ipynb").read_bytes())
    with zipfile.ZipFile(tmp_path / "Zoë_7_assignsubmission_file_all.zip", "w") as archive:
        archive.writestr("deep/inside/streaming.py", CODE)
    (tmp_path / "eve.ipynb").write_text("{broken")
    (tmp_path / "notes.txt").write_text("for the lecturer")
    (tmp_path / ".hidden.py").write_text(CODE)
    found = chosen(tmp_path)
    assert found["amy"] == "amy.py"
    assert found["bob"] == "bob/work.py", "the released notebook beside it has no answers"
    assert found["Zoë (7)"].endswith("streaming.py")
    assert found["eve"].startswith("eve.ipynb is not a Jupyter notebook")
    assert len(found) == 4


def test_nbgraders_tree(tmp_path):
    place = tmp_path / "submitted" / "amy" / "streaming"
    place.mkdir(parents=True)
    (place / "streaming.py").write_text(CODE)
    (tmp_path / "release" / "streaming").mkdir(parents=True)
    assert chosen(tmp_path) == {"amy": "submitted/amy/streaming/streaming.py"}
    assert chosen(tmp_path / "submitted") == {"amy": "amy/streaming/streaming.py"}


def test_two_files_with_answers_are_for_a_person_to_tell(tmp_path):
    (tmp_path / "amy").mkdir()
    (tmp_path / "amy" / "one.py").write_text(CODE)
    (tmp_path / "amy" / "two.py").write_text(CODE + "x = 1\n")
    assert chosen(tmp_path) == {"amy": "There are 2 files that it could be: amy/one.py, amy/two.py."}


def test_of_several_attempts_the_last_counts(tmp_path):
    for day in ("01", "02"):
        (tmp_path / f"Streaming_amy_attempt_2026-03-{day}-10-00-00_streaming.py").write_text(CODE + f"day = {day[1]}\n")
    assert chosen(tmp_path) == {"amy": "Streaming_amy_attempt_2026-03-02-10-00-00_streaming.py"}


def test_a_link_is_nobodys_submission(tmp_path):
    (tmp_path / "amy.py").write_text(CODE)
    (tmp_path / "bob.py").symlink_to(tmp_path / "amy.py")
    assert set(chosen(tmp_path)) == {"amy"}


def test_a_folder_without_any(tmp_path):
    with pytest.raises(FolderError, match="holds nobody's submission"):
        gather(tmp_path, CHAPTER)
    with pytest.raises(FolderError, match="There is no folder"):
        gather(tmp_path / "nowhere", CHAPTER)

"""One submission out of an archive, and the sentence that every other archive gets."""

import gzip
import io
import itertools
import json
import stat
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.submission import intake
from autograder.submission.reading import SubmissionFileError

CODE = b"def vectorize(vectorizer, tweets):\n    return vectorizer.transform(tweets)\n"
NAME = "streaming.py"


def zipped(*members, locked=False, mode=stat.S_IFREG):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = (mode | 0o644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    packed = bytearray(out.getvalue())
    if locked:  # the flag in both headers; the data are never reached
        packed[packed.index(b"PK\x03\x04") + 6] |= 1
        packed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


def tarred(*members, kind=tarfile.REGTYPE, target="", packed=True):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz" if packed else "w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            info.size = len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def renamed(data, old, new):
    assert len(old) == len(new)
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped((NAME, CODE))),
        ("a.ZIP", zipped(("deep/er/" + NAME, CODE))),
        ("a.tar", tarred((NAME, CODE), packed=False)),
        ("a.tar.gz", tarred((NAME, CODE))),
        ("a.tgz", tarred((NAME, CODE), ("README.md", b"hello"))),
        ("a.zip", zipped(("__MACOSX/._" + NAME, b"\0\5"), ("._" + NAME, b"\0"), (NAME, CODE), (".DS_Store", b"\0"))),
        ("a.zip", zipped((NAME, CODE), (".ipynb_checkpoints/streaming-checkpoint.py", CODE))),
        ("a.zip", zipped((NAME, CODE), ("helpers.py", b"x = 1\n"))),
        ("a.zip", zipped((NAME, CODE), ("notes.zip", zipped((NAME, CODE))))),
    ],
)
def test_the_one_submission_is_found(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    found = intake.read(tmp_path / name, CHAPTER.exercises)
    assert found.cells == (CODE.decode().strip("\n"),)
    assert found.path.startswith(f"{tmp_path / name}/")
    assert found.path.endswith(NAME)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.zip", None, "There is no file"),
        ("a.7z", b"7z", "of a kind that is not read"),
        ("a.zip", b"", "is damaged"),
        ("a.zip", b"PK\x05\x06" + bytes(10), "is damaged"),
        ("a.tar.gz", b"no gzip", "is damaged"),
        ("a.tar.gz", gzip.compress(b"no tar"), "is damaged"),
        ("a.tar.gz", tarred((NAME, CODE))[:-20], "is damaged"),
        ("a.zip", renamed(zipped((NAME, CODE * 9)), b"PK\x03\x04", b"PK\x09\x09"), "is damaged"),
        ("a.zip", zipped(), "holds neither"),
        ("a.zip", zipped(("notes.txt", b"x")), "holds neither"),
        ("a.zip", zipped(("README.md", b"x")), "README.md holds no code"),
        ("a.zip", zipped(("README.md", b"x"), ("a.py", b"x = 1\n")), "a.py has none of this assignment's"),
        ("a.zip", zipped(("../" + NAME, CODE)), "a path that leads out of it"),
        ("a.zip", zipped(("..\\" + NAME, CODE)), "a path that leads out of it"),
        ("a.zip", zipped((NAME, CODE), ("/etc/cron.d/x", b"x")), "a path that leads out of it"),
        ("a.zip", zipped(("C:/" + NAME, CODE)), "a path that leads out of it"),
        ("a.zip", renamed(zipped(("a.py?.txt", CODE)), b"a.py?.txt", b"a.py\0.txt"), "a path that leads out of it"),
        ("a.tar.gz", tarred(("x/../../" + NAME, CODE)), "a path that leads out of it"),
        ("a.tar.gz", tarred(("/root/" + NAME, CODE)), "a path that leads out of it"),
        ("a.tar.gz", tarred((NAME, b""), kind=tarfile.SYMTYPE, target="/etc/passwd"), "is a link"),
        ("a.tar.gz", tarred((NAME, b""), kind=tarfile.LNKTYPE, target="other.py"), "is a link"),
        ("a.tar.gz", tarred((NAME, b""), kind=tarfile.FIFOTYPE), "is a link"),
        ("a.tar.gz", tarred((NAME, b""), kind=tarfile.CHRTYPE), "is a link"),
        ("a.zip", zipped((NAME, b"/etc/passwd"), mode=stat.S_IFLNK), "is a link"),
        ("a.zip", zipped((NAME, CODE), locked=True), "locked with a password"),
        ("a.zip", zipped(("work.zip", zipped((NAME, CODE)))), "another archive"),
        ("a.zip", zipped((NAME, CODE), ("copy.py", CODE + b"x = 1\n")), "2 submissions"),
        ("a.zip", zipped((NAME, CODE), ("Streaming.py", CODE)), "one and the same"),
        ("a.zip", zipped((NAME, b"x = 1\n")), "another assignment's"),
        ("a.zip", zipped((NAME, b"x = 1\n"), ("a.py", b"")), "none of them"),
        ("a.zip", zipped((NAME, bytes(20_000_001))), "more than 20 MB"),
        ("a.zip", zipped(*((f"{n}.txt", bytes(50_000_001)) for n in range(4)), (NAME, CODE)), "more than 200 MB"),
        ("a.tar.gz", gzip.compress(bytes(200_000_001), 1), "more than 200 MB"),
        ("a.zip", zipped(*((f"{n}.txt", b"") for n in range(20_001))), "more than 20,000 files"),
        ("a.zip", zipped(*((f"{n}.py", CODE) for n in range(21))), "21 files that it could be"),
    ],
    ids=map(str, itertools.count()),  # an archive's bytes hold the time of day
)
def test_any_other_archive_gets_one_sentence(tmp_path, name, data, said):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SubmissionFileError) as error:
        intake.read(path, CHAPTER.exercises)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert sorted(tmp_path.iterdir()) == ([path] if data is not None else [])


def test_a_size_that_lies_is_not_believed(tmp_path):
    data = zipped((NAME, CODE + b"#" * 20_000_000))
    size = (len(CODE) + 20_000_000).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(renamed(data, size, (100).to_bytes(4, "little")))
    with pytest.raises(SubmissionFileError):
        intake.read(tmp_path / "a.zip", CHAPTER.exercises)


WHOLE = [("a.zip", zipped((NAME, CODE), ("b.txt", b"x" * 300))), ("a.tar.gz", tarred((NAME, CODE)))]
WHOLE.append(("a.tar", tarred((NAME, CODE), packed=False)[:2048]))


@given(which=st.sampled_from(WHOLE), changes=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 255)), max_size=8))
def test_a_changed_archive_is_read_or_refused(tmp_path_factory, which, changes):
    name, data = which
    damaged = bytearray(data)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    path = tmp_path_factory.mktemp("archive") / name
    path.write_bytes(damaged)
    try:
        said = intake.read(path, CHAPTER.exercises).path
    except SubmissionFileError as error:
        said = str(error)
    assert said.isprintable()


ANSWER = "\ndef evaluate(y_true, y_pred):\n    return {}\n"
RELEASED = grading.released(CHAPTER)
CLUTTER = (
    *((name, (CHAPTER.handout / name).read_bytes()) for name in ("start.py", "README.md", "Makefile")),
    ("plot.png", b"\x89PNG"),
    ("data/tweets.jsonl", b"{}\n"),
    (".ipynb_checkpoints/streaming-checkpoint.ipynb", b"{}"),
    ("__MACOSX/._streaming.ipynb", b"\0\1"),
    *((f".venv/lib/python3.11/site-packages/p/m{n}.py", b"x = 1\n") for n in range(60)),
    *((f"my env/lib/m{n}.py", b"x = 1\n") for n in range(60)),
    ("my env/pyvenv.cfg", b""),
    *((f"autograder/checks/m{n}.py", b"def evaluate(y_true, y_pred): pass\n") for n in range(60)),
    ("autograder/checks/__init__.py", b""),
)


def given(name, answered=False):
    data = (CHAPTER.handout / name).read_bytes()
    if answered and name.endswith(".py"):
        return name, data + ANSWER.encode()
    if answered:
        made = json.loads(data)
        made["cells"].append(
            {**next(c for c in made["cells"] if c["cell_type"] == "code"), "id": "x", "source": ANSWER}
        )
        data = json.dumps(made).encode()
    return name, data


def handed_in(tmp_path, *files, below=""):
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(*((below + name, data) for name, data in (*CLUTTER, *files))))
    return intake.read(path, CHAPTER.exercises, RELEASED)


@pytest.mark.parametrize("below", ["", "student/"])
@pytest.mark.parametrize("answered", ["streaming.ipynb", "streaming.py"])
def test_of_a_whole_folder_the_file_with_answers_counts(tmp_path, answered, below):
    files = [given(name, name == answered) for name in ("streaming.ipynb", "streaming.py")]
    for order in (files, files[::-1]):
        found = handed_in(tmp_path, *order, below=below)
        assert found.path.endswith(f"all.zip/{below}{answered}")
        assert any("return {}" in cell for cell in found.cells)


def test_of_a_whole_folder_without_an_answer_the_notebook_counts(tmp_path):
    assert handed_in(tmp_path, given("streaming.py"), given("streaming.ipynb")).path.endswith("all.zip/streaming.ipynb")


def test_two_files_of_one_folder_with_other_answers_are_refused(tmp_path):
    files = [given("streaming.ipynb", True), ("streaming.py", given("streaming.py", True)[1] + b"\nx = 1\n")]
    with pytest.raises(SubmissionFileError, match=r"2 submissions \(streaming\.ipynb and streaming\.py\)"):
        handed_in(tmp_path, *files)


def test_the_same_text_twice_is_one_submission(tmp_path):
    name, data = given("streaming.py", True)
    assert handed_in(tmp_path, (name, data), ("copy/" + name, data)).path.endswith("all.zip/streaming.py")


def test_beside_the_released_script_a_damaged_notebook_is_told(tmp_path):
    with pytest.raises(SubmissionFileError, match="not a Jupyter notebook"):
        handed_in(tmp_path, ("streaming.ipynb", b"{"), given("streaming.py"))

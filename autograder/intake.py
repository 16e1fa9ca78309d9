"""One submission out of a zip or tar archive, which is read in memory and never unpacked."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.submission import MOST_BYTES, Submission, SubmissionFileError, named, parse, read_regular

MOST_MEMBERS = 5_000
MOST_UNPACKED = 200_000_000
"""Bytes of all members together, as the archive declares them or as they come out."""
MOST_CANDIDATES = 20
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
_OTHER_ARCHIVES = (".7z", ".rar", ".gz", ".bz2", ".xz", ".zst")
_NOISE = ("__MACOSX", "__pycache__")
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True)
class Member:
    """A file in an archive: an ordinary one, or a link or the like, which is never followed."""

    name: str
    size: int
    ordinary: bool
    encrypted: bool
    read: Callable[[int], bytes]


def is_archive(path: Path) -> bool:
    """Whether a path names an archive, of whatever kind."""
    return path.name.lower().endswith(_ARCHIVES + _OTHER_ARCHIVES)


def read(path: Path, exercises: Iterable[str]) -> Submission:
    """The one submission in an archive. Raises SubmissionFileError for an archive that holds none, two or a trap."""
    shown = named(path)
    if not path.name.lower().endswith(_ARCHIVES):
        raise SubmissionFileError(f"{shown} is an archive of a kind that is not read. Make a .zip of it, or a .tar.gz.")
    data = read_regular(path, MOST_BYTES)
    if data is None:
        raise SubmissionFileError(f"{shown} has more than {MOST_BYTES // 1_000_000} MB. Hand in the one file alone.")
    try:
        members = _members(shown, path.name.lower(), data)
        chosen = _candidates(shown, members)
        found = {member.name: member.read(MOST_BYTES + 1) for member in chosen}
    except _DAMAGE as error:
        raise SubmissionFileError(f"{shown} is damaged ({type(error).__name__}). Pack it anew.") from None
    return _only(shown, found, list(exercises))


def _members(shown: str, name: str, data: bytes) -> list[Member]:
    """All files of the archive, or an error for an archive that nobody packs by accident."""
    found: list[Member] = []
    total = 0
    for member in _zipped(data) if name.endswith(".zip") else _tarred(shown, name, data):
        place = PurePosixPath(member.name.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in member.name[1:2] or "\0" in member.name:
            raise SubmissionFileError(f"{shown} holds {named(member.name)}, a path that leads out of it. Pack it anew.")
        found.append(member)
        total += member.size
        if len(found) > MOST_MEMBERS:
            raise SubmissionFileError(f"{shown} holds more than {MOST_MEMBERS:,} files. Hand in the one file alone.")
        if total > MOST_UNPACKED:
            raise _too_large(shown)
    return found


def _candidates(shown: str, members: list[Member]) -> list[Member]:
    """The notebooks and scripts of an archive that could be the submission."""
    kept = [member for member in members if not _is_noise(member.name)]
    chosen = [member for member in kept if member.name.lower().endswith((".ipynb", ".py"))]
    if not chosen:
        inner = next((member.name for member in kept if is_archive(Path(member.name))), None)
        if inner is not None:
            raise SubmissionFileError(f"{shown} holds another archive, {named(inner)}. Hand in the file that is in it.")
        raise SubmissionFileError(f"{shown} holds neither a notebook (.ipynb) nor a script (.py).")
    if len(chosen) > MOST_CANDIDATES:
        raise SubmissionFileError(
            f"{shown} holds {len(chosen):,} notebooks and scripts. Hand in the one in which you wrote the exercises."
        )
    folded: dict[str, str] = {}
    for member in chosen:
        name = named(member.name)
        if not member.ordinary:
            raise SubmissionFileError(f"{name} in {shown} is a link. Pack the file itself.")
        if member.encrypted:
            raise SubmissionFileError(f"{shown} is locked with a password. Pack it without one.")
        if member.size > MOST_BYTES:
            raise SubmissionFileError(f"{name} in {shown} has more than {MOST_BYTES // 1_000_000} MB.")
        if (other := folded.setdefault(member.name.casefold(), name)) is not name:
            raise SubmissionFileError(f"{shown} holds {other} and {name}, one and the same to many machines. Keep one.")
    return chosen


def _only(shown: str, found: dict[str, bytes], exercises: list[str]) -> Submission:
    submissions, errors = list[Submission](), list[SubmissionFileError]()
    for name, data in found.items():
        if len(data) > MOST_BYTES:
            raise _too_large(shown)
        try:
            submissions.append(parse(f"{shown}/{named(name)}", data, exercises))
        except SubmissionFileError as error:
            errors.append(error)
    if len(submissions) == 1:
        return submissions[0]
    if submissions:
        names = " and ".join(one.path.removeprefix(f"{shown}/") for one in submissions[:2])
        raise SubmissionFileError(f"{shown} holds {len(submissions)} submissions ({names}). Keep the one that counts.")
    if len(errors) == 1:
        raise errors[0]
    raise SubmissionFileError(f"{shown} holds {len(errors)} notebooks and scripts, and none of them is a submission.")


def _zipped(data: bytes) -> Iterator[Member]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    for info in archive.infolist():
        mode = info.external_attr >> 16
        if info.is_dir():
            continue
        yield Member(
            info.orig_filename,  # `filename` is cut at a NUL
            info.file_size,
            stat.S_IFMT(mode) in (0, stat.S_IFREG),
            bool(info.flag_bits & 1),
            lambda most, info=info: _start(archive.open(info), most),  # type: ignore[misc]
        )


def _tarred(shown: str, name: str, data: bytes) -> Iterator[Member]:
    if not name.endswith(".tar"):
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            data = packed.read(MOST_UNPACKED + 1)
        if len(data) > MOST_UNPACKED:
            raise _too_large(shown)
    archive = tarfile.TarFile(fileobj=io.BytesIO(data))
    for info in archive:
        if info.isdir():
            continue
        ordinary = info.type in (tarfile.REGTYPE, tarfile.AREGTYPE)
        yield Member(
            info.name,
            info.size,
            ordinary,
            False,
            lambda most, info=info: _start(archive.extractfile(info), most),  # type: ignore[misc]
        )


def _start(file: object, most: int) -> bytes:
    assert isinstance(file, io.BufferedIOBase)
    with file:
        return file.read(most)


def _is_noise(name: str) -> bool:
    """What systems and editors put beside a file: resource forks, checkpoints, caches."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part in _NOISE or part.startswith(".") for part in parts)


def _too_large(shown: str) -> SubmissionFileError:
    return SubmissionFileError(
        f"{shown} unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Hand in the one file alone."
    )

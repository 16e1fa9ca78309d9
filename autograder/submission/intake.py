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

from autograder.submission.reading import (
    FORMS,
    MOST_BYTES,
    Submission,
    SubmissionFileError,
    form_of,
    named,
    parse,
    read_regular,
)
from autograder.submission.which import Released

MOST_MEMBERS = 20_000
MOST_UNPACKED = 200_000_000
"""Bytes of all members together, as the archive declares them or as they come out."""
MOST_CANDIDATES = 20
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
_OTHER_ARCHIVES = (".7z", ".rar", ".gz", ".bz2", ".xz", ".zst")
_NOISE = ("__MACOSX", "__pycache__", "site-packages", "node_modules")
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


def read(path: Path, exercises: Iterable[str], released: Released = Released()) -> Submission:  # noqa: B008
    """The one submission in an archive, be it a whole folder with what was released. Raises SubmissionFileError."""
    shown = named(path)
    if not path.name.lower().endswith(_ARCHIVES):
        raise SubmissionFileError(f"{shown} is an archive of a kind that is not read. Make a .zip of it, or a .tar.gz.")
    data = read_regular(path, MOST_BYTES)
    if data is None:
        raise SubmissionFileError(f"{shown} has more than {MOST_BYTES // 1_000_000} MB. Hand in the one file alone.")
    try:
        members = _members(shown, path.name.lower(), data)
        chosen = _candidates(shown, members, released)
        found = {member.name: member.read(MOST_BYTES + 1) for member in chosen}
    except _DAMAGE as error:
        raise SubmissionFileError(f"{shown} is damaged ({type(error).__name__}). Pack it anew.") from None
    return _only(shown, found, list(exercises), released)


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


def _candidates(shown: str, members: list[Member], released: Released) -> list[Member]:
    """The files of an archive that could be the submission."""
    places = {member: PurePosixPath(member.name.replace("\\", "/")) for member in members}
    apart = {place.parent for place in places.values() if place.name == "pyvenv.cfg"}
    kept = [
        member for member, place in places.items() if not _is_noise(member.name) and apart.isdisjoint(place.parents)
    ]
    chosen = [member for member in kept if member.name.lower().endswith(FORMS)]
    packages = {place.parent for place in places.values() if place.name == "__init__.py"}
    own = [one for one in chosen if places[one].parent not in packages or places[one].name in released.names]
    chosen = own or chosen
    if not chosen:
        inner = next((member.name for member in kept if is_archive(Path(member.name))), None)
        if inner is not None:
            raise SubmissionFileError(f"{shown} holds another archive, {named(inner)}. Hand in the file that is in it.")
        raise SubmissionFileError(f"{shown} holds neither a notebook (.ipynb) nor a script (.py) nor Markdown (.md).")
    if len(chosen) > MOST_CANDIDATES:
        raise SubmissionFileError(
            f"{shown} holds {len(chosen):,} files that it could be. Hand in the one in which you wrote the exercises."
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


def _only(shown: str, found: dict[str, bytes], exercises: list[str], released: Released) -> Submission:
    submissions, errors = list[Submission](), dict[str, SubmissionFileError]()
    for name, data in found.items():
        if len(data) > MOST_BYTES:
            raise _too_large(shown)
        try:
            submissions.append(parse(f"{shown}/{named(name)}", data, exercises))
        except SubmissionFileError as error:
            errors[name] = error
    damaged = [error for name, error in errors.items() if PurePosixPath(name).name in released.names]
    if len(damaged) == 1 and not released.answered(submissions):
        raise damaged[0]
    counting = released.candidates(submissions)
    if len(counting) > 1:
        names = " and ".join(one.path.removeprefix(f"{shown}/") for one in counting[:2])
        raise SubmissionFileError(f"{shown} holds {len(counting)} submissions ({names}). Keep the one that counts.")
    if counting:
        return counting[0]
    errors = {name: error for name, error in errors.items() if form_of(name) != ".md"} or errors  # beside a README
    if len(errors) == 1:
        raise next(iter(errors.values()))
    raise SubmissionFileError(f"{shown} holds {len(errors)} files that it could be, and none of them is a submission.")


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

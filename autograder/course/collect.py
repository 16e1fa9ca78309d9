"""Collects what was handed in as nbgrader does, but takes the exchange's word for the time and follows no link.

It is named in the course's configuration, so that nbgrader's own `collect` is this one.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns, parse_utc

from autograder.chapter import current
from autograder.course.hand_in import TIMESTAMP, mend_secret, remember, remove
from autograder.course.intake import prepare
from autograder.submission.reading import SubmissionFileError
from autograder.text import visible

TIME = "%Y-%m-%d %H:%M:%S.%f UTC"
"""As nbgrader writes it."""
_AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Collect(ExchangeCollect):  # type: ignore[misc]
    """One hand-in after the other, whatever somebody put into the exchange; what was odd becomes a note."""

    def copy_files(self) -> None:
        """Collects, and looks at each hand-in at once, so that formgrader's button finds what can be read, too."""
        super().copy_files()
        folder = Path(self.coursedir.root)
        for student in sorted({record["username"] for record in self.src_records}):
            try:
                for note in prepare(folder, student, current().exercises):
                    self.log.warning("%s: %s", student, note)
            except (OSError, SubmissionFileError) as error:
                self.log.warning("%s: it will be looked at when it is graded (%s).", student, visible(str(error)))

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Who handed in, and when: by the folder's name, or by the folder's own time where the name tells none."""
        name = os.path.basename(path)
        student, _, rest = name.partition(f"+{self.coursedir.assignment_id}+")
        try:
            handed_in = parse_utc(rest.split("+")[0])
        except (ValueError, OverflowError):
            handed_in = _changed(path)
        return {"username": student, "filename": name, "timestamp": handed_in}

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The newest first; what somebody else put there in a student's name comes after the student's own."""
        return sorted(records, key=lambda record: (self._is_own(record), record["timestamp"]), reverse=True)

    def _is_own(self, record: dict[str, Any]) -> bool:
        try:
            return not self.check_owner or Path(self.inbound_path, record["filename"]).owner() == record["username"]
        except (KeyError, OSError, NotImplementedError):
            return False

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copies one folder of the exchange; what cannot be copied is left out, and a note says so."""
        place, notes = Path(dest), list[str]()
        try:
            if os.path.islink(src):
                raise OSError("it is a link")
            if self.get_size(src) > 1000 * self.coursedir.max_dir_size:
                raise OSError(f"it has more than {self.coursedir.max_dir_size} kB")
            shutil.copytree(src, dest, ignore=self._left_out(notes), copy_function=_copy)
        except OSError as error:
            notes.append(f"Not all was copied from the exchange: {visible(str(error))[:300]}.")
        place.mkdir(parents=True, exist_ok=True)
        for path in (place, *place.rglob("*")):
            path.chmod(path.stat().st_mode | stat.S_IRUSR | stat.S_IWUSR | (stat.S_IXUSR if path.is_dir() else 0))
        self._mend_time(place, src, notes)
        mend_secret(place)
        remember(Path(self.coursedir.root), place.parent.name, notes)

    def _left_out(self, notes: list[str]) -> Callable[[str, list[str]], list[str]]:
        usual = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )

        def left_out(folder: str, names: list[str]) -> list[str]:
            modes = {name: os.lstat(os.path.join(folder, name)).st_mode for name in sorted(names)}
            odd = [name for name, mode in modes.items() if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))]
            notes.extend(
                f"{visible(name)}: a link is not handed in."
                if stat.S_ISLNK(modes[name])
                else f"{visible(name)} is no file."
                for name in odd
            )
            return [*odd, *usual(folder, [name for name in names if name not in odd])]

        return left_out

    def _mend_time(self, place: Path, src: str, notes: list[str]) -> None:
        """The time is the exchange's, in the file that nbgrader reads."""
        path, told, true = place / TIMESTAMP, None, self._path_to_record(src)["timestamp"]
        try:
            told = parse_utc(path.read_text("utf-8").strip())
        except (OSError, ValueError, OverflowError):
            notes.append(f"{TIMESTAMP} was missing or held no time; the exchange's counts, {true:{TIME}}.")
        if told is not None and told != true:
            notes.append(f"{TIMESTAMP} says {told:{TIME}}; the exchange's time counts, {true:{TIME}}.")
        if told != true:
            remove(path)
            path.write_text(f"{true:{TIME}}", encoding="utf-8")
        if self.duedate is not None and true <= self.duedate < (changed := _changed(src)):
            notes.append(f"Its folder in the exchange was last changed after the due date, {changed:{TIME}}.")


def _changed(path: str) -> datetime:
    """When a folder was last changed, in UTC; no student can set this time."""
    return datetime.fromtimestamp(os.lstat(path).st_ctime, UTC).replace(tzinfo=None)


def _copy(source: str, target: str) -> None:
    """Copies a file, and only a file, even when it is exchanged for a link in this moment."""
    with open(source, "rb", opener=lambda path, flags: os.open(path, flags | _AS_IT_IS)) as read:
        if not stat.S_ISREG(os.fstat(read.fileno()).st_mode):
            raise OSError(f"{os.path.basename(source)} is no file")
        with open(target, "wb") as written:
            shutil.copyfileobj(read, written)

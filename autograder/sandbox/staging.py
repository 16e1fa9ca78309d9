"""Leaves the administrator's account before a sandbox is made: inside, root would still be the machine's own root.

The account that it is left for has no name and owns nothing. Folders that only root can enter, such as a kit below
/root, are mounted where that account finds them, in a mount namespace that nobody else sees and that ends by itself.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_ACCOUNT = "64000"
_LEAVE = ("setpriv", f"--reuid={_ACCOUNT}", f"--regid={_ACCOUNT}", "--clear-groups", "--inh-caps=-all", "--")
_PLACES = ("/mnt", "/media", "/srv", "/run")
_MOUNT = """
set -e
place=$1 number=0; shift
mount -t tmpfs -o mode=755,size=1m sandbox "$place"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir "$place/$number"; else : > "$place/$number"; fi
  mount --bind "$1" "$place/$number"
  number=$((number + 1)); shift
done
shift
exec "$@"
"""


def prepare(view: dict[str, Path]) -> tuple[list[str], dict[str, Path]]:
    """What to put before a command, and where the command finds the paths that a view is made of."""
    if os.geteuid() != 0:
        return [], view
    hidden = [path for path in dict.fromkeys(view.values()) if not _open_to_all(path)]
    if not hidden:
        return list(_LEAVE), view
    place = next(there for there in _PLACES if _is_free(there, hidden))
    found = {path: Path(place, str(number)) for number, path in enumerate(hidden)}
    enter = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", _MOUNT, "sh", place]
    moved = {inside: found.get(path, path) for inside, path in view.items()}
    return [*enter, *map(str, hidden), "--", *_LEAVE], moved


def _open_to_all(path: Path) -> bool:
    """Whether any account may enter the folders that lead there."""
    return all(os.stat(folder).st_mode & stat.S_IXOTH for folder in path.parents)


def _is_free(place: str, paths: list[Path]) -> bool:
    return os.path.isdir(place) and not any(path.is_relative_to(place) for path in paths)

"""`python -m autograder new-chapter`: a folder with a small chapter that is graded at once, to be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.common import refuse

_TEMPLATES = Path(__file__).parent / "new"
_FILES = {
    "__init__.py": "",
    "chapter.py": "chapter.py.j2",
    "solution/{name}.py": "solution.py.j2",
    "assignment/README.md": "readme.md.j2",
    "checks/__init__.py": "",
    "checks/expecting.py": "expecting.py.j2",
    "checks/public/__init__.py": "",
    "checks/public/{name}.py": "public.py.j2",
    "checks/hidden/__init__.py": "",
    "checks/hidden/{name}.py": "hidden.py.j2",
    "fixtures/submissions/accepted/in_other_words.py": "accepted.py.j2",
    "fixtures/submissions/wrong/total__without_the_last.py": "wrong.py.j2",
}
"""Each file of a chapter's folder, and what it is made from; nothing for one that only marks a package."""


def new_chapter(
    folder: Annotated[Path, typer.Argument(help="The folder to make; its name becomes the chapter's.")],
) -> None:
    """Make a chapter of your own: two exercises, their checks, and submissions whose verdicts are known."""
    from jinja2 import Environment, FileSystemLoader

    from autograder.chapter import load
    from autograder.handout import release as releasing

    name = folder.resolve().name
    if not name.isidentifier() or not name.islower():
        refuse(f"The folder's name, {name}, becomes a Python package: take small letters, digits and `_`.")
    if folder.exists() and any(folder.iterdir()):
        refuse(f"{folder} is not empty. Name a folder that is not there yet.")
    templates = Environment(loader=FileSystemLoader(_TEMPLATES), keep_trailing_newline=True, autoescape=False)
    for place, template in _FILES.items():
        path = folder / place.format(name=name)
        path.parent.mkdir(parents=True, exist_ok=True)
        title = name.replace("_", " ").capitalize()
        text = templates.get_template(template).render(name=name, title=title) if template else _marks(path)
        path.write_text(text, encoding="utf-8")
    chapter = load(folder)
    releasing.release(chapter.solution, chapter.handout)
    print(f"made {folder}; try: python -m autograder grade {chapter.solution} --chapter {folder}")


def _marks(path: Path) -> str:
    return f'"""The folder {path.parent.name} of a chapter."""\n'

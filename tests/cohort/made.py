"""A made class: each student's answers drawn from the submissions whose verdicts are known, and some of them copied."""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.checks.chapter import CHAPTER
from autograder.handout.release import answer_cells, import_cell
from autograder.proof import zoo

NAMES = ("Amara", "Björn", "Chloé", "Dmitri", "Esra", "Farid", "Greta", "Hiro", "Ines", "Jakub", "Kofi", "Leila")
SURNAMES = (
    "Okafor",
    "Lindqvist",
    "Moreau",
    "Petrov",
    "Yılmaz",
    "Haddad",
    "Vogel",
    "Tanaka",
    "Silva",
    "Nowak",
    "Mensah",
)


@dataclass
class Made:
    """A student's cells by exercise, and from which file each answer comes."""

    name: str
    cells: dict[str, str]
    sources: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The script that is handed in."""
        return (
            "\n\n".join(f"# %%\n{cell.strip()}" for cell in (import_cell(CHAPTER.solution), *self.cells.values()))
            + "\n"
        )


@cache
def pool() -> dict[str, list[tuple[str, str]]]:
    """Answers to each exercise, with the names of their files: right ones by others, and wrong ones."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in CHAPTER.exercises}
    for path in zoo.fixtures(CHAPTER.submissions, "wrong"):
        if (name := zoo.blamed(path)) in found:
            found[name].append((path.stem, path.read_text("utf-8")))
    for path in zoo.fixtures(CHAPTER.submissions, "accepted"):
        text = path.read_text("utf-8")
        try:
            tree = ast.parse(text)
        except SyntaxError:  # as a notebook may be
            continue
        for node in tree.body:
            plain = isinstance(node, ast.FunctionDef) and node.name in found and not node.decorator_list
            if plain and not _needs_others(node, tree):
                found[node.name].append((path.stem, ast.get_source_segment(text, node) or ""))
    return found


def _needs_others(node: ast.FunctionDef, tree: ast.Module) -> bool:
    """Whether an answer cannot stand alone: it uses what the file defines beside it."""
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)} - set(CHAPTER.exercises)
    assigned = {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for n in tree.body
        if isinstance(n, ast.Import | ast.ImportFrom)
        for alias in n.names
    }
    return bool({n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & (defined | assigned | imported))


def students(number: int, seed: int = 0) -> list[Made]:
    """So many students; how much each knows differs, so that scores spread."""
    draw = random.Random(seed)
    reference, made = answer_cells(CHAPTER.solution), []
    for place in range(number):
        knows = draw.betavariate(4, 2)
        one = Made(f"{draw.choice(NAMES)} {draw.choice(SURNAMES)} {place:03}", {})
        for exercise in CHAPTER.exercises:
            kind = draw.random()
            if kind > 0.97:  # not written
                continue
            choices = pool()[exercise]
            right = [choice for choice in choices if not choice[0].startswith(exercise)]
            wrong = [choice for choice in choices if choice[0].startswith(exercise)]
            if draw.random() > knows and wrong:
                one.sources[exercise], one.cells[exercise] = draw.choice(wrong)
            elif right and draw.random() > 0.3:
                one.sources[exercise], one.cells[exercise] = draw.choice(right)
            else:
                one.sources[exercise], one.cells[exercise] = "the reference", reference[exercise]
        made.append(one)
    return made


def copied(one: Made, name: str) -> Made:
    """The same answers under other names, without comments, laid out anew."""
    return Made(name, {exercise: renamed(cell) for exercise, cell in one.cells.items()}, dict(one.sources))


def renamed(cell: str) -> str:
    """Code whose arguments and local names are other ones."""
    tree = ast.parse(cell)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        own = {arg.arg for arg in [*function.args.args, *function.args.kwonlyargs]}
        own |= {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in own:
                node.id = f"my_{node.id}"
            elif isinstance(node, ast.arg) and node.arg in own:
                node.arg = f"my_{node.arg}"
    return ast.unparse(tree)


def hand_in(folder: Path, made: list[Made]) -> None:
    """Files as an LMS downloads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, one in enumerate(made):
        path = folder / f"{one.name}_{1000 + place}_assignsubmission_file_streaming.py"
        path.write_text(one.text(), encoding="utf-8")

"""The walls of the house: imports run one way, the harness is alone, and only three rooms know about tweets."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "autograder"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A room may import itself and the rooms named in its line, all of which stand above it.
ALLOWED = {
    "model": set(),
    "text": set(),
    "wire": set(),
    "machine": set(),
    "chapter": {"model"},
    "harness": {"wire", "machine"},
    "judge": {"model", "text", "wire"},
    "checks": {"chapter", "judge", "model", "fixtures"},
    "feedback": {"model", "text"},
    "report": {"model", "text"},
    "submission": {"model", "report", "text"},
    "sandbox": {"judge", "machine"},
    "grade": {"chapter", "feedback", "judge", "machine", "model", "sandbox", "submission", "text"},
    "notebook": {"chapter", "grade", "harness", "judge", "model", "report", "sandbox", "submission"},
    "cohort": {"chapter", "grade", "judge", "machine", "model", "report", "submission", "text"},
    "proof": {"chapter", "feedback", "grade", "harness", "judge", "model", "submission"},
    "handout": {"chapter", "grade", "harness", "machine", "report", "sandbox", "submission", "text"},
    "course": {"chapter", "grade", "handout", "machine", "model", "report", "submission", "text"},
    "ci": {"chapter", "grade", "machine", "report", "sandbox", "submission", "text"},
    "cli": {
        *(
            "chapter",
            "ci",
            "cohort",
            "course",
            "grade",
            "handout",
            "judge",
            "machine",
            "model",
            "proof",
            "report",
            "sandbox",
        ),
        *("submission", "text"),
    },
}


def room(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "fixtures":
        return "fixtures"
    return parts[1] if len(parts) > 1 else ""


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_the_rooms_stand_in_order():
    rooms = list(ALLOWED)
    for place, name in enumerate(rooms):
        assert ALLOWED[name] - {"fixtures"} <= set(rooms[:place]), name
    there = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    assert there - {"__init__", "__main__"} == set(rooms)


def test_the_table_is_written_down():
    from docs import rooms

    assert (ROOT / "docs" / "architecture.md").read_text("utf-8") == rooms.page(), "`make rooms` writes it anew"
    drawn = (ROOT / "docs" / "architecture.svg").read_text("utf-8")
    assert all(f"<!-- {room} -->" in drawn for room in ALLOWED)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path):
    here = room(name_of(path))
    if here in ("__init__", "__main__"):
        return
    used = {room(module) for module in imports(path) if module.split(".")[0] in ("autograder", "fixtures")}
    assert used - {here, "", "__version__"} <= ALLOWED[here]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_harness_imports_spark_and_only_it_is_free_of_the_judge(path):
    uses_spark = any(module.split(".")[0] in ("pyspark", "py4j") for module in imports(path))
    on_a_cluster = room(name_of(path)) == "cohort" and path.name in ("cluster.py", "shipped.py")
    assert not uses_spark or room(name_of(path)) in ("harness", "machine") or on_a_cluster


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_checks_know_about_tweets(path):
    # The command `grade` has an option `--tweets`.
    if room(name_of(path)) == "checks" or (path.name == "grade.py" and path.parent.name == "cli"):
        return
    names = {n.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Name)}
    assert not {name for name in names if re.search("tweet|hashtag|vectorizer|classifier", name, re.IGNORECASE)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_file_says_what_it_is_for(path):
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said
    assert said.split("\n")[0].strip()


def test_of_the_judge_a_sandbox_knows_the_limits_only():
    used = {module for path in (PACKAGE / "sandbox").glob("*.py") for module in imports(path)}
    assert all(module.startswith("autograder.judge.limits") for module in used if room(module) == "judge")


def test_harness_starts_without_the_judge():
    """What a sandbox must hold for a harness to run: the harness, the wire and nothing of the expected values."""
    used = {module for path in (PACKAGE / "harness").glob("*.py") for module in imports(path)}
    own = {module for module in used if module.startswith("autograder")}
    assert own
    assert all(
        module.startswith(tuple(f"autograder.{name}" for name in ("harness", "wire", "machine"))) for module in own
    )


def test_a_package_that_is_installed_has_all_its_data():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["*"]
    data = {path for room in ("autograder", "fixtures") for path in (ROOT / room).rglob("*") if path.is_file()}
    not_installed = {"Containerfile", "README.md"}  # for those who have the whole kit
    missing = [
        str(path.relative_to(ROOT))
        for path in data
        if path.suffix not in (".py", ".pyc", ".part")
        and "submissions" not in path.parts
        and path.name not in not_installed
        and path.parent.name != "files"  # of autograder/ci, to be copied
        and not any(path.match(pattern) for pattern in told)
    ]
    assert missing == []

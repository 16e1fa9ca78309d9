"""The check cell in a real kernel: it grades what the notebook has run, and shows it in HTML and as a number."""

import sys

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from autograder.notebook import last_forms

FIRST = "def update_count(new_values, last_count):\n    return 7"
SECOND = "def update_count(new_values, last_count):\n    return sum(new_values) + (last_count or 0)"
SPARK = (
    "def count_words(lines):\n"
    "    return lines.flatMap(str.split).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b)"
)
CHECK = 'from autograder.notebook import check\ncheck("{}")'


class Kernel(KernelManager):
    """A kernel of this Python, whatever kernels the machine knows."""

    @property
    def kernel_spec(self):
        return KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])


@pytest.fixture(scope="module")
def run():
    """Runs a cell; gives what it shows, by message type."""
    manager = Kernel()
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    def cell(code):
        shown = []
        client.execute_interactive(code, timeout=300, output_hook=shown.append)
        return [
            (one["msg_type"], one["content"]) for one in shown if one["msg_type"] not in ("status", "execute_input")
        ]

    yield cell
    client.stop_channels()
    manager.shutdown_kernel()
    client.cleanup_connection_file() if hasattr(client, "cleanup_connection_file") else None


def result(shown):
    ((kind, content),) = shown
    assert kind == "execute_result", content
    return content["data"]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["def f(): pass", "f()", "def f(): return 1"], [1, 2]),
        (["import re\ndef f(): pass", "def f(): return 1"], [0, 1]),
        (["def f(:", "def f(): pass"], [1]),
        (["def f(): pass", "def f(:"], [0, 1]),
        (["x = []", "x.append(1)", "x.append(1)", "%time y = 1", "print(x)"], [0, 1, 2, 3, 4]),
        (["n = 1", "n = 2", "n += 1"], [1, 2]),
    ],
)
def test_a_cell_counts_in_its_last_form(cells, kept):
    assert last_forms(cells) == [cells[place] for place in kept]


@pytest.mark.filterwarnings("ignore")
def test_the_check_cell(run):
    assert run("x = 1\nx") != []
    assert result(run(CHECK.format("update_count")))["text/plain"] == "0.0", "not written yet"
    run(FIRST)
    wrong = result(run(CHECK.format("update_count")))
    assert wrong["text/plain"] == "0.0"
    assert "kit-report" in wrong["text/html"]
    assert "The answer is not the new total" in wrong["text/html"]
    run(SECOND)
    public = float(result(run(CHECK.format("update_count")))["text/plain"])
    assert 0 < public <= 5
    run(SPARK)
    assert float(result(run(CHECK.format("count_words")))["text/plain"]) > 0
    run("import os\nos.environ['NBGRADER_EXECUTION'] = 'autograde'")
    assert result(run(CHECK.format("update_count")))["text/plain"] == "5.0", "there the hidden checks count too"
    ((_, hidden),) = run("import sys\n[name for name in sys.modules if 'checks.hidden' in name or 'oracle' in name]")
    assert hidden["data"]["text/plain"] == "['autograder.checks.oracles']", "only what students have is in the kernel"
    ((kind, error),) = run(CHECK.format("nothing"))
    assert kind == "error"
    assert "no exercise `nothing`" in error["evalue"]

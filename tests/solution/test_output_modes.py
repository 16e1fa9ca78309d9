"""The chapter's table of output modes is what Spark writes."""

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CHAPTER = HERE.parents[1] / "solution" / "streaming.py"
ROW = re.compile(r"^# \| (\d) \| ([\d:, ]+) \| [\d:]+ \|(.*)\|(.*)\|(.*)\|$", re.MULTILINE)


def entries(cell):
    return [entry for entry in cell.strip().split(", ") if entry]


def test_the_table_of_output_modes_is_what_spark_writes():
    rows = ROW.findall(CHAPTER.read_text("utf-8"))
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    run = subprocess.run(
        [sys.executable, HERE / "output_modes.py"],
        input=json.dumps([entries(row[1]) for row in rows]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    columns = [[entries(cell) for cell in column] for column in zip(*(row[2:] for row in rows), strict=True)]
    assert json.loads(run.stdout) == dict(zip(("complete", "update", "append"), columns, strict=True))

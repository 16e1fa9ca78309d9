"""What a process shares is put back, and what cannot be is noticed."""

import os
import subprocess
import sys
import textwrap

import pytest

SCRIPT = """
import threading, time, sys
from autograder.harness.libraries import Libraries, strangers
from autograder.harness.surroundings import Surroundings
from autograder.harness.wear import worn
import numpy, pandas, sklearn.naive_bayes
surroundings, libraries = Surroundings(), Libraries()
assert not surroundings.put_back() and not libraries.put_back() and not worn(None) and not strangers()
code = compile(sys.argv[1], "<submission cell 1>", "exec")
exec(code, {"__name__": "__main__"})
found = [*surroundings.put_back(), *libraries.put_back()]
print(found, worn(None), strangers())
assert not surroundings.put_back() and not libraries.put_back()
"""


def told(code):
    """What is said to have changed, whether the process is worn, whether a library holds something strange."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TZ": "UTC"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("x = 1", "[] False False"),
        ("import warnings; warnings.simplefilter('ignore')", "[] False False"),
        ("import warnings; warnings.simplefilter('error')", "['warnings as errors'] False False"),
        ("import numpy as np; np.seterr(all='raise')", '["numpy\'s errors"] False False'),
        ("import os; os.environ['A'] = 'b'; os.chdir('/')", "['environment', 'working directory'] False False"),
        ("import os, time; os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()", "['environment'] False False"),
        ("import sys; sys.setrecursionlimit(99)", "['recursion limit'] False False"),
        ("import pandas as pd; pd.options.display.max_rows = 3", '["pandas\' options"] False False'),
        ("import sklearn; sklearn.set_config(transform_output='pandas')", '["scikit-learn\'s options"] False False'),
        ("import builtins; builtins.sum = None", "['builtins.sum'] False False"),
        ("import pandas as pd; pd.DataFrame.sum = lambda self: 1", "['pandas.core.frame.sum'] False False"),
        ("import uuid; uuid.uuid4 = lambda: 1", "[] False True"),
        (
            "import threading, time; threading.Thread(target=lambda: time.sleep(9), daemon=True).start()",
            "[] True False",
        ),
        ("import subprocess; subprocess.Popen(['sleep', '3'])", "[] True False"),
        (
            "import os, resource as r; r.setrlimit(7, (4096, 4096)); [os.open('/dev/null', 0) for _ in range(1100)]",
            "[] True False",
        ),
    ],
)
def test_what_is_noticed(code, said):
    assert told(code) == said

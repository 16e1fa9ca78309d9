"""Wide histories hold every small history, and the same seed draws the same examples anywhere."""

import itertools
import os
import subprocess
import sys
from collections import Counter

import pytest

from autograder.checks.oracles import words
from autograder.checks.strategies import AWKWARD_WORDS, wide_histories, wide_history
from autograder.judge.checking import draw
from autograder.judge.determinism import pinned


@pytest.mark.parametrize("seed", range(5))
def test_every_small_history_of_a_word_is_there(seed):
    history = wide_history(seed, batches=3)
    counted = [Counter(words(batch.items)) for batch in history]
    patterns = {tuple(counter[word] for counter in counted) for word in set().union(*counted)}
    assert patterns == set(itertools.product(range(3), repeat=3)) - {(0, 0, 0)}


def test_every_awkward_word_is_there_and_is_one_word():
    assert all(word.split() == [word] for word in AWKWARD_WORDS)
    assert set(words(line for batch in wide_history(1, 2) for line in batch.items)) >= set(AWKWARD_WORDS)


def test_partitions_take_turns():
    assert [batch.slices for batch in wide_history(1, 3, slices=(3, 2))] == [3, 2, 3]


def test_the_seed_decides():
    with pinned():
        one, same, other = (draw(wide_histories(2), seed) for seed in (1, 1, 2))
    assert one == same != other


SCRIPT = """
from hypothesis import strategies as st
from autograder.checks import strategies
from autograder.judge.checking import draw, explore
from autograder.judge.determinism import pinned
import {extra}
class Harness:
    seed = 7
    class limits:
        small_calls = 400
    class shrinking:
        run = staticmethod(lambda key, examine: examine())
seen = []
def check_x(harness, **drawn): seen.append(repr(drawn))
with pinned():
    drawn = dict(a=strategies.tweet_lists, b=strategies.labelled_batches, c=st.integers(), d=st.text("ab"))
    explore(60, **drawn)(check_x)(Harness())
    print(hash_of(seen), draw(strategies.wide_histories(2), 7)[0].items[0])
"""
HASH = "import hashlib\ndef hash_of(x): return hashlib.sha256(repr(x).encode()).hexdigest()\n"


def test_examples_do_not_depend_on_what_else_is_loaded(tmp_path):
    (tmp_path / "local_helper.py").write_text("CONSTANTS = [987654321, 'abababab', 12345]\n")
    said = set()
    for extra, hash_seed, zone in (
        ("sys", "0", "UTC"),
        ("local_helper", "1", "Asia/Tokyo"),
        ("json, local_helper", "2", "UTC"),
    ):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": zone, "CI": "true" if zone == "UTC" else ""}
        environment["PYTHONPATH"] = str(tmp_path)
        script = HASH + SCRIPT.format(extra=extra)
        said.add(
            subprocess.run(
                [sys.executable, "-c", script],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
                cwd=tmp_path,
            ).stdout
        )
    assert len(said) == 1
    assert not (tmp_path / ".hypothesis").exists()

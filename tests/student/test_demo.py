"""`make demo`: what goes through the socket, what is shown, and how it ends."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from autograder.checks import demo
from autograder.handout.student.own import function
from fixtures.tweets import Tweet, batches, incoming
from fixtures.tweets.broadcast import Broadcast

ROOT = Path(__file__).parents[2]


def connected(port):
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=30)
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nobody serves on port {port}")


def heard(server, count):
    """Waits until so many listen: a connection may be made before it is welcomed."""
    for _ in range(200):
        if server.listeners == count:
            return
        time.sleep(0.02)
    raise AssertionError(f"{server.listeners} listen, not {count}")


def test_everyone_who_listens_gets_each_text_as_one_line():
    with Broadcast(0) as server:
        server.send("nobody listens yet")
        one, other = connected(server.port), connected(server.port)
        heard(server, 2)
        server.send("a\r\nb\n\nc 👍")
        assert [listener.makefile(encoding="utf-8").readline() for listener in (one, other)] == ["a b c 👍\n"] * 2
        one.close()
        for _ in range(3):  # the system notices at the second
            server.send("to the other")
            time.sleep(0.05)
        assert server.listeners == 1
        other.close()


def test_a_port_that_is_taken_is_an_error():
    with Broadcast(0) as server, pytest.raises(OSError, match="in use"):
        Broadcast(server.port)


def shown(contestants, count=120):
    out = io.StringIO()
    tweets = batches(incoming()[:count])
    assert demo.play(tweets, contestants, (0, 0), 1e6, Console(file=out, width=120)) == count
    return out.getvalue()


def test_counts_and_accuracy_are_shown():
    page = shown([demo.pretrained()])
    assert "120 of 120 tweets" in page
    right = [share for share in range(101) if f" {share}% " in page]
    assert len(right) == 1
    assert 85 <= right[0] <= 100, "before the drift"
    tags = [word for tweet in incoming()[:120] for word in tweet.text.split() if word.startswith("#") and len(word) > 1]
    assert f"{max(sorted(set(tags)), key=tags.count)} " in page


def test_a_classifier_that_learns_overtakes_the_one_that_does_not():
    learns = [
        "def predict(classifier, vectorizer, tweets):\n    return classifier.predict(vectorizer.transform(tweets))",
        "def update_classifier(c, v, tweets, labels):\n    return c.partial_fit(v.transform(tweets), labels)",
    ]
    own = demo.Contestant("yours", function(learns, "predict"), function(learns, "update_classifier"))
    frozen = demo.pretrained()
    for batch in batches(incoming()):
        own.meet(batch)
        frozen.meet(batch)
    assert own.accuracy > frozen.accuracy + 0.1
    assert own.note == ""


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ([], "`predict` is not written yet, so there is nothing to show"),
        (["def predict(c, v, t):\n    raise NotImplementedError"], "`predict` is not written yet"),
        (["def predict(c, v, t):\n    return 1 / 0"], "your `predict` raised ZeroDivisionError: division by zero"),
        (["def predict(c, v, t):\n    return []"], "your `predict` raised ValueError"),
        (["def predict(c, v, t):\n    return v.nothing"], "your `predict` raised AttributeError"),
        (["def predict(c, v, t) return"], "your `predict` raised SyntaxError"),
        (["def predict(c, v, t):\n    exit()"], "your `predict` raised SystemExit"),
        (["def predict(c, v, t):\n    return [0] * len(t)"], "`update_classifier` is not written yet"),
    ],
)
def test_what_is_not_written_or_raises_is_told_and_the_show_goes_on(cells, note):
    main = sys.modules["__main__"]
    own = demo.Contestant("yours", function(cells, "predict"), function(cells, "update_classifier"))
    own.meet([Tweet("good", 1)])
    own.meet([Tweet("bad", 0)])
    assert own.note.startswith(note)
    assert (own.accuracy == 0.5) == note.startswith("`update_classifier`")
    assert sys.modules["__main__"] is main
    assert note.split("\n")[0] in " ".join(shown([own], 40).split())


def free_ports():
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
        try:
            with socket.create_server(("127.0.0.1", port - 1)):
                return port
        except OSError:
            return free_ports()


def demonstration(*words):
    command = [sys.executable, "-m", "autograder.handout.student", "demo", "assignment/streaming.py", *words]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_texts_and_labels_go_out_in_order_until_ctrl_c():
    port = free_ports()
    process = demonstration("--port", str(port), "--rate", "50")
    try:
        with connected(port) as texts, connected(port - 1) as pairs:
            sent = [tweet.text.replace("\n", " ") for tweet in incoming()]
            first = texts.makefile(encoding="utf-8", newline="\n").readline().removesuffix("\n")
            label, _, text = (
                pairs.makefile(encoding="utf-8", newline="\n").readline().removesuffix("\n").partition("\t")
            )
            assert first in sent
            assert text in sent
            assert label in ("0", "1", "2")
        process.send_signal(signal.SIGINT)
        said, complaint = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, complaint
    assert "Ended after" in said
    assert complaint == ""


def test_a_taken_port_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = demonstration("--port", str(taken.getsockname()[1]))
        said, complaint = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "cannot be used" in complaint
    assert "Traceback" not in said + complaint

"""A name is asked for once, whatever stands for something else is asked for again."""

from __future__ import annotations

import pytest
from py4j.java_gateway import GatewayClient

from autograder.harness.names import remember_names

CLASS, PACKAGE, METHOD, NOTHING = "ycorg.example.Thing", "yp", "ym", "x"


@pytest.fixture
def asked(monkeypatch):
    """What a gateway is asked; `answers` maps commands to what it says."""
    log = []
    answers = {"r\nu\nThing\nrj\ne\n": CLASS, "r\nu\norg\nrj\ne\n": PACKAGE, "r\nm\norg.Thing\nof\ne\n": METHOD}

    def send_command(self, command, *args, **kwargs):
        log.append(command)
        return answers.get(command, NOTHING)

    monkeypatch.setattr(GatewayClient, "send_command", send_command)
    remember_names()
    return log


def gateway():
    return GatewayClient.__new__(GatewayClient)


@pytest.mark.parametrize(
    ("command", "answer", "times"),
    [
        ("r\nu\nThing\nrj\ne\n", CLASS, 1),
        ("r\nu\norg\nrj\ne\n", PACKAGE, 1),
        ("r\nm\norg.Thing\nof\ne\n", METHOD, 1),
        ("r\nm\norg.Thing\nvalue\ne\n", NOTHING, 3),  # a field, whose value may change
        ("r\nu\nMissing\nrj\ne\n", NOTHING, 3),
        ("c\no1\nsize\ne\n", NOTHING, 3),
    ],
)
def test_only_names_are_remembered(asked, command, answer, times):
    client = gateway()
    assert [client.send_command(command) for _ in range(3)] == [answer] * 3
    assert asked == [command] * times


def test_an_import_and_another_gateway_begin_anew(asked):
    name, client = "r\nu\nThing\nrj\ne\n", gateway()
    client.send_command(name)
    client.send_command("j\ni\nrj\nsorg.example.*\ne\n")
    client.send_command(name)
    gateway().send_command(name)
    assert asked.count(name) == 3

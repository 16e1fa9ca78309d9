"""`make demo`: the incoming tweets in real time, through a socket, with live counts and accuracy in the terminal."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from autograder.chapter import Own
from autograder.checks.oracles import words
from autograder.checks.prequential import incoming
from fixtures.tweets import Tweet
from fixtures.tweets.broadcast import Broadcast
from fixtures.tweets.pretrained import load_pretrained

WINDOW = 400
"""Tweets that the counts and the accuracy cover: the last ones."""
_SHOWN = 8
_BAR = 24


class Contestant:
    """A classifier on the stream: each batch is predicted, then learned from. What it raises ends it, and is told."""

    def __init__(self, name: str, predict: Callable[..., Any] | None, learn: Callable[..., Any] | None) -> None:
        self.name = name
        self.note = ""
        self._predict, self._learn = predict, learn
        self._vectorizer, self._classifier = load_pretrained()
        self._right: deque[bool] = deque(maxlen=WINDOW)

    @property
    def accuracy(self) -> float | None:
        """The share of right predictions among the last ones, None without any."""
        return sum(self._right) / len(self._right) if self._right else None

    def meet(self, batch: list[Tweet]) -> None:
        """Predicts a batch and learns from it."""
        texts, labels = [tweet.text for tweet in batch], [tweet.label for tweet in batch]
        if self._predict_and_score(texts, labels) and self._learn is not None:
            try:
                self._learn(self._classifier, self._vectorizer, texts, labels)
            except (Exception, SystemExit) as error:
                self._learn, self.note = None, _said("update_classifier", error, "so it does not learn")

    def _predict_and_score(self, texts: list[str], labels: list[int]) -> bool:
        if self._predict is None:
            return False
        try:
            found = [int(label) for label in self._predict(self._classifier, self._vectorizer, texts)]
            self._right += [one == other for one, other in zip(found, labels, strict=True)]
        except (Exception, SystemExit) as error:
            self._predict, self.note = None, _said("predict", error, "so there is nothing to show")
            return False
        return True


def _said(name: str, error: BaseException, so: str) -> str:
    if isinstance(error, NotImplementedError):
        return f"`{name}` is not written yet, {so}"
    return f"your `{name}` raised {type(error).__name__}: {error}, {so}"


def pretrained() -> Contestant:
    """The company's classifier as it is, which learns nothing."""
    return Contestant("pretrained, never updated", lambda c, v, texts: c.predict(v.transform(texts)), None)


def demonstrate(own: Own | None, port: int, rate: float, console: Console) -> int:
    """Plays the incoming tweets to the pretrained classifier and to the submission's functions, if there are any."""
    contestants = [pretrained()]
    if own is not None:
        name = "yours: predict, then update_classifier"
        contestants.append(Contestant(name, own("predict"), own("update_classifier")))
    return play(incoming(None), contestants, (port, port - 1), rate, console)


def play(
    batches: list[list[Tweet]], contestants: list[Contestant], ports: tuple[int, int], rate: float, console: Console
) -> int:
    """Plays the tweets, so many a second, until they end or somebody presses Ctrl-C. Gives the number played.

    The first port gets the text of each tweet, the second its label, a tab and the text. Raises OSError for a port
    that is taken.
    """
    played, total = 0, sum(map(len, batches))
    last: deque[str] = deque(maxlen=WINDOW)
    begun = time.monotonic()
    with Broadcast(ports[0]) as texts, Broadcast(ports[1]) as pairs:

        def view() -> Group:
            return _view(f"{played:,} of {total:,} tweets, {rate:g} a second", (texts, pairs), last, contestants)

        try:
            with Live(view(), console=console, refresh_per_second=5) as live:
                for batch in batches:
                    for tweet in batch:
                        time.sleep(max(0.0, begun + played / rate - time.monotonic()))
                        texts.send(tweet.text)
                        pairs.send(f"{tweet.label}\t{tweet.text}")
                        last.append(tweet.text)
                        played += 1
                        live.update(view())
                    for contestant in contestants:
                        contestant.meet(batch)
                    live.update(view())
        except KeyboardInterrupt:
            pass
    return played


def _view(title: str, servers: tuple[Broadcast, Broadcast], last: deque[str], contestants: list[Contestant]) -> Group:
    texts, pairs = servers
    where = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    where.add_row(f"localhost:{texts.port}", "the text of each tweet, a line each", _listening(texts))
    where.add_row(f"localhost:{pairs.port}", "its label, a tab, the text", _listening(pairs))
    counts = Counter(words(last))
    hashtags = {word: count for word, count in counts.items() if word.startswith("#") and len(word) > 1}
    plain = {word: count for word, count in counts.items() if word not in hashtags and len(word) > 3}
    both = Table.grid(padding=(0, 4, 0, 0))
    both.add_row(_top("hashtags", hashtags), _top("longer words", plain))
    shares = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shares.add_column(f"accuracy of the last {WINDOW} tweets")
    shares.add_column("", justify="right")
    shares.add_column("")
    for each in contestants:
        share = each.accuracy
        told = (
            Text(each.note, "yellow")
            if each.note and share is None
            else Text("█" * round(_BAR * (share or 0)), "green")
        )
        shares.add_row(each.name, "" if share is None else f"{share:.0%}", told)
        if each.note and share is not None:
            shares.add_row(Text(f"  {each.note}", "yellow"), "", "")
    heading = Text.assemble((title, "bold"), ("   Ctrl-C ends", "dim"))
    return Group(heading, Text(), where, Text(), Text(f"Most frequent in the last {WINDOW} tweets:"), both, shares)


def _listening(server: Broadcast) -> Text:
    count = server.listeners
    return Text(f"{count} listening" if count else "nobody listens", "green" if count else "dim")


def _top(name: str, counts: dict[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(name, min_width=14, max_width=24, no_wrap=True)
    table.add_column("", justify="right", min_width=3)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
    for word, count in [*ranked, *[("", 0)] * (_SHOWN - len(ranked))]:
        table.add_row(Text(word), str(count) if count else "")
    return table

"""What students wrote, made fit for the pages that show it: nothing in it is alive, and nothing in it is unseen.

Formgrader and feedback pages render Markdown with all the HTML in it, in the browser of whoever grades.
"""

from __future__ import annotations

import re

from autograder.text import visible

LONGEST = 5_000
"""Characters of Markdown that are worth rendering; some take a renderer very long."""
_ALIVE = re.compile(r"<|\]\s*[(:]")
"""HTML, a link or an image."""


def code(text: str) -> str:
    """Code with an escape in place of each character that hides or steers others; tabs stay."""
    return "\t".join(visible(part) for part in text.split("\t"))


def markdown(text: str) -> str:
    """Markdown; as it was typed, if it holds HTML, links or images, and not rendered."""
    seen = code(text)
    if len(seen) <= LONGEST and not _ALIVE.search(seen):
        return seen
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in re.findall("`+", seen))])
    return f"{fence}\n{seen}\n{fence}"

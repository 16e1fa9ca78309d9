"""The chapter as pages to show and to read, without its answers: slides, and a book of one page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, SlidesExporter

from autograder.chapter import Chapter
from autograder.handout.release import skeletons
from autograder.handout.source import is_answer

_TEMPLATES = str(Path(__file__).parent / "templates")
_HEADING = re.compile(r'<h([12]) id="([^"]+)">(.*?)<a class="anchor-link"', re.DOTALL)


def slides(chapter: Chapter, reveal: str = "") -> str:
    """The slides as HTML: what their marks in the source say, and of an exercise its description only.

    `reveal` is the address of reveal.js, or the path of a copy as seen from the page; without it nbconvert's counts.
    """
    notebook = skeletons(chapter.solution)
    for cell in notebook.cells:
        if is_answer(cell):
            cell.metadata["slideshow"] = {"slide_type": "skip"}
    exporter = SlidesExporter(
        **_options("chapter_slides"),
        **({"reveal_url_prefix": reveal} if reveal else {}),
        reveal_theme="white",
        reveal_width="1280",
        reveal_height="720",
        reveal_number="c/t",
    )
    return _exported(exporter, notebook, chapter)


def book(chapter: Chapter) -> str:
    """The whole chapter as one page of HTML that needs nothing else, with a table of contents; no cell was run."""
    page = _exported(HTMLExporter(**_options("chapter_book")), skeletons(chapter.solution), chapter)
    headings = "\n".join(
        f'<li class="level{level}"><a href="#{anchor}">{text}</a></li>'
        for level, anchor, text in _HEADING.findall(page)
    )
    return page.replace("<!-- headings -->", f"<ol>\n{headings}\n</ol>", 1)


def _options(template: str) -> dict[str, Any]:
    return {
        "extra_template_basedirs": [_TEMPLATES],
        "template_name": template,
        "exclude_input_prompt": True,
        "exclude_output_prompt": True,
    }


def _exported(exporter: Any, notebook: Any, chapter: Chapter) -> str:
    notebook.metadata["title"] = chapter.title
    page, _ = exporter.from_notebook_node(notebook)
    return "".join(f"{line.rstrip()}\n" for line in page.splitlines())

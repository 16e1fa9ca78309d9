"""A step of nbgrader's feedback: in the place of the report that formgrader shows comes the one for students."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, List

FOR_STUDENTS = "for_students"
"""In the metadata of a test cell's output: the report without what hidden checks tried."""


class ReportForStudents(NbGraderPreprocessor):  # type: ignore[misc]
    """Shows students what they may see; of an output without a report for them, the points alone."""

    hidden = Bool(False, help="whether students see what hidden checks tried, too").tag(config=True)
    display_data_priority: Any = List().tag(config=True)  # or nbgrader warns that its pages set it

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Exchanges the reports."""
        for output in (output for cell in nb.cells for output in cell.get("outputs", [])):
            told = output.get("metadata", {}).pop(FOR_STUDENTS, None)
            if self.hidden or "text/html" not in output.get("data", {}):
                continue
            del output.data["text/html"]
            if told is not None:
                output.data["text/html"] = told
        return nb, resources

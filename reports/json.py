"""The report for programs: the whole view as canonical JSON, by a published schema."""

from lotproof.harness.record.folder import pretty
from lotproof.reports.view import View


def render(view: View) -> bytes:
    return pretty(view)

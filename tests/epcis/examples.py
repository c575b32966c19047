"""Where GS1's published examples are, and the reason to skip where they are not."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "epcis"
SCHEMA = FOLDER / "schema" / "EPCIS-JSON-Schema.json"
FILES = sorted((FOLDER / "examples").glob("*.jsonld"))

here = pytest.mark.skipif(not FILES, reason="GS1's example documents are not at ../shared/data/epcis")
EACH = FILES or [Path("absent")]

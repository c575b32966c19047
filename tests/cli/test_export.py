"""`lotproof export` and `lotproof judge FILE` through the real process."""

import json

from jsonschema import Draft202012Validator
from lotproof.harness.suite.publish import schemas
from lotproof.harness.suite.reference_set import folder

from tests.cli.test_plain import lotproof
from tests.epcis.played import run


def test_a_run_is_exported_and_the_export_is_graded(tmp_path):
    """The file that `export` names is one that `judge` takes; 4 says that one lot's origin is in doubt."""
    done = lotproof("export", str(run().path), "--format", "epcis", "--out", str(tmp_path / "out.jsonld"))
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "out.jsonld"))
    graded = lotproof("judge", "out.jsonld", cwd=tmp_path)
    assert graded.returncode == 4 and "unsure orphan" in graded.stdout
    assert graded.stdout.splitlines()[-1].startswith("out.jsonld: not proven (EPCIS 2.0, ")


def test_the_grade_as_json_is_of_its_published_schema():
    """`--json` prints nothing else, and the schema `grade` describes it."""
    done = lotproof("judge", str(folder() / "events.jsonld"), "--json")
    found = json.loads(done.stdout)
    Draft202012Validator(schemas()["grade"]).validate(found)
    assert done.returncode == found["exit_code"] == 4


def test_wrong_input_is_exit_code_2(tmp_path):
    """An unknown format, a file that is no EPCIS, options that do not go together."""
    (tmp_path / "order.json").write_text('{"type": "Order"}')
    calls = [
        ("export", str(run().path), "--format", "xml"),
        ("judge", "order.json"),
        ("judge", "order.json", "--only", "GEN"),
        ("judge", str(run().path), "--schema", "order.json"),
        ("judge", "absent.jsonld"),
    ]
    for call in calls:
        done = lotproof(*call, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.startswith("lotproof: "), call

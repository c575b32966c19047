"""Schemathesis calls a server from its own description, and says whether the two agree."""

import asyncio
import sys
from pathlib import Path

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
"""What any client relies on: no 500, and answers of the kinds and shapes that the description promises."""

BOUND_S = 120.0


async def calls(url: str, folder: Path, token: str = "", examples: int = 10) -> tuple[int, str]:
    """
    Call every operation below `url` some times, with this token; its traces stay in `folder`.

    Returns:
        The exit code, and what was printed.
    """
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        *("run", f"{url}/openapi.json", "--no-color", "--seed", "1", "--max-examples", str(examples)),
        *("--checks", ",".join(CHECKS), "--generation-database", "none"),
        *(("--header", f"Authorization: Bearer {token}") if token else ()),
    ]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), BOUND_S)
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode or 0, printed.decode()

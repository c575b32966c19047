"""The JSON Schemas of enterprise and scenario files, made of the same shapes that read them."""

from typing import Any


def schemas() -> dict[str, dict[str, Any]]:
    return {}

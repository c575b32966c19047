"""The import names: each folder at the top is a package below `lotproof`."""

from pathlib import Path

from setuptools import setup

TOPS = ("harness", "mocks", "reports", "scenarios")
ROOT = Path(__file__).parent


def folders(top: str) -> list[Path]:
    """Every folder of `top` that belongs into the wheel, as a path from the root."""
    found = [ROOT / top, *(p for p in sorted((ROOT / top).rglob("*")) if p.is_dir())]
    return [p.relative_to(ROOT) for p in found if not {"node_modules", "__pycache__"} & set(p.parts)]


def name(folder: Path) -> str:
    return ".".join(("lotproof", *folder.parts))


PACKAGES = {name(folder): str(folder) for top in TOPS for folder in folders(top)}
DATA = ["*.yaml", "*.toml", "*.json", "*.jsonl", "*.jsonld", "*.csv"]
DATA += ["*.html", "*.css", "*.js", "*.mjs", "*.md", "*.svg", "*.j2", "py.typed"]

setup(packages=list(PACKAGES), package_dir=PACKAGES, package_data={"": DATA})

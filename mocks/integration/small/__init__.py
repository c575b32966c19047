"""Adapters for one interface each: a program and its `lotproof.toml`. What they do not claim, the escort carries."""

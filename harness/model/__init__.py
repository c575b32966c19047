"""
The nouns, and the seams between rooms.

Everything here is frozen and keyword-only. Standard library and msgspec only; nothing here knows a protocol.
"""

"""
Faults: trouble on purpose, one kind per file. Each file has a `FAULT` that says what it is; `kinds()` finds them all.

A fault begins at an anchor and ends by attempts or by wall time, never by sim time alone; it is recorded as strikes.
"""

"""
Handlers: what follows from a fact, one small file per flow.

A handler reads one fact and writes the postings that must be made of it. It sends nothing, and what it writes follows
from the fact and the books alone: run twice, it writes the same.
"""

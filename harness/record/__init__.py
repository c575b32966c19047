"""
The record: a run folder of append-only ledger segments, readable by anybody, judged again next year.

Written down first: facts before they are sent, postings before they are answered.
"""

"""
EPCIS 2.0: the language in which plants tell each other what happened to which thing, when, where and why.

Read and write (`document`), compare identifiers (`keys`), grade a file (`rules`, `lint`), withdraw what was declared
wrong (`effective`), build the genealogy (`graph`), ask a server for it (`walk`), and tell our own truth (`export`).
"""

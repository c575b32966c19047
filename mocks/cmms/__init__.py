"""CMMS as it is seen from outside: a table of operations over the kit."""

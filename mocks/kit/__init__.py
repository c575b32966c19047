"""
The kit: what every business system that we stand in for has, whatever it does.

    client --> transport fault --> auth --> rate limit --> before-fault --> idempotency --> handler and commit
               (recorded here; an after-fault                               (state, effects, change, answer:
                strikes here too)                                            one transaction)

A system is a table of operations; an operation is one row of it and one small function.
"""

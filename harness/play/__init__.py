"""
Play: the conductor steps the plant, shows its facts on the wires, lets people act at their desks, and makes trouble.

It knows the plant, the channels and the systems only through their seams, so both lanes use the same conductor.
"""

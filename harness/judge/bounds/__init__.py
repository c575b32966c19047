"""
Commingling: how much of a lot must, may, or cannot be in what was drawn.

Two lots meet in a tank, and nobody knows which molecule left by which pipe. What can be known are bounds: so much at
least, so much at most. They are exact for the declared kind of mixing, and never guessed.

    `unknown`    anything present can leave                      tank.py, network.py
    `fifo`       plug flow, with a band around each boundary     fifo.py
    `perfect`    stirred; amounts below epsilon count for none   mixed.py
"""

from lotproof.harness.judge.bounds.api import Mixing, bounds
from lotproof.harness.judge.bounds.moves import Bound, Draw, Emptied, Fill, Move, Transfer

__all__ = ["Bound", "Draw", "Emptied", "Fill", "Mixing", "Move", "Transfer", "bounds"]

"""
The judge: from the record alone to verdicts. It sees what was written down, and nothing else.

    evidence (what happened) -> case (asked for and made, weighed) -> checks (one per requirement) -> verdicts
"""

from lotproof.harness.judge.judgement import judge

__all__ = ["judge"]

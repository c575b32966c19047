"""The floor's wires on real sockets, each a `Floor` of `ports.py`: opened once, kept open through every loss."""

"""An adapter that confirms production, and nothing else: `--integration mocks/integration/small/confirm`."""

"""An adapter that passes on holds, and nothing else: `lotproof certify --integration mocks/integration/small/holds`."""

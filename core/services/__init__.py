"""Use cases: one module per noun, one transaction each."""

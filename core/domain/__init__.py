"""Pure rules: standard library and values only, time is an argument."""

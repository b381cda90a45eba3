"""Tables, engine and named queries."""

"""Named queries: what pages and services read, one module per noun."""

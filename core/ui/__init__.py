"""What the browser shows: shell, guard, blocks, widgets, charts."""

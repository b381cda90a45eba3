"""Foreign files read into records: formats, dialects, column meaning, values. No database."""

"""Taking a file in: staged beside the database, compared, shown, written in one transaction, and taken back."""

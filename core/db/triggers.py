"""What the database itself refuses: changing the audit trail or the words of a template version."""

from __future__ import annotations

_FROZEN = {
    "audit_entry": None,
    "template_version": ("template_id", "number", "subject", "body", "body_hash", "content_sid", "content_variables", "author_id"),
}


def statements(dialect: str) -> list[str]:
    """The statements that make the triggers for `sqlite` or `postgresql`."""
    made: list[str] = []
    for table, columns in _FROZEN.items():
        made += _sqlite(table, columns) if dialect == "sqlite" else _postgresql(table, columns)
    return made


def _changed(columns: tuple[str, ...], different: str) -> str:
    return " OR ".join(f"NEW.{name}{different}".replace("@", f"OLD.{name}") for name in columns)


def _sqlite(table: str, columns: tuple[str, ...] | None) -> list[str]:
    when = f" WHEN {_changed(columns, ' IS NOT @')}" if columns else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} cannot be changed'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}{when} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
    ]


def _postgresql(table: str, columns: tuple[str, ...] | None) -> list[str]:
    when = f" WHEN ({_changed(columns, '::text IS DISTINCT FROM @::text')})" if columns else ""
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuse()",
    ]

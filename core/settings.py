"""Settings of the installation: where the data lies, which database, which key. What the business decides lives in its tables."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


def default_data_folder() -> Path:
    """The folder for data when none is named: the user's own, outside the program."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Recaudo"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Recaudo"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "recaudo"


class Settings(BaseSettings):
    """Read from the environment, anew whenever it has changed, so that tests and the command line can change it."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore")

    recaudo_data: Path | None = None
    recaudo_key_file: Path | None = None
    recaudo_encrypt: bool = False
    database_url: str | None = None
    recaudo_public_url: str | None = None
    recaudo_trusted_proxies: str = ""
    twilio_api_base: str | None = None
    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = None
    twilio_api_key: str | None = None
    twilio_api_secret: str | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_sms_from: str | None = None
    twilio_whatsapp_from: str | None = None
    twilio_voice_from: str | None = None
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_from: str | None = None
    smtp_tls: str | None = None
    imap_host: str | None = None
    imap_port: int | None = None
    imap_user: str | None = None
    imap_password: str | None = None
    imap_tls: str | None = None

    @property
    def data(self) -> Path:
        """The data folder: database, backups, files, logs."""
        return (self.recaudo_data or default_data_folder()).expanduser().resolve()

    @property
    def url(self) -> str:
        """The database address; without one, SQLite in the data folder."""
        return self.database_url or f"sqlite:///{(self.data / 'recaudo.db').as_posix()}"

    @property
    def key_file(self) -> Path:
        """The data key's file: beside the data folder, never inside it, so that a copied folder does not carry it."""
        return (self.recaudo_key_file or self.data.with_name(self.data.name + ".key")).expanduser()


SECRETS_FILE = ROOT / ".streamlit" / "secrets.toml"


def load() -> Settings:
    """The settings of this moment. Raises Refusal naming the variable when the environment or the secrets file holds something unusable."""
    written = SECRETS_FILE.stat().st_mtime_ns if SECRETS_FILE.is_file() else 0
    return _read(tuple(os.environ.get(name.upper()) for name in Settings.model_fields), written)


@lru_cache(maxsize=8)
def _read(_environment: tuple[str | None, ...], _written: int) -> Settings:
    """Read once per state of environment and file: reading takes a millisecond, and every request asks."""
    from pydantic import ValidationError

    from core.domain.errors import Refusal

    try:
        return Settings(**{name: value for name, value in _secrets().items() if name.upper() not in os.environ})
    except ValidationError as problem:
        names = ", ".join(str(error["loc"][0]).upper() for error in problem.errors())
        raise Refusal("bad_setting", "The environment variable {names} has a value that cannot be used.", names=names) from problem


def _secrets() -> dict[str, Any]:
    """What the secrets file holds of our settings; the environment wins over it. Raises Refusal when it is not TOML."""
    import tomllib

    from core.domain.errors import Refusal

    if not SECRETS_FILE.is_file():
        return {}
    try:
        found = tomllib.loads(SECRETS_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refusal("bad_secrets_file", "The file .streamlit/secrets.toml cannot be read: {problem}.", problem=str(problem)) from problem
    return {name.lower(): value for name, value in found.items() if name.lower() in Settings.model_fields}


def is_secrets_file_open() -> bool:
    """Whether others than its owner may read the secrets file; never so on Windows, where modes say nothing."""
    return sys.platform != "win32" and SECRETS_FILE.is_file() and bool(SECRETS_FILE.stat().st_mode & 0o077)

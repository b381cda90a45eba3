"""Settings of the installation: where the data lies, which database, which key. What the business decides lives in its tables."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

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


def load() -> Settings:
    """The settings of this moment. Raises Refusal naming the variable when the environment holds something unusable."""
    return _read(tuple(os.environ.get(name.upper()) for name in Settings.model_fields))


@lru_cache(maxsize=8)
def _read(_environment: tuple[str | None, ...]) -> Settings:
    """Read once per state of the environment: reading takes a millisecond, and every request asks."""
    from pydantic import ValidationError

    from core.domain.errors import Refusal

    try:
        return Settings()
    except ValidationError as problem:
        names = ", ".join(str(error["loc"][0]).upper() for error in problem.errors())
        raise Refusal("bad_setting", "The environment variable {names} has a value that cannot be used.", names=names) from problem

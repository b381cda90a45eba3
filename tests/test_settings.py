"""Settings: the environment wins over the secrets file; what cannot be used is named, its value is not shown."""

from __future__ import annotations

import pytest

from core import settings
from core.domain.errors import Refusal


@pytest.fixture
def secrets(tmp_path, monkeypatch):
    file = tmp_path / "secrets.toml"
    monkeypatch.setattr(settings, "SECRETS_FILE", file)
    return file


def test_credentials_come_from_the_secrets_file(secrets, monkeypatch):
    secrets.write_text('TWILIO_ACCOUNT_SID = "AC1"\nSMTP_HOST = "file.example"\nOTHER = "x"\n')
    monkeypatch.setenv("SMTP_HOST", "environment.example")
    found = settings.load()
    assert (found.twilio_account_sid, found.smtp_host) == ("AC1", "environment.example")


def test_a_secrets_file_that_is_not_toml_is_named(secrets):
    secrets.write_text("TWILIO = = x")
    with pytest.raises(Refusal, match=r"secrets\.toml"):
        settings.load()


def test_a_bad_value_names_its_variable_only(secrets, monkeypatch):
    monkeypatch.setenv("SMTP_PORT", "hunter2")
    with pytest.raises(Refusal, match="SMTP_PORT") as caught:
        settings.load()
    assert "hunter2" not in str(caught.value)


def test_a_secrets_file_that_others_can_read_is_noticed(secrets):
    secrets.write_text("")
    secrets.chmod(0o644)
    assert settings.is_secrets_file_open()
    secrets.chmod(0o600)
    assert not settings.is_secrets_file_open()

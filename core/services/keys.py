"""The data key: one secret beside the data folder, from which the keys for sealing, searching and chaining are derived."""

from __future__ import annotations

import hmac
import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from core import settings as settings_
from core.domain.errors import Refusal


def make_key(path: Path) -> None:
    """Write a new data key that only this user may read; an existing one is never overwritten."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")


@lru_cache(maxsize=8)
def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        raise Refusal(
            "key_missing", "The data key is missing: {path}. Put the file back where it was; nothing has been changed.", path=str(path)
        ) from None
    except (ValueError, OSError):
        key = b""
    if len(key) != 32:
        raise Refusal("key_unusable", "The data key in {path} cannot be read. Restore it from your safe copy.", path=str(path))
    return key


def derived(purpose: str) -> bytes:
    """A 32-byte key for one purpose (`audit`, `seal`, `search`), derived from the data key (HKDF-like, HMAC-SHA-256)."""
    return hmac.new(_read(settings_.load().key_file), f"recaudo/{purpose}".encode(), sha256).digest()


def search_hash(value: str) -> str:
    """A keyed hash of a normalised value, for finding what must not be stored in the open."""
    return hmac.new(derived("search"), value.encode(), sha256).hexdigest()


def seal(plain: str, place: str) -> bytes:
    """A text sealed with AES-256-GCM for one place (`table:column:row`); moved elsewhere it does not open."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(derived("seal")).encrypt(nonce, plain.encode(), place.encode())


def unseal(sealed: bytes, place: str) -> str:
    """The text sealed for a place. Raises Refusal when the key is another one or the bytes were changed or moved."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(derived("seal")).decrypt(sealed[:12], sealed[12:], place.encode()).decode()
    except InvalidTag:
        raise Refusal("seal_broken", "A stored credential cannot be opened with this data key. Enter it again in Settings.") from None

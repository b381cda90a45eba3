"""Passwords: hashed with argon2id, checked in constant effort, strengthened when the parameters grow."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

from core.domain.passwords import LONGEST

UNUSABLE = "!"  # the hash of a person who cannot sign in with a password
_at_once = threading.Semaphore(2)  # each hash takes 64 MiB and a tenth of a second: a flood of tries must not take the memory


@lru_cache(maxsize=1)
def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """The argon2id hash of a password, parameters and salt included."""
    with _at_once:
        return _hasher().hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether a password fits a stored hash; without one the same work is done and the answer is no."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    if len(password) > LONGEST:
        return False
    is_known = stored is not None and stored != UNUSABLE
    against = stored if is_known else _nobody()
    try:
        with _at_once:
            _hasher().verify(against, password)
    except (Argon2Error, InvalidHashError):
        return False
    return is_known


def is_weak(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(stored)

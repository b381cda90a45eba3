"""The channels on which people are reached, and which kind of contact each needs."""

from __future__ import annotations

CHANNELS = ("whatsapp", "sms", "email", "voice")
KIND_OF = {"whatsapp": "phone", "sms": "phone", "voice": "phone", "email": "email"}

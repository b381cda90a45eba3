"""Whether a webhook really comes from Twilio: the signature over the configured public address and everything it carries."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence


class _Form(dict[str, Sequence[str]]):
    """Form fields as twilio's validator reads repeated ones."""

    def getall(self, name: str) -> Sequence[str]:
        return self[name]


def is_genuine(
    auth_token: str,
    url: str,
    form: Mapping[str, Sequence[str]] | None,
    signature: str | None,
    body: str | None = None,
    settings: str | None = None,
) -> bool:
    """Whether `signature` fits. `url` is the public one as configured, with its raw query; `form` maps each field to its values.

    A JSON request gives `body` (raw text) instead of `form`, and must carry bodySHA256 in its query. `settings` is the header
    X-Twilio-Webhooks-Signature-Settings. Never raises: what cannot be judged is not genuine.
    """
    from twilio.request_validator import RequestValidator, get_signature_algorithm

    if not auth_token or not signature:
        return False
    algorithm = get_signature_algorithm(settings)
    given = body if body is not None else _Form({k: [v] if isinstance(v, str) else list(v) for k, v in (form or {}).items()})
    validator = RequestValidator(auth_token)
    try:
        if validator.validate(url, given, signature, algorithm) or validator.validate(url.replace("'", "%27"), given, signature, algorithm):
            return True
        # The library writes the scheme in small letters before it signs; Twilio signs the address as it was given.
        computed = "" if body is not None else validator.compute_signature(url, given, algorithm)
        return bool(computed) and hmac.compare_digest(computed.encode(), signature.encode())
    except (TypeError, ValueError, AttributeError):
        return False

"""The keys of this package: one for each purpose, and how a short text is sealed under one."""

import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from training_portal.event_store.keys import derive_key, keyed_digest
from training_portal.values import clean_text, folded


@dataclass(frozen=True, slots=True, repr=False)
class IdentityKeys:
    """Keys, 32 bytes each, that only this deployment knows."""

    usernames: bytes
    temporary: bytes
    handovers: bytes
    second_factor: bytes
    password_requests: bytes
    email_changes: bytes


@lru_cache(maxsize=8)
def identity_keys(master_key: bytes) -> IdentityKeys:
    """The keys that follow from the deployment's master key."""
    purposes = (
        "usernames",
        "temporary-passwords",
        "handovers",
        "second-factor",
        "password-requests",
        "email-changes",
    )
    return IdentityKeys(*(derive_key(master_key, purpose) for purpose in purposes))


def username_digest(master_key: bytes, username: str) -> str:
    """By what a user name is found again: without accents and case, and untold without the key.

    Errors: ValueError when a control character is inside.
    """
    return keyed_digest(identity_keys(master_key).usernames, folded(clean_text(username)))


def seal(key: bytes, text: str, bound_to: str) -> bytes:
    """A text that only the key opens, and only for what it was bound to (AES-256-GCM)."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> str:
    """The text that was sealed. Errors: cryptography's InvalidTag when it was moved or touched."""
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], bound_to.encode()).decode()

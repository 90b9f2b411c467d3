"""Keys for one purpose each, all derived from the deployment's master key."""

import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive_key(master_key: bytes, purpose: str) -> bytes:
    """A 32-byte key that serves one purpose only, the same every time (HKDF, SHA-256)."""
    return HKDF(SHA256(), 32, salt=None, info=f"training-portal/{purpose}".encode()).derive(master_key)


def keyed_digest(key: bytes, text: str) -> str:
    """A digest by which an equal text is found again, and which tells nothing without the key (hex, 64)."""
    return hmac.digest(key, text.encode(), "sha256").hex()

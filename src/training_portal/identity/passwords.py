"""Passwords: the temporary ones that the portal makes, and those that people choose for themselves."""

import hmac
import secrets
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from training_portal.errors import TryAgainLater
from training_portal.event_store.keys import keyed_digest
from training_portal.identity.refusals import PasswordIsEasyToGuess, PasswordIsTooLong, PasswordIsTooShort
from training_portal.values import folded

LEAST_CHARACTERS = {"trainee": 8, "manager": 12, "staff": 12}
_LEAST_SCORE = {"trainee": 2, "manager": 3, "staff": 3}
_MOST_CHARACTERS = 128
_JUDGED_CHARACTERS = 72
"""zxcvbn refuses longer texts; what is beyond adds strength only."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""32 signs that nobody mixes up on paper (Crockford's): 16 of them are 80 random bits."""

_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})
PARALLEL_HASHES = 4
_PATIENCE_SECONDS = 10.0

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SLOTS = BoundedSemaphore(PARALLEL_HASHES)
"""Who hashes holds one of these; every attempt to sign in hashes once, whatever was typed."""

_NOBODYS_HASH = _hasher.hash(secrets.token_urlsafe(32))
"""What is checked when there is nothing to check, so that the answer takes as long."""


def new_temporary_password() -> str:
    """A machine-made password of 80 random bits, in four groups that can be read out: k7m2-p9qr-4t8x-hjzw."""
    signs = "".join([_ALPHABET[byte % 32] for byte in secrets.token_bytes(16)])
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def temporary_digest(key: bytes, password: str) -> str:
    """How a temporary password is kept. With its 80 random bits no slow hash is needed.

    Case, hyphens, blanks and misread signs (o for 0, l or i for 1) make no difference.
    """
    return keyed_digest(key, password.casefold().translate(_MISREAD))


def is_temporary(key: bytes, digest: str, password: str) -> bool:
    """Whether this is the temporary password that was kept. Takes as long as looking at a chosen one."""
    is_chosen(_NOBODYS_HASH, password)
    return hmac.compare_digest(temporary_digest(key, password), digest)


def is_nobodys(password: str) -> bool:
    """Never true; takes as long as looking at somebody's password."""
    return is_chosen(_NOBODYS_HASH, password) and False


def is_chosen(hashed: str, password: str) -> bool:
    """Whether this is the password that was hashed. Errors: TryAgainLater when too many are waiting."""
    with _Slot():
        try:
            return _hasher.verify(hashed, _normal(password)[:_MOST_CHARACTERS])
        except (VerificationError, InvalidHashError):
            return False


def hash_chosen(kind: str, password: str, names: tuple[str, ...] = ()) -> str:
    """The argon2id hash of a password that a person of a kind has chosen. Takes some 20 ms.

    `names` are the person's own, and the company's: they make a password easy to guess.
    Errors: PasswordIsTooShort, PasswordIsTooLong, PasswordIsEasyToGuess; TryAgainLater.
    """
    normal = _normal(password)
    if len(normal) < LEAST_CHARACTERS[kind]:
        raise PasswordIsTooShort(least=LEAST_CHARACTERS[kind])
    if len(normal) > _MOST_CHARACTERS:
        raise PasswordIsTooLong(most=_MOST_CHARACTERS)
    if _score(normal, names) < _LEAST_SCORE[kind]:
        raise PasswordIsEasyToGuess
    with _Slot():
        return _hasher.hash(normal)


def _score(password: str, names: tuple[str, ...]) -> int:
    """How hard a password is to guess, 0 to 4: at most as hard as what remains without the person's names."""
    without = folded(password)
    for part in {part for name in names for part in folded(name).split() if len(part) > 2}:
        without = without.replace(part, "")
    if not without:
        return 0
    return min(int(zxcvbn(text[:_JUDGED_CHARACTERS])["score"]) for text in (password, without))


def _normal(password: str) -> str:
    """One spelling of accented letters, whatever keyboard typed them."""
    return unicodedata.normalize("NFC", password)


class _Slot:
    """One of the few places for slow hashing, so that a crowd of attempts cannot take all memory."""

    def __enter__(self) -> None:
        if not SLOTS.acquire(timeout=_PATIENCE_SECONDS):
            raise TryAgainLater

    def __exit__(self, *_: object) -> None:
        SLOTS.release()

"""What a password must be, and how the portal makes its own."""

import re

import pytest

from training_portal.identity.passwords import (
    hash_chosen,
    is_chosen,
    is_nobodys,
    is_temporary,
    new_temporary_password,
    temporary_digest,
)
from training_portal.identity.refusals import PasswordIsEasyToGuess, PasswordIsTooLong, PasswordIsTooShort

KEY = b"t" * 32


def test_a_temporary_password_is_sixteen_plain_signs_in_four_groups():
    made = {new_temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"(?:[0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}", one) for one in made)


def test_a_temporary_password_may_be_typed_as_it_was_read():
    digest = temporary_digest(KEY, "k7m2-p901-4t8x-hjzw")
    for typed in ("k7m2-p901-4t8x-hjzw", " K7M2 P9O1 4T8X HJZW ", "k7m2p9oi4t8xhjzw", "k7m2p9OL4t8xhjzw"):
        assert is_temporary(KEY, digest, typed)
    assert not is_temporary(KEY, digest, "k7m2-p901-4t8x-hjzx")


def test_a_temporary_password_is_kept_as_a_digest_that_needs_the_key():
    password = new_temporary_password()
    assert password not in temporary_digest(KEY, password)
    assert temporary_digest(KEY, password) != temporary_digest(b"u" * 32, password)


def test_a_chosen_password_is_kept_as_an_argon2id_hash():
    hashed = hash_chosen("trainee", "girafe bleue")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_chosen(hashed, "girafe bleue")
    assert not is_chosen(hashed, "girafe bleu")


def test_accents_typed_by_another_keyboard_are_the_same_letters():
    assert is_chosen(hash_chosen("trainee", "cafe\u0301 turquoise"), "caf\u00e9 turquoise")


def test_nobody_has_a_password():
    assert not is_nobodys("girafe bleue")


@pytest.mark.parametrize(("kind", "least"), [("trainee", 8), ("manager", 12), ("staff", 12)])
def test_a_password_has_a_least_length_by_kind(kind, least):
    strong = "xq7!vRmz-Kd2wPt"
    assert hash_chosen(kind, strong[:least])
    with pytest.raises(PasswordIsTooShort) as refused:
        hash_chosen(kind, strong[: least - 1])
    assert refused.value.facts == {"least": least}
    assert refused.value.field == "password"


def test_a_password_of_more_than_128_characters_is_refused_and_one_of_128_is_whole():
    long = "girafe bleue, " * 9 + "ab"
    assert is_chosen(hash_chosen("manager", long), long)
    assert not is_chosen(hash_chosen("manager", long), long[:-1])
    with pytest.raises(PasswordIsTooLong):
        hash_chosen("manager", long + "c")


@pytest.mark.parametrize(
    "password", ["password1234", "azerty123456", "qwertyuiop12", "aaaaaaaaaaaa", "123456789012"]
)
@pytest.mark.parametrize("kind", ["trainee", "manager", "staff"])
def test_common_passwords_and_patterns_are_refused(kind, password):
    with pytest.raises(PasswordIsEasyToGuess):
        hash_chosen(kind, password)


@pytest.mark.parametrize("password", ["MarieDupont2026", "dupont.marie.1", "Fret-Atlantique", "dupontdupont"])
def test_the_names_of_the_person_and_the_company_do_not_make_a_password(password):
    with pytest.raises(PasswordIsEasyToGuess):
        hash_chosen("manager", password, ("Marie Dupont", "Fret Atlantique SAS"))


def test_a_name_inside_a_strong_password_does_no_harm():
    assert hash_chosen("manager", "marie aime sept girafes", ("Marie Dupont",))

from datetime import date

from training_portal.mail.message import Addressee
from training_portal.mail.renewals_due import DueRenewal, RenewalsDue, renewals_due
from training_portal.settings import Provider

ON = date(2028, 11, 30)


def digest(*renewals: DueRenewal, count: int = 0) -> RenewalsDue:
    """A digest of 30 November 2028."""
    address = "https://training.example"
    return RenewalsDue(
        renewals, count or len(renewals), ON, f"{address}/training-to-renew", f"{address}/my-profile"
    )


def due(renewal_on: date, months: int, ordered: bool = False) -> DueRenewal:
    """Somebody's training to renew."""
    return DueRenewal("Łucja Wójcik", "Air dangerous goods", renewal_on, months, ordered)


def test_each_row_says_in_words_how_near_it_is_and_whether_it_is_ordered() -> None:
    told = digest(
        due(date(2028, 11, 25), 0),
        due(ON, 0),
        due(date(2028, 12, 30), 1, ordered=True),
        due(date(2029, 2, 28), 3),
    )
    letter = renewals_due(Addressee("Claire Morel", "claire@fret.example", "en"), told, Provider())
    assert letter.subject == "4 trainings to renew"
    for words in ("exceeded", "due today", "within 1 month, renewal ordered", "within 3 months"):
        assert words in letter.text
        assert words in letter.html
    assert "https://training.example/training-to-renew" in letter.text
    assert "30 December 2028" in letter.text


def test_a_long_digest_names_the_first_and_counts_the_others() -> None:
    letter = renewals_due(
        Addressee("Claire Morel", "claire@fret.example", "en"), digest(due(ON, 0), count=8), Provider()
    )
    assert letter.subject == "8 trainings to renew"
    assert "And 7 more." in letter.text

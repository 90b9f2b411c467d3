from datetime import timedelta

import pytest

from builders import NOW, an_account, happened
from training_portal.aggregates.account import AccountIsNotSuspended, AccountIsSuspended, LastManager


def test_an_account_can_be_suspended_and_reinstated() -> None:
    account = an_account()
    account.suspend("invoice F-2026-000118 is older than three months", NOW)
    account.reinstate("paid", NOW)
    assert happened(account) == ["account.suspended", "account.reinstated"]
    account.check_open()


def test_a_suspended_account_is_not_suspended_again_and_starts_nothing_new() -> None:
    account = an_account()
    account.suspend("unpaid", NOW)
    with pytest.raises(AccountIsSuspended):
        account.suspend("unpaid", NOW)
    with pytest.raises(AccountIsSuspended):
        account.check_open()
    assert happened(account) == ["account.suspended"]


def test_an_open_account_cannot_be_reinstated() -> None:
    account = an_account()
    with pytest.raises(AccountIsNotSuspended):
        account.reinstate("by mistake", NOW)
    assert happened(account) == []


def test_an_account_belongs_to_its_company() -> None:
    account = an_account()
    assert account.company == account.id


def test_a_full_manager_is_admitted_once_and_the_last_one_stays() -> None:
    account = an_account()
    for manager in ("claire", "claire", "marc"):
        account.admit_full_manager(manager, NOW)
    assert happened(account) == ["account.full_manager_admitted"] * 2
    admitted = [vars(event) for event in account.pending_events]
    assert [(one["manager"], one["timestamp"]) for one in admitted] == [("claire", NOW), ("marc", NOW)]
    later = NOW + timedelta(days=1)
    account.dismiss_full_manager("claire", later)
    dismissed = vars(account.pending_events[-1])
    assert (dismissed["manager"], dismissed["timestamp"]) == ("claire", later)
    with pytest.raises(LastManager):
        account.dismiss_full_manager("marc", NOW)

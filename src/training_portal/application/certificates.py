"""Commands about certificates: amending what is printed, deciding on what looks odd, taking one back."""

from dataclasses import dataclass, replace
from typing import Any

from ..aggregates.certificate import Certificate, CertificateHasChanged
from ..aggregates.trainee import Trainee
from ..errors import NotFound, Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..language import marked
from ..policies import verification_code
from ..values import Person, clean_text
from .names import checked_company_name, checked_names

LONGEST_REASON = 300


class ReasonIsWrong(Refusal):
    """Whoever declines or takes back says why."""

    words = marked("Say why, in at most 300 characters.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What shall be printed from now on, as typed; `with_record` corrects the trainee's record too."""

    first_name: str
    last_name: str
    company_name: str
    with_record: bool = False


@dataclass(frozen=True, slots=True)
class Amended:
    """What became of an amendment: the version that stands now, and whether the provider checks it first."""

    version: int
    is_waiting: bool


class CertificateCommands:
    """Amending and revoking certificates."""

    _store: Store

    def amend_certificate(
        self, context: Context, certificate: str, wanted: Amendment, seen_version: int
    ) -> Amended:
        """Print another name or company from now on, or ask the provider when both names are new.

        Errors: NotFound, FirstNameIsWrong, LastNameIsWrong, CompanyNameIsWrong, NothingIsAmended,
        AmendmentIsWaiting, CertificateIsRevoked, HolderIsForgotten, CertificateHasChanged when another
        version stands now.
        """
        names = checked_names(wanted.first_name, wanted.last_name)

        def decide(work: Work) -> dict[str, Any]:
            found = _own(work, certificate)
            found.check_version(seen_version)
            holder = work.get(Trainee, found.holder)
            printed = replace(holder.person, first_name=names[0], last_name=names[1])
            company = _company_name(wanted.company_name, found.company_name)
            if found.looks_like_another_person(printed):
                found.ask_amendment(printed, company, context.actor, wanted.with_record, context.now)
                return {"version": found.certificate_version, "is_waiting": True}
            found.amend(printed, company, verification_code(), context.actor, context.now)
            if wanted.with_record:
                _correct_record(holder, printed, context)
            return {"version": found.certificate_version, "is_waiting": False}

        return Amended(**self._store.perform(context, decide))

    def approve_amendment(self, context: Context, certificate: str, seen: int) -> None:
        """Carry out the amendment that waits; `seen` is the version of the stream that was looked at.

        Errors: NotFound, NoAmendmentIsWaiting, CertificateHasChanged.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = _as_seen(work, certificate, seen)
            asked = found.asked
            found.approve_amendment(verification_code(), context.now)
            if asked.with_record:
                _correct_record(work.get(Trainee, found.holder), asked.printed, context)
            return {}

        self._store.perform(context, decide)

    def decline_amendment(self, context: Context, certificate: str, seen: int, reason: str) -> None:
        """Leave the certificate as it is, and tell the manager why.

        Errors: NotFound, NoAmendmentIsWaiting, CertificateHasChanged, ReasonIsWrong.
        """
        told = _checked_reason(reason)

        def decide(work: Work) -> dict[str, Any]:
            _as_seen(work, certificate, seen).decline_amendment(told, context.now)
            return {}

        self._store.perform(context, decide)

    def withdraw_amendment(self, context: Context, certificate: str) -> None:
        """Drop the amendment that waits, for a manager. Errors: NotFound, NoAmendmentIsWaiting."""

        def decide(work: Work) -> dict[str, Any]:
            _own(work, certificate).withdraw_amendment(context.actor, context.now)
            return {}

        self._store.perform(context, decide)

    def revoke_certificate(self, context: Context, certificate: str, reason: str) -> None:
        """Take a certificate back. Errors: NotFound, CertificateIsRevoked, ReasonIsWrong."""
        told = _checked_reason(reason)

        def decide(work: Work) -> dict[str, Any]:
            _own(work, certificate).revoke(told, context.now)
            return {}

        self._store.perform(context, decide)


def _own(work: Work, certificate: str) -> Certificate:
    """A certificate of the context's company. Errors: NotFound."""
    found = work.get(Certificate, certificate)
    if found.company != work.context.company:
        raise NotFound
    return found


def _as_seen(work: Work, certificate: str, seen: int) -> Certificate:
    found = _own(work, certificate)
    if found.waiting and found.version != seen:
        raise CertificateHasChanged
    return found


def _company_name(typed: str, printed: str) -> str:
    """The company as typed and checked; what is printed already may stay, however long it is."""
    return printed if typed == printed else checked_company_name(typed)


def _correct_record(holder: Trainee, printed: Person, context: Context) -> None:
    """Let the trainee's record say what the certificate says now, unless it does."""
    corrected = replace(holder.person, first_name=printed.first_name, last_name=printed.last_name)
    if corrected != holder.person:
        holder.correct(corrected, context.now)


def _checked_reason(reason: str) -> str:
    try:
        told = clean_text(reason)
    except ValueError:
        raise ReasonIsWrong from None
    if not told or len(told) > LONGEST_REASON:
        raise ReasonIsWrong
    return told

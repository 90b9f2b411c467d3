"""Making one record of two that are the same person's."""

from dataclasses import replace
from typing import Any

from ..aggregates.certificate import Certificate
from ..aggregates.enrolment import Enrolment
from ..aggregates.trainee import Trainee
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.credentials import close_door
from ..projections.certified_trainees import certificates_of_trainee
from ..projections.my_trainings import trainings_of_company_trainee
from .cart import own_trainees


class MergingCommands:
    """What staff do about a trainee who was registered twice."""

    _store: Store

    def merge_trainees(self, context: Context, survivor: str, double: str) -> None:
        """Let a double give way: its trainings, certificates and renewals are the survivor's from now on.

        Certificates keep the name they print. The double's log-in ends at once. It cannot be undone.
        Errors: NotFound (also when either is of another company, was merged or is forgotten),
        CannotMergeWithSelf.
        """

        def decide(work: Work) -> dict[str, Any]:
            work.alone()  # an order for the double that is just committed must be seen
            found = {one.id: one for one in own_trainees(work, list(dict.fromkeys((survivor, double))))}
            kept, gone = found[survivor], found[double]
            kept.absorb(gone, context.now)
            _move_work(work, gone, kept)
            for statement in close_door(double):
                work.write(statement)
            return {}

        self._store.perform(context, decide)


def _move_work(work: Work, double: Trainee, survivor: Trainee) -> None:
    """Let everything that the double took or holds follow to the survivor."""
    tx, now = work.ask(), work.context.now
    taken = [row["id"] for row in trainings_of_company_trainee(tx, double.company, double.id)]
    held = [row["id"] for row in certificates_of_trainee(tx, double.id)]
    person = replace(survivor.person, email="")
    for enrolment in work.get_many(Enrolment, taken).values():
        enrolment.merge_trainee(person, now)
    for certificate in work.get_many(Certificate, held).values():
        certificate.merge_holder(survivor.id, now)

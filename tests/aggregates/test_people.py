from datetime import date

from builders import NOW, happened, person, settled
from training_portal.aggregates.manager import Manager, ManagerRole
from training_portal.aggregates.staff import StaffMember, StaffRole
from training_portal.aggregates.trainee import Trainee


def test_a_manager_is_the_person_and_chooses_a_language() -> None:
    claire = person("Claire", "Morel", "c.morel", "claire@example.com")
    manager = Manager(company="company", person=claire, role=ManagerRole.FULL, language="en", timestamp=NOW)
    manager.choose_language("fr", NOW)
    manager.choose_language("fr", NOW)
    assert manager.id == claire.id
    assert happened(manager) == ["manager.appointed", "manager.language_chosen"]


def test_a_member_of_staff_belongs_to_the_provider() -> None:
    member = StaffMember(person=person(), role=StaffRole.SUPPORT, language="en", timestamp=NOW)
    assert member.company == ""
    assert happened(member) == ["staff.joined"]


def test_a_trainee_remembers_the_renewal_date_of_the_newest_certificate() -> None:
    trainee = settled(Trainee(company="company", person=person(), language="en", timestamp=NOW))
    assert trainee.renewal_of("course") is None
    trainee.certify("course", "first", date(2026, 11, 30), NOW)
    trainee.certify("course", "second", date(2028, 11, 30), NOW)
    assert trainee.renewal_of("course") == date(2028, 11, 30)
    assert trainee.renewal_of("another") is None
    assert happened(trainee) == ["trainee.training_certified"] * 2

"""course.yaml: what a course is called, how long it takes, when it is passed and when it is to be renewed."""

from collections.abc import Sequence

from ..values import FREQUENCIES, LANGUAGES, RenewalRule
from .contents import Contents
from .fault import Faults
from .fields import Fields, clean
from .lined_yaml import read_yaml
from .parts import Assistance, Module, Package

FILE = "course.yaml"
CODE = r"[A-Z0-9-]{2,20}"
ID = r"[a-z0-9][a-z0-9-]{0,39}"
_FIELDS = (
    *("format", "code", "languages", "titles", "summaries", "objectives"),
    *("duration_minutes", "test_minutes", "pass_mark", "attempts", "draw"),
    *("renewal", "assistance", "modules"),
)


def read_course(contents: Contents, faults: Faults) -> Package | None:
    """What course.yaml describes, still without questions and files; None when it cannot be read."""
    if FILE not in contents.names:
        faults.add(FILE, 0, "course.yaml is missing: every package begins with it.")
    if FILE not in contents.files:
        return None
    noted = read_yaml(FILE, contents.files[FILE], faults)
    if noted is None:
        return None
    course = Fields(faults, FILE, noted, _FIELDS)
    if not course.sound:
        return None
    course.whole("format", 1, 1)
    languages = _languages(course)
    rule, months = _renewal(course)
    package = Package(
        code=course.matching("code", CODE, "2 to 20 capital letters, digits and hyphens"),
        languages=languages,
        titles=course.by_language("titles", languages, 80),
        summaries=course.by_language("summaries", languages, 300),
        objectives=_objectives(course, languages),
        duration_minutes=course.whole("duration_minutes", 1, 6_000),
        test_minutes=course.whole("test_minutes", 1, 600),
        pass_mark=course.whole("pass_mark", 1, 100),
        attempts=course.whole("attempts", 1, 20),
        draw=course.whole("draw", 1, 200),
        rule=rule,
        months=months,
        assistance=_assistance(course, languages),
        modules=_modules(course, languages, contents),
    )
    _minutes_add_up(course, package)
    return package


def _languages(course: Fields) -> tuple[str, ...]:
    found: list[str] = []
    for entry in course.each("languages", 1, len(LANGUAGES)):
        language = clean(course.faults, FILE, entry, "a language", 20)
        if language and language not in LANGUAGES:
            course.faults.add(FILE, entry.line, f"{language!r} is not one of {', '.join(LANGUAGES)}.")
        elif language in found:
            course.faults.add(FILE, entry.line, f"{language!r} stands here twice: keep one.")
        elif language:
            found.append(language)
    return tuple(found)


def _objectives(course: Fields, languages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    inner = course.inner("objectives", languages)
    return {
        language: tuple(
            clean(course.faults, FILE, entry, "an objective", 300) for entry in inner.each(language, 3, 6)
        )
        for language in languages
    }


def _renewal(course: Fields) -> tuple[RenewalRule, int]:
    renewal = course.inner("renewal", ("rule", "months"))
    rule = RenewalRule(renewal.choice("rule", [rule.value for rule in RenewalRule]))
    if rule is RenewalRule.ONCE:
        if renewal.has("months"):
            renewal.fault("months", "A course done once has no `months`: remove them.")
        return rule, 0
    months = renewal.whole("months", 1, max(FREQUENCIES))
    if months not in FREQUENCIES:
        periods = ", ".join(str(period) for period in FREQUENCIES if period)
        renewal.fault("months", f"`months` is {months}: write one of {periods}.")
    return rule, months


def _assistance(course: Fields, languages: Sequence[str]) -> Assistance:
    contact = course.inner("assistance", ("name", "email", "phone", "hours"))
    return Assistance(
        name=contact.by_language("name", languages, 120),
        email=contact.matching(
            "email", r"[^@\s<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "an e-mail address"
        ),
        phone=contact.matching(
            "phone", r"\+?[0-9][0-9 ().-]{4,24}", "a telephone number, as +33 1 23 45 67 89"
        ),
        hours=contact.by_language("hours", languages, 200),
    )


def _modules(course: Fields, languages: Sequence[str], contents: Contents) -> tuple[Module, ...]:
    modules: list[Module] = []
    for entry in course.each("modules", 1, 60):
        fields = Fields(course.faults, FILE, entry, ("id", "file", "minutes", "titles"))
        if not fields.sound:
            continue
        module = Module(
            id=fields.matching("id", ID, "small letters, digits and hyphens"),
            file=fields.matching("file", r"[a-z0-9][a-z0-9_-]{0,59}\.md", "a file name as 01-why.md"),
            minutes=fields.whole("minutes", 1, 600),
            titles=fields.by_language("titles", languages, 120),
        )
        if module.id and module.id in {other.id for other in modules}:
            fields.fault("id", f"Two modules have the id {module.id!r}: rename one.")
        if module.file and module.file in {other.file for other in modules}:
            fields.fault("file", f"Two modules have the file {module.file!r}: give each its own.")
        for language in languages if module.file else ():
            if f"{language}/{module.file}" not in contents.names:
                fields.fault("file", f"{language}/{module.file} is missing: write it.")
        modules.append(module)
    return tuple(modules)


def _minutes_add_up(course: Fields, package: Package) -> None:
    minutes = [module.minutes for module in package.modules]
    if not all((package.duration_minutes, package.test_minutes, *minutes)):
        return
    reading = sum(minutes)
    total = reading + package.test_minutes
    if total != package.duration_minutes:
        course.fault(
            "duration_minutes",
            f"`duration_minutes` is {package.duration_minutes}, but the modules ({reading}) and the test"
            f" ({package.test_minutes}) add up to {total}: correct one of them.",
        )

"""The articles of a training agreement, in the order in which the law names what it wants to read.

Code du travail: L6353-1 and D6353-1 (title, objective, content, means, duration, period, how the action is
run, followed and sanctioned, price and payment), D6313-3-1 (distance training: assistance, activities with
their average duration, assessments). All of it stands in the body.
"""

from collections.abc import Iterator

from ..language import counted, day_in_words, language_in_words, marked, money_in_words, translated
from ..values import Money, Vat
from .certificate import duration_in_words
from .convention_facts import AgreedCourse, ConventionFacts
from .flow import WIDE, Column, Piece, bullets, facts, heading, paragraph, small_heading, space, table

_NAMES = (Column(0.0, WIDE / 2 - 4), Column(WIDE / 2, WIDE / 2 - 2))
_MODULES = (Column(0.0, 8.0, "right"), Column(11.0, 128.0), Column(142.0, WIDE - 142.0, "right"))
_PRICES = (
    *(Column(0.0, 62.0), Column(64.0, 20.0, "right"), Column(86.0, 28.0, "right")),
    *(Column(116.0, 27.0, "right"), Column(145.0, WIDE - 145.0, "right")),
)


def articles(agreed: ConventionFacts) -> list[Piece]:
    """All articles, numbered."""
    pieces: list[Piece] = []
    for number, (title, inside) in enumerate(_ARTICLES, 1):
        pieces.append(heading(f"{number}. {translated(agreed.language, title)}"))
        pieces += inside(agreed)
    return pieces


def vat_in_words(vat: Vat, language: str) -> str:
    """A VAT rate, or the article of the exemption."""
    if vat.exemption:
        return translated(language, marked("exempt from VAT, %(article)s"), article=vat.exemption)
    rate = f"{vat.basis_points / 100:g}".replace(".", "," if language == "fr" else ".")
    return translated(language, marked("VAT %(rate)s%%"), rate=rate)


def _subject(agreed: ConventionFacts) -> Iterator[Piece]:
    yield from _say(
        agreed,
        marked(
            "The provider trains the company's staff named in article 4 in the trainings of article 2. "
            "They are training actions in the sense of article L6313-1, 1° of the French Labour Code, "
            "followed entirely at a distance. This agreement is drawn up under articles L6353-1 and "
            "D6353-1 of the same code, for the order %(order)s of %(day)s."
        ),
        order=agreed.order_number,
        day=day_in_words(agreed.ordered_on, agreed.language),
    )


def _trainings(agreed: ConventionFacts) -> Iterator[Piece]:
    language = agreed.language
    for course in agreed.courses:
        yield space(1.0)
        yield small_heading(course.title)
        taken_in = language_in_words(course.language, language)
        yield from facts(
            [
                (translated(language, marked("Language of the training")), taken_in),
                (
                    translated(language, marked("Duration")),
                    duration_in_words(course.duration_minutes, language),
                ),
            ]
        )
        yield small_heading(translated(language, marked("Objectives: after the training, each trainee can")))
        yield from bullets(course.objectives)
        yield small_heading(
            translated(language, marked("Content, with the average duration of each activity"))
        )
        yield from _content(course, language)


def _content(course: AgreedCourse, language: str) -> list[Piece]:
    activities = [*course.modules, (translated(language, marked("Final test")), course.test_minutes)]
    rows = [
        (str(place), title, duration_in_words(minutes, language))
        for place, (title, minutes) in enumerate(activities, 1)
    ]
    head = ("", translated(language, marked("Activity")), translated(language, marked("Average duration")))
    return table(_MODULES, head, rows)


def _period(agreed: ConventionFacts) -> Iterator[Piece]:
    yield from _say(
        agreed,
        marked(
            "The trainings are planned from %(start)s to %(end)s. Within this period each trainee "
            "chooses the hours, studies at their own pace, and may interrupt a training and go on with "
            "it. The duration is that of article 2 for each trainee; what was really done is recorded as "
            "article 6 says."
        ),
        start=day_in_words(agreed.ordered_on, agreed.language),
        end=day_in_words(agreed.until, agreed.language),
    )


def _people(agreed: ConventionFacts) -> Iterator[Piece]:
    language = agreed.language
    if not agreed.trainees:
        yield from _say(agreed, marked("Every registration was cancelled: nobody is registered any more."))
    for course in (course for course in agreed.courses if course.trainees):
        count = counted(language, "%(num)d trainee", "%(num)d trainees", len(course.trainees))
        names = [f"{place}. {name}" for place, name in enumerate(course.trainees, 1)]
        pairs = list(zip(names[::2], [*names[1::2], ""], strict=False))
        head = (f"{course.title} ({count})", "")
        wide = (Column(0.0, WIDE), Column(WIDE, 1.0))
        titled = table(wide, head, [])[0]
        rows = table(_NAMES, ("", ""), pairs)[1:]
        yield titled
        yield from (Piece(row.high, row.draw, row.with_next, titled) for row in rows)
        yield space(1.5)


def _means(agreed: ConventionFacts) -> Iterator[Piece]:
    yield from _say(
        agreed,
        marked(
            "Each trainee receives a username and a temporary password, and studies at %(address)s "
            "with a browser: reading modules with drawings and examples, then a final test. A computer, "
            "tablet or telephone with access to the internet is enough; nothing else has to be known "
            "before. Technical and pedagogical assistance accompanies the trainees through the whole "
            "training:"
        ),
        address=agreed.portal_address,
    )
    colon = translated(agreed.language, marked(":"))
    contacts = dict.fromkeys(course.contact for course in agreed.courses)
    yield from bullets([f"{one.name}{colon} {one.email}, {one.phone}. {one.hours}." for one in contacts])


def _follow_up(agreed: ConventionFacts) -> Iterator[Piece]:
    yield from _say(
        agreed,
        marked(
            "The portal records when each trainee connects, the time really spent, the modules worked "
            "through and the results of the tests. The company sees this at any time under Conventions > "
            "Reports, and receives it as PDF and as a spreadsheet. Assessment concludes each training:"
        ),
    )
    words = marked(
        "%(title)s: a final test of %(questions)s questions, passed with %(mark)s%%; attempts: %(attempts)s."
    )
    yield from bullets(
        [
            translated(
                agreed.language,
                words,
                title=course.title,
                questions=course.questions,
                mark=course.pass_mark,
                attempts=course.attempts,
            )
            for course in agreed.courses
        ]
    )
    yield space(1.0)
    yield from _say(
        agreed,
        marked(
            "Whoever passes receives a numbered certificate of completion that anyone can verify. A "
            "certificate of attendance states for each trainee what was really done: dates, duration, "
            "modules and results."
        ),
    )


def _price(agreed: ConventionFacts) -> Iterator[Piece]:
    language = agreed.language
    heads = (
        *(translated(language, marked("Training")), translated(language, marked("Trainees"))),
        *(translated(language, marked("Price")), translated(language, marked("VAT"))),
        translated(language, marked("Without tax")),
    )
    rows = [
        (
            *(course.title, str(len(course.trainees)), money_in_words(course.price, language)),
            *(vat_in_words(course.vat, language), money_in_words(course.net, language)),
        )
        for course in agreed.courses
    ]
    yield from table(_PRICES, heads, rows)
    yield space(1.5)
    tax = Money(agreed.total.minor - agreed.net.minor, agreed.net.currency)
    yield from facts(
        [
            (translated(language, marked("Total without tax")), money_in_words(agreed.net, language)),
            (translated(language, marked("VAT")), money_in_words(tax, language)),
            (translated(language, marked("Total with tax")), money_in_words(agreed.total, language)),
        ]
    )
    yield space(1.0)
    yield from _say(
        agreed,
        marked(
            "The provider invoices the order; the invoice is paid by transfer or on the portal within "
            "thirty days of its issue. Late payment carries interest at three times the legal interest "
            "rate and a fixed recovery charge of 40.00 EUR."
        ),
    )


def _cancellation(agreed: ConventionFacts) -> Iterator[Piece]:
    yield from _say(
        agreed,
        marked(
            "Until a trainee opens the training for the first time, the company may cancel the "
            "registration at no charge, or name somebody else in its place. Each time an amendment to "
            "this agreement is drawn up, and what was invoiced for a cancelled registration is credited. "
            "Once the training was opened, its price is due. For the rest, the terms and conditions of "
            "version %(version)s, accepted with the order, apply. French law governs this agreement; "
            "between traders, the courts of the provider's registered office have jurisdiction."
        ),
        version=agreed.terms_version,
    )


def _say(agreed: ConventionFacts, words: str, **values: object) -> list[Piece]:
    return paragraph(translated(agreed.language, words, **values))


_ARTICLES = (
    (marked("Subject and nature of the training"), _subject),
    (marked("Trainings: title, objectives, content"), _trainings),
    (marked("Duration and period"), _period),
    (marked("Trainees"), _people),
    (marked("Means and assistance"), _means),
    (marked("How it is followed, assessed and certified"), _follow_up),
    (marked("Price and payment"), _price),
    (marked("Cancellation, replacement, disputes"), _cancellation),
)

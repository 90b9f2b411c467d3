"""The certificate of completion: complete, readable, scannable, and the same bytes every time."""

import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from xml.etree import ElementTree

import pypdfium2 as pdfium
import pytest

from training_portal.documents.certificate import certificate_pdf, duration_in_words

NAMES = [
    ("Karim", "Benali"),
    ("Jean-Marc", "d’Aubigné"),
    ("Sinéad", "O'Connor"),
    ("Łucja", "Wójcik"),
    ("Θεόδωρος", "Παππάς"),
    ("Анастасія", "Крижановська"),
    ("Ngọc", "Nguyễn"),
    ("Gülşen", "İnönü"),
    ("Maximiliana Philippina Konstantina", "von Hohenzollern-Sigmaringen-Wittgenstein zu Sayn"),
    ("W" * 60, "M" * 60),
    ("Li", "Ü"),
]


def test_a_certificate_says_all_that_it_certifies(certified, text_of):
    [text] = text_of(certificate_pdf(certified(version=2)))
    for words in (
        "Certificate of completion",
        "Karim Benali",
        "Fret Atlantique SAS",
        "Air dangerous goods, awareness",
        "23 November 2026",
        "4 hours",
        "30 November 2028",
        "C-2026-000123, version 2",
        "K7M2 P9QR 4T8X HJZW 3VBN",
        "https://training.example/certificates/check/K7M2P9QR4T8XHJZW3VBN",
        "Hélène Garnier",
        "Cap Sûreté Formation",
        "732829320",
        "52440000044",
    ):
        assert words in text


def test_a_training_taken_once_needs_no_renewal(certified, text_of):
    [text] = text_of(certificate_pdf(certified(renewal_on=None, months=0)))
    assert "No renewal needed" in text


def test_a_french_certificate_writes_its_dates_in_french(certified, text_of):
    [text] = text_of(certificate_pdf(certified(language="fr")))
    assert "23 novembre 2026" in text


@pytest.mark.parametrize(("first_name", "last_name"), NAMES)
def test_a_name_is_printed_as_written_and_stays_inside_the_border(certified, text_of, first_name, last_name):
    pdf = certificate_pdf(certified(first_name=first_name, last_name=last_name, company=last_name * 2))
    [text] = text_of(pdf)
    assert f"{first_name} {last_name}" in text
    page = pdfium.PdfDocument(pdf)[0]
    words = page.get_textpage()
    for place in range(words.count_chars()):
        left, bottom, right, top = words.get_charbox(place)
        assert 30 < left <= right < page.get_width() - 30
        assert 30 < bottom <= top < page.get_height() - 30


def test_the_longest_company_name_is_printed_whole(certified, text_of):
    company = "Zakłady Przemysłu Lotniczego i Przewozów Towarów Niebezpiecznych „Gdańsk-Wrzeszcz” Spółka " * 2
    [text] = text_of(certificate_pdf(certified(company=company[:120].strip())))
    assert company[:120].strip() in text


def test_the_longest_training_title_keeps_clear_of_the_facts_below(certified, text_of):
    title = (
        "Sensibilisation à la sûreté de l’aviation civile pour les personnes accédant aux zones de sûreté "
        * 3
    )
    [text] = text_of(certificate_pdf(certified(training=title, objectives=("Reconnaître", "Signaler"))))
    assert "Reconnaître · Signaler" in text
    assert "…" in text


@pytest.mark.parametrize("dots_per_inch", [80, 150, 300])
def test_the_code_scans_and_leads_to_the_public_page(certified, codes_on, dots_per_inch):
    for place in range(8):
        address = (
            "https://training.example/certificates/check/" + hashlib.md5(bytes([place])).hexdigest()[:20]
        )
        assert codes_on(certificate_pdf(certified(verification_url=address)), dots_per_inch) == [address]


def test_the_same_facts_give_the_same_bytes_whatever_was_printed_between(certified):
    first = certificate_pdf(certified())
    for first_name, last_name in NAMES:
        certificate_pdf(certified(first_name=first_name, last_name=last_name))
    assert certificate_pdf(certified()) == first
    assert certificate_pdf(certified(version=2)) != first


def test_two_threads_print_without_disturbing_each_other(certified):
    facts = [certified(first_name=first_name, last_name=last_name) for first_name, last_name in NAMES]
    alone = [certificate_pdf(one) for one in facts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(certificate_pdf, facts * 3)) == alone * 3


def test_another_process_in_another_zone_prints_the_same_bytes(certified):
    program = (
        "import datetime, hashlib, sys\n"
        "from training_portal.documents.certificate import CertificateFacts, certificate_pdf\n"
        "from training_portal.settings import Provider\n"
        "print(hashlib.sha256(certificate_pdf(eval(sys.argv[1]))).hexdigest())"
    )
    for seed, zone in (("1", "Pacific/Auckland"), ("2", "America/Los_Angeles")):
        answer = subprocess.run(
            [sys.executable, "-c", program, repr(certified())],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.strip() == hashlib.sha256(certificate_pdf(certified())).hexdigest()


def test_the_file_keeps_the_promises_of_pdf_a(certified):
    pdf = certificate_pdf(certified(first_name="A&B", last_name="<Benali>", number="C-2026-<&>"))
    packet = pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>") + 12]
    said = {element.tag.rpartition("}")[2]: element.text for element in ElementTree.fromstring(packet).iter()}
    assert (said["part"], said["conformance"]) == ("3", "B")
    assert b"Certificate of completion C-2026-&lt;&amp;&gt;" in packet
    assert pdf.count(b"/FontFile2") == pdf.count(b"/FontDescriptor ") == 2
    assert b"/OutputIntents" in pdf
    assert b"/DestOutputProfile" in pdf
    assert re.search(rb"/Lang \(en", pdf)
    for forbidden in (b"/Encrypt", b"/JavaScript", b"/AA", b"/DeviceCMYK", b"/SMask", b"/Info "):
        assert forbidden not in pdf


def test_the_document_carries_its_title_and_no_other_date_than_its_own(certified):
    pdf = certificate_pdf(certified())
    assert set(re.findall(rb'xmp:\w+Date="([^"]+)"', pdf)) == {b"2026-11-23T00:00:00+00:00"}
    assert pdfium.PdfDocument(pdf)[0].get_size() == pytest.approx((841.89, 595.28), abs=0.1)


def test_a_certificate_is_a_small_file(certified):
    assert len(certificate_pdf(certified())) < 40_000


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(240, "4 hours"), (60, "1 hour"), (90, "1 hour 30 minutes"), (45, "45 minutes"), (0, "0 minutes")],
)
def test_a_duration_is_said_in_hours_and_minutes(minutes, words):
    assert duration_in_words(minutes, "en") == words


def test_a_certificate_of_29_february_is_dated_as_such(certified, text_of):
    [text] = text_of(certificate_pdf(certified(completed_on=date(2028, 2, 29))))
    assert "29 February 2028" in text

"""Several certificates in one download, wherever a list lets them be ticked."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.certificate_papers import merged, zipped
from training_portal.http.current import portal, visitor
from training_portal.http.downloads import pdf_download, zip_download
from training_portal.http.schemas.certificates import MOST_CHOSEN
from training_portal.projections.certified_trainees import certificates_chosen


def certificates_as_zip(ids: Sequence[str], back: str) -> ResponseReturnValue:
    """Certificates of the visitor's company, each as a PDF of its own; to `back` when none was chosen."""
    rows = _chosen(ids)
    return zip_download(zipped(portal(), rows), "certificates") if rows else _none_chosen(back)


def certificates_as_one_pdf(ids: Sequence[str], back: str) -> ResponseReturnValue:
    """Certificates of the visitor's company as one PDF, to print them together; to `back` when none was."""
    rows = _chosen(ids)
    return pdf_download(merged(portal(), rows), "certificates") if rows else _none_chosen(back)


def _chosen(ids: Sequence[str]) -> Sequence[sa.RowMapping]:
    """The certificates that were ticked; none when too many were."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST_CHOSEN:
        return ()
    with portal().reading() as tx:
        return certificates_chosen(tx, visitor().company, wanted)


def _none_chosen(back: str) -> ResponseReturnValue:
    told = gettext("Choose at least one certificate, and at most %(most)s at once.", most=MOST_CHOSEN)
    flash(told, "bad")
    return redirect(back, 303)

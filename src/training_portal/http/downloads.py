"""Files that a browser saves, under names that are made by us."""

from flask import Response


def pdf_download(content: bytes, name: str) -> Response:
    """A PDF to be saved as ``<name>.pdf``; `name` is ours: letters, figures and hyphens."""
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    return response


def zip_download(content: bytes, name: str) -> Response:
    """A ZIP file to be saved as ``<name>.zip``; `name` is ours: letters, figures and hyphens."""
    response = Response(content, mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return response

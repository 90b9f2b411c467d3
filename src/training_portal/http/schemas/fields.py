"""Kinds of fields: text in its one clean form, passwords as typed."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.values import clean_text


class Text(ma.fields.String):
    """A line of text: clean, no longer than `longest` characters, and not blank when it is required.

    `may_be_blank` asks for it to be sent, and takes "" as well.
    """

    default_error_messages = {
        "required": [lazy_gettext("Fill this in.")],
        "null": [lazy_gettext("Fill this in.")],
        "invalid": [lazy_gettext("This cannot be read as text.")],
        "control": [lazy_gettext("Take out the signs that cannot be seen.")],
    }

    def __init__(self, *, longest: int = 80, may_be_blank: bool = False, **options: Any) -> None:
        self.longest, self.may_be_blank = longest, may_be_blank
        super().__init__(**options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
        text = self._clean(super()._deserialize(value, attr, data, **options))
        if self.required and not text and not self.may_be_blank:
            raise self.make_error("required")
        if len(text) > self.longest:
            raise ma.ValidationError([lazy_gettext("Use at most %(most)s characters.", most=self.longest)])
        return text

    def _clean(self, text: str) -> str:
        try:
            return clean_text(text)
        except ValueError as error:
            raise self.make_error("control") from error


class Paragraphs(Text):
    """Text of several lines (a pasted list, an address), each of them clean; line ends become "\\n"."""

    def __init__(self, *, longest: int = 100_000, **options: Any) -> None:
        super().__init__(longest=longest, **options)

    def _clean(self, text: str) -> str:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
        return "\n".join(super(Paragraphs, self)._clean(line) for line in lines).strip("\n")


class Secret(ma.fields.String):
    """A password, exactly as typed, and never shown again."""

    default_error_messages = {
        "required": [lazy_gettext("Fill this in.")],
        "null": [lazy_gettext("Fill this in.")],
        "invalid": [lazy_gettext("This cannot be read as text.")],
    }

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
        text = str(super()._deserialize(value, attr, data, **options))
        if self.required and not text:
            raise self.make_error("required")
        return text

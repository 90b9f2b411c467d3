"""What managers send about their trainees."""

import marshmallow as ma

from training_portal.application.names import LONGEST_NAME
from training_portal.http.schemas.fields import Text


class DetailsCorrected(ma.Schema):
    """A trainee's name and e-mail address, as they shall stand in the record."""

    first_name = Text(load_default="", longest=LONGEST_NAME)
    last_name = Text(load_default="", longest=LONGEST_NAME)
    email = Text(load_default="", longest=254)

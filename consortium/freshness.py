"""When what a machine asks for was changed last, so that a reader who has it is told so and gets nothing twice.

Every change of the record leaves an entry of history; the newest one of all is never older than that of the rows an
answer was made of. An answer of today is also new each day: what has begun or is over depends on it.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from consortium.pages import Reading
from consortium.publishing import Record

# A change bears the time at which it was made, and is seen once its transaction is committed: until then an older
# answer would pass for one that has it. No transaction takes this long, and so long an answer has no date.
SETTLED = timedelta(minutes=1)


def newest_change() -> datetime | None:
    """The time of the newest entry of history of any record, in one query; None if there is none."""
    entries = {
        f"newest_{number}": Subquery(
            model.history.order_by("-history_date").values("history_date")[:1]  # type: ignore[attr-defined]
        )
        for number, model in enumerate(model for model in apps.get_models() if issubclass(model, Record))
    }
    # A query is of some table: this one always has rows.
    found = ContentType.objects.order_by("pk").values_list(*entries.values())[:1]
    return max((moment for row in found for moment in row if moment), default=None)


def answered(
    request: HttpRequest, reading: Reading, form: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """What `make` gives, with its validators; 304 for a reader who has it.

    `form` is what the answer depends on beside the record: another one makes it another answer.
    """
    changed = newest_change()
    if changed and timezone.now() - changed < SETTLED:
        response = make()
        response.headers["Cache-Control"] = "no-cache"
        return response
    moments = [changed] if changed else []
    if not reading.as_of:
        moments.append(timezone.make_aware(datetime.combine(reading.day, time.min)))
    tag = f'W/"{sha256(repr([form, *(moment.isoformat() for moment in moments)]).encode()).hexdigest()[:32]}"'
    modified = int(max(moments).timestamp()) if moments else None
    known: Any = get_conditional_response(request, etag=tag, last_modified=modified)
    response = known or make()
    response.headers["ETag"] = tag
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = "no-cache"
    return response

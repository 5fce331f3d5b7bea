"""Who may do what: four roles, each with all rights of the one before, and what they ask of a request.

    Viewer         reads the admin and previews drafts, except contacts
    Editor         adds and changes drafts, what is shared while nothing public rests on it, and contacts, which are
                   never public
    Publisher      publishes and unpublishes, changes what is public, puts into the bin, imports, freezes editions
    Administrator  keeps accounts, deletes for good

The groups of these names are made by a migration. Where the site is on https, what a Publisher or an Administrator
may do beyond an Editor asks for the second factor, too; until it is given they may do what an Editor may.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from consortium.publishing import Publishable, Record, Status, in_bin

ROLES = ("Viewer", "Editor", "Publisher", "Administrator")

PUBLISH = "consortium.publish_record"
IMPORT = "consortium.import_record"
EMPTY_BIN = "consortium.empty_bin"
FREEZE = "milestones.add_edition"

HELD = "The public sees this, or something that rests on it: ask a publisher to change it."
DRAFTS_ONLY = "This would show on the public site at once, and you may change drafts only. Ask a publisher."


def asks_for_second_factor() -> bool:
    """Whether this site does: on http, which is for trying things out, a password is enough."""
    return settings.SITE_URL.startswith("https:")


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this site asks for a second factor that has not been given in this session."""
    user: Any = request.user
    return asks_for_second_factor() and not user.is_verified()


def may(request: HttpRequest, permission: str) -> bool:
    user: Any = request.user
    return user.has_perm(permission) and not lacks_second_factor(request)


def may_publish(request: HttpRequest) -> bool:
    """Whether what this request saves may be public: its forms, bulk actions and the year's desk ask here."""
    return may(request, PUBLISH)


def may_import(request: HttpRequest) -> bool:
    return may(request, IMPORT)


def may_empty_bin(request: HttpRequest) -> bool:
    return may(request, EMPTY_BIN)


def may_freeze(request: HttpRequest) -> bool:
    """Whether this request may freeze an edition, which is public from then on."""
    return may(request, FREEZE) and may_publish(request)


def waits_for_second_factor(request: HttpRequest) -> bool:
    """Whether only the second factor keeps the user from publishing."""
    user: Any = request.user
    return user.has_perm(PUBLISH) and lacks_second_factor(request)


def is_shared(model: type[Record]) -> bool:
    """Whether the rows hang on nothing and have no status: sources, topics, organizations, the profile."""
    return not issubclass(model, Publishable) and not model.parents


def is_held(row: Any) -> bool:
    """Whether a row is for publishers only: the public sees it, or something that rests on it, or it is in the bin."""
    if is_shared(type(row)):
        return bears_public(row)
    return in_bin(row) or type(row)._default_manager.public().filter(pk=row.pk).exists()


def bears_public(row: Any) -> bool:
    """Whether the public sees a row that names this shared one. What nothing can name, the profile, is public itself."""
    naming = [
        relation for relation in row._meta.related_objects if issubclass(relation.related_model, Record)
    ]
    return not naming or any(
        relation.related_model._default_manager.public().filter(**{relation.field.name: row}).exists()
        for relation in naming
    )


def would_show(row: Any) -> bool:
    """Whether the public would see a row, saved or not: `public()` for one that stands in a form."""
    if not type(row)._default_manager.public().query.is_empty() and (
        not isinstance(row, Publishable) or row.status == Status.PUBLISHED
    ):
        return all(
            parent is None or would_show(parent)
            for parent in (getattr(row, name, None) for name in row.parents)
        )
    return False

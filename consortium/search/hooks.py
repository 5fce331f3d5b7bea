"""Where the record says that it is written: the signals of its models, and of `RecordQuerySet`."""

from typing import Any

from django.db.models import signals

from consortium.publishing import rows_changed, rows_changing
from consortium.search.keeping import has_changed, told_of, will_change
from consortium.search.shelves import SHELVES

NOTE = "_told_of_before"  # what `will_change` found, on the row or the rows' queryset, until they are changed


def connect() -> None:
    for model in told_of():
        signals.pre_save.connect(before_save, sender=model)
        signals.post_save.connect(after_save, sender=model)
        signals.pre_delete.connect(before_delete, sender=model)
        signals.post_delete.connect(after_delete, sender=model)
        rows_changing.connect(before_many, sender=model)
        rows_changed.connect(after_many, sender=model)
    for shelf in SHELVES:
        for through in shelf.links:
            signals.m2m_changed.connect(links_changed, sender=through)


def before_save(sender: Any, instance: Any, **kwargs: Any) -> None:
    if instance.pk is not None:
        setattr(instance, NOTE, will_change(sender, [instance.pk]))


def after_save(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    has_changed(sender, [instance.pk], instance.__dict__.pop(NOTE, None), alone=created)


def before_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    setattr(instance, NOTE, will_change(sender, [instance.pk], to_go=True))


def after_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    has_changed(sender, [instance.pk], instance.__dict__.pop(NOTE, None), alone=True)


def before_many(sender: Any, queryset: Any, pks: list[Any], **kwargs: Any) -> None:
    setattr(queryset, NOTE, will_change(sender, pks))


def after_many(sender: Any, queryset: Any, pks: list[Any], are_new: bool, **kwargs: Any) -> None:
    has_changed(sender, pks, queryset.__dict__.pop(NOTE, None), alone=are_new)


def links_changed(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """Links to many others belong to the record that has the column, whichever side was changed; and those others may
    be found because of them.
    """
    if action == "pre_clear":
        setattr(instance, NOTE, linked(sender, instance, model, reverse))
    elif action.startswith("post_"):
        others = instance.__dict__.pop(NOTE, set()) if pk_set is None else pk_set
        has_changed(type(instance), [instance.pk], alone=reverse)
        has_changed(model, others, alone=not reverse)


def linked(through: Any, instance: Any, model: Any, reverse: bool) -> set[Any]:
    """The keys of the rows of `model` that are linked to a row."""
    owner = model if reverse else type(instance)
    column = next(one for one in owner._meta.many_to_many if one.remote_field.through is through)
    if not reverse:
        return set(getattr(instance, column.name).values_list("pk", flat=True))
    return set(model._base_manager.filter(**{column.name: instance}).values_list("pk", flat=True))

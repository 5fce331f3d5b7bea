from typing import Any

from django.contrib import admin
from django.utils.html import format_html

from consortium.formsets import OrderedFormSet
from consortium.record_admin import RecordAdmin
from consortium.row_inlines import BoxInline, SmallText
from meetings.models import Comment, Photo, Story, Voice


class VoiceInline(BoxInline):
    model = Voice
    formset = OrderedFormSet
    fields = (("position", "person", "quoted"), "words", ("source", "passage"))
    verbose_name_plural = "voices, in order (the post beside each is the one of that year)"


class ShowsPicture:
    @admin.display(description="the picture that is there")
    def picture(self, photo: Any) -> str:
        if photo is None or photo.pk is None:
            return "None yet."
        address = photo.get_absolute_url()  # leads staff to the preview of a draft's
        return format_html('<a href="{0}"><img class="thumb" src="{0}" alt="{1}"></a>', address, photo.alt)


class PhotoInline(ShowsPicture, BoxInline):
    model = Photo
    formset = OrderedFormSet
    fields = (("position", "image"), "picture", "alt", ("credit", "caption"), ("source", "passage"))
    readonly_fields = ("picture",)
    verbose_name_plural = "photographs, in order"


@admin.register(Story)
class StoryAdmin(SmallText, RecordAdmin):
    """The news of a meeting on one screen: its text, the voices and the photographs."""

    list_display = ("headline", "meeting", "published", "takes_comments", "status")
    list_select_related = ("meeting__program_year__collaborative",)
    search_fields = ("folded", "meeting__folded")
    autocomplete_fields = ("meeting",)
    fieldsets = (
        (None, {"fields": ("meeting", "headline", ("published", "status", "takes_comments"), "body")}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    inlines = (VoiceInline, PhotoInline)


@admin.register(Voice)
class VoiceAdmin(SmallText, RecordAdmin):
    list_display = ("person", "story", "position", "quoted")
    list_select_related = ("person", "story")
    search_fields = ("folded", "person__folded", "story__folded")
    autocomplete_fields = ("story", "person")
    fields = ("story", ("position", "person", "quoted"), "words", ("source", "passage"))


@admin.register(Photo)
class PhotoAdmin(ShowsPicture, RecordAdmin):
    list_display = ("alt", "story", "position", "credit")
    list_select_related = ("story",)
    search_fields = ("alt", "caption", "credit", "story__folded")
    autocomplete_fields = ("story",)
    fields = ("story", ("position", "image"), "picture", "alt", ("credit", "caption"), ("source", "passage"))
    readonly_fields = ("picture",)


@admin.register(Comment)
class CommentAdmin(SmallText, RecordAdmin):
    """Comments that were accepted; what readers sent waits among the messages."""

    list_display = ("name", "story", "sent", "status")
    list_select_related = ("story__meeting",)
    search_fields = ("name", "text", "story__folded")
    autocomplete_fields = ("story",)
    fields = ("story", ("name", "sent", "status"), "text")

from typing import Any

from django.http import Http404
from django.urls import reverse

from consortium.message_forms import MessageForm, MessagePage, long_text
from consortium.models import Message
from meetings.models import Story


class CommentForm(MessageForm):
    text = long_text(label="Your comment")

    said_when_empty = {**MessageForm.said_when_empty, "text": "Write your comment."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.required, email.label = False, "Your e-mail address (optional)"
        email.help_text = "In case we have a question. It is shown to nobody else."


class CommentPage(MessagePage):
    """A comment on a meeting's story, for as long as the story is public and takes any."""

    template_name = "meetings/comment.html"
    form_class = CommentForm
    section = "meetings"
    thanks = "Your comment is with the staff. Once they have accepted it, it stands below the story."
    afterwards = "They write to you only if they have a question. No copy of it was sent to you."

    def prepare(self, **kwargs: Any) -> None:
        stories = self.reading.of(Story.objects.select_related("meeting")).filter(takes_comments=True)
        story = stories.filter(meeting__year=kwargs["number"], meeting__slug=kwargs["slug"]).first()
        if story is None:
            raise Http404
        self.story = story

    def message(self) -> Message:
        return Message(kind=Message.Kind.COMMENT, page=self.story.meeting.get_absolute_url())

    def make_form(self, **kwargs: Any) -> MessageForm:
        form = super().make_form(**kwargs)
        if form.is_bound:  # to look at the form costs no query for what kind of row a story is
            form.instance.about = self.story
        return form

    def context(self) -> dict[str, Any]:
        meeting = self.story.meeting
        return {
            "story": self.story,
            "meeting": meeting,
            "crumbs": [
                ("Meetings", reverse("meetings:meeting-list")),
                (str(meeting), self.story.get_absolute_url()),
                ("Comment", ""),
            ],
        }

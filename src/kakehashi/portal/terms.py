"""Words for the codes of the record that the public meets: what each means, in a sentence."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Said = str | Promise

NATURES_EXPLAINED: Mapping[str, Said] = {
    "deliverable": _("Something that can be finished."),
    "continuing": _("Goes on: it can be active, quiet or paused, but is never complete."),
    "inquiry": _("A question both sides look into; it ends with a conclusion."),
    "dated": _("Tied to an occasion that passes."),
    "context": _("Says why; promises nothing."),
    "position": _("A view both sides share."),
    "constitution": _("How the partnership is set up and run."),
    "objective": _("What the partnership is for."),
}

STRENGTHS_EXPLAINED: Mapping[int, Said] = {
    0: _("States something and promises nothing."),
    1: _("The sides will explore, consider or discuss it; they do not promise a result."),
    2: _("The sides will try, will support it, or see the need for it."),
    3: _("The sides say they will do it."),
    4: _("The firmest wording: they ensure it or commit to it."),
}

ROLES: Mapping[str, Said] = {
    "lead": pgettext_lazy("role", "Lead"),
    "co_lead": pgettext_lazy("role", "Joint lead"),
    "coordinator": pgettext_lazy("role", "Coordinator"),
    "contributor": pgettext_lazy("role", "Contributor"),
    "consulted": pgettext_lazy("role", "Consulted"),
    "legal": pgettext_lazy("role", "Legal advice"),
    "post": pgettext_lazy("role", "Diplomatic mission"),
    "chair": pgettext_lazy("role", "Chair"),
    "co_chair": pgettext_lazy("role", "Co-chair"),
    "member": pgettext_lazy("role", "Member"),
    "secretariat": pgettext_lazy("role", "Secretariat"),
    "observer": pgettext_lazy("role", "Observer"),
}

BODY_KINDS: Mapping[str, Said] = {
    "council": pgettext_lazy("kind of body", "Council"),
    "group": pgettext_lazy("kind of body", "Group"),
    "working_group": pgettext_lazy("kind of body", "Working group"),
    "treaty_body": pgettext_lazy("kind of body", "Body under a treaty"),
}

RHYTHMS: Mapping[str, Said] = {
    "year": _("every year"),
    "half_year": _("every half year"),
    "quarter": _("every quarter"),
    "month": _("every month"),
}

PROGRAMME_STATES: Mapping[str, Said] = {
    "active": pgettext_lazy("standing of a programme", "running"),
    "ended": pgettext_lazy("standing of a programme", "ended"),
    "renamed": pgettext_lazy("standing of a programme", "goes on under another name"),
}

LEVEL_BASES: Mapping[str, Said] = {
    "text": _("as the text has it"),
    "held": _("as held"),
}

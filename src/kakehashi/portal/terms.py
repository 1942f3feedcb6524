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

LANGUAGES_EXPLAINED: Mapping[str, Said] = {
    "authoritative": _("This is the wording that counts."),
    "courtesy": _("A translation to help the reader; the wording in the other language counts."),
}

ROLES: Mapping[str, Said] = {
    "lead": _("Lead"),
    "co_lead": _("Joint lead"),
    "coordinator": _("Coordinator"),
    "contributor": _("Contributor"),
    "consulted": _("Consulted"),
    "legal": _("Legal advice"),
    "post": _("Diplomatic mission"),
    "chair": pgettext_lazy("role in a body", "Chair"),
    "co_chair": pgettext_lazy("role in a body", "Co-chair"),
    "member": pgettext_lazy("role in a body", "Member"),
    "secretariat": pgettext_lazy("role in a body", "Secretariat"),
    "observer": pgettext_lazy("role in a body", "Observer"),
}

BODY_KINDS: Mapping[str, Said] = {
    "council": _("Council"),
    "group": _("Group"),
    "working_group": _("Working group"),
    "treaty_body": _("Body under a treaty"),
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

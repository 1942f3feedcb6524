"""Words of the desk: steps, relations between records, events, standing of the pen."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

RELATIONS: Mapping[str, str | Promise] = {
    # relation -> what the record that bears it says of the other
    "about": pgettext_lazy("relation", "About"),
    "concerns": pgettext_lazy("relation", "Concerns"),
    "carries_out": pgettext_lazy("relation", "Carries out"),
    "arises_from": pgettext_lazy("relation", "Arises from"),
    "follows": pgettext_lazy("relation", "Follows"),
    "under": pgettext_lazy("relation", "Under"),
    "of_provision": pgettext_lazy("relation", "Provision"),
    "of_area": pgettext_lazy("relation", "Area"),
    "of_pillar": pgettext_lazy("relation", "Pillar"),
    "of_body": pgettext_lazy("relation", "Body"),
    "of_meeting": pgettext_lazy("relation", "Meeting"),
    "of_decision": pgettext_lazy("relation", "Decision"),
    "of_forum": pgettext_lazy("relation", "Forum"),
    "serves": pgettext_lazy("relation", "Serves the objective"),
    "in_sector": pgettext_lazy("relation", "Sector"),
    "replaced_by": pgettext_lazy("relation", "Replaced by"),
    "succeeded_by": pgettext_lazy("relation", "Succeeded by"),
    "part_of": pgettext_lazy("relation", "Part of"),
    "set_up_by": pgettext_lazy("relation", "Set up by"),
    "mentions": pgettext_lazy("relation", "Mentions"),
    "answers": pgettext_lazy("relation", "Answers"),
    "passes_on": pgettext_lazy("relation", "Passes on"),
    "consolidates": pgettext_lazy("relation", "Consolidates the returns of"),
    "made_of": pgettext_lazy("relation", "Made of"),
    "refers_to": pgettext_lazy("relation", "Refers to"),
    "names_occasion": pgettext_lazy("relation", "Names the occasion"),
    "named_by": pgettext_lazy("relation", "Named by"),
    "sets_out": pgettext_lazy("relation", "Sets out"),
    "implements": pgettext_lazy("relation", "Implements"),
    "complements": pgettext_lazy("relation", "Complements"),
    "builds_on": pgettext_lazy("relation", "Builds on"),
    "named_in": pgettext_lazy("relation", "Named in"),
    "made_by": pgettext_lazy("relation", "Made by"),
    "sets_up": pgettext_lazy("relation", "Sets up"),
    "decided_at": pgettext_lazy("relation", "Decided at"),
    "follows_up": pgettext_lazy("relation", "Follows up"),
    "evidence_for": pgettext_lazy("relation", "Evidence for"),
    "replaces": pgettext_lazy("relation", "Replaces"),
    "raised_in": pgettext_lazy("relation", "Raised in"),
    "raised_from": pgettext_lazy("relation", "Raised from"),
    "of_note": pgettext_lazy("relation", "Beside the note"),
    "corrects": pgettext_lazy("relation", "Corrects"),
    "of_review": pgettext_lazy("relation", "Review"),
    "from_provision": pgettext_lazy("relation", "Starts from"),
    "into_provision": pgettext_lazy("relation", "Goes on in"),
    "proposed_by": pgettext_lazy("relation", "Proposed by"),
    "carried_by": pgettext_lazy("relation", "Carried by"),
}

EVENTS: Mapping[str, str | Promise] = {
    # last part of an event's name -> what happened
    "loaded": _("Entered from the profile and the public record"),
    "drafted": _("Started as a draft"),
    "saved": _("Saved a new text"),
    "accept_due": _("Accepted the due date"),
    "propose_due": _("Proposed a due date"),
    "report_done": _("Reported it done"),
    "verify": _("Verified that it is done"),
    "return": _("Returned it"),
    "reopen": _("Reopened it"),
    "hand_over": _("Handed it over"),
    "note": _("Added a note"),
    "file_kept": _("Kept a file with it"),
    "follow_up_done": _("Follow-up done"),
    "was_done": _("Recorded that it was done"),
    "was_not_done": _("Recorded that it was not done"),
    "was_replaced": _("Recorded what replaced it"),
    "shared": _("Shared"),
    "first_opened": _("Opened it, the first on this side"),
    "recalled": _("Asked the other side to return or destroy it"),
    "destroyed": _("Destroyed at its originator's request"),
    "received": _("Received"),
    "sharing_approved": _("Approved the restricted sharing"),
    "confirmed": _("Confirmed the wording"),
    "locked": _("Locked the period"),
    "not_agreed": _("Left out of the period: not confirmed in time"),
    "publication_consented": _("Consented to publication"),
    "published": _("Published"),
    "publication_planned": _("Planned the publication"),
    "publication_cancelled": _("Cancelled the planned publication"),
    "publication_held": _("Did not publish what was planned: it was refused"),
    "set": pgettext_lazy("pause", "Paused publication"),
    "ended": pgettext_lazy("pause", "Ended a pause of publication"),
    "withdrawn": _("Withdrew it"),
    "overtaken": _("Said that it was overtaken by events"),
    "draft_discarded": _("Discarded the draft"),
    "language_checked": _("Checked one language against the other"),
    "change_proposed": _("Proposed changes"),
    "proposal_taken": _("Took a proposal over"),
    "proposal_declined": _("Declined a proposal"),
    "pen_asked": _("Asked for the pen"),
    "pen_not_needed": _("Took back the request for the pen"),
    "pen_passed": _("Passed the pen"),
    "pen_taken": _("Took the pen over"),
    "lead_named": _("Named a lead post"),
    "chosen": _("Chose a template for papers"),
    "renumbered": _("Gave it another number"),
    "revised": _("Changed it with the text, by a review"),
    "text_began": _("Put it into the text, by a review"),
    "text_ended": _("Took it out of the text, by a review"),
    "reattached": _("Put it under another provision, by a review"),
    "came_into_force": _("The new text came into effect"),
    "placed": _("Put items on the agenda"),
    "gathered": _("Brought what waited onto the agenda"),
    "carried": _("Carried items over to this agenda"),
    "agenda_freed": _("Gave back its agenda"),
    "place_changed": _("Changed an item’s length or wish"),
    "place_moved": _("Changed the order of the agenda"),
    "taken_off": _("Took an item off the agenda"),
    "put_back": _("Put an item back on the agenda"),
    "agenda_frozen": _("Froze the agenda"),
    "agenda_unfrozen": _("Lifted the freeze of the agenda"),
    "attendance_entered": _("Entered who attended"),
    "attendance_taken_back": _("Took back who attended"),
    "opened": pgettext_lazy("meeting", "Opened the meeting"),
    "came_to": _("Came to the next item"),
    "item_ended": _("Said how an item ended"),
    "item_opened_again": _("Took back how an item ended"),
    "rest_carried": _("Carried the rest over"),
    "rest_taken_back": _("Took back that the rest was carried over"),
    "closed": pgettext_lazy("meeting", "Closed the meeting"),
    "reopened": pgettext_lazy("meeting", "Reopened the meeting"),
    "term_added": _("Added a concept to the glossary"),
    "term_changed": _("Changed a concept of the glossary"),
    "term_retired": _("Retired a concept of the glossary"),
    "term_restored": _("Put a concept of the glossary back into use"),
    "meeting_added": _("Added a meeting to the year"),
    "step_done": _("Did a step of the year"),
    "step_not_needed": _("Said that a step of the year is not needed"),
    "step_reopened": _("Opened a step of the year again"),
    "step_moved": _("Moved a step of the year"),
    "finding_accepted": _("Accepted a finding of the wording check"),
    "acceptance_taken_back": _("Took an acceptance back"),
    "silence_started": _("Asked for confirmation by silence"),
    "silence_objected": _("Objected to confirmation by silence"),
    "confirmed_by_silence": _("Confirmed: nobody objected"),
    "offices_asked": _("Asked offices for clearance"),
    "office_answered": _("Recorded an office’s answer"),
    "clearance_completed": _("Completed the clearance"),
    "clearance_closed": _("Closed the clearance"),
    "line_used": _("Noted where a line was used"),
    "decision_entered": _("Entered the number of a decision taken elsewhere"),
    "silence_counted": _("No answer in time counted as cleared"),
    "owner_changed": _("Given to another post"),
    "handover_planned": _("Planned a handover"),
    "handover_done": _("Handed a post over"),
    "handover_cancelled": _("Cancelled a handover"),
    "handover_undone": _("Undid a handover"),
    "clearance_rule_set": _("Set when texts may be confirmed"),
    "commission_sent": _("Sent a commission"),
    "commission_passed_on": _("Passed the commission on to its own offices"),
    "commission_closed": _("Closed the commission"),
    "commission_withdrawn": _("Withdrew the commission"),
    "commission_reopened": _("Opened the commission again"),
    "taken_down": _("Took down word for word what was returned"),
    "office_returned": _("An office returned its answer"),
    "return_chosen": _("Chose among the answers of one office"),
    "late_text_taken": _("Took in what came after the end"),
    "answer_link_made": _("Made a link to answer by"),
    "answer_links_revoked": _("Revoked the links of an office"),
    "more_time_asked": _("Asked for more time"),
    "more_time_given": _("Gave more time"),
    "more_time_refused": _("Refused more time"),
    "office_succeeded": _("Asked the successor of an office"),
    "rules_written": _("Changed the wording rules of the side"),
}

BODY_KINDS: Mapping[str, str | Promise] = {
    "council": _("council"),
    "group": _("group of senior officials"),
    "working_group": _("working group"),
    "treaty_body": _("body under a treaty"),
}

SCOPE_PARTS: Mapping[str, str | Promise] = {
    "proposes": _("Proposes changes of scope and objectives"),
    "confirms": _("Confirms changes of scope and objectives"),
}

FREQUENCIES: Mapping[str, str | Promise] = {
    "year": _("every year"),
    "half_year": _("every half year"),
    "quarter": _("every quarter"),
    "month": _("every month"),
}

STANDING_OF_NAMES: Mapping[str, str | Promise] = {
    "active": _("active"),
    "ended": _("ended"),
    "renamed": _("renamed"),
    "unknown": _("not known"),
}

SOURCED: Mapping[str, str | Promise] = {
    "seed": _("from the text itself"),
    "general": _("generally known; no page was read"),
}

TLP_WORDS: Mapping[str, str | Promise] = {
    "TLP:RED": _("for the people named, and nobody else"),
    "TLP:AMBER+STRICT": _("for one’s own side only"),
    "TLP:AMBER": _("for both sides, as far as each needs to know"),
    "TLP:CLEAR": _("for everybody"),
}

PROPOSAL_STATES: Mapping[str, str | Promise] = {
    "open": pgettext_lazy("proposal", "open"),
    "taken": pgettext_lazy("proposal", "taken over"),
    "declined": pgettext_lazy("proposal", "declined"),
    "withdrawn": pgettext_lazy("proposal", "withdrawn"),
}


def said(words: Mapping[str, str] | str | None) -> str:
    """Return a text per language in the language of the page, in English where it is missing."""
    if not isinstance(words, Mapping):
        return str(words or "")
    return words.get(get_language() or "en") or words.get("en", "")


def listed(texts: Iterable[str]) -> str:
    """Return several texts in a row, as the reader's language strings them together."""
    return ("、" if get_language() == "ja" else ", ").join(texts)

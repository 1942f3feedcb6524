"""``{% load look %}``: every tag and filter of the look, registered here, written in ``tags``.

docs/reference/look.md lists them with an example each.
"""

from collections.abc import Callable

from django import template
from django.utils.safestring import SafeString

from kakehashi.look.tags import (
    badges,
    bilingual,
    blocks,
    fields,
    moments,
    problems,
    registers,
    tongues,
)

register = template.Library()

Tag = Callable[..., SafeString]

SIMPLE: tuple[Tag, ...] = (
    badges.marking,
    badges.page_marking,
    badges.state_tag,
    badges.language_tag,
    badges.progress_tag,
    badges.side_tag,
    badges.reference,
    bilingual.pair,
    bilingual.twin,
    bilingual.changes,
    bilingual.difference,
    moments.on_day,
    moments.at_moment,
    moments.zones,
    blocks.tab,
    blocks.tile,
    blocks.crumb,
    blocks.button,
    fields.field_pair,
    registers.search_box,
)

WITH_CONTEXT: tuple[Tag, ...] = (
    blocks.nav_item,
    registers.sort_header,
    registers.pagination,
    registers.chosen_filter,
    problems.error_summary,
    problems.notifications,
)

BLOCKS: tuple[Tag, ...] = (
    bilingual.pair_columns,
    bilingual.pair_side,
    blocks.summary_list,
    blocks.summary_row,
    blocks.proof,
    blocks.more,
    blocks.nothing,
    blocks.inset,
    blocks.note,
    blocks.warning,
    blocks.notice,
    blocks.tabs,
    blocks.tiles,
    blocks.timeline,
    blocks.event,
    blocks.task_list,
    blocks.task,
    blocks.navigation,
    blocks.crumbs,
    blocks.buttons,
    registers.data_table,
    registers.chosen,
)

for tag in SIMPLE:
    register.simple_tag(tag)
for tag in WITH_CONTEXT:
    register.simple_tag(tag, takes_context=True)
for tag in BLOCKS:
    register.simple_block_tag(tag)
register.simple_block_tag(registers.filter_panel, takes_context=True)

register.filter("day", moments.day)
register.filter("brief_day", moments.brief_day)
register.filter("moment", moments.moment)
register.filter("both_zones", moments.both_zones)
register.filter("said", bilingual.said)
register.filter("counted", bilingual.counted)
register.filter("tongues", tongues.tongues)
register.filter("say_state", badges.say_state)
register.filter("say_progress", badges.say_progress)
register.filter("say_audience", badges.say_audience)
register.filter("say_language", badges.say_language)

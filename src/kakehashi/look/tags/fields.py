"""Fields of a form in two columns, one language each."""

from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kakehashi.look.tags.bilingual import reading_order


def field_pair(ja: BoundField, en: BoundField) -> SafeString:
    """Tag: the fields for one text in both languages side by side, the reader's own first.

    Args:
        ja: The field for Japanese; its control is told so (``lang``).
        en: The field for English.
    """
    fields = {"ja": ja, "en": en}
    for code, field in fields.items():
        field.field.widget.attrs.setdefault("lang", code)
    first, second = (fields[code].as_field_group() for code in reading_order())
    return format_html('<div class="k-field-pair">{}{}</div>', first, second)

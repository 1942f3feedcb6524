"""What a table that is brought in is refused for as a whole, apart from single lines."""

from kakehashi.errors import Refused


class SheetEmpty(Refused):
    """The file has no line below its headings, or nothing at all."""

    code = "sheet-empty"
    message = {"en": "{name} has no lines to read.", "ja": "「{name}」には読み取る行がありません。"}
    hint = {
        "en": "Export the register, change cells in that file and bring it in again.",
        "ja": "登録簿を出力し、そのファイルのセルを修正して取り込んでください。",
    }


class SheetTooBig(Refused):
    """The file is larger than any table of the register need be."""

    code = "sheet-too-big"
    status = 413
    message = {
        "en": "{name} has {size} MB; the limit is {limit} MB.",
        "ja": "「{name}」は {size} MB あり、上限の {limit} MB を超えています。",
    }
    hint = {
        "en": "Filter the register first, by area for example, and bring in part after part.",
        "ja": "登録簿を分野等で絞り込んで出力し、分割して取り込んでください。",
    }


class SheetTooLong(Refused):
    """The table has more lines than are compared at once."""

    code = "sheet-too-long"
    status = 413
    message = {
        "en": "{name} has more than {limit} lines.",
        "ja": "「{name}」は上限の {limit} 行を超えています。",
    }
    hint = {
        "en": "Nothing was read. Keep the lines you changed, or bring in one part after another.",
        "ja": "読取りは行っていません。修正した行だけを残すか、分割して取り込んでください。",
    }


class TooManyChanges(Refused):
    """The table would change more records than are written in one go."""

    code = "too-many-changes"
    status = 413
    message = {
        "en": "The file would make {count} changes; at most {limit} are made at once.",
        "ja": "変更が {count} 件あります（一度に反映できるのは {limit} 件まで）。",
    }
    hint = {
        "en": "Nothing was changed. Bring in one part after another.",
        "ja": "何も変更していません。分割して取り込んでください。",
    }


class NotATable(Refused):
    """The file is neither a CSV nor a workbook, or no heading of it is known."""

    code = "not-a-table"
    status = 415
    message = {
        "en": "{name} is not a table of the register (CSV or XLSX): {why}.",
        "ja": "「{name}」は登録簿の表（CSV・XLSX）として読み取れません（{why}）。",
    }
    hint = {
        "en": "Export the register and compare: the headings of that file are the ones known.",
        "ja": "登録簿を出力し、見出しを比べてください。その見出しだけを読み取ります。",
    }


class ColumnsWrong(Refused):
    """Headings are missing, not known, or there twice."""

    code = "sheet-columns-wrong"
    message = {
        "en": "The headings of {name} do not fit: {faults}.",
        "ja": "「{name}」の見出しが合いません（{faults}）。",
    }
    hint = {
        "en": "Nothing was read. Mend the headings; a column you do not need may be deleted, "
        "reference and version may not.",
        "ja": "読取りは行っていません。見出しを直してください。不要な列は削除できますが、"
        "reference と version は必要です。",
    }


class CellsMerged(Refused):
    """Cells of the workbook are merged, so that nobody can say whose their text is."""

    code = "sheet-cells-merged"
    message = {
        "en": "{name} has merged cells ({where}).",
        "ja": "「{name}」に結合されたセルがあります（{where}）。",
    }
    hint = {
        "en": "Unmerge them, fill each cell, and bring the file in again.",
        "ja": "結合を解除し、各セルに記入して、もう一度取り込んでください。",
    }


class SheetGone(Refused):
    """The file that was looked at is no longer kept, or its changes were made already."""

    code = "sheet-gone"
    status = 410
    message = {
        "en": "This import is no longer kept: its changes were made, or a day has passed.",
        "ja": "この取込みは保存されていません（反映済み又は1日を経過）。",
    }
    hint = {
        "en": "Bring the file in again; what is done already shows as unchanged.",
        "ja": "ファイルをもう一度取り込んでください。反映済みの行は「変更なし」と表示されます。",
    }

"""What cannot be read as a text, each with what is wrong and what to do."""

from kakehashi.errors import Refused


class FileMissing(Refused):
    """There is no file of that name, or it may not be read."""

    code = "import-file-missing"
    status = 404
    message = {
        "en": "There is no readable file {name}.",
        "ja": "読み取れるファイル「{name}」がありません。",
    }
    hint = {
        "en": "Check the path and that you may read the file.",
        "ja": "パスと、ファイルの読取権限を確認してください。",
    }


class FileNotPlain(Refused):
    """A folder, a pipe or a device stands where a file should."""

    code = "import-not-a-file"
    message = {
        "en": "{name} is a folder or no plain file.",
        "ja": "「{name}」は通常のファイルではありません（フォルダー等）。",
    }
    hint = {
        "en": "Give the file itself: a text, a PDF or a Word document (DOCX).",
        "ja": "テキスト、PDF 又は Word 文書（DOCX）のファイルそのものを指定してください。",
    }


class FileEmpty(Refused):
    """The file has no content."""

    code = "import-file-empty"
    message = {"en": "{name} is empty.", "ja": "「{name}」は空です。"}
    hint = {
        "en": "Download or save the file again.",
        "ja": "ファイルをもう一度保存又は取得してください。",
    }


class FileTooBig(Refused):
    """The file is larger than any text of a partnership."""

    code = "import-file-too-big"
    status = 413
    message = {
        "en": "{name} has {size} MB; the limit is {limit} MB.",
        "ja": "「{name}」は {size} MB あり、上限の {limit} MB を超えています。",
    }
    hint = {
        "en": "Save the text alone, without pictures, and use that.",
        "ja": "画像等を除いた文書だけを保存し、それを使用してください。",
    }


class TextTooLong(Refused):
    """The text itself is longer than any text of a partnership."""

    code = "import-text-too-long"
    status = 413
    message = {
        "en": "{name} holds more than {limit} million characters of text.",
        "ja": "「{name}」の本文は {limit} 百万字を超えています。",
    }
    hint = {
        "en": "Use the part that matters.",
        "ja": "必要な部分だけを使用してください。",
    }


class TypeUnknown(Refused):
    """The file is none of the kinds that can be read."""

    code = "import-type-unknown"
    status = 415
    message = {
        "en": "{name} is neither plain text, nor a PDF, nor a Word document (DOCX).",
        "ja": "「{name}」は、テキスト、PDF、Word 文書（DOCX）のいずれでもありません。",
    }
    hint = {
        "en": "Save it as one of these and use that.",
        "ja": "これらのいずれかの形式で保存し、それを使用してください。",
    }


class EncodingUnknown(Refused):
    """The bytes of the text fit none of the encodings known."""

    code = "import-encoding-unknown"
    status = 415
    message = {
        "en": "The characters of {name} cannot be read: it is in none of {known}.",
        "ja": "「{name}」の文字を読み取れません。"
        "対応する文字コード（{known}）のいずれでもありません。",
    }
    hint = {
        "en": "Save it as UTF-8 and use that.",
        "ja": "UTF-8 で保存し、それを使用してください。",
    }


class FileEncrypted(Refused):
    """A password stands before the content."""

    code = "import-file-encrypted"
    message = {
        "en": "{name} is protected by a password.",
        "ja": "「{name}」はパスワードで保護されています。",
    }
    hint = {
        "en": "Open it with the password, save a copy without one and use that.",
        "ja": "パスワードで開き、保護を外した写しを保存して、それを使用してください。",
    }


class OldWordFile(Refused):
    """A Word document of the kind before 2007, or another old office file."""

    code = "import-old-office-file"
    status = 415
    message = {
        "en": "{name} is an office file of the old kind (such as DOC).",
        "ja": "「{name}」は旧形式（DOC 等）のファイルです。",
    }
    hint = {
        "en": "Open it in a word processor, save it as DOCX and use that.",
        "ja": "ワープロソフトで開き、DOCX 形式で保存して、それを使用してください。",
    }


class FileBroken(Refused):
    """The file begins as its kind does, but cannot be read through."""

    code = "import-file-broken"
    message = {
        "en": "{name} is damaged: {part} cannot be read.",
        "ja": "「{name}」は破損しており、{part} を読み取れません。",
    }
    hint = {
        "en": "Download it again, or open it and save a new copy.",
        "ja": "もう一度取得するか、開いて新しい写しを保存してください。",
    }


class FileSwells(Refused):
    """Unpacked, the file would fill the machine: an error or an attack."""

    code = "import-file-swells"
    status = 413
    message = {
        "en": "{name} grows beyond all measure when it is unpacked, so it was not read.",
        "ja": "「{name}」は展開すると異常に大きくなるため、読み取りませんでした。",
    }
    hint = {
        "en": "Do not open it elsewhere; ask whoever sent it for another copy.",
        "ja": "ほかのソフトでも開かず、送付元に別の写しを依頼してください。",
    }


class ForbiddenXml(Refused):
    """The document defines entities of its own, as no word processor does."""

    code = "import-forbidden-xml"
    message = {
        "en": "{name} contains XML declarations (DTD, entities) that no word processor writes.",
        "ja": "「{name}」には、ワープロソフトが書き出すことのない "
        "XML 宣言（DTD、実体）が含まれています。",
    }
    hint = {
        "en": "Do not open it elsewhere; ask whoever sent it for another copy.",
        "ja": "ほかのソフトでも開かず、送付元に別の写しを依頼してください。",
    }

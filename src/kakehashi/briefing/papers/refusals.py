"""What a template is refused for, in both languages: one class a reason."""

from kakehashi.errors import Refused


class TemplateNotDocx(Refused):
    """The file is no Word document that can be read whole."""

    code = "template-not-docx"
    status = 415
    message = {
        "en": "This is not a Word document (.docx) that can be read whole.",
        "ja": "Word文書（.docx）として読み取れません。",
    }
    hint = {
        "en": "Open it in Word or LibreOffice, save it as .docx without a password, and send that.",
        "ja": "Word又はLibreOfficeで開き、パスワードなしの .docx 形式で保存し直してください。",
    }


class TemplateTooBig(Refused):
    """The file, or what is packed in it, is larger than a template need be."""

    code = "template-too-big"
    status = 413
    message = {
        "en": "The template has {size} MB packed or unpacked; the limit is {limit} MB.",
        "ja": "テンプレートが {size} MB あり（圧縮時又は展開時）、"
        "上限の {limit} MB を超えています。",
    }
    hint = {
        "en": "It was not opened. Take out or shrink its pictures.",
        "ja": "ファイルは開いていません。画像を減らすか縮小してください。",
    }


class TemplateMacro(Refused):
    """The template holds a macro."""

    code = "template-macro"
    message = {
        "en": "The template holds a macro ({part}).",
        "ja": "テンプレートにマクロが含まれています（{part}）。",
    }
    hint = {
        "en": "Nothing was run. Save it as a plain Word document (.docx), which keeps no macros.",
        "ja": "何も実行していません。マクロを含まないWord文書（.docx）として保存してください。",
    }


class TemplateExternal(Refused):
    """The template points outside itself: a link, a picture, another template."""

    code = "template-external"
    message = {
        "en": "The template points outside itself: {target}.",
        "ja": "テンプレートが外部を参照しています（{target}）。",
    }
    hint = {
        "en": "Nothing was fetched. Embed pictures, turn links into plain text, and detach the "
        "template it was made from.",
        "ja": "外部への接続は行っていません。画像は埋め込み、リンクは文字にし、"
        "添付されたテンプレートは外してください。",
    }


class TemplateEmbeds(Refused):
    """The template carries another file: an object, a control, another document."""

    code = "template-embeds"
    message = {
        "en": "The template carries something that is neither text nor a picture: {part}.",
        "ja": "テンプレートに、文字・画像以外のもの（{part}）が埋め込まれています。",
    }
    hint = {
        "en": "Take out embedded objects, controls and documents. Pictures: PNG, JPEG or GIF.",
        "ja": "埋め込みオブジェクト、コントロール、文書を削除してください。"
        "画像は PNG・JPEG・GIF に限ります。",
    }


class TemplateField(Refused):
    """The template has a field code that reads something other than the document."""

    code = "template-field"
    message = {
        "en": "The template has a field that reads more than the document itself: {field}.",
        "ja": "テンプレートに、文書以外を読み取るフィールド（{field}）があります。",
    }
    hint = {
        "en": "Take it out. Page numbers, contents, captions and references to headings may stay.",
        "ja": "削除してください。ページ番号、目次、図表番号、見出しの参照は使用できます。",
    }


class TemplateEntities(Refused):
    """The template declares a document type or entities."""

    code = "template-entities"
    message = {
        "en": "The template declares a document type or entities ({part}).",
        "ja": "テンプレートに文書型宣言又は実体宣言があります（{part}）。",
    }
    hint = {
        "en": "No word processor writes these. Nothing was expanded; make the template anew.",
        "ja": "ワープロソフトが書き出すものではありません。展開は行っていません。"
        "テンプレートを作り直してください。",
    }


class TemplateBroken(Refused):
    """A tag of the template cannot be read, or what comes of it is no document."""

    code = "template-broken"
    message = {
        "en": "A tag is broken in {where}: {why}. Tag: {tag}",
        "ja": "{where}のタグに誤りがあります（{why}）。タグ: {tag}",
    }
    hint = {
        "en": "Mend it and send the template again; the sample template shows every form of tag.",
        "ja": "修正して、もう一度お送りください。タグの書き方は見本のテンプレートにあります。",
    }


class TemplateUnknownName(Refused):
    """A tag of the template names what the paper does not hold."""

    code = "template-unknown-name"
    message = {
        "en": "“{name}” in {where} names nothing. Tag: {tag}",
        "ja": "{where}の「{name}」に当たる項目がありません。タグ: {tag}",
    }
    hint = {
        "en": "Names that there are: {known}.",
        "ja": "使用できる名前: {known}",
    }


class TemplateReaches(Refused):
    """A tag of the template would run something or look behind a value."""

    code = "template-reaches"
    message = {
        "en": "A tag in {where} asks for more than a template may: {tag}",
        "ja": "{where}のタグは、テンプレートに許される範囲を超えています: {tag}",
    }
    hint = {
        "en": "It was not run. A tag names a field, loops over a list (for) or asks whether "
        "something is there (if); it calls nothing.",
        "ja": "実行していません。タグにできるのは、項目名を書くこと、一覧の繰り返し（for）、"
        "有無による分岐（if）だけです。呼出しはできません。",
    }


class TemplateTooLong(Refused):
    """Filling the template in takes more turns, output, time or memory than any paper needs."""

    code = "template-too-long"
    status = 413
    message = {
        "en": "The template would make a document without end, or nearly: it was stopped.",
        "ja": "テンプレートから際限のない文書が作られるため、処理を止めました。",
    }
    hint = {
        "en": "Look for a loop inside a loop over the same list; "
        "loops may take {most} turns in all.",
        "ja": "同じ一覧の繰り返しが入れ子になっていないか確認してください"
        "（繰り返しは合計 {most} 回まで）。",
    }


class TemplateWithoutMarking(Refused):
    """A page of what is made would not say for whom it is."""

    code = "template-without-marking"
    message = {
        "en": "Not every page of the template has a header with {{{{ marking }}}}.",
        "ja": "ヘッダーに {{{{ marking }}}} のないページがあります。",
    }
    hint = {
        "en": "Put it into every header (first page and even pages too), outside if and for.",
        "ja": "全てのヘッダー（先頭ページ・偶数ページを含む。）に、"
        "if・for の外で記載してください。",
    }


REASONS: tuple[type[Refused], ...] = (
    TemplateNotDocx,
    TemplateTooBig,
    TemplateMacro,
    TemplateExternal,
    TemplateEmbeds,
    TemplateField,
    TemplateEntities,
    TemplateBroken,
    TemplateUnknownName,
    TemplateReaches,
    TemplateTooLong,
    TemplateWithoutMarking,
)

"""The page that explains the API: every address, both languages, open to anybody."""

from kakehashi.api.document import document


def test_every_address_is_explained_in_both_languages(node, client):
    english = client.get("/en/api/")
    assert english.status_code == 200
    said = english.content.decode()
    for path in document()["paths"]:
        assert f"<code>{path}</code>" in said
    japanese = client.get("/ja/api/").content.decode()
    assert "プログラムから読み取る" in japanese
    assert 'lang="en"' in japanese
    assert client.get("/en/api/", headers={"If-None-Match": english["ETag"]}).status_code == 304
    assert 'href="/en/api/"' in client.get("/en/").content.decode()

"""A reader of BagIt packages written from RFC 8493 alone: it imports nothing of ours."""

import hashlib
import io
import zipfile


def read_bag(data: bytes) -> dict[str, bytes]:
    """Return the payload of a bag in a ZIP by path, after checking all that the RFC lets check."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        tops = {name.partition("/")[0] for name in names}
        assert len(tops) == 1, tops
        files = {name.partition("/")[2]: archive.read(name) for name in names}
    declared = files["bagit.txt"].decode("ascii").splitlines()
    assert declared == ["BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8"]
    payload = {path: content for path, content in files.items() if path.startswith("data/")}
    assert payload
    for path in files:
        assert not any(part in ("", ".", "..") for part in path.split("/")), path
    for algorithm in ("sha256", "sha512"):
        listed = _manifest(files[f"manifest-{algorithm}.txt"])
        assert set(listed) == set(payload)  # complete: every payload file in every manifest
        for path, digest in listed.items():
            assert hashlib.new(algorithm, payload[path]).hexdigest() == digest, path
        tags = _manifest(files[f"tagmanifest-{algorithm}.txt"])
        assert set(tags) == {
            path
            for path in files
            if not path.startswith("data/") and not path.startswith("tagmanifest-")
        }
        for path, digest in tags.items():
            assert hashlib.new(algorithm, files[path]).hexdigest() == digest, path
    about = dict(line.split(": ", 1) for line in files["bag-info.txt"].decode("utf-8").splitlines())
    octets = sum(len(content) for content in payload.values())
    assert about["Payload-Oxum"] == f"{octets}.{len(payload)}"
    return payload


def _manifest(content: bytes) -> dict[str, str]:
    listed = {}
    for line in content.decode("utf-8").splitlines():
        digest, _, path = line.partition("  ")
        assert path
        assert path not in listed
        listed[path] = digest
    return listed

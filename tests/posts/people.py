"""Posts, persons and a second Japanese official for the tests of this room."""

from kakehashi.people.models import Account, Holding, Organisation, Person, Post

NEWCOMERS = ("miho", "shun", "rika")


def fill() -> None:
    """Give Japan further offices, posts with holders, and accounts of newcomers."""
    Organisation.objects.create(id="digital", side_id="JP", name_en="DA", name_ja="デジタル庁")
    for code, office in (("semi", "mic"), ("data", "mic"), ("ident", "digital")):
        Post.objects.create(id=code, organisation_id=office, name_en=code, name_ja=code)
    for name in ("kenji", "yuki", *NEWCOMERS):
        Person.objects.create(id=name, name_en=name, name_ja=name)
    for name in NEWCOMERS:
        Account.objects.create(
            username=name,
            side_id="JP",
            organisation_id="mic",
            person_id=name,
            name_en=name,
            name_ja=name,
            language="ja",
            zone="Asia/Tokyo",
        )
    for name, post in (("kenji", "semi"), ("yuki", "data")):
        Account.objects.filter(username=name).update(post_id=post, person_id=name)
        Account.objects.get(username=name).roles.set(["topic_lead"])
        Holding.objects.create(post_id=post, person_id=name)

"""Publishing at a set time on the page: planning, moving, cancelling, pausing, in both languages."""

import datetime as dt

from django.utils import timezone

from kakehashi.records import services
from kakehashi.records.jobs import publish_due
from kakehashi.records.models import Entry, Pause, Publication
from tests.records.test_faces import text


def said(answer):
    return answer.content.decode()


def given(day, time="09:00", zone="Asia/Tokyo"):
    return {
        "day_day": day.day,
        "day_month": day.month,
        "day_year": day.year,
        "time": time,
        "zone": zone,
    }


def test_a_time_is_set_moved_and_cancelled(node, tokyo, london, client):
    now = timezone.now()
    item = services.create(
        kind="update", text=text("Embargoed words"), by=node["officer-jp"], at=now
    )
    page = f"/desk/records/{item.reference}/"
    later = f"{page}publish-later/"
    day = (now + dt.timedelta(days=9)).date()
    assert "Publish at a set time" in said(tokyo.get(f"/en{page}"))
    assert "Plan it" in said(tokyo.get(f"/en{later}"))
    past = tokyo.post(f"/en{later}", given(day.replace(year=2020)))
    assert past.status_code == 400
    assert "Give a time to come" in said(past)
    assert tokyo.post(f"/en{later}", {}).status_code == 400
    assert tokyo.post(f"/en{later}", given(day)).status_code == 302
    shown = said(tokyo.get(f"/ja{page}"))
    assert "公表予定" in shown
    assert "東京" in shown
    assert "ロンドン" in shown
    for address in (page, later, f"{later}cancel/"):
        assert london.post(f"/en{address}").status_code in (404, 405)
        assert client.get(f"/en{address}").status_code == 302
    assert item.reference not in said(london.get("/en/desk/publication/"))
    assert item.reference in said(tokyo.get("/ja/desk/publication/"))
    for address in (f"/records/{item.reference}/", "/", "/search/?q=Embargoed"):
        assert "Embargoed words" not in said(client.get(f"/en{address}"))
    answer = tokyo.post(f"/en{page}step/publish/", follow=True)
    assert "is planned to be published at a set time" in said(answer)
    answer = tokyo.post(f"/en{later}cancel/", follow=True)
    assert "To undo this, plan it again" in said(answer)
    assert f'value="{day.day}"' in said(answer), "the form offers the time that was cancelled"
    assert Publication.objects.get().state == "cancelled"
    tokyo.post(f"/en{later}", given(day + dt.timedelta(days=1)))
    assert publish_due(at=now + dt.timedelta(days=20)) == 1
    assert client.get(f"/en/records/{item.reference}/").status_code == 200


def test_a_pause_is_set_puts_off_and_is_ended(node, tokyo, london):
    now = timezone.now()
    first, last = now.date() - dt.timedelta(days=1), now.date() + dt.timedelta(days=5)
    form = {
        **{f"first_day_{part}": getattr(first, part) for part in ("day", "month", "year")},
        **{f"last_day_{part}": getattr(last, part) for part in ("day", "month", "year")},
        "reason_en": "General election",
        "reason_ja": "総選挙",
    }
    wrong = london.post("/en/desk/publication/", {**form, "reason_ja": ""})
    assert wrong.status_code == 400
    assert 'href="#id_reason_ja"' in said(wrong)
    long = london.post("/en/desk/publication/", {**form, "reason_ja": "選" * 301})
    assert "in English and in Japanese" in said(long)
    assert london.post("/en/desk/publication/", form).status_code == 302
    item = services.create(kind="update", text=text("one"), by=node["officer-jp"], at=now)
    page = f"/ja/desk/records/{item.reference}/"
    answer = tokyo.post(f"{page}step/publish/", follow=True)
    assert "総選挙" in said(answer)
    assert "日時を指定して公表" in said(answer)
    assert Entry.objects.get(item=item).state == "draft"
    tokyo.post(f"{page}publish-later/", given(now.date() + dt.timedelta(days=2)))
    waiting = said(tokyo.get("/ja/desk/publication/"))
    assert "公表を停止しています（総選挙）" in waiting
    pause = Pause.objects.get()
    ending = f"/ja/desk/publication/pauses/{pause.pk}/end/"
    assert "この停止期間を終了" not in waiting
    assert tokyo.post(ending).status_code == 404
    assert tokyo.get(ending).status_code == 405
    assert london.post(ending).status_code == 302
    assert "公表停止期間は設定されていません" in said(tokyo.get("/ja/desk/publication/"))


def test_what_was_refused_stands_on_my_work(node, tokyo):
    now = timezone.now()
    item = services.create(kind="update", text=text("one"), by=node["officer-jp"], at=now)
    at = now + dt.timedelta(days=1)
    services.plan_publication(
        item=item.pk, publish_at=at, zone="Asia/Tokyo", by=node["officer-jp"], at=now
    )
    services.save(item=item.pk, base=1, text=text("two"), by=node["officer-jp"], at=now)
    publish_due(at=at)
    work = said(tokyo.get("/ja/desk/"))
    assert "予約されたが公表されていないもの" in work
    assert "その後差し替えられたか" in work
    assert "was replaced or taken away" in said(tokyo.get(f"/en/desk/records/{item.reference}/"))


def test_the_list_of_what_waits_asks_as_often_however_much_waits(
    node, tokyo, django_assert_max_num_queries
):
    now = timezone.now()
    for title in ("one", "two", "three", "four", "five", "six", "seven", "eight"):
        item = services.create(kind="update", text=text(title), by=node["officer-jp"], at=now)
        services.plan_publication(
            item=item.pk,
            publish_at=now + dt.timedelta(days=1),
            zone="Asia/Tokyo",
            by=node["officer-jp"],
            at=now,
        )
    with django_assert_max_num_queries(16):
        tokyo.get("/en/desk/publication/")

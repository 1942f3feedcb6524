"""The search document, and the index over its tokens that the database in use needs."""

import django.db.models.deletion
from django.db import migrations, models

from kakehashi.records.search.databases import install, remove


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=32)),
                ("reference", models.CharField(max_length=80)),
                ("place", models.CharField(max_length=600)),
                ("title", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("tokens", models.TextField()),
                ("unread", models.BooleanField(default=False)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.audience",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_document",
                        to="records.entry",
                    ),
                ),
            ],
        ),
        migrations.RunPython(
            lambda _apps, editor: install(editor), lambda _apps, editor: remove(editor)
        ),
    ]

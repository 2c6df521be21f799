"""Find the page that an old address belonged to, and the parts of sitemaps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0009_images")]

    operations = [
        migrations.AddIndex(
            "Change", models.Index(fields=["path", "-id"], name="change_path")
        ),
        migrations.AddIndex(
            "PublishedDocument",
            models.Index(fields=["site", "page"], name="document_site_page"),
        ),
    ]

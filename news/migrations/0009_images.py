"""Placeholders of pictures, and sizes as readers see them."""

import wagtail.images.models
from django.db import migrations, models

import news.models.media


class Migration(migrations.Migration):
    dependencies = [("news", "0008_access_tokens")]

    operations = [
        migrations.AddField(
            model_name="newsimage",
            name="placeholder",
            field=models.CharField(
                blank=True, editable=False, max_length=60, verbose_name="占位图"
            ),
        ),
        migrations.AlterField(
            model_name="newsimage",
            name="file",
            field=news.models.media.UprightImageField(
                height_field="height",
                upload_to=wagtail.images.models.get_upload_to,
                verbose_name="文件",
                width_field="width",
            ),
        ),
    ]

import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0001_user"),
        (
            "taggit",
            "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx",
        ),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="CategoryIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    wagtail.fields.RichTextField(blank=True, verbose_name="栏目介绍"),
                ),
            ],
            options={
                "verbose_name": "栏目",
                "verbose_name_plural": "栏目",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("page_id", models.BigIntegerField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("published", "发布"),
                            ("updated", "更新"),
                            ("moved", "移动"),
                            ("withdrawn", "撤下"),
                        ],
                        max_length=20,
                    ),
                ),
                ("path", models.CharField(max_length=1000)),
                ("version", models.CharField(blank=True, max_length=64)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "verbose_name": "变更",
                "verbose_name_plural": "变更",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "首页",
                "verbose_name_plural": "首页",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=60, unique=True, verbose_name="姓名"),
                ),
            ],
            options={
                "verbose_name": "作者",
                "verbose_name_plural": "作者",
                "ordering": ["name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=100, unique=True, verbose_name="名称"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=500, verbose_name="网址"),
                ),
            ],
            options={
                "verbose_name": "来源",
                "verbose_name_plural": "来源",
                "ordering": ["name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="NewsImage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        upload_to=wagtail.images.models.get_upload_to,
                        verbose_name="file",
                        width_field="width",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=255,
                        verbose_name="description",
                    ),
                ),
                ("width", models.IntegerField(editable=False, verbose_name="width")),
                ("height", models.IntegerField(editable=False, verbose_name="height")),
                (
                    "created_at",
                    models.DateTimeField(
                        auto_now_add=True, db_index=True, verbose_name="created at"
                    ),
                ),
                ("focal_point_x", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_y", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "focal_point_width",
                    models.PositiveIntegerField(blank=True, null=True),
                ),
                (
                    "focal_point_height",
                    models.PositiveIntegerField(blank=True, null=True),
                ),
                ("file_size", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "file_hash",
                    models.CharField(
                        blank=True, db_index=True, editable=False, max_length=40
                    ),
                ),
                (
                    "alt_text",
                    models.CharField(
                        help_text="用一句话说出图上有什么，读给看不见图片的读者。",
                        max_length=200,
                        verbose_name="替代文字",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        help_text="摄影者或供图单位。",
                        max_length=100,
                        verbose_name="图片来源",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text=None,
                        through="taggit.TaggedItem",
                        to="taggit.Tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "图片",
                "verbose_name_plural": "图片",
                "abstract": False,
            },
            bases=(
                wagtail.images.models.ImageFileMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="NewsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "kicker",
                    models.CharField(blank=True, max_length=200, verbose_name="引题"),
                ),
                (
                    "subtitle",
                    models.CharField(blank=True, max_length=300, verbose_name="副题"),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="列表、搜索结果和分享时显示；不在正文里重复。",
                        verbose_name="摘要",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("paragraph", 0),
                            ("heading", 3),
                            ("quote", 6),
                            ("image", 12),
                            ("embed", 13),
                            ("document", 14),
                            ("table", 15),
                            ("related", 16),
                            ("code", 18),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "news.blocks.text.ParagraphBlock",
                                (),
                                {"group": "文字"},
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "标题文字", "max_length": 100},
                            ),
                            2: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [("2", "二级"), ("3", "三级")],
                                    "label": "级别",
                                },
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 1), ("level", 2)]],
                                {"group": "文字"},
                            ),
                            4: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "引文", "rows": 3},
                            ),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "出处", "max_length": 100, "required": False},
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("attribution", 5)]],
                                {"group": "文字"},
                            ),
                            7: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {"label": "图片", "required": False},
                            ),
                            8: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "导入的稿件里，图片文件还没有入库时保留的网址；选了图片就不用填。",
                                    "label": "原图地址",
                                    "max_length": 1000,
                                    "required": False,
                                },
                            ),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "label": "图片说明",
                                    "max_length": 300,
                                    "required": False,
                                },
                            ),
                            10: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "留空则用图片库里的署名。",
                                    "label": "图片来源",
                                    "max_length": 100,
                                    "required": False,
                                },
                            ),
                            11: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "读给看不见图片的读者；留空则用图片库里的替代文字。",
                                    "label": "替代文字",
                                    "max_length": 200,
                                    "required": False,
                                },
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("image", 7),
                                        ("address", 8),
                                        ("caption", 9),
                                        ("credit", 10),
                                        ("alt", 11),
                                    ]
                                ],
                                {"group": "图片与附件"},
                            ),
                            13: (
                                "news.blocks.media.EmbedBlock",
                                (),
                                {"group": "图片与附件"},
                            ),
                            14: (
                                "news.blocks.media.DocumentBlock",
                                (),
                                {"group": "图片与附件"},
                            ),
                            15: ("news.blocks.table.TableBlock", (), {"group": "其他"}),
                            16: (
                                "news.blocks.related.RelatedStoryBlock",
                                (),
                                {"group": "其他"},
                            ),
                            17: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "内容", "rows": 6},
                            ),
                            18: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 17)]],
                                {"group": "其他"},
                            ),
                        },
                        verbose_name="正文",
                    ),
                ),
                (
                    "original_title",
                    models.CharField(blank=True, max_length=300, verbose_name="原标题"),
                ),
                (
                    "original_url",
                    models.URLField(
                        blank=True, max_length=1000, verbose_name="原文地址"
                    ),
                ),
                (
                    "original_code",
                    models.CharField(
                        blank=True,
                        help_text="来稿系统里的编号，用来识别同一篇稿件；一般不用填。",
                        max_length=100,
                        verbose_name="原文编号",
                    ),
                ),
                (
                    "editors",
                    models.CharField(
                        blank=True,
                        help_text="多人之间用空格或顿号隔开。",
                        max_length=200,
                        verbose_name="责任编辑",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        db_index=True,
                        help_text="读者看到的时间；留空则用首次发布的时间。",
                        null=True,
                        verbose_name="发布时间",
                    ),
                ),
                (
                    "lead_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.newsimage",
                        verbose_name="题图",
                    ),
                ),
            ],
            options={
                "verbose_name": "稿件",
                "verbose_name_plural": "稿件",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ImportedPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=300, unique=True, verbose_name="原文编号"
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(max_length=64, verbose_name="导入指纹"),
                ),
                ("revision_id", models.BigIntegerField(verbose_name="导入的版本")),
                (
                    "category_slug",
                    models.CharField(max_length=255, verbose_name="导入的栏目"),
                ),
                (
                    "page",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.newspage",
                        verbose_name="稿件",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入记录",
                "verbose_name_plural": "导入记录",
            },
        ),
        migrations.CreateModel(
            name="NewsTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "content_object",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_items",
                        to="news.newspage",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_items",
                        to="taggit.tag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="newspage",
            name="tags",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="用逗号或回车隔开。",
                through="news.NewsTag",
                to="taggit.Tag",
                verbose_name="标签",
            ),
        ),
        migrations.CreateModel(
            name="NewsByline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "sort_order",
                    models.IntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reporter", "记者"),
                            ("correspondent", "通讯员"),
                            ("photographer", "摄影"),
                            ("author", "作者"),
                        ],
                        default="reporter",
                        max_length=20,
                        verbose_name="身份",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bylines",
                        to="news.newspage",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bylines",
                        to="news.person",
                        verbose_name="姓名",
                    ),
                ),
            ],
            options={
                "verbose_name": "署名",
                "verbose_name_plural": "署名",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="newspage",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stories",
                to="news.source",
                verbose_name="来源",
            ),
        ),
        migrations.CreateModel(
            name="NewsRendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("filter_spec", models.CharField(db_index=True, max_length=255)),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        storage=wagtail.images.models.get_rendition_storage,
                        upload_to=wagtail.images.models.get_rendition_upload_to,
                        width_field="width",
                    ),
                ),
                ("width", models.IntegerField(editable=False)),
                ("height", models.IntegerField(editable=False)),
                (
                    "focal_point_key",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=16
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="news.newsimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "图片尺寸",
                "verbose_name_plural": "图片尺寸",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("image", "filter_spec", "focal_point_key"),
                        name="unique_rendition",
                    )
                ],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PublishedDocument",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="published_document",
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("type", models.CharField(max_length=100)),
                ("path", models.CharField(max_length=1000)),
                ("title", models.CharField(max_length=255)),
                ("position", models.CharField(blank=True, max_length=255)),
                ("category_id", models.BigIntegerField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("data", models.JSONField()),
                ("body_html", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("version", models.CharField(max_length=64)),
                ("updated_at", models.DateTimeField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "已发布文档",
                "verbose_name_plural": "已发布文档",
                "indexes": [
                    models.Index(
                        fields=["type", "-published_at", "-page"],
                        name="document_newest",
                    ),
                    models.Index(
                        fields=["category_id", "-published_at", "-page"],
                        name="document_category_newest",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("site", "path"),
                        name="unique_document_path",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="newspage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("original_code", ""), _negated=True),
                fields=("original_code",),
                name="unique_original_code",
                violation_error_message="已经有一篇稿件用了这个原文编号。",
            ),
        ),
    ]

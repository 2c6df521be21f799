"""专题, and sections of the front page that one tag fills."""

import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0017_embargo"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="homepage",
            name="sections",
            field=wagtail.fields.StreamField(
                [
                    ("headlines", 2),
                    ("latest", 7),
                    ("category", 11),
                    ("picks", 15),
                    ("pictures", 20),
                ],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"label": "稿件", "page_type": ["news.NewsPage"]},
                    ),
                    1: (
                        "wagtail.blocks.ListBlock",
                        (0,),
                        {
                            "default": [],
                            "help_text": "第一篇最大；拖动可以换位置。撤下的稿件自动消失。",
                            "label": "稿件",
                            "max_num": 30,
                            "min_num": 1,
                        },
                    ),
                    2: ("wagtail.blocks.StructBlock", [[("stories", 1)]], {}),
                    3: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"default": "最新", "label": "标题", "max_length": 60},
                    ),
                    4: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "留空则取全部栏目。",
                            "label": "栏目",
                            "page_type": ["news.CategoryIndexPage"],
                            "required": False,
                        },
                    ),
                    5: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "只取有这个标签的稿件；可以不填。",
                            "label": "标签",
                            "max_length": 100,
                            "required": False,
                        },
                    ),
                    6: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "default": 8,
                            "label": "篇数",
                            "max_value": 30,
                            "min_value": 1,
                        },
                    ),
                    7: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 3), ("category", 4), ("tag", 5), ("number", 6)]],
                        {},
                    ),
                    8: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"label": "栏目", "page_type": ["news.CategoryIndexPage"]},
                    ),
                    9: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "default": "",
                            "help_text": "留空则用栏目名称。",
                            "label": "标题",
                            "max_length": 60,
                            "required": False,
                        },
                    ),
                    10: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "default": 5,
                            "label": "篇数",
                            "max_value": 30,
                            "min_value": 1,
                        },
                    ),
                    11: (
                        "wagtail.blocks.StructBlock",
                        [[("category", 8), ("title", 9), ("number", 10)]],
                        {},
                    ),
                    12: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"default": "推荐", "label": "标题", "max_length": 60},
                    ),
                    13: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "栏目、专题等站内页面；可以不填。",
                            "label": "标题链接到",
                            "required": False,
                        },
                    ),
                    14: (
                        "wagtail.blocks.ListBlock",
                        (0,),
                        {"default": [], "label": "稿件", "max_num": 30, "min_num": 1},
                    ),
                    15: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 12), ("page", 13), ("stories", 14)]],
                        {},
                    ),
                    16: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"default": "图片新闻", "label": "标题", "max_length": 60},
                    ),
                    17: (
                        "wagtail.blocks.ListBlock",
                        (0,),
                        {
                            "default": [],
                            "help_text": "留空则自动取最新的、有题图的稿件。",
                            "label": "稿件",
                            "max_num": 30,
                            "required": False,
                        },
                    ),
                    18: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "自动取稿时只取这个栏目；可以不填。",
                            "label": "栏目",
                            "page_type": ["news.CategoryIndexPage"],
                            "required": False,
                        },
                    ),
                    19: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "default": 6,
                            "label": "篇数",
                            "max_value": 30,
                            "min_value": 1,
                        },
                    ),
                    20: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 16),
                                ("stories", 17),
                                ("category", 18),
                                ("number", 19),
                            ]
                        ],
                        {},
                    ),
                },
                help_text="从上到下就是首页的顺序，拖动可以换位置。一个版块都没有时，首页自动列出各栏目的最新稿件。",
                verbose_name="版面",
            ),
        ),
        migrations.CreateModel(
            name="TopicPage",
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
                    wagtail.fields.RichTextField(blank=True, verbose_name="导语"),
                ),
                (
                    "sections",
                    wagtail.fields.StreamField(
                        [("picks", 3), ("latest", 7)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "default": "",
                                    "help_text": "小标题；可以不填。",
                                    "label": "标题",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            1: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "稿件", "page_type": ["news.NewsPage"]},
                            ),
                            2: (
                                "wagtail.blocks.ListBlock",
                                (1,),
                                {
                                    "default": [],
                                    "help_text": "拖动可以换位置。撤下的稿件自动消失。",
                                    "label": "稿件",
                                    "max_num": 30,
                                    "min_num": 1,
                                },
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("stories", 2)]],
                                {},
                            ),
                            4: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "留空则取全部栏目。",
                                    "label": "栏目",
                                    "page_type": ["news.CategoryIndexPage"],
                                    "required": False,
                                },
                            ),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "只取有这个标签的稿件；可以不填。",
                                    "label": "标签",
                                    "max_length": 100,
                                    "required": False,
                                },
                            ),
                            6: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "default": 8,
                                    "label": "篇数",
                                    "max_value": 30,
                                    "min_value": 1,
                                },
                            ),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 0),
                                        ("category", 4),
                                        ("tag", 5),
                                        ("number", 6),
                                    ]
                                ],
                                {},
                            ),
                        },
                        help_text="从上到下就是专题的顺序，拖动可以换位置。",
                        verbose_name="版块",
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
                "verbose_name": "专题",
                "verbose_name_plural": "专题",
            },
            bases=("wagtailcore.page",),
        ),
    ]

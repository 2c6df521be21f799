"""Curated sections of the front page, and the furniture of a site.

主编 may edit both: the front page they could edit before.
"""

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models

CHIEF_EDITORS = "主编"


def let_chief_editors_change_settings(apps, schema_editor):
    """Permissions are made after all migrations; this one is needed before."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="sitesettings"
    )
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="change_sitesettings",
        defaults={"name": "Can change 站点设置"},
    )
    for group in Group.objects.filter(name=CHIEF_EDITORS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0006_webhooks"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="homepage",
            name="sections",
            field=wagtail.fields.StreamField(
                [
                    ("headlines", 2),
                    ("latest", 6),
                    ("category", 10),
                    ("picks", 14),
                    ("pictures", 19),
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
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "default": 8,
                            "label": "篇数",
                            "max_value": 30,
                            "min_value": 1,
                        },
                    ),
                    6: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 3), ("category", 4), ("number", 5)]],
                        {},
                    ),
                    7: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"label": "栏目", "page_type": ["news.CategoryIndexPage"]},
                    ),
                    8: (
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
                    9: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "default": 5,
                            "label": "篇数",
                            "max_value": 30,
                            "min_value": 1,
                        },
                    ),
                    10: (
                        "wagtail.blocks.StructBlock",
                        [[("category", 7), ("title", 8), ("number", 9)]],
                        {},
                    ),
                    11: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"default": "推荐", "label": "标题", "max_length": 60},
                    ),
                    12: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "栏目、专题等站内页面；可以不填。",
                            "label": "标题链接到",
                            "required": False,
                        },
                    ),
                    13: (
                        "wagtail.blocks.ListBlock",
                        (0,),
                        {"default": [], "label": "稿件", "max_num": 30, "min_num": 1},
                    ),
                    14: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 11), ("page", 12), ("stories", 13)]],
                        {},
                    ),
                    15: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"default": "图片新闻", "label": "标题", "max_length": 60},
                    ),
                    16: (
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
                    17: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {
                            "help_text": "自动取稿时只取这个栏目；可以不填。",
                            "label": "栏目",
                            "page_type": ["news.CategoryIndexPage"],
                            "required": False,
                        },
                    ),
                    18: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "default": 6,
                            "label": "篇数",
                            "max_value": 30,
                            "min_value": 1,
                        },
                    ),
                    19: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 15),
                                ("stories", 16),
                                ("category", 17),
                                ("number", 18),
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
            name="SiteSettings",
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
                    "navigation",
                    wagtail.fields.StreamField(
                        [("item", 5)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "留空则用页面的标题。",
                                    "label": "名称",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            1: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "站内页面", "required": False},
                            ),
                            2: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "站外的链接写在这里；选了站内页面就不用填。",
                                    "label": "网址",
                                    "max_length": 1000,
                                    "required": False,
                                },
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("page", 1), ("address", 2)]],
                                {},
                            ),
                            4: (
                                "wagtail.blocks.ListBlock",
                                (3,),
                                {
                                    "default": [],
                                    "label": "下一级",
                                    "max_num": 20,
                                    "required": False,
                                },
                            ),
                            5: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 0),
                                        ("page", 1),
                                        ("address", 2),
                                        ("children", 4),
                                    ]
                                ],
                                {},
                            ),
                        },
                        help_text="留空则列出所有有稿件的栏目。拖动可以换位置；撤下的页面自动消失。",
                        verbose_name="导航",
                    ),
                ),
                (
                    "footer_links",
                    wagtail.fields.StreamField(
                        [("link", 3)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "留空则用页面的标题。",
                                    "label": "名称",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            1: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "站内页面", "required": False},
                            ),
                            2: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "站外的链接写在这里；选了站内页面就不用填。",
                                    "label": "网址",
                                    "max_length": 1000,
                                    "required": False,
                                },
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("page", 1), ("address", 2)]],
                                {},
                            ),
                        },
                        help_text="如“关于我们”“广告合作”“联系方式”。",
                        verbose_name="页脚链接",
                    ),
                ),
                (
                    "copyright",
                    models.CharField(
                        blank=True,
                        default="版权所有，未经授权不得转载。",
                        max_length=200,
                        verbose_name="版权声明",
                    ),
                ),
                (
                    "icp_number",
                    models.CharField(
                        blank=True,
                        help_text="如“京ICP备12345678号”。",
                        max_length=60,
                        verbose_name="ICP备案号",
                    ),
                ),
                (
                    "police_number",
                    models.CharField(
                        blank=True,
                        help_text="如“京公网安备11010502000001号”；自动链接到公安部备案查询页。",
                        max_length=60,
                        verbose_name="公安备案号",
                    ),
                ),
                (
                    "licence_number",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        verbose_name="互联网新闻信息服务许可证号",
                    ),
                ),
                (
                    "report_phone",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="举报电话"
                    ),
                ),
                (
                    "report_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="举报邮箱"
                    ),
                ),
                (
                    "social",
                    wagtail.fields.StreamField(
                        [("account", 4)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("wechat", "微信公众号"),
                                        ("wechat-channels", "微信视频号"),
                                        ("weibo", "微博"),
                                        ("douyin", "抖音"),
                                        ("kuaishou", "快手"),
                                        ("toutiao", "今日头条"),
                                        ("bilibili", "哔哩哔哩"),
                                        ("xiaohongshu", "小红书"),
                                        ("app", "客户端"),
                                        ("other", "其他"),
                                    ],
                                    "label": "平台",
                                },
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "账号名称", "max_length": 60},
                            ),
                            2: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "label": "网址",
                                    "max_length": 1000,
                                    "required": False,
                                },
                            ),
                            3: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {
                                    "help_text": "读者用手机扫的图；公众号没有网址时必填。",
                                    "label": "二维码",
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("service", 0),
                                        ("name", 1),
                                        ("address", 2),
                                        ("picture", 3),
                                    ]
                                ],
                                {},
                            ),
                        },
                        help_text="公众号请放二维码图片。",
                        verbose_name="新媒体账号",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点设置",
                "verbose_name_plural": "站点设置",
            },
        ),
        migrations.RunPython(
            let_chief_editors_change_settings, migrations.RunPython.noop
        ),
    ]

"""The front page of the default site, and the three groups of a newsroom.

Wagtail's first migrations make a welcome page, the groups "Editors" and "Moderators"
and an approval by the latter. They become 首页, 编辑, 主编 and 主编审稿; 记者 is new.
"""

from django.db import migrations

PAGE_CODENAMES = {
    "记者": ["add_page"],
    "编辑": ["add_page", "change_page", "lock_page"],
    "主编": [
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ],
}
COLLECTION_CODENAMES = {
    "记者": ["add_{}", "choose_{}"],
    "编辑": ["add_{}", "change_{}", "choose_{}"],
    "主编": ["add_{}", "change_{}", "choose_{}", "delete_{}"],
}
MODEL_CODENAMES = {
    "记者": {"person": ["view", "add"], "source": ["view"]},
    "编辑": {"person": ["view", "add", "change"], "source": ["view", "add", "change"]},
    "主编": {
        "person": ["view", "add", "change", "delete"],
        "source": ["view", "add", "change", "delete"],
    },
}
REDIRECT_CODENAMES = {"主编": ["view", "add", "change", "delete"]}


def make_home_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("news", "HomePage")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")

    Page.objects.filter(depth=1).update(title="根", draft_title="根")
    Page.objects.filter(depth=2).delete()
    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="homepage"
    )
    locale, _ = Locale.objects.get_or_create(language_code="zh-hans")
    Locale.objects.exclude(pk=locale.pk).delete()
    Page.objects.update(locale=locale)
    home = HomePage.objects.create(
        title="报馆",
        draft_title="报馆",
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
    )
    Site.objects.all().delete()
    Site.objects.create(
        hostname="localhost",
        port=80,
        site_name="报馆",
        root_page=home,
        is_default_site=True,
    )


def name_root_collection(apps, schema_editor):
    Collection = apps.get_model("wagtailcore", "Collection")
    Collection.objects.filter(depth=1).update(name="全部文件")


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Task = apps.get_model("wagtailcore", "Task")
    Workflow = apps.get_model("wagtailcore", "Workflow")

    Group.objects.filter(name="Editors").update(name="编辑")
    Group.objects.filter(name="Moderators").update(name="主编")
    Task.objects.filter(name="Moderators approval").update(name="主编审稿")
    Workflow.objects.filter(name="Moderators approval").update(name="主编审稿")
    for name in PAGE_CODENAMES:
        group, _ = Group.objects.get_or_create(name=name)
        _allow(apps, group, "wagtailadmin", "admin", ["access_admin"])
        _allow_pages(apps, group)
        _allow_collections(apps, group)
        for model, actions in MODEL_CODENAMES[name].items():
            _allow(
                apps, group, "news", model, [f"{action}_{model}" for action in actions]
            )
        _allow(
            apps,
            group,
            "wagtailredirects",
            "redirect",
            [f"{action}_redirect" for action in REDIRECT_CODENAMES.get(name, [])],
        )


def _permission(apps, app_label, model, codename):
    """Permissions are made after all migrations; these are needed before."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return permission


def _allow(apps, group, app_label, model, codenames):
    group.permissions.add(
        *[_permission(apps, app_label, model, codename) for codename in codenames]
    )


def _allow_pages(apps, group):
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    Page = apps.get_model("wagtailcore", "Page")
    home = Page.objects.get(depth=2)
    GroupPagePermission.objects.filter(group=group).delete()
    for codename in PAGE_CODENAMES[group.name]:
        GroupPagePermission.objects.create(
            group=group,
            page=home,
            permission=_permission(apps, "wagtailcore", "page", codename),
        )


def _allow_collections(apps, group):
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model(
        "wagtailcore", "GroupCollectionPermission"
    )
    root = Collection.objects.get(depth=1)
    GroupCollectionPermission.objects.filter(group=group).delete()
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for codename in COLLECTION_CODENAMES[group.name]:
            GroupCollectionPermission.objects.create(
                group=group,
                collection=root,
                permission=_permission(apps, app_label, model, codename.format(model)),
            )


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0002_pages"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(make_home_page, migrations.RunPython.noop),
        migrations.RunPython(name_root_collection, migrations.RunPython.noop),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]

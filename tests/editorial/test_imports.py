"""Importing in the admin: upload, dry run, confirmation, task, report."""

import csv
import io
import shutil
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from news.editorial.imports import tasks
from news.importer.history import RunTakenError, recorded
from news.importer.outcome import Outcome
from news.models import ImportedFile, ImportRun, NewsPage
from news.models.imports import RUN_LOCK, private_storage
from tests.editorial.builders import mixed_zip, run_queue, tar_of, zip_of
from tests.factories import UserFactory
from tests.importer.builders import post_text

ROLES = ["记者", "编辑", "主编"]
FORBIDDEN, SHOWN, MOVED_ON = 403, 200, 302
# Wagtail answers 403 to scripts, and sends a person to the dashboard with a message.
AS_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def queue(settings: Any) -> None:
    """Queue tasks in the database, as in production."""
    settings.TASKS = {
        **settings.TASKS,
        "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }


@pytest.fixture(autouse=True)
def no_uploads() -> None:
    """Begin without the uploads of other tests."""
    shutil.rmtree(private_storage().path("imports"), ignore_errors=True)


@pytest.fixture
def chief(client: Client) -> Client:
    """A browser in which a chief editor is signed in."""
    client.force_login(UserFactory(username="chief", groups=["主编"]))
    return client


def upload(client: Client, file: SimpleUploadedFile) -> ImportRun:
    """Upload a file, and return its trial."""
    response = client.post(reverse("news_import_upload"), {"file": file})
    assert response.status_code == MOVED_ON, response.context["form"].errors
    return ImportRun.objects.get(is_dry_run=True)


def act(client: Client, run: ImportRun, action: str) -> Any:
    """Press a button on the page of a run."""
    url = reverse(f"news_import_{action}", args=[run.pk])
    return client.post(url, follow=True)


def page_of(client: Client, run: ImportRun, **filters: str) -> str:
    """Return the page of a run."""
    url = reverse("news_import_run", args=[run.pk])
    return client.get(url, filters).content.decode()


def stored_uploads() -> list[str]:
    """Return the uploads that are kept."""
    storage = private_storage()
    return storage.listdir("imports")[1] if storage.exists("imports") else []


@pytest.fixture
def tried(chief: Client) -> ImportRun:
    """A trial that has been done."""
    trial = upload(chief, mixed_zip())
    run_queue()
    trial.refresh_from_db()
    return trial


def test_an_upload_waits_for_the_worker(chief: Client) -> None:
    trial = upload(chief, mixed_zip())

    assert trial.state == ImportRun.State.WAITING
    assert "已排队，等待后台开始处理。" in page_of(chief, trial)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [trial.pk]


def test_a_trial_says_what_would_be_done_and_writes_nothing(
    chief: Client, tried: ImportRun
) -> None:
    html = page_of(chief, tried)

    assert tried.state == ImportRun.State.FINISHED
    assert tried.outcomes == {"created": 1, "draft": 1, "refused": 1}
    assert "一湖碧水怎样回来" in html
    assert "没有日期" in html
    assert "查到见报日期，填进“发布时间”后发布。" in html
    assert "确认导入 2 篇" in html
    assert not NewsPage.objects.exists()


def test_a_confirmed_import_is_done_and_its_upload_removed(
    chief: Client, tried: ImportRun
) -> None:
    act(chief, tried, "confirm")
    run_queue()

    run = ImportRun.objects.get(is_dry_run=False)
    assert run.state == ImportRun.State.FINISHED
    assert run.started_by == tried.started_by
    assert (run.file_count, run.handled_count) == (3, 3)
    assert NewsPage.objects.live().get().title == "一湖碧水怎样回来"
    assert stored_uploads() == []
    assert "有 1 篇存成了草稿" in page_of(chief, run)


def test_the_report_leads_to_the_draft_first(chief: Client, tried: ImportRun) -> None:
    act(chief, tried, "confirm")
    run_queue()

    response = chief.get(reverse("news_import_files"), {"run": str(tried.pk + 1)})

    draft = NewsPage.objects.get(live=False)
    rows = response.context["object_list"]
    assert [row.outcome for row in rows] == ["draft", "refused", "created"]
    assert rows[0].page_id == draft.pk
    edit_url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert f'href="{edit_url}"' in response.content.decode()


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"outcome": "draft"}, ["posts/undated.md"]),
        ({"outcome": "refused"}, ["posts/empty.md"]),
        ({"code": "missing_date"}, ["posts/undated.md", "posts/empty.md"]),
        ({"page_state": "False"}, ["posts/undated.md"]),
        ({"outcome": "updated"}, []),
    ],
)
def test_files_are_filtered_by_outcome_and_problem(
    chief: Client, tried: ImportRun, filters: dict[str, str], names: list[str]
) -> None:
    act(chief, tried, "confirm")
    run_queue()
    run = ImportRun.objects.get(is_dry_run=False)

    response = chief.get(reverse("news_import_run", args=[run.pk]), filters)

    rows = response.context["object_list"]
    assert [row.name.removeprefix("旧稿.zip/") for row in rows] == names


def test_every_row_that_needs_a_look_has_a_reason(tried: ImportRun) -> None:
    looked_at = tried.files.filter(outcome__in=["draft", "refused"])

    assert sorted(looked_at.values_list("reason", flat=True)) == [
        "the file has no front matter",
        "there is no date",
    ]


def test_files_are_exported_as_a_table(chief: Client, tried: ImportRun) -> None:
    url = reverse("news_import_run", args=[tried.pk])

    content = chief.get(url, {"export": "csv"}).getvalue().decode()

    heading, first, *_rest = csv.reader(io.StringIO(content))
    assert heading[:3] == ["文件名", "标题", "结果"]
    assert first[1:3] == ["没有日期的稿件", "存为草稿"]


def test_runs_are_listed_and_exported(chief: Client, tried: ImportRun) -> None:
    url = reverse("news_import_runs")

    html = chief.get(url).content.decode()
    workbook = chief.get(url, {"export": "xlsx"})

    assert "旧稿.zip" in html
    assert "存为草稿 1，未导入 1，新建并发布 1" in html
    assert workbook["Content-Type"].startswith("application/vnd.openxml")
    sheet = load_workbook(io.BytesIO(workbook.getvalue())).active
    heading, row = sheet.iter_rows(values_only=True)
    told = dict(zip(heading, row, strict=True))
    assert list(told)[:4] == ["文件", "类型", "状态", "文件数"]
    assert (told["文件"], told["类型"], told["状态"]) == (
        *("旧稿.zip", "试导入", "已完成"),
    )
    assert (told["文件数"], told["操作人"]) == (3, "chief")
    assert "存为草稿" in told["结果"]
    assert "没有日期 2" in told["问题"]


def test_files_are_exported_as_a_workbook(chief: Client, tried: ImportRun) -> None:
    url = reverse("news_import_run", args=[tried.pk])

    workbook = chief.get(url, {"export": "xlsx"})

    sheet = load_workbook(io.BytesIO(workbook.getvalue())).active
    heading, *rows = sheet.iter_rows(values_only=True)
    told = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [row["结果"] for row in told] == ["存为草稿", "未导入", "新建并发布"]
    assert told[0]["标题"] == "没有日期的稿件"
    assert "没有日期" in told[0]["问题"]
    assert {row["导入编号"] for row in told} == {tried.pk}


def test_a_list_of_runs_costs_as_many_queries_for_ten_as_for_one(
    chief: Client, django_assert_max_num_queries: Any
) -> None:
    url = reverse("news_import_runs")
    ImportRun.objects.create(origin="a", started_by=UserFactory())
    chief.get(url)
    with django_assert_max_num_queries(100) as one:
        chief.get(url)
    for number in range(9):
        user = UserFactory()
        ImportRun.objects.create(origin=str(number), started_by=user, state="running")

    with django_assert_max_num_queries(len(one)):
        chief.get(url)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.docx", b"x"), "不能导入 .docx"),
        (SimpleUploadedFile("a.md", b""), "这个文件是空的"),
        (SimpleUploadedFile("a.zip", b"PK no zip"), "这不是完整的压缩包"),
        (SimpleUploadedFile("a.tar.gz", b"no tar"), "这不是完整的压缩包"),
        (zip_of(), "压缩包里没有稿件"),
        (tar_of("readme.txt", "x"), "压缩包里没有稿件"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_chinese(
    chief: Client, file: SimpleUploadedFile, words: str
) -> None:
    file.seek(0)

    response = chief.post(reverse("news_import_upload"), {"file": file})

    assert words in response.content.decode()
    assert not ImportRun.objects.exists()


def test_a_tar_that_would_be_read_for_hours_is_refused(
    chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.importer.bounds._SMALL_TOTAL", 1024 * 1024)
    file = tar_of("readme.txt", "x" * 4 * 1024 * 1024)

    response = chief.post(reverse("news_import_upload"), {"file": file})

    assert "压缩包展开后太大" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_an_archive_that_holds_too_much_fails_in_words(
    chief: Client, settings: Any
) -> None:
    settings.IMPORT_MAX_UNPACKED_FILES = 2
    trial = upload(chief, mixed_zip())
    run_queue()

    assert "压缩包里的文件太多，最多 2 个。请分成几个压缩包上传。" in page_of(
        chief, trial
    )


def test_a_form_without_a_file_says_so(chief: Client) -> None:
    response = chief.post(reverse("news_import_upload"))

    assert "请先选择要导入的文件。" in response.content.decode()


def test_an_upload_that_is_too_large_is_refused(chief: Client, settings: Any) -> None:
    settings.IMPORT_MAX_UPLOAD_SIZE = 10

    response = chief.post(reverse("news_import_upload"), {"file": mixed_zip()})

    assert "文件太大" in response.content.decode()


def test_a_single_post_keeps_the_code_in_its_name(chief: Client) -> None:
    post = post_text(code="").replace("infoCode=", "")
    name = "2024-04-09-NW202404099001000077.md"
    trial = upload(chief, SimpleUploadedFile(name, post.encode()))
    run_queue()

    act(chief, trial, "confirm")
    run_queue()

    assert NewsPage.objects.get().original_code == "NW202404099001000077"


def test_a_compressed_tar_is_imported(chief: Client) -> None:
    trial = upload(chief, tar_of("posts/a.md", post_text()))

    run_queue()

    trial.refresh_from_db()
    assert trial.outcomes == {"created": 1}


def test_a_second_import_is_told_to_wait(chief: Client, tried: ImportRun) -> None:
    ImportRun.objects.create(origin="别的稿件.zip")

    response = act(chief, tried, "confirm")

    assert "另一次导入（别的稿件.zip）正在进行" in response.content.decode()
    assert not tried.runs.exists()


def test_an_import_that_is_confirmed_twice_is_done_once(
    chief: Client, tried: ImportRun
) -> None:
    act(chief, tried, "confirm")
    response = act(chief, tried, "confirm")
    run_queue()
    again = act(chief, tried, "confirm")

    assert "正在进行，请等它结束后再确认" in response.content.decode()
    assert "上传的文件已经删除，请重新上传。" in again.content.decode()
    assert tried.runs.count() == 1


def test_a_trial_that_is_not_done_cannot_be_confirmed(chief: Client) -> None:
    trial = upload(chief, mixed_zip())

    response = act(chief, trial, "confirm")

    assert "先等试导入完成，再确认导入。" in response.content.decode()


def test_a_discarded_upload_is_forgotten(chief: Client, tried: ImportRun) -> None:
    response = act(chief, tried, "discard")

    assert "已放弃“旧稿.zip”" in response.content.decode()
    assert not ImportRun.objects.exists()
    assert stored_uploads() == []


def test_what_has_been_imported_cannot_be_discarded(
    chief: Client, tried: ImportRun
) -> None:
    ImportRun.objects.create(origin="旧稿.zip", trial=tried, state="finished")

    act(chief, tried, "discard")

    assert ImportRun.objects.filter(pk=tried.pk).exists()


def test_an_upload_that_is_gone_fails_in_words(chief: Client) -> None:
    trial = upload(chief, mixed_zip())
    private_storage().delete(trial.upload.name)

    run_queue()

    assert "找不到上传的文件，请重新上传。" in page_of(chief, trial)


def test_an_archive_that_is_not_to_be_trusted_fails_in_words(chief: Client) -> None:
    trial = upload(chief, tar_of("../outside.md", post_text()))

    run_queue()

    assert "上传的文件不能导入" in page_of(chief, trial)


def test_an_interrupted_trial_is_tried_again(chief: Client, tried: ImportRun) -> None:
    ImportRun.objects.filter(pk=tried.pk).update(state=ImportRun.State.RUNNING)
    assert "试导入中断了" in page_of(chief, tried)

    act(chief, tried, "retry")
    run_queue()

    tried.refresh_from_db()
    assert tried.state == ImportRun.State.FINISHED
    assert tried.files.count() == 3


def test_a_run_that_is_being_done_is_not_begun_again(
    chief: Client, tried: ImportRun, holder: psycopg.Connection[Any]
) -> None:
    ImportRun.objects.filter(pk=tried.pk).update(state=ImportRun.State.RUNNING)
    holder.execute("SELECT pg_advisory_lock(%s, %s)", [RUN_LOCK, tried.pk])

    tasks.run_import.func(tried.pk)
    act(chief, tried, "retry")
    act(chief, tried, "discard")

    tried.refresh_from_db()
    assert tried.state == ImportRun.State.RUNNING
    assert tried.files.count() == 3
    assert stored_uploads()


def test_a_trial_is_queued_once_however_often_it_is_retried(
    chief: Client, tried: ImportRun
) -> None:
    ImportRun.objects.filter(pk=tried.pk).update(state=ImportRun.State.RUNNING)
    before = DBTaskResult.objects.count()

    act(chief, tried, "retry")
    act(chief, tried, "retry")

    assert DBTaskResult.objects.count() == before + 1


def test_what_is_discarded_while_the_worker_takes_it_does_not_come_back(
    chief: Client,
) -> None:
    taken = upload(chief, mixed_zip())
    act(chief, taken, "discard")

    with pytest.raises(RunTakenError), recorded(taken):
        pass

    assert not ImportRun.objects.exists()


def test_a_lost_import_goes_on_as_another_run(chief: Client, tried: ImportRun) -> None:
    act(chief, tried, "confirm")
    lost = ImportRun.objects.get(is_dry_run=False)
    ImportRun.objects.filter(pk=lost.pk).update(state=ImportRun.State.RUNNING)

    run_queue()

    later = tried.runs.exclude(pk=lost.pk).get()
    assert later.state == ImportRun.State.FINISHED
    assert "导入中断了" in page_of(chief, lost)
    assert reverse("news_import_run", args=[later.pk]) in page_of(chief, lost)


def test_an_import_that_was_cut_short_can_be_gone_on_with(
    chief: Client, tried: ImportRun
) -> None:
    cut = ImportRun.objects.create(origin="旧稿.zip", trial=tried, state="stopped")
    assert "接着导入" in page_of(chief, cut)

    act(chief, tried, "confirm")
    run_queue()

    assert NewsPage.objects.count() == 2


@pytest.fixture
def holder() -> Iterator[psycopg.Connection[Any]]:
    """A connection that is not Django's."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        yield other


def test_a_run_whose_process_lives_is_not_interrupted(
    chief: Client, holder: psycopg.Connection[Any]
) -> None:
    run = ImportRun.objects.create(origin="posts", state="running", file_count=8)
    holder.execute("SELECT pg_advisory_lock(%s, %s)", [RUN_LOCK, run.pk])

    url = reverse("news_import_progress", args=[run.pk])
    alive = chief.get(url).content.decode()
    holder.close()
    dead = chief.get(url).content.decode()

    assert "data-pending" in alive
    assert "data-pending" not in dead
    assert "中断" in chief.get(reverse("news_import_runs")).content.decode()


def test_old_uploads_are_forgotten(chief: Client, tried: ImportRun) -> None:
    old = timezone.now() - tasks.UPLOAD_KEPT * 2
    ImportRun.objects.update(created_at=old)

    tasks.forget_old_uploads(but=ImportRun())

    tried.refresh_from_db()
    assert not tried.upload
    assert stored_uploads() == []


def test_an_old_upload_that_is_confirmed_is_imported(
    chief: Client, tried: ImportRun
) -> None:
    old = timezone.now() - tasks.UPLOAD_KEPT * 2
    ImportRun.objects.update(created_at=old)

    act(chief, tried, "confirm")
    run_queue()

    assert ImportRun.objects.get(is_dry_run=False).state == ImportRun.State.FINISHED


def test_uploads_lie_where_no_reader_comes(chief: Client, settings: Any) -> None:
    trial = upload(chief, mixed_zip())

    path = trial.upload.path

    assert not path.startswith(str(settings.MEDIA_ROOT))
    assert chief.get(f"/media/{trial.upload.name}").status_code == 404


VIEWS = ["upload", "runs", "files", "problems", "run", "progress"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("role", "status"),
    [("记者", FORBIDDEN), ("编辑", SHOWN), ("主编", SHOWN)],
)
def test_who_may_see_imports(client: Client, role: str, view: str, status: int) -> None:
    run = ImportRun.objects.create(origin="posts", is_dry_run=True)
    arguments = [run.pk] if view in ("run", "progress") else []
    client.force_login(UserFactory(groups=[role]))

    response = client.get(
        reverse(f"news_import_{view}", args=arguments), headers=AS_SCRIPT
    )

    assert response.status_code == status


@pytest.mark.parametrize(
    ("action", "role", "is_allowed"),
    [
        ("confirm", "记者", False),
        ("confirm", "编辑", False),
        ("confirm", "主编", True),
        *((action, "记者", False) for action in ("retry", "discard")),
        *(
            (action, role, True)
            for action in ("retry", "discard")
            for role in ROLES[1:]
        ),
    ],
)
def test_who_may_press_which_button(
    client: Client, action: str, role: str, is_allowed: bool
) -> None:
    run = ImportRun.objects.create(origin="posts", is_dry_run=True, state="finished")
    client.force_login(UserFactory(groups=[role]))

    response = client.post(
        reverse(f"news_import_{action}", args=[run.pk]), headers=AS_SCRIPT
    )

    assert response.status_code == (MOVED_ON if is_allowed else FORBIDDEN)


def test_a_reporter_is_sent_away_with_a_message(client: Client) -> None:
    client.force_login(UserFactory(groups=["记者"]))

    response = client.get(reverse("news_import_upload"), follow=True)

    assert response.redirect_chain == [(reverse("wagtailadmin_home"), MOVED_ON)]
    assert "您没有进入此处的权限。" in response.content.decode()


def test_an_editor_sees_who_has_to_confirm(
    client: Client, chief: Client, tried: ImportRun
) -> None:
    client.force_login(UserFactory(groups=["编辑"]))

    html = page_of(client, tried)

    assert "确认导入" not in html
    assert "要由可以发布的人（主编）在这一页确认" in html


@pytest.mark.parametrize(("role", "count"), [("记者", 0), ("编辑", 2), ("主编", 2)])
def test_menus_show_imports_to_who_may(client: Client, role: str, count: int) -> None:
    client.force_login(UserFactory(groups=[role]))

    html = client.get(reverse("wagtailadmin_home")).content.decode()

    links = [reverse("news_import_upload"), reverse("news_import_runs")]
    assert sum(f'"{link}"' in html for link in links) == count


def test_all_problems_are_explained(chief: Client) -> None:
    html = chief.get(reverse("news_import_problems")).content.decode()

    assert "front_matter_repaired" in html
    assert "信息段格式有误，已逐行修复" in html


def test_imported_files_know_every_outcome() -> None:
    assert set(ImportedFile.Outcome.values) == {outcome.value for outcome in Outcome}

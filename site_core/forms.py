"""Labels for those fields of Wagtail's forms that it names in English only.

Django makes a label of the field's own name where a form gives none, and such a label
passes by the catalogues.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.contrib.redirects.forms import ConfirmImportForm
from wagtail.users.forms import PagePermissionsForm
from wagtail.users.views.bulk_actions.assign_role import RoleForm

LINK_TEXT = {"link_text": _("Link text")}
LABELS: dict[type[forms.Form], dict[str, Any]] = {
    AnchorLinkChooserForm: LINK_TEXT,
    ConfirmImportForm: {"permanent": _("Permanent")},
    EmailLinkChooserForm: LINK_TEXT
    | {
        "body": _("Body"),
        "email_address": _("Email address"),
        "subject": _("Subject"),
    },
    ExternalLinkChooserForm: LINK_TEXT,
    LoginForm: {"password": _("Password")},
    PagePermissionsForm: {"page": _("Page")},
    PhoneLinkChooserForm: LINK_TEXT | {"phone_number": _("Phone number")},
    RoleForm: {"role": _("Role")},
}


def name_fields() -> None:
    """Label the fields, unless a newer Wagtail does so itself."""
    for form, labels in LABELS.items():
        for name, label in labels.items():
            field = form.base_fields[name]
            field.label = field.label or label

"""The preview endpoint described for machines."""

from news.api.schema.notation import ref
from news.api.schema.operations import (
    BAD_REQUEST,
    Operation,
    answer,
    content,
    operation,
    refusal,
)
from news.api.schema.parameters import UNNAMED, named
from news.preview.views import PARAMETERS


def preview_paths() -> dict[str, Operation]:
    """Return the endpoint below the API's root."""
    names = [name for name in PARAMETERS if name not in UNNAMED]
    return {
        "preview/": operation(
            "getDraft",
            "A draft, for who holds its token",
            tag="Drafts",
            parameters=[named(name) for name in names],
            answers={
                "200": answer("The draft.", content(ref("Draft"))),
                "400": refusal(BAD_REQUEST),
                "401": refusal("There is no token."),
                "403": refusal("The token is forged or over."),
                "404": refusal("It is of another type, or its draft is gone."),
            },
        )
    }

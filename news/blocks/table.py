"""Tables, edited in Wagtail's grid and served as plain rows."""

from typing import Any

from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock

# The menu's words are given here: the grid comes without its language files.
TABLE_OPTIONS = {
    "contextMenu": {
        "items": {
            "row_above": {"name": "在上方插入一行"},
            "row_below": {"name": "在下方插入一行"},
            "col_left": {"name": "在左侧插入一列"},
            "col_right": {"name": "在右侧插入一列"},
            "after_inserting": "---------",
            "remove_row": {"name": "删除行"},
            "remove_col": {"name": "删除列"},
            "after_removing": "---------",
            "mergeCells": {"name": "合并或拆分单元格"},
            "after_merging": "---------",
            "undo": {"name": "撤销"},
            "redo": {"name": "重做"},
        }
    },
    "mergeCells": True,
}


class TableBlock(WagtailTableBlock):
    """A table with a caption, header cells and merged cells."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"table_options": TABLE_OPTIONS, **kwargs})

    def get_api_representation(
        self, value: dict[str, Any] | None, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return the rows as lists of text, and what the cells mean.

        `{"caption": str, "header_rows": 0|1, "header_columns": 0|1,
        "rows": [[str]], "merged": [{"row", "column", "rowspan", "colspan"}]}`;
        rows and columns count from 0.
        """
        if value is None:
            return None
        headers = value.get("table_header_choice")
        return {
            "caption": value.get("table_caption") or "",
            "header_rows": int(headers in ("row", "both")),
            "header_columns": int(headers in ("column", "both")),
            "rows": [[cell or "" for cell in row] for row in value.get("data") or []],
            "merged": [
                {
                    "row": cell["row"],
                    "column": cell["col"],
                    "rowspan": cell["rowspan"],
                    "colspan": cell["colspan"],
                }
                for cell in value.get("mergeCells") or []
            ],
        }

    class Meta:
        icon = "table"
        label = "表格"
        template = "news/blocks/table.html"
        preview_value = {
            "data": [["机具", "今年"], ["微耕机", "900"]],
            "table_header_choice": "row",
            "table_caption": "补贴额（元/台）",
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        }
        description = "行列数据；右键可以加行、加列、合并单元格。"

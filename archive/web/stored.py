"""The questions of `archive/queries/` as Datasette's stored queries: the same files, no copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.web.host import DATABASE, Host

if TYPE_CHECKING:
    from archive.questions import Question


async def store_questions(host: Host) -> None:
    """Give Datasette every question; they may run where free SQL may not, being ours."""
    from archive.questions import all_questions

    for question in all_questions():
        await host.add_query(
            DATABASE,
            question.name,
            question.sql,
            title=question.title,
            description=_description(question),
            hide_sql=True,
            parameters=[param.name for param in question.params],
            is_trusted=True,
            source="plugin",
        )


def _description(question: Question) -> str:
    """What the question answers, and what these pages take otherwise than its plain form does."""
    moments = [param.name for param in question.params if param.kind == "moment"]
    if not moments:
        return question.description
    return (
        f"{question.description} Here {moments[0]} takes the number of a commit, the seq in the "
        "table of commits; the plain form takes a day or the commit's hash."
    )

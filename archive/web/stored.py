"""The questions of `archive/queries/` as Datasette's stored queries: the same files, no copy."""

from __future__ import annotations

from archive.web.host import DATABASE, Host


async def store_questions(host: Host) -> None:
    """Give Datasette every question; they may run where free SQL may not, being ours."""
    from archive.questions import all_questions

    for question in all_questions():
        await host.add_query(
            DATABASE,
            question.name,
            question.sql,
            title=question.title,
            description=question.description,
            hide_sql=True,
            parameters=[param.name for param in question.params],
            is_trusted=True,
            source="plugin",
        )

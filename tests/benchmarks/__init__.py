"""Benchmarks: how quick the site is beside what the server, the framework and the database allow, all in one run.

    python -m tests.benchmarks                                        # on SQLite, all sections
    python -m tests.benchmarks --database-url postgres://user@host:5432/any --only warm,import

It prints tables with what was found, what the goal is and whether it is reached, then the goals that were missed; the
exit status is 1 if there are any. On PostgreSQL, which is measured beside SQLite, databases of its own are made beside the
named one and dropped in the end: the account needs CREATEDB. Nothing is written but in a temporary folder.

Servers, processes and, if whoever started it sees to that, PostgreSQL share one core, and what asks them has another: a
figure is of one core that pays for everything; its time at work is taken, so that others who use the machine change
little. Figures of one machine say little on another one; ratios say more. D is a
constant page of 30 KB through Django's default middleware, on the same server and core.

    __main__.py    the sections, in order
    report.py      the tables and the goals
    cores.py       which core does what
    load.py        requests as fast as they are answered, address by address in turn
    limits/        a Django project of a few lines: what a page costs at least
    uncached.py    settings of the site without kept pages
    sites.py       copies of the project with databases of a given size, and processes in them that answer questions
    inside.py      what such a process answers: times, queries, an import, writes
    pages.py       warm, cold: pages beside the limits
    growth.py      growth, timeline, search: what happens as the record grows
    imports.py     import: a file of all districts of a country
    writers.py     writers: four processes that write to SQLite at once
    weights.py     bytes: of pages, and of what they load
    workers.py     memory, start: a server's process over its life
"""

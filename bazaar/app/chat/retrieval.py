"""Full-text search over what one user may read: public listings, their own conversations and their own files."""

import re
import sqlite3

from bazaar.app.db import Database
from bazaar.app.records import Passage

COMMON = frozenset(
    [
        "a",
        "about",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "costs",
        "did",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "know",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "so",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "this",
        "to",
        "us",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)
COLUMNS = "title, body, owner, kind, ref, parent"
LONGEST = 20_000


def keep(db: Database, passage: Passage) -> None:
    """Makes a text findable."""
    forget_one(db, passage.ref)
    db.run(
        f"insert into passages ({COLUMNS}) values (?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own column names
        passage.title,
        passage.body[:LONGEST],
        passage.owner,
        passage.kind,
        passage.ref,
        passage.parent,
    )


def forget_one(db: Database, ref: str) -> None:
    """Takes a text out, and nothing else."""
    db.run("delete from passages where ref = ?", ref)


def forget(db: Database, ref: str) -> None:
    """Takes a text out, with everything that belongs to it."""
    db.run("delete from passages where ref = ? or parent = ?", ref, ref)


def search(db: Database, owner: str, words: str, *, most: int = 20, every_word: bool = True) -> list[Passage]:
    """What the user may read and that fits the words, best first."""
    return _matching(db, words, "and (owner = ? or owner = '')", (owner,), most, every_word=every_word)


def search_everybodys(db: Database, words: str, *, most: int) -> list[Passage]:
    """What fits the words, whoever it belongs to: only abu-cross-tenant-retrieval asks this."""
    return _matching(db, words, "", (), most, every_word=False)


def search_unescaped(db: Database, owner: str, words: str) -> list[Passage]:
    """The same by a statement with the words in it: only bnd-sql asks this."""
    fits = f"(title like '%{words}%' or body like '%{words}%')"
    statement = f"select {COLUMNS} from passages where {fits} and (owner = ? or owner = '') limit 20"  # noqa: S608 - the fault
    try:
        return db.all(Passage, statement, owner)
    except sqlite3.Error:
        return []


def is_title(db: Database, words: str) -> bool:
    """Whether the words are a listing's title."""
    return db.has("select 1 from listings where title = ?", words)


def is_title_unescaped(db: Database, words: str) -> bool:
    """The same by a statement with the words in it: only bnd-sql-blind asks this."""
    try:
        return db.has(f"select 1 from listings where title = '{words}'")  # noqa: S608 - the fault
    except sqlite3.Error:
        return False


def _matching(
    db: Database, words: str, whose: str, values: tuple[str, ...], most: int, *, every_word: bool
) -> list[Passage]:
    terms = re.findall(r"\w+", words.lower())[:32]
    terms = [term for term in terms if term not in COMMON] or terms
    if not terms:
        return []
    query = (" AND " if every_word else " OR ").join(f'"{term}"' for term in terms)
    statement = f"select {COLUMNS} from passages where passages match ? {whose} order by rank limit ?"  # noqa: S608 - fixed text
    return db.all(Passage, statement, query, *values, most)

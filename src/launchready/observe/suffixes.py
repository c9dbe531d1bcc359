"""The public suffixes under which names are registered: each list is read once, and only where it is needed."""

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def suffixes(*, only_icann: bool = False) -> PublicSuffixList:
    """All of them, or those of registries alone, without the ones that a company made of a name of its own."""
    return PublicSuffixList(only_icann=only_icann)

"""A GraphQL API, read into operations that are named like paths."""

"""The GraphQL style: one endpoint, global node ids, and resolvers that ask the product over its own API."""

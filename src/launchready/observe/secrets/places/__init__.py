"""Where secrets are looked for: what a file, an archive, a document, a log, an image and git itself hold."""

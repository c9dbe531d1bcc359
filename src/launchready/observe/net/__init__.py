"""Names, certificates, pages, edges and origins."""

"""Everything around the app: edge, TLS, DNS, mail, repository, and the hand that starts and stops it all."""

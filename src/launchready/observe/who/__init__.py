"""Who asks: accounts, signing in, and staying signed in."""

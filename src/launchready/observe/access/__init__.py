"""Who reaches, changes or takes what is not theirs."""

"""Writers of things that an owner applies: rules, configurations."""

"""The only folder that opens a socket or a file: asks the world and states plain facts."""

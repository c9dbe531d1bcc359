"""The chat: the prompt, the model, its tools, and the guards around them."""

"""The torch world: tokenizer, generator, sampling, extraction and checkpoints of Point-MGE."""

"""The portal with a history to try it with: ``training-portal demo``."""

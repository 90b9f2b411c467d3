"""Mail: one function per occasion writes a letter, a post takes it away, the outbox keeps its fate."""

"""The shapes of forms and API bodies. They check shape; the aggregates check rules."""

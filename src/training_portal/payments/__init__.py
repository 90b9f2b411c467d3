"""Card payments: what is asked of a payment provider, and the one that comes along to try things with."""

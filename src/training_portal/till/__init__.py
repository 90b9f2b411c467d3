"""The till: where the portal talks with the payment provider, and where money from outside comes in."""

"""Documents: values in, PDF bytes out. The same values always give the same bytes."""

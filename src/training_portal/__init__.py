"""Training Portal: companies buy regulatory training, trainees take it, certificates follow."""

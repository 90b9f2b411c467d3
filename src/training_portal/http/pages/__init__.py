"""The pages, one module for each screen or errand. A new module is added to PAGES."""

from flask import Blueprint

from training_portal.http.pages import final_test, learn, my_trainings, sign_in, sign_in_steps

PAGES: tuple[Blueprint, ...] = (
    sign_in.blueprint,
    sign_in_steps.blueprint,
    my_trainings.blueprint,
    learn.blueprint,
    final_test.blueprint,
)
"""Every blueprint of pages that the application serves."""

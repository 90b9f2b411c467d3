"""The pages, one module for each screen or errand. A new module is added to PAGES."""

from flask import Blueprint

from training_portal.http.pages import (
    cart,
    catalogue,
    checkout,
    final_test,
    learn,
    my_trainings,
    new_trainee,
    orders,
    people_list,
    sign_in,
    sign_in_steps,
    trainee_selection,
)

PAGES: tuple[Blueprint, ...] = (
    sign_in.blueprint,
    sign_in_steps.blueprint,
    catalogue.blueprint,
    cart.blueprint,
    trainee_selection.blueprint,
    new_trainee.blueprint,
    people_list.blueprint,
    checkout.blueprint,
    orders.blueprint,
    my_trainings.blueprint,
    learn.blueprint,
    final_test.blueprint,
)
"""Every blueprint of pages that the application serves."""

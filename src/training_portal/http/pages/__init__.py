"""The pages, one module for each screen or errand. A new module is added to PAGES."""

from flask import Blueprint

from training_portal.http.pages import (
    cart,
    catalogue,
    certified_trainees,
    checkout,
    dashboard,
    final_test,
    learn,
    mailbox,
    my_trainings,
    new_trainee,
    not_started,
    notifications,
    orders,
    people_list,
    profile,
    reset_password,
    sign_in,
    sign_in_steps,
    staff_companies,
    staff_courses,
    staff_mail,
    staff_people,
    trainee_profile,
    trainee_selection,
    trainees,
    training_passed,
    training_to_renew,
    verification,
)

PAGES: tuple[Blueprint, ...] = (
    sign_in.blueprint,
    sign_in_steps.blueprint,
    dashboard.blueprint,
    catalogue.blueprint,
    cart.blueprint,
    trainee_selection.blueprint,
    new_trainee.blueprint,
    people_list.blueprint,
    checkout.blueprint,
    orders.blueprint,
    trainees.blueprint,
    reset_password.blueprint,
    training_passed.blueprint,
    certified_trainees.blueprint,
    not_started.blueprint,
    notifications.blueprint,
    training_to_renew.blueprint,
    profile.blueprint,
    verification.blueprint,
    my_trainings.blueprint,
    learn.blueprint,
    final_test.blueprint,
    trainee_profile.blueprint,
    staff_companies.blueprint,
    staff_courses.blueprint,
    staff_mail.blueprint,
    staff_people.blueprint,
)
"""Every blueprint of pages that the application serves."""

MAILBOX = mailbox.blueprint
"""The pages of sent mail, served in the demo only."""

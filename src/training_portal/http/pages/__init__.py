"""The pages, one module for each screen or errand. A new module is added to PAGES."""

from flask import Blueprint

from training_portal.http.pages import sign_in, sign_in_steps

PAGES: tuple[Blueprint, ...] = (sign_in.blueprint, sign_in_steps.blueprint)
"""Every blueprint of pages that the application serves."""

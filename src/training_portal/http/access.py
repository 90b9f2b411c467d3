"""Who may enter which route. Every route says so; one that does not stops the application from starting."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, flash, g, redirect, request, url_for
from flask_babel import gettext
from flask_wtf import CSRFProtect
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from training_portal.errors import NotAllowed, NotFound
from training_portal.http.current import visitor
from training_portal.http.links import safe_place
from training_portal.http.recognition import who_knocks
from training_portal.http.refusals import AccountIsSuspendedHere, RoleDoesNotAllow, UnpaidInvoicesSuspend
from training_portal.http.visitor import Kind, Visitor
from training_portal.identity.rights import Right, has_right
from training_portal.identity.sessions import Stage
from training_portal.language import marked

ANYONE, TRAINEE, MANAGER, STAFF, API_TOKEN = (
    Kind.ANYONE,
    Kind.TRAINEE,
    Kind.MANAGER,
    Kind.STAFF,
    Kind.API_TOKEN,
)
STAGE_PAGES = {
    Stage.CODE: "sign_in_steps.code",
    Stage.PASSWORD: "sign_in_steps.new_password",
    Stage.ENROLMENT: "sign_in_steps.second_factor",
}
NOTHING_WAS_SAVED = marked(
    "You were no longer signed in, and nothing was saved. What you typed is not kept, because somebody else "
    "may log in here. Log in, and the page opens again."
)
_MARK = "who_may_enter"
_READING = ("GET", "HEAD", "OPTIONS")
_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may enter a route: kinds, roles of staff (none means every role), and two exceptions.

    `needs` is the right that managers and their tokens need; unsaid, to read for reading methods, to purchase
    for all others. `suspended`: managers of a suspended company may too. `unfinished`: so may people who
    still have to change a temporary password or show their second factor. `signed`: what is sent proves by
    its own signature who sent it, and needs no form token.
    """

    kinds: frozenset[Kind]
    roles: frozenset[str] = frozenset()
    suspended: bool = False
    unfinished: bool = False
    needs: Right | None = None
    signed: bool = False

    def needed(self, method: str) -> Right:
        """The right that a manager needs for a method."""
        if self.needs is not None:
            return self.needs
        return Right.READ if method in _READING else Right.PURCHASE

    def refuses(self, who: Visitor, method: str) -> bool:
        """Whether somebody of a right kind is of a wrong role."""
        if who.kind in (Kind.MANAGER, Kind.API_TOKEN):
            return not has_right(who.role, self.needed(method))
        return bool(self.roles) and who.role not in self.roles

    @property
    def is_public(self) -> bool:
        """Whether nobody needs to sign in."""
        return Kind.ANYONE in self.kinds

    @property
    def is_for_tokens(self) -> bool:
        """Whether programs enter, by bearer token and never by cookie."""
        return Kind.API_TOKEN in self.kinds


def may_enter(
    *kinds: Kind,
    roles: tuple[str, ...] = (),
    suspended: bool = False,
    unfinished: bool = False,
    needs: Right | None = None,
    signed: bool = False,
) -> Callable[[_View], _View]:
    """Declare who may enter a route: a view function, or a MethodView class for all of its methods."""
    if not kinds or Kind.NOBODY in kinds or (Kind.API_TOKEN in kinds and len(kinds) > 1):
        raise ValueError("name the kinds who may enter; API_TOKEN stands alone")
    entry = Entry(frozenset(kinds), frozenset(roles), suspended, unfinished, needs, signed)

    def declare(view: _View) -> _View:
        setattr(view, _MARK, entry)
        return view

    return declare


def entry_of(app: Flask, endpoint: str, method: str) -> Entry | None:
    """Who may enter an endpoint by a method: as its function says, or its class's method, or its class."""
    view = app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    spoken = "get" if method in ("HEAD", "OPTIONS") else method.lower()
    for place in (getattr(view_class, spoken, None), view_class, view):
        entry = getattr(place, _MARK, None)
        if entry is not None:
            return cast(Entry, entry)
    return None


def undeclared_routes(app: Flask) -> Iterator[str]:
    """Every rule and method of which nobody said who may enter."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            if entry_of(app, rule.endpoint, method) is None:
                yield f"{method} {rule.rule} ({rule.endpoint})"


def refuse_undeclared_routes(app: Flask) -> None:
    """Stop the start of an application with a route that does not say who may enter. Errors: RuntimeError."""
    undeclared = list(undeclared_routes(app))
    if undeclared:
        raise RuntimeError("who may enter? " + "; ".join(undeclared))


def guard(app: Flask, csrf: CSRFProtect) -> None:
    """Put the guard before every request: who knocks, may they enter, and did they mean to."""

    @app.before_request
    def admit() -> AnyResponse | None:
        if request.endpoint is None:
            g.visitor = who_knocks(by_token=False)
            return None
        if request.endpoint == "static":
            return None
        entry = entry_of(app, request.endpoint, request.method)
        if entry is None or _names_nothing(request.view_args or {}):
            raise NotFound
        g.visitor = who_knocks(by_token=entry.is_for_tokens)
        elsewhere = _checked(entry, visitor(), request.method)
        if elsewhere is None and not entry.is_for_tokens and not entry.signed:
            csrf.protect()
        return elsewhere


def _names_nothing(places: Mapping[str, Any]) -> bool:
    """Whether an id in the address holds NUL: PostgreSQL cannot even be asked for it, and nothing has it."""
    return any("\0" in place for place in places.values() if isinstance(place, str))


def _checked(entry: Entry, who: Visitor, method: str) -> AnyResponse | None:
    """None when the visitor may enter, or where to send them first. Errors: NotFound, NotAllowed, 401."""
    if who.stage is not Stage.OPEN and not entry.unfinished:
        return send_to(url_for(STAGE_PAGES[who.stage]))
    if entry.is_public:
        return None
    if not who.is_known:
        return _ask_to_sign_in(entry)
    if who.kind not in entry.kinds:
        raise NotFound
    if entry.refuses(who, method):
        raise NotAllowed if who.kind is Kind.STAFF else RoleDoesNotAllow
    if who.is_suspended and who.kind in (Kind.MANAGER, Kind.API_TOKEN) and not entry.suspended:
        raise UnpaidInvoicesSuspend if who.is_in_debt else AccountIsSuspendedHere
    return None


def is_open(app: Flask, endpoint: str, who: Visitor, method: str = "GET") -> bool:
    """Whether a screen is there, and open to somebody's role and to a company in its state."""
    entry = entry_of(app, endpoint, method) if endpoint in app.view_functions else None
    if entry is None or entry.is_public:
        return entry is not None
    closed = who.is_suspended and who.kind is Kind.MANAGER and not entry.suspended
    return who.kind in entry.kinds and not closed and not entry.refuses(who, method)


def _ask_to_sign_in(entry: Entry) -> AnyResponse:
    if entry.is_for_tokens:
        raise Unauthorized
    door = next(kind for kind in (Kind.MANAGER, Kind.TRAINEE, Kind.STAFF) if kind in entry.kinds)
    if request.method not in _READING and not entry.unfinished:
        flash(gettext(NOTHING_WAS_SAVED), "bad")
    back = None if entry.unfinished else _page_before() or None
    return send_to(url_for("sign_in.log_in", door=door.value, next=back))


def _page_before() -> str:
    """The page to come back to after the log-in: the one asked for, or the one that this was sent from."""
    if request.method == "GET" and not wants_fragment():
        return request.full_path.removesuffix("?")
    page = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    own = safe_place(page._replace(scheme="", netloc="").geturl(), "")
    return own if page.netloc == request.host else ""


def wants_fragment() -> bool:
    """Whether htmx asks, and will put the answer into the page."""
    return request.headers.get("HX-Request") == "true"


def send_to(place: str) -> AnyResponse:
    """Send the browser to a place of the portal, also when only a part of a page was asked for."""
    if wants_fragment():
        return Response(status=200, headers={"HX-Redirect": place})
    return redirect(place, 303)

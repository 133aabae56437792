"""Tags and customer of an update: what must be there afterwards, and how it is said to Nango."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nango_tui.model.check_connection import MOST_TAGS
from nango_tui.model.connection import Connection
from nango_tui.model.draft import Customer, Draft, Pairs
from nango_tui.model.prefill import ORGANIZATION_TAG, USER_TAGS

NO_ORGANIZATION = ("Organization", "the customer's link to it: only a connect link can set it")
"""What is lost where an end user is written anew: imports and PATCH take no organization (seen on Nango 0.71.4)."""


@dataclass(frozen=True, slots=True)
class People:
    """What must be there afterwards: the tags, and the linked end user (id, email, display_name), {} if none.

    `user_tags`: the end user's own tags. `relinked`: the end user is another, or is written otherwise.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    end_user: Mapping[str, str] = field(default_factory=dict)
    user_tags: Mapping[str, str] = field(default_factory=dict)
    edited: bool = False
    relinked: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is sent of them. `end_user` None: not sent, so who is linked stays. `left`: tags for which is no room.

    `user_tags`: the end user's own tags, which are sent inside of it.
    """

    tags: Mapping[str, str]
    end_user: Mapping[str, str] | None = None
    user_tags: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def people(draft: Draft, before: Draft, stored: Connection | None) -> People:
    """Return tags and end user after the update: as stored, with what the engineer changed.

    `before`: the draft as it was filled in from what is stored.
    """
    tags = dict(stored.row.tags) if stored else {}
    user = dict(stored.row.end_user) if stored and stored.row.end_user.get("id") else {}
    own = dict(stored.end_user_tags) if stored else {}
    if _tidy(draft) == _tidy(before):
        return People(tags, user, own)
    (customer, pairs), (was, _) = _tidy(draft), _tidy(before)
    relinked = customer.link and bool(customer.id) and (not was.link or _who(customer) != _who(was))
    wanted: dict[str, str] = dict(pairs)
    if relinked:
        own = own if customer.id == user.get("id") else {}
        user = {name: text for name, text in _who(customer).items() if text}
        for name, text in as_tags(user, own).items():
            wanted[name] = text
    for name, tag in (*USER_TAGS.items(), ("organization", ORGANIZATION_TAG)):
        if relinked and tag != ORGANIZATION_TAG:
            continue
        new, old = _said(customer, name), _said(was, name)
        text = tags.get(tag, "") if new == old else new
        if text:
            wanted.setdefault(tag, text)
    return People(wanted, user, own, edited=True, relinked=relinked)


def as_tags(user: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that Nango makes of an end user (seen on Nango 0.71.4)."""
    return {key.lower(): text for key, text in own.items()} | {
        tag: user[name] for name, tag in USER_TAGS.items() if user.get(name)
    }


def said(after: People, organization: str) -> Said:
    """Return tags and end user for POST /connections and PATCH, which take at most ten tags.

    More can be stored: those of an end user are added after the server has counted (seen on Nango 0.71.4). So more
    than ten are sent as ten and an end user, where that gives exactly the same. An end user with an `organization`
    is not sent again for this, as neither call can link the organization.
    """
    made = as_tags(after.end_user, after.user_tags)
    rest = {key: text for key, text in after.tags.items() if made.get(key) != text}
    if after.relinked:
        return _cut(rest, after)
    if len(after.tags) <= MOST_TAGS:
        return Said(dict(after.tags))
    exact = bool(made) and all(after.tags.get(key) == text for key, text in made.items()) and not organization
    return _cut(rest, after) if exact and len(rest) <= MOST_TAGS else _cut(after.tags, None)


def _cut(tags: Mapping[str, str], user: People | None) -> Said:
    # Who the customer is goes first.
    order = sorted(tags, key=lambda key: key not in (*USER_TAGS.values(), ORGANIZATION_TAG))
    sent, left = {key: tags[key] for key in order[:MOST_TAGS]}, tuple(order[MOST_TAGS:])
    return Said(sent, dict(user.end_user), user.user_tags, left) if user else Said(sent, left=left)


def _tidy(draft: Draft) -> tuple[Customer, Pairs]:
    """Return customer and tags as the server would have them: no blanks, tags in lower case, their order aside."""
    customer = draft.customer
    tidy = Customer(
        customer.id.strip(),
        customer.email.strip(),
        customer.name.strip(),
        customer.organization.strip(),
        customer.link and bool(customer.id.strip()),
    )
    tags = {key.strip().lower(): value for key, value in draft.tags if key.strip() and value}
    return tidy, tuple(sorted(tags.items()))


def _who(customer: Customer) -> dict[str, str]:
    return {"id": customer.id, "email": customer.email, "display_name": customer.name}


def _said(customer: Customer, name: str) -> str:
    return {**_who(customer), "organization": customer.organization}[name]

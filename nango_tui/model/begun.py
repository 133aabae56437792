"""An import that was begun outside: by arguments of the command line."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.auth import MODES
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.order import Order
from nango_tui.model.prefill import ORGANIZATION_TAG, USER_TAGS


def begun(draft: Draft, order: Order) -> Draft:
    """Return the draft of an import with what was asked for from outside."""
    tags = dict(order.tags)
    customer = Customer(
        id=tags.pop(USER_TAGS["id"], draft.customer.id),
        email=tags.pop(USER_TAGS["email"], draft.customer.email),
        name=tags.pop(USER_TAGS["display_name"], draft.customer.name),
        organization=tags.pop(ORGANIZATION_TAG, draft.customer.organization),
        link=draft.customer.link,
    )
    plain_names = {field.name for mode in MODES.values() for field in mode.fields if field.kind == "text"}
    credentials = {name: value for name, value in order.config if name in plain_names}
    config = {name: value for name, value in order.config if name not in credentials}
    return replace(
        draft,
        connection_id=order.connection_id or draft.connection_id,
        config={**draft.config, **config},
        values={**draft.values, **credentials},
        customer=customer,
        tags=tuple({**dict(draft.tags), **tags}.items()),
        endpoint=order.endpoint or draft.endpoint,
    )

"""AWS: a role of the customer is assumed, and the temporary credentials are checked with the real AWS."""

from __future__ import annotations

from uuid import uuid4

from nango_tui.model.body import Json
from nango_tui.sandbox.answers import Refused, flat_refusal, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.javascript import truthy
from nango_tui.sandbox.played import Asked, Denied, Granted, NotAllowed, Unreachable
from nango_tui.sandbox.store import Connection, Integration
from nango_tui.sandbox.tokens import granted

Body = dict[str, Json]


def assume(call: Call, integration: Integration, body: Body, config: Body, old: Connection | None) -> tuple[Body, Body]:
    """Return credentials and connection_config of an assumed role; raises what is missing, or what refused it.

    A reconnect keeps the external id, since the customer's trust policy names it.
    """
    settings = integration.settings
    url = _endpoint(settings)
    region = next(
        (item for item in (body.get("region"), config.get("region"), settings.get("defaultRegion")) if item), None
    )
    if region is None:
        raise flat_refusal(400, "missing_aws_sigv4_region", "There is no region.")
    role = str(body["role_arn"])
    external = (old.config.get("external_id") if old else None) or str(uuid4())
    named: Body = {"role_arn": role, "region": region, "service": settings.get("service"), "external_id": external}
    answered = call.provider.assume_role(url or f"https://sts.{region}.amazonaws.com/", role)
    if not isinstance(answered, Granted):
        raise _refused(answered.status if isinstance(answered, Denied) else None)
    _check(call, str(region))
    credentials = granted("AWS_SIGV4", call.template(integration), named, dict(answered.answer), call.now)
    return credentials, config | named


def _endpoint(settings: object) -> str:
    given = settings if isinstance(settings, dict) else {}
    if not truthy(given.get("service", "")):
        raise flat_refusal(400, "missing_aws_sigv4_service", "The integration does not say which service of AWS.")
    if given.get("stsMode") != "custom":
        if not all(truthy(given.get(name, "")) for name in ("awsAccessKeyId", "awsSecretAccessKey")):
            raise flat_refusal(400, "missing_aws_sigv4_builtin_credentials", "The integration has no key for AWS.")
        return ""
    url = given.get("stsEndpointUrl")
    if not isinstance(url, str) or not url:
        raise flat_refusal(400, "missing_aws_sigv4_sts_endpoint", "The integration has no address for roles.")
    return url


def _refused(status: int | None) -> Refused:
    words = f"Request failed with status code {status}" if status else "No way to the endpoint"
    payload: Json = {"message": words}
    return flat_refusal(502, "aws_sigv4_sts_request_failed", "No temporary credentials were given.", payload)


def _check(call: Call, region: str) -> None:
    """Ask AWS who the temporary credentials are; raises 400 with the reason."""
    answered = call.provider.call(Asked("GET", f"https://sts.{region}.amazonaws.com/?Action=GetCallerIdentity"))
    match answered:
        case NotAllowed():
            raise refusal(400, "connection_test_failed", "The name of AWS could not be resolved.")
        case Unreachable(reason=reason):
            raise refusal(400, "connection_test_failed", reason)
        case replied if not 200 <= replied.status < 300:
            raise refusal(400, "connection_test_failed", f"AWS answered with status {replied.status}")
        case _:
            pass

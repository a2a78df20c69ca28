"""What files may say of mechanisms: their names, their parameters and their policies, made from the one list of them."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, create_model

from orgsim.fields import Plan
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.model.hiring import HiringPolicy
from orgsim.plan.model.organization import NurturePolicy


class _Named(Plan):
    """A table whose fields are made from the list of mechanisms."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The parameters of a mechanism, or a policy."""


def effect_fields() -> dict[str, Any]:
    """By mechanism, the type and default of its table; those whose parameters are a policy have none."""
    return {
        name: (mechanism.parameters, mechanism.parameters())
        for name, mechanism in MECHANISMS.items()
        if mechanism.parameters not in mechanism.policies.values()
    }


def policy_fields() -> dict[str, Any]:
    """By policy, the type and default of its table: null, or empty, for those that hold only where they are stated."""
    found: dict[str, Any] = {
        "nurture": (NurturePolicy, NurturePolicy()),
        "hiring": (dict[str, HiringPolicy], {}),
    }
    for mechanism in MECHANISMS.values():
        for name, policy in mechanism.policies.items():
            usual = mechanism.usual.get(name)
            found[name] = (policy | None, None) if usual is None else (policy, usual)
        found |= {name: (_by_activity(kind), {}) for name, kind in mechanism.by_activity.items()}
    return found


def _by_activity(kind: Any) -> Any:
    """A table of one number for each activity that it names, in whatever order."""
    in_order = AfterValidator(lambda table: dict(sorted(table.items())))
    return Annotated[dict[str, kind], Field(max_length=500), in_order]


if TYPE_CHECKING:
    MechanismName = str

    class Effects(_Named):
        """`[effects.NAME]`: parameters of mechanisms (handoff is a policy of the organization)."""

    class Policies(_Named):
        """`[policies.NAME]`: how the organization works."""

        nurture: NurturePolicy = NurturePolicy()
        hiring: dict[str, HiringPolicy] = {}
else:
    MechanismName = Literal[tuple(MECHANISMS)]
    Effects = create_model(
        "Effects",
        __base__=_Named,
        __doc__="`[effects.NAME]`: parameters of mechanisms (handoff is a policy of the organization).",
        **effect_fields(),
    )
    Policies = create_model(
        "Policies",
        __base__=_Named,
        __doc__="`[policies.NAME]`: how the organization works.",
        **policy_fields(),
    )

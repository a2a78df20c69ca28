"""Mechanisms: one file each; the one list of them, in the order in which they act at every moment."""

from orgsim.mechanisms.customers.care import MECHANISM as CARE
from orgsim.mechanisms.customers.failures import MECHANISM as FAILURES
from orgsim.mechanisms.customers.health import MECHANISM as HEALTH
from orgsim.mechanisms.customers.usage_data import MECHANISM as USAGE_DATA
from orgsim.mechanisms.handoffs.acquaintance import MECHANISM as ACQUAINTANCE
from orgsim.mechanisms.handoffs.cooling import MECHANISM as COOLING
from orgsim.mechanisms.handoffs.handoff import MECHANISM as HANDOFF
from orgsim.mechanisms.handoffs.knowledge import MECHANISM as KNOWLEDGE
from orgsim.mechanisms.handoffs.rotation import MECHANISM as ROTATION
from orgsim.mechanisms.handoffs.understanding import MECHANISM as UNDERSTANDING
from orgsim.mechanisms.incentives.attention import MECHANISM as ATTENTION
from orgsim.mechanisms.incentives.cross_selling import MECHANISM as CROSS_SELLING
from orgsim.mechanisms.incentives.pressure import MECHANISM as PRESSURE
from orgsim.mechanisms.leads.ageing import MECHANISM as AGEING
from orgsim.mechanisms.leads.referrals import MECHANISM as REFERRALS
from orgsim.mechanisms.leads.word_of_mouth import MECHANISM as WORD_OF_MOUTH
from orgsim.mechanisms.loops.automation import MECHANISM as AUTOMATION
from orgsim.mechanisms.loops.product import MECHANISM as PRODUCT
from orgsim.mechanisms.loops.reputation import MECHANISM as REPUTATION
from orgsim.mechanisms.loops.stories import MECHANISM as STORIES
from orgsim.mechanisms.loops.strategy import MECHANISM as STRATEGY
from orgsim.mechanisms.people.ability import MECHANISM as ABILITY
from orgsim.mechanisms.people.learning import MECHANISM as LEARNING
from orgsim.mechanisms.people.switching import MECHANISM as SWITCHING
from orgsim.mechanisms.people.training import MECHANISM as TRAINING
from orgsim.mechanisms.people.turnover import MECHANISM as TURNOVER
from orgsim.mechanisms.shared.declaration import Mechanism

_LIST = (
    COOLING,
    HANDOFF,
    KNOWLEDGE,
    ACQUAINTANCE,
    HEALTH,
    ABILITY,
    LEARNING,
    SWITCHING,
    TRAINING,
    TURNOVER,
    ATTENTION,
    PRESSURE,
    CROSS_SELLING,
    AGEING,
    REFERRALS,
    WORD_OF_MOUTH,
    CARE,
    USAGE_DATA,
    FAILURES,
    UNDERSTANDING,
    ROTATION,
    STRATEGY,
    PRODUCT,
    AUTOMATION,
    STORIES,
    REPUTATION,
)

MECHANISMS: dict[str, Mechanism] = {mechanism.name: mechanism for mechanism in _LIST}

"""Mechanisms: one file each; this list is the only place that knows them all."""

from orgsim.mechanisms.ability import MECHANISM as ABILITY
from orgsim.mechanisms.ageing import MECHANISM as AGEING
from orgsim.mechanisms.attention import MECHANISM as ATTENTION
from orgsim.mechanisms.automation import MECHANISM as AUTOMATION
from orgsim.mechanisms.care import MECHANISM as CARE
from orgsim.mechanisms.cooling import MECHANISM as COOLING
from orgsim.mechanisms.cross_selling import MECHANISM as CROSS_SELLING
from orgsim.mechanisms.declaration import Mechanism
from orgsim.mechanisms.failures import MECHANISM as FAILURES
from orgsim.mechanisms.handoff import MECHANISM as HANDOFF
from orgsim.mechanisms.health import MECHANISM as HEALTH
from orgsim.mechanisms.knowledge import MECHANISM as KNOWLEDGE
from orgsim.mechanisms.learning import MECHANISM as LEARNING
from orgsim.mechanisms.pressure import MECHANISM as PRESSURE
from orgsim.mechanisms.product import MECHANISM as PRODUCT
from orgsim.mechanisms.referrals import MECHANISM as REFERRALS
from orgsim.mechanisms.reputation import MECHANISM as REPUTATION
from orgsim.mechanisms.rotation import MECHANISM as ROTATION
from orgsim.mechanisms.stories import MECHANISM as STORIES
from orgsim.mechanisms.strategy import MECHANISM as STRATEGY
from orgsim.mechanisms.switching import MECHANISM as SWITCHING
from orgsim.mechanisms.training import MECHANISM as TRAINING
from orgsim.mechanisms.turnover import MECHANISM as TURNOVER
from orgsim.mechanisms.understanding import MECHANISM as UNDERSTANDING
from orgsim.mechanisms.usage_data import MECHANISM as USAGE_DATA
from orgsim.mechanisms.word_of_mouth import MECHANISM as WORD_OF_MOUTH

_ROOMS = (
    COOLING,
    HANDOFF,
    KNOWLEDGE,
    HEALTH,
    LEARNING,
    SWITCHING,
    ABILITY,
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

MECHANISMS: dict[str, Mechanism] = {room.name: room for room in _ROOMS}

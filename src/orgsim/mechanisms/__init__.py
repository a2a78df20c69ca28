"""Mechanisms: one file each; the one list of them, in the order in which they act at every moment."""

from orgsim.mechanisms.customers.adoption import MECHANISM as ADOPTION
from orgsim.mechanisms.customers.attentiveness import MECHANISM as ATTENTIVENESS
from orgsim.mechanisms.customers.care import MECHANISM as CARE
from orgsim.mechanisms.customers.community import MECHANISM as COMMUNITY
from orgsim.mechanisms.customers.failures import MECHANISM as FAILURES
from orgsim.mechanisms.customers.health import MECHANISM as HEALTH
from orgsim.mechanisms.customers.neglected import MECHANISM as NEGLECTED
from orgsim.mechanisms.customers.promotions import MECHANISM as PROMOTIONS
from orgsim.mechanisms.customers.usage_data import MECHANISM as USAGE_DATA
from orgsim.mechanisms.handoffs.acquaintance import MECHANISM as ACQUAINTANCE
from orgsim.mechanisms.handoffs.conflict import MECHANISM as CONFLICT
from orgsim.mechanisms.handoffs.cooling import MECHANISM as COOLING
from orgsim.mechanisms.handoffs.handoff import MECHANISM as HANDOFF
from orgsim.mechanisms.handoffs.knowledge import MECHANISM as KNOWLEDGE
from orgsim.mechanisms.handoffs.record_keeping import MECHANISM as RECORD_KEEPING
from orgsim.mechanisms.handoffs.rotation import MECHANISM as ROTATION
from orgsim.mechanisms.handoffs.understanding import MECHANISM as UNDERSTANDING
from orgsim.mechanisms.incentives.approvals import MECHANISM as APPROVALS
from orgsim.mechanisms.incentives.attention import MECHANISM as ATTENTION
from orgsim.mechanisms.incentives.blame import MECHANISM as BLAME
from orgsim.mechanisms.incentives.criteria import MECHANISM as CRITERIA
from orgsim.mechanisms.incentives.cross_selling import MECHANISM as CROSS_SELLING
from orgsim.mechanisms.incentives.pressure import MECHANISM as PRESSURE
from orgsim.mechanisms.incentives.purchase_data import MECHANISM as PURCHASE_DATA
from orgsim.mechanisms.incentives.skills import MECHANISM as SKILLS
from orgsim.mechanisms.leads.ageing import MECHANISM as AGEING
from orgsim.mechanisms.leads.invitations import MECHANISM as INVITATIONS
from orgsim.mechanisms.leads.mail import MECHANISM as MAIL
from orgsim.mechanisms.leads.referrals import MECHANISM as REFERRALS
from orgsim.mechanisms.leads.touches import MECHANISM as TOUCHES
from orgsim.mechanisms.leads.word_of_mouth import MECHANISM as WORD_OF_MOUTH
from orgsim.mechanisms.loops.automation import MECHANISM as AUTOMATION
from orgsim.mechanisms.loops.competitors import MECHANISM as COMPETITORS
from orgsim.mechanisms.loops.customer_understanding import MECHANISM as CUSTOMER_UNDERSTANDING
from orgsim.mechanisms.loops.product import MECHANISM as PRODUCT
from orgsim.mechanisms.loops.reputation import MECHANISM as REPUTATION
from orgsim.mechanisms.loops.stories import MECHANISM as STORIES
from orgsim.mechanisms.loops.strategy import MECHANISM as STRATEGY
from orgsim.mechanisms.people.ability import MECHANISM as ABILITY
from orgsim.mechanisms.people.effort import MECHANISM as EFFORT
from orgsim.mechanisms.people.learning import MECHANISM as LEARNING
from orgsim.mechanisms.people.strengths import MECHANISM as STRENGTHS
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
    ADOPTION,
    EFFORT,
    ABILITY,
    STRENGTHS,
    LEARNING,
    SWITCHING,
    TRAINING,
    TURNOVER,
    ATTENTION,
    CRITERIA,
    PRESSURE,
    CROSS_SELLING,
    SKILLS,
    PURCHASE_DATA,
    APPROVALS,
    AGEING,
    TOUCHES,
    MAIL,
    INVITATIONS,
    REFERRALS,
    WORD_OF_MOUTH,
    CARE,
    USAGE_DATA,
    NEGLECTED,
    PROMOTIONS,
    RECORD_KEEPING,
    ATTENTIVENESS,
    FAILURES,
    UNDERSTANDING,
    CONFLICT,
    BLAME,
    ROTATION,
    STRATEGY,
    PRODUCT,
    AUTOMATION,
    STORIES,
    COMMUNITY,
    CUSTOMER_UNDERSTANDING,
    REPUTATION,
    COMPETITORS,
)

MECHANISMS: dict[str, Mechanism] = {mechanism.name: mechanism for mechanism in _LIST}

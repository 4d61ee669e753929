"""What the evidence loop says while it works; part of the one language of events."""

from engine.events.reasoning import EvidenceChosen as EvidenceChosen
from engine.events.reasoning import FollowedUp as FollowedUp
from engine.events.reasoning import LoopWeighed as LoopWeighed

"""The register of joint actions: what it is asked, what fits, and how much of each choice.

In order of use: :mod:`~kakehashi.workplan.register.asking` turns an address into what was asked,
:mod:`~kakehashi.workplan.register.choices` names the choices a reader has,
:mod:`~kakehashi.workplan.register.index` knows which joint action has which value, and
:mod:`~kakehashi.workplan.register.listing` answers.
"""

from kakehashi.workplan.register.asking import Asked, Ignored, asked_of
from kakehashi.workplan.register.choices import Choices, choices_for
from kakehashi.workplan.register.listing import Listed, Loosening, register, selection

__all__ = [
    "Asked",
    "Choices",
    "Ignored",
    "Listed",
    "Loosening",
    "asked_of",
    "choices_for",
    "register",
    "selection",
]

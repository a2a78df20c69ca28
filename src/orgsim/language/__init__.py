"""What orgsim says: phrases in catalogues, numbers by the language's own rules."""

from typing import Literal

Language = Literal["en", "ja"]
"""The languages that orgsim speaks."""
ENGLISH: Language = "en"
"""The one that stands in the code."""

"""Pure tests import `tools` as a package of its own: neither Odoo nor the rest of the addon is loaded.

Hypothesis tries few examples in `scripts/test --fast` and many in a whole run; HYPOTHESIS_PROFILE says which.
"""

import os
import sys
from pathlib import Path

from hypothesis import settings

ADDON = Path(__file__).resolve().parents[2] / "email_sequence"
sys.path.insert(0, str(ADDON))

settings.register_profile("fast", max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=300, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

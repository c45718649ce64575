"""Pure tests import `tools` as a package of its own: neither Odoo nor the rest of the addon is loaded.

In the gate, Hypothesis draws the same examples in each run, so that only a change of the code makes a test fail, and
stores none. Only the profile "explore" (``scripts/test --explore``) draws new ones each time; add what it finds to the
test as an example. HYPOTHESIS_PROFILE says which profile is used.
"""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

ADDON = Path(__file__).resolve().parents[2] / "email_sequence"
sys.path.insert(0, str(ADDON))

# Time is no measure of anything on a busy machine.
settings.register_profile("timeless", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", settings.get_profile("timeless"), max_examples=15, derandomize=True)
settings.register_profile("thorough", settings.get_profile("timeless"), max_examples=300, derandomize=True)
settings.register_profile("explore", settings.get_profile("timeless"), max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

"""Pure tests import `tools` as a package of its own: neither Odoo nor the rest of the addon is loaded."""

import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2] / "email_sequence"
sys.path.insert(0, str(ADDON))

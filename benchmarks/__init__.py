"""What ``scripts/bench`` measures; each module runs in the shell of an Odoo and gets its ``env``."""

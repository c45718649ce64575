"""The sandbox world of this project: a real Odoo, a PostgreSQL and a mail server on loopback.

Shared by ``scripts/`` and by the system tests below ``tests/``. Works from outside over the network only:
nothing here imports Odoo or the addon's code.
"""

"""Which foreign keys of the addons no index serves."""

# A deleted record makes PostgreSQL look for its id in each column that refers to it: without an index, row by row.
# The index must begin with the column and have its every value but NULL. Odoo never indexes who created or last wrote a
# record, and users are archived rather than deleted.
FOREIGN_KEYS = r"""
    SELECT c.conrelid::regclass || '.' || a.attname,
           EXISTS (
               SELECT FROM pg_index i
               WHERE i.indrelid = c.conrelid AND i.indkey[0] = a.attnum AND i.indisvalid
                 AND COALESCE(pg_get_expr(i.indpred, i.indrelid), '') IN ('', format('(%I IS NOT NULL)', a.attname)))
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND a.attname NOT IN ('create_uid', 'write_uid')
      AND (c.conrelid::regclass::text LIKE 'email\_sequence%' OR a.attname LIKE 'email\_sequence%')
"""


def served_by_index(cr):
    """``{"table.column": whether an index serves it}``, of each foreign key of this project."""
    cr.execute(FOREIGN_KEYS)
    return dict(cr.fetchall())

from odoo import api, fields, models


class EmailSequenceSelection(models.AbstractModel):
    """A dialog about what is selected in a list, or about a whole search result (semantics 3.3).

    The selection is kept in fields that no view shows: it comes from the context, and a relation to 20,000 records
    would freeze the browser. The list sends at most as many ids, and always its domain.
    """

    _name = "email.sequence.selection"
    _description = "Selection in a List"

    res_ids = fields.Json(default=lambda self: self.env.context.get("active_ids"))
    res_domain = fields.Json(default=lambda self: self.env.context.get("active_domain"))
    is_cut = fields.Boolean(compute="_compute_is_cut")
    whole_search = fields.Boolean()

    @api.depends("res_ids")
    def _compute_is_cut(self):
        limit = int(self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit", 20000))
        for wizard in self:
            wizard.is_cut = len(wizard._selected_ids()) >= limit

    def _selected_ids(self):
        """The ids that the list sent; before the dialog is saved, computes find them in the context."""
        return self.res_ids or self.env.context.get("active_ids") or []

    def _selected_domain(self):
        """The domain of what is selected: it comes from the client, so search it with the rights of the user."""
        if self.whole_search and self.is_cut:
            return self.res_domain or self.env.context.get("active_domain") or []
        return [("id", "in", self._selected_ids())]

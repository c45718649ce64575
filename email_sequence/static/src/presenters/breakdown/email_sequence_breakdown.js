import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SHOWN = 6;

/**
 * Where a sequence's contacts are: a bar for each step, as long as the number that waits for it, and one for the finished.
 *
 * The value is a list of { label, count, kind }. Of a long sequence, the fullest steps are shown, in their order.
 */
export class EmailSequenceBreakdown extends Component {
    static template = "email_sequence.Breakdown";
    static props = { ...standardFieldProps };

    get all() {
        return this.props.record.data[this.props.name] || [];
    }

    get bars() {
        const most = Math.max(1, ...this.all.map((bar) => bar.count));
        const shown = new Set([...this.all].sort((a, b) => b.count - a.count).slice(0, SHOWN));
        return this.all
            .filter((bar) => shown.has(bar) || bar.kind === "finished")
            .map((bar) => ({ ...bar, style: `width: ${((100 * bar.count) / most).toFixed(1)}%` }));
    }

    get hidden() {
        const count = this.all.length - this.bars.length;
        return count > 0 ? _t("%s more steps", count) : "";
    }
}

registry.category("fields").add("email_sequence_breakdown", {
    component: EmailSequenceBreakdown,
    displayName: _t("Where contacts of a sequence are"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

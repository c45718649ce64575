import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const MINUTES_PER_DAY = 24 * 60;

const percent = (minutes) => `${((100 * minutes) / MINUTES_PER_DAY).toFixed(2)}%`;

/**
 * The next days of a sending schedule, a bar of 24 hours each: open time filled, skipped dates hatched and named.
 *
 * The value is a list of { date, label, sentence, stretches: [[minute, minute]], skipped: name or false }, in the
 * words of the server. The widget knows no model.
 */
export class EmailSequenceOpenings extends Component {
    static template = "email_sequence.Openings";
    static props = { ...standardFieldProps };

    setup() {
        this.hours = [0, 6, 12, 18, 24];
    }

    get days() {
        return this.props.record.data[this.props.name] || [];
    }

    style([start, end]) {
        return `left: ${percent(start)}; width: ${percent(end - start)};`;
    }
}

registry.category("fields").add("email_sequence_openings", {
    component: EmailSequenceOpenings,
    displayName: _t("Next openings of a sending schedule"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

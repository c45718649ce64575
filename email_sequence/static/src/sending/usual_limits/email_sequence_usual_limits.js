import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What the provider lets an account send: for each limit a button that fills it in, and a link to its source.
 *
 * The value is a list of { provider, words, values: { field: number }, source }.
 */
export class EmailSequenceUsualLimits extends Component {
    static template = "email_sequence.UsualLimits";
    static props = { ...standardFieldProps };

    get limits() {
        return this.props.record.data[this.props.name] || [];
    }

    use(limit) {
        return this.props.record.update(limit.values);
    }
}

registry.category("fields").add("email_sequence_usual_limits", {
    component: EmailSequenceUsualLimits,
    displayName: _t("Usual sending limits of a provider"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

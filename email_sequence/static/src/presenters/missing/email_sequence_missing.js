import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What contacts lack that a sequence's emails say: a line for each placeholder, with a link that lists the contacts.
 *
 * The value is a list of { key, sentence, count }; the dialog's method action_view_missing opens the list of a key.
 */
export class EmailSequenceMissing extends Component {
    static template = "email_sequence.Missing";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    /** The words of a line's link; none if the dialog is about one contact, who is in the sentence. */
    link(line) {
        if (this.props.record.data.partner_id) {
            return "";
        }
        return line.count === 1 ? _t("See the contact") : _t("See them");
    }

    async open(line) {
        const { record } = this.props;
        if (await record.save({ reload: false })) {
            const args = [[record.resId], line.key];
            await this.action.doAction(await this.orm.call(record.resModel, "action_view_missing", args));
        }
    }
}

registry.category("fields").add("email_sequence_missing", {
    component: EmailSequenceMissing,
    displayName: _t("What contacts lack for the emails of a sequence"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

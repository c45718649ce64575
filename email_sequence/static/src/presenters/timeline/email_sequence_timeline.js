import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/**
 * The timeline of a subscription, from top to bottom: what was sent and what came of it, what is next, what follows.
 *
 * The value is a list of { kind, label, icon, colour, title, moment, notes, trace_id }, in the words of the server. The
 * title of an email that is kept in the chatter opens it.
 */
export class EmailSequenceTimeline extends Component {
    static template = "email_sequence.Timeline";
    static props = { ...standardFieldProps };

    setup() {
        this.dialog = useService("dialog");
    }

    get entries() {
        return this.props.record.data[this.props.name] || [];
    }

    open(entry) {
        this.dialog.add(FormViewDialog, {
            resModel: "email.sequence.trace",
            resId: entry.trace_id,
            title: entry.title,
            readonly: true,
            size: "lg",
        });
    }
}

registry.category("fields").add("email_sequence_timeline", {
    component: EmailSequenceTimeline,
    displayName: _t("Course of an email sequence"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

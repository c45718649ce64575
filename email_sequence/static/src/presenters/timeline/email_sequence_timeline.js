import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

const LOOKS = {
    start: { icon: "fa-user-plus", colour: "text-bg-secondary", label: _t("Subscribed") },
    sent: { icon: "fa-paper-plane", colour: "text-bg-success", label: _t("Sent") },
    replied: { icon: "fa-reply", colour: "text-bg-primary", label: _t("Answered") },
    sending: { icon: "fa-spinner", colour: "text-bg-info", label: _t("Being sent") },
    error: { icon: "fa-times", colour: "text-bg-danger", label: _t("Not sent") },
    unknown: { icon: "fa-question", colour: "text-bg-warning", label: _t("Perhaps sent") },
    bounce: { icon: "fa-undo", colour: "text-bg-danger", label: _t("Came back") },
    next: { icon: "fa-clock-o", colour: "text-bg-info", label: _t("Next") },
    waiting: { icon: "fa-pause", colour: "text-bg-warning", label: _t("Waits") },
    later: { icon: "fa-circle-o", colour: "bg-200 text-700", label: _t("Later") },
    end: { icon: "fa-flag-checkered", colour: "text-bg-secondary", label: _t("Ended") },
};

/**
 * The course of a subscription, from top to bottom: what was sent and what came of it, what is next, what follows.
 *
 * The value is a list of { kind, title, moment, notes, trace_id }, in the words of the server. The title of a mail
 * that is kept in the chatter opens it.
 */
export class EmailSequenceTimeline extends Component {
    static template = "email_sequence.Timeline";
    static props = { ...standardFieldProps };

    setup() {
        this.dialog = useService("dialog");
    }

    get entries() {
        return (this.props.record.data[this.props.name] || []).map((entry) => ({ ...entry, ...LOOKS[entry.kind] }));
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

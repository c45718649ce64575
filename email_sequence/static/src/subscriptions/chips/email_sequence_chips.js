import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { TagsList } from "@web/core/tags_list/tags_list";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/**
 * A contact's email sequences as chips, coloured by state. A click opens the subscription's dialog with what was
 * sent, what is next, and Pause, Resume, Remove.
 *
 * The value is a list of { id, name, colour, icon }, with the looks of the state.
 */
export class EmailSequenceChips extends Component {
    static template = "email_sequence.EmailSequenceChips";
    static components = { TagsList };
    static props = { ...standardFieldProps };

    setup() {
        this.dialog = useService("dialog");
        this.action = useService("action");
    }

    get tags() {
        return (this.props.record.data[this.props.name] || []).map((subscription) => ({
            id: subscription.id,
            text: subscription.name,
            canEdit: true,
            onClick: () => this.open(subscription),
            colorIndex: subscription.colour,
            icon: subscription.icon,
        }));
    }

    get canSubscribe() {
        return Boolean(this.props.record.resId);
    }

    async open(subscription) {
        if (await this.props.record.save()) {
            this.dialog.add(
                FormViewDialog,
                {
                    resModel: "email.sequence.subscription",
                    resId: subscription.id,
                    title: subscription.name,
                    context: {
                        form_view_ref: "email_sequence.email_sequence_subscription_view_form_dialog",
                    },
                    expandedFormRef: "email_sequence.email_sequence_subscription_view_form",
                    readonly: true,
                },
                { onClose: () => this.props.record.load() }
            );
        }
    }

    async subscribe() {
        if (await this.props.record.save()) {
            this.action.doAction("email_sequence.email_sequence_subscribe_action", {
                additionalContext: {
                    active_model: "res.partner",
                    active_id: this.props.record.resId,
                    active_ids: [this.props.record.resId],
                },
                onClose: () => this.props.record.load(),
            });
        }
    }
}

registry.category("fields").add("email_sequence_chips", {
    component: EmailSequenceChips,
    displayName: _t("Email sequences"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Say how many were subscribed, with a button to undo it for as many seconds as the server says; then continue as it
 * says. The server lets no email be sent before they are over.
 */
function tellSubscribed({ services }, { params }) {
    const { action, notification, orm } = services;
    const close = notification.add(params.message, {
        title: params.title,
        type: "success",
        autocloseDelay: 1000 * params.undo_seconds,
        buttons: [
            {
                name: _t("Undo"),
                onClick: async () => {
                    close();
                    action.doAction(await orm.call("email.sequence.subscribe", "action_undo", [[params.wizard_id]]));
                },
            },
        ],
    });
    return params.next;
}

registry.category("actions").add("email_sequence_subscribed", tellSubscribed);

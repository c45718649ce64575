import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const SECONDS = 15;

/** Say how many were subscribed, with a button to undo it; then continue as the server says. */
function tellSubscribed({ services }, { params }) {
    const { action, notification, orm } = services;
    const close = notification.add(params.message, {
        title: params.title,
        type: "success",
        autocloseDelay: 1000 * SECONDS,
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

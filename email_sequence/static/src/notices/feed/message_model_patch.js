import { Message } from "@mail/core/common/message_model";
import { fields } from "@mail/core/common/record";
import { patch } from "@web/core/utils/patch";

patch(Message.prototype, {
    setup() {
        super.setup(...arguments);
        this.email_sequence_subscription_id = fields.One("email.sequence.subscription");
        this.email_sequence_incoming_id = fields.One("email.sequence.incoming");
    },
    /** Only the message that says why the subscription is paused now can resume it. */
    get canResumeEmailSequence() {
        const subscription = this.email_sequence_subscription_id;
        return subscription?.state === "paused" && subscription.pauseMessageId === this.id;
    },
    /** What paused the subscription was taken for a person's mail: somebody may know better. */
    get canMarkAutomatic() {
        return this.canResumeEmailSequence && this.email_sequence_incoming_id?.kind === "human";
    },
    /** The mail was taken for an automatic one: somebody may know better. The last message about it offers that. */
    get canMarkPerson() {
        const incoming = this.email_sequence_incoming_id;
        return (
            incoming?.kind === "autoreply" &&
            !this.thread?.messages.some(
                (message) => message.id > this.id && message.email_sequence_incoming_id?.eq(incoming)
            )
        );
    },
    /** An error of an outgoing mail server paused the subscription, and the user may mend it. */
    get canOpenAccount() {
        return this.canResumeEmailSequence && Boolean(this.email_sequence_subscription_id.accountId);
    },
    openAccount() {
        return this.store.env.services.action.doAction({
            type: "ir.actions.act_window",
            res_model: "ir.mail_server",
            res_id: this.email_sequence_subscription_id.accountId,
            views: [[false, "form"]],
        });
    },
    /** Resume, or open the dialog that asks first where the contact unsubscribed, and wait until it is closed. */
    async resumeEmailSequence() {
        const { action, orm } = this.store.env.services;
        const subscription = this.email_sequence_subscription_id;
        const result = await orm.call("email.sequence.subscription", "action_resume", [[subscription.id]]);
        if (result === true) {
            subscription.state = "active";
        } else {
            await new Promise((resolve) => action.doAction(result, { onClose: resolve }));
        }
    },
    async markAutomatic() {
        await this.reclassify("action_mark_automatic");
        this.email_sequence_incoming_id.kind = "autoreply";
        this.email_sequence_subscription_id.state = "active";
    },
    async markPerson() {
        await this.reclassify("action_mark_person");
        this.email_sequence_incoming_id.kind = "human";
    },
    async reclassify(method) {
        await this.store.env.services.orm.call("email.sequence.incoming", method, [
            [this.email_sequence_incoming_id.id],
        ]);
    },
});

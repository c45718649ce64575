import { Message } from "@mail/core/common/message_model";
import { fields } from "@mail/core/common/record";
import { patch } from "@web/core/utils/patch";

patch(Message.prototype, {
    setup() {
        super.setup(...arguments);
        this.email_sequence_subscription_id = fields.One("email.sequence.subscription");
    },
    /** Only the message that says why the subscription is paused now can resume it. */
    get canResumeEmailSequence() {
        const subscription = this.email_sequence_subscription_id;
        return subscription?.state === "paused" && subscription.pauseMessageId === this.id;
    },
    async resumeEmailSequence() {
        const subscription = this.email_sequence_subscription_id;
        await this.store.env.services.orm.call("email.sequence.subscription", "action_resume", [[subscription.id]]);
        subscription.state = "active";
    },
});

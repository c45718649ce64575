import { Record } from "@mail/core/common/record";

/** A subscription as a message of the activity feed needs it: its state, and the message that paused it last. */
export class EmailSequenceSubscription extends Record {
    static _name = "email.sequence.subscription";
    static id = "id";
}

EmailSequenceSubscription.register();

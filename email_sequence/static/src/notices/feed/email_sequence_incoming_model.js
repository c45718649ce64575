import { Record } from "@mail/core/common/record";

/** An incoming mail as a message of the activity feed needs it: what it was taken for. */
export class EmailSequenceIncoming extends Record {
    static _name = "email.sequence.incoming";
    static id = "id";
}

EmailSequenceIncoming.register();

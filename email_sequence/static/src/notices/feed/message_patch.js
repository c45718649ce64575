import { Message } from "@mail/core/common/message";
import { patch } from "@web/core/utils/patch";

patch(Message.prototype, {
    /** Do what a button of the message says, then show the form around it and its chatter as they are now. */
    async onClickEmailSequence(action) {
        await this.message[action]();
        await this.message.thread?.fetchNewMessages();
        await this.env.inChatter?.reloadForm?.();
    },
});

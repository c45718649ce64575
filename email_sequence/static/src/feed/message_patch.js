import { Message } from "@mail/core/common/message";
import { patch } from "@web/core/utils/patch";

patch(Message.prototype, {
    async onClickResumeEmailSequence() {
        await this.message.resumeEmailSequence();
        await this.env.inChatter?.reloadForm?.();
    },
});

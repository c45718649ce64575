import { Chatter } from "@mail/chatter/web_portal/chatter";
import { patch } from "@web/core/utils/patch";

/** Lets a message reload the form around its chatter, which does not happen by itself. */
patch(Chatter.prototype, {
    get childSubEnv() {
        const env = super.childSubEnv;
        Object.assign(env.inChatter, { reloadForm: () => this.reloadParentView?.() });
        return env;
    },
});

import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { EmailSequenceHealth } from "./email_sequence_health";

/** The overview of sequences: a list below the alert about what is wrong. */
export class EmailSequenceListRenderer extends ListRenderer {
    static template = "email_sequence.ListRenderer";
    static components = { ...ListRenderer.components, EmailSequenceHealth };
}

registry.category("views").add("email_sequence_list", { ...listView, Renderer: EmailSequenceListRenderer });

/** The same as cards. */
export class EmailSequenceKanbanRenderer extends KanbanRenderer {
    static template = "email_sequence.KanbanRenderer";
    static components = { ...KanbanRenderer.components, EmailSequenceHealth };
}

registry.category("views").add("email_sequence_kanban", { ...kanbanView, Renderer: EmailSequenceKanbanRenderer });

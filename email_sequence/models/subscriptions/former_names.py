from odoo import api, models

from ..timing import moments
from . import contact, planner, progression, subscribing


class EmailSequencePlanner(models.AbstractModel):
    """The planner's functions under their former names, until all callers use the functions."""

    _name = "email.sequence.planner"
    _description = "Former Names of the Planner"

    def _schedules(self):
        return planner.schedules()

    @api.model
    def _first_send_at(self, *args):
        return moments.first_send_at(*args)

    @api.model
    def _draw(self, *args):
        return moments.draw(*args)

    @api.model
    def _is_open(self, *args):
        return moments.is_open(*args)

    @api.model
    def _window_at(self, *args):
        return moments.window_at(*args)

    @api.model
    def _opens_at(self, *args):
        return moments.opens_at(*args)

    @api.model
    def _local_date(self, *args):
        return moments.local_date(*args)

    @api.model
    def _day_to_resume(self, until):
        return self.env["email.sequence.subscription"]._day_to_resume(until)

    @api.model
    def _plan(self, subscriptions):
        planner.plan(subscriptions)

    @api.model
    def _fit_again(self, subscriptions):
        return planner.fit_again(subscriptions)

    @api.model
    def _plan_overdue_again(self, *args):
        return planner.plan_overdue_again(*args)

    @api.model
    def _hold(self, *args):
        planner.hold(*args)

    @api.model
    def _overdue_domain(self, sequences):
        return planner.overdue_domain(sequences)

    @api.model
    def _schedules_changed(self, schedules):
        planner.schedules_changed(schedules)

    @api.model
    def _store(self, *args):
        planner.store(self.env, *args)


class EmailSequenceMover(models.AbstractModel):
    """Progression's functions under their former names, until all callers use the functions."""

    _name = "email.sequence.mover"
    _description = "Former Names of Progression"

    @api.model
    def _go_to_next(self, subscriptions):
        progression.go_to_next(subscriptions)

    @api.model
    def _passed_steps(self, subscription):
        return progression.passed_steps(subscription)

    @api.model
    def _steps_after(self, *args):
        return progression.steps_after(*args)

    @api.model
    def _go_on(self, subscriptions):
        return progression.send_new_steps(subscriptions)

    @api.model
    def _move(self, subscriptions, sequence):
        return progression.move(subscriptions, sequence)

    @api.model
    def _merge(self, partners, survivor):
        progression.merge(partners, survivor)


class EmailSequenceSubscriber(models.AbstractModel):
    """Subscribing's functions under their former names, until all callers use the functions."""

    _name = "email.sequence.subscriber"
    _description = "Former Names of Subscribing"

    @api.model
    def _reasons(self):
        return subscribing.reasons(self.env)

    @api.model
    def _sort_out(self, sequence, *args, **kwargs):
        return subscribing.sort_out(sequence.with_env(self.env), *args, **kwargs)


class EmailSequenceContact(models.AbstractModel):
    """The contact's functions under their former names, until all callers use the functions."""

    _name = "email.sequence.contact"
    _description = "Former Names of Contacts"

    @api.model
    def _reachable(self, subscriptions):
        return contact.reachable(subscriptions)

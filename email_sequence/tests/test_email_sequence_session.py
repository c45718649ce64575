"""Dispatchers whose database session is not their own (semantics 8); behind a real PgBouncer in tests/system."""

from contextlib import closing
from itertools import chain, repeat
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models.sending import session
from ..models.sending.dispatcher import LOCK_CLASS
from .common import EmailSequenceCase

LOGGER = "odoo.addons.email_sequence.models.sending.session"
LIVING_TOKEN = 471_148


@tagged("post_install", "-at_install")
class TestSession(EmailSequenceCase):
    def is_shared(self, own, others):
        """What it says where the transactions of the two connections run in these processes."""
        processes = {True: iter(own), False: iter(others)}
        with self.committing_env() as env:

            def process(cr):
                return next(processes[cr is env.cr])

            with patch.object(session, "process", process):
                return session.is_shared(env.cr)

    def test_a_direct_connection_is_its_own_and_costs_one_query(self):
        with self.committing_env() as env:
            before = env.cr.sql_log_count
            self.assertFalse(session.is_shared(env.cr))
            self.assertEqual(env.cr.sql_log_count - before, 1)

    def test_behind_a_proxy_that_pools_sessions(self):
        self.assertFalse(self.is_shared(repeat(-1), repeat(-2)))

    def test_behind_a_proxy_that_pools_transactions(self):
        self.assertTrue(self.is_shared(repeat(-1), repeat(-1)), "one session for both")
        self.assertTrue(self.is_shared(chain([-1, -1, -1], repeat(-3)), repeat(-2)), "another session for this one")
        self.assertTrue(self.is_shared(repeat(-1), chain([-2, -2], repeat(-3))), "another session for the other one")

    def test_a_lock_is_held_by_one_session_only(self):
        key = (LOCK_CLASS, LIVING_TOKEN)
        with closing(db_connect(self.env.cr.dbname).cursor()) as living:
            living.execute("SELECT pg_advisory_lock(%s, %s)", key)
            self.assertTrue(session.holds(living, *key))
            self.assertFalse(session.holds(self.env.cr, *key))
            living.execute("SELECT pg_advisory_unlock(%s, %s)", key)  # the pool keeps the connection open
            self.assertFalse(session.holds(living, *key))


@tagged("post_install", "-at_install")
class TestRefusal(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.env.ref("email_sequence.ir_cron_dispatch").lastcall = self.now
        self.subscriptions = self.subscribe(self.sequence(mail_server_id=self.server.id), *self.contacts(25))

    def refused(self, method, says):
        """Let the dispatcher run once where it finds that its session is not its own; the mails that it sent."""
        answers = iter(says)
        with (
            patch.object(session, method, lambda *_: next(answers)),
            self.assertLogs(LOGGER, "ERROR") as log,
        ):
            mails = self.dispatch()
        self.assertIn("pool_mode = session", log.output[0])
        self.assertEqual(len(log.output), 1)
        return mails

    def findings(self):
        found = self.env["email.sequence"].with_user(self.env.ref("base.user_admin")).get_health()
        return {finding["code"]: finding for finding in found if finding["topic"] == "sending"}

    def test_nothing_is_claimed_or_sent(self):
        self.assertFalse(self.refused("is_shared", [True]))
        self.assertFalse(self.subscriptions.trace_ids)
        self.assertEqual(set(self.subscriptions.mapped("scheduled_datetime")), {self.now})

    def test_health_says_so_until_a_dispatcher_has_a_session_of_its_own(self):
        self.assertFalse(self.findings())
        self.refused("is_shared", [True])
        finding = self.findings()["dispatch_refused"]
        self.assertIn("No sequence has sent anything since", finding["sentence"])
        self.assertIn("pool_mode = session", finding["detail"])
        self.assertEqual(finding["fix"]["action"]["res_model"], "ir.cron")
        self.assertEqual(len(self.dispatch()), 25)
        self.assertFalse(self.findings())

    def test_since_is_the_first_refusal(self):
        since = self.now
        self.refused("is_shared", [True])
        self.travel(self.now.replace(hour=15))
        self.refused("is_shared", [True])
        self.assertEqual(session.refused_since(self.env), since)

    def test_a_dispatcher_that_loses_its_session_stops_and_the_rest_is_sent_later_once(self):
        """It was not seen at the beginning, as the proxy was busy."""
        sent = self.refused("holds", [True, False])
        self.assertEqual(len(sent), 10)
        self.assertEqual(self.subscriptions.trace_ids.mapped("trace_status"), ["sent"] * 10)
        self.assertEqual(len(self.dispatch()), 15)
        self.assertEqual(len({mail["To"] for mail in self.smtp.mails}), 25)

    def test_the_scheduled_action_is_done_when_it_refuses(self):
        cron = self.env.ref("email_sequence.ir_cron_dispatch")
        with self.committing_env() as env:
            progress = env["ir.cron.progress"].create({"cron_id": cron.id, "remaining": 0, "done": 0})
            dispatcher = env["email.sequence.dispatcher"].with_context(ir_cron_progress_id=progress.id, cron_id=cron.id)
            with patch.object(session, "is_shared", lambda _cr: True), self.assertLogs(LOGGER):
                dispatcher._cron_dispatch()
            self.assertEqual((progress.done, progress.remaining), (0, 0))


@tagged("post_install", "-at_install")
class TestLivingClaimer(EmailSequenceCase):
    """Where locks show nothing, a claim that is taken for a dead dispatcher's is still sent at most once."""

    def test_8_handed_over_while_it_is_recovered_is_unknown_and_not_sent_again(self):
        """PostgreSQL refuses the recovery, as the claimer changed the trace since it was looked at."""
        subscription = self.subscribe(self.sequence(), self.ada)
        with self.committing_env() as env:
            sequence = env["email.sequence"].browse(subscription.sequence_id.id)
            env["email.sequence.dispatcher"]._claim(sequence, LIVING_TOKEN)
        trace = subscription.trace_ids
        record, tries = self.registry["email.sequence.trace"]._record_outcomes, []
        commit = self.registry["ir.cron"]._commit_progress

        def refused_once(traces, outcomes):
            tries.append(outcomes)
            if len(tries) == 1:
                raise SerializationFailure
            return record(traces, outcomes)

        def claimer_was_faster(crons, *args, **kwargs):
            if len(tries) == 1 and not trace.handed_datetime:
                with self.meanwhile(self.env.ref("base.user_root")) as env:
                    env["email.sequence.trace"].browse(trace.id).handed_datetime = self.now
            return commit(crons, *args, **kwargs)

        with (
            patch.object(self.registry["email.sequence.trace"], "_record_outcomes", refused_once),
            patch.object(self.registry["ir.cron"], "_commit_progress", claimer_was_faster),
        ):
            self.assertFalse(self.dispatch(), "the claimer has sent it")
        self.assertEqual(len(tries), 2)
        self.assertEqual(trace.trace_status, "unknown")
        self.assertState(subscription, "paused", "send_error")

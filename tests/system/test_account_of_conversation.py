"""A conversation keeps the account that it was begun with, and who has none is told before subscribing (3.4, 6.0)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from stage import LOGIN, Stage

from testbed.sales_world import DOMAIN, SELLER, SalesWorld

STEPS = (("A question", 0), ("Once more", 1))


@dataclass
class Accounts:
    """Two outgoing servers that fit the seller's address; Odoo chooses the first as long as it is not archived."""

    first: int
    second: int


@pytest.fixture
def accounts(world: SalesWorld) -> Iterator[Accounts]:
    values = {"smtp_host": "127.0.0.1", "smtp_encryption": "none"}
    login = {"smtp_authentication": "login", "smtp_user": LOGIN[0], "smtp_pass": LOGIN[1]}
    first = {"name": "First account", "smtp_port": world.mail.smtp_port, "from_filter": SELLER}
    second = {"name": "Second account", "smtp_port": world.mail.auth_smtp_port, "from_filter": DOMAIN, **login}
    servers = [world.odoo.create("ir.mail_server", {**values, **own}) for own in (first, second)]
    yield Accounts(*servers)
    world.odoo.unlink("ir.mail_server", servers)


@pytest.fixture
def no_account(world: SalesWorld) -> Iterator[None]:
    """Odoo without an outgoing server."""
    servers = world.odoo.search("ir.mail_server")
    world.odoo.write("ir.mail_server", servers, {"active": False})
    yield
    world.odoo.write("ir.mail_server", servers, {"active": True})


def servers_of(stage: Stage, subscription: int) -> list[int]:
    """The outgoing servers of the emails that were sent, oldest first."""
    traces = stage.odoo.search_read(
        "email.sequence.trace",
        [["subscription_id", "=", subscription], ["trace_status", "=", "sent"]],
        ["mail_server_id"],
        order="id",
    )
    return [trace["mail_server_id"] and trace["mail_server_id"][0] for trace in traces]


def test_3_4_archived_account_pauses_and_the_reply_leaves_through_another_only_when_resumed(
    stage: Stage, accounts: Accounts
) -> None:
    ada, subscription, first = stage.mailed("Ada", *STEPS)
    assert servers_of(stage, subscription) == [accounts.first]
    stage.odoo.write("ir.mail_server", accounts.first, {"active": False})
    stage.world.pass_days(2)
    paused = stage.world.wait_for_state(subscription, "paused", "send_error")
    assert "First account" in paused["pause_note"]
    assert "resume to continue" in paused["pause_note"]
    assert stage.delivered(ada) == ["A question"]

    stage.odoo.call("email.sequence.subscription", "action_resume", [subscription])
    stage.pass_days_until_sent(2, [subscription], 2)
    assert servers_of(stage, subscription) == [accounts.first, accounts.second]
    second = ada.inbox.wait_for(lambda mail: mail["Subject"] == "Re: A question")
    assert second["In-Reply-To"] == first["Message-ID"]


def test_6_0_without_an_outgoing_server_nobody_is_subscribed_and_health_says_why(
    stage: Stage, no_account: None
) -> None:
    sequence, ada = stage.sequence(*STEPS), stage.contact("Ada")
    findings = stage.odoo.call("email.sequence", "get_health", [sequence])
    assert "no_outgoing" in [finding["code"] for finding in findings]
    result = stage.odoo.call("email.sequence", "subscribe", [sequence], [ada.partner])
    assert result == {"subscribed": [], "skipped": [{"partner_id": ada.partner, "reason": "no_account"}]}

from odoo import api, models


class EmailSequenceFailure(models.AbstractModel):
    """Why a mail was not sent, as a sentence that says what happened and what to do (semantics 6.1)."""

    _name = "email.sequence.failure"
    _description = "Failures of Email Sequences"

    @api.model
    def _sentence(self, failure_type, detail=""):
        """The sentence, and after it the technical words.

        :param str failure_type: a value of the trace's ``failure_type``
        :param str detail: the technical words of the server or the template, may be empty
        """
        sentences = {**self._of_accounts(), **self._of_mails()}
        return " ".join(filter(None, (sentences[failure_type], detail)))

    def _of_accounts(self):
        return {
            "sender_missing": self.env._("The sender is archived or has no email address. Choose another sender."),
            "account_missing": self.env._("The outgoing mail server of this sequence was deleted. Choose another one."),
            "account_own_missing": self.env._(
                "The sender's own outgoing mail server was deleted. Connect the account again in the preferences, or "
                "resume to send through the other servers."
            ),
            "account_archived": self.env._("The outgoing mail server is archived. Restore it or choose another one."),
            "account_filter": self.env._(
                "The outgoing mail server is not for this sender's address. Add the address to its From Filter or "
                "choose another server, then resume."
            ),
            "account_login": self.env._(
                "The outgoing mail server refused the login. Check its user name and password, then resume."
            ),
            "account_tls": self.env._(
                "The encrypted connection to the outgoing mail server failed. Check its connection encryption and its "
                "certificate, then resume."
            ),
            "account_unreachable": self.env._(
                "The outgoing mail server cannot be reached. Check its address and the connection, then resume."
            ),
            "account_refused": self.env._(
                "The outgoing mail server does not let this sender send. Check the account, then resume."
            ),
            "account_busy": self.env._(
                "The outgoing mail server put the mail off several times. Resume when it takes mails again."
            ),
            "account_quota": self.env._(
                "The provider lets this account send no more for now. Set a limit on the outgoing mail server, and "
                "resume tomorrow."
            ),
        }

    def _of_mails(self):
        return {
            "recipient_refused": self.env._("The server refused the recipient. Check the address, then resume."),
            "other_recipients": self.env._(
                "Another app changed who gets this email, so it was not sent. Exclude email sequences in that app, "
                "then resume. Other recipients:"
            ),
            "message_refused": self.env._("The server refused the message. Check the template, then resume."),
            "too_large": self.env._(
                "The email is larger than the mail server accepts. Make its attachments or images smaller, then resume."
            ),
            "disconnected": self.env._(
                "The server ended the connection several times before it took the mail. Check the address, then resume."
            ),
            "template": self.env._(
                "The email template does not render: a placeholder fails for this contact. Correct it, then resume."
            ),
            "attachment": self.env._(
                "An attachment or report of the email template cannot be read or created. Fix or replace it, then "
                "resume."
            ),
            "composing": self.env._(
                "The email could not be composed for this contact. Check the email template and the contact, then "
                "resume."
            ),
            "no_access": self.env._(
                "The sender is not allowed to see this contact. Give the sender access or choose another sender, then "
                "resume."
            ),
            "address": self.env._("The contact's address is not valid any more. Correct it, then resume."),
            "unsubscribed": self.env._("The address is blacklisted, so nothing was sent."),
            "interrupted": self.env._(
                "Sending was interrupted, so this mail may or may not have left. Look into the sender's Sent folder: "
                "resume to go on with the step after it, or send it again."
            ),
        }

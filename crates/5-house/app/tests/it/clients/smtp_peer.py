"""A mail server that is not ours: aiosmtpd takes mails, Python's own parser reads them, and dkimpy
checks their signature as a receiver would.

Prints its port. For each line on its input, a JSON object of DNS names with their TXT records, it
prints one line: what it has taken so far, as a list. Ends when its input does.
"""

import asyncio
import email
import email.policy
import json
import sys

import dkim
from aiosmtpd.smtp import SMTP

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "DKIM-Signature",
]


# What some mailboxes answer, by what stands before the @.
REFUSED = {
    "gone": "550 5.1.1 no such user",
    "full": "552 5.2.2 mailbox full",
    "later": "451 4.7.1 greylisted, come back",
}


class Keep:
    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        refused = REFUSED.get(address.split("@")[0])
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos == ["spam@example.com"]:
            return "554 5.7.1 looks like spam"
        self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        return "250 2.0.0 taken"


def told(taken, records):
    mail_from, recipients, content = taken
    mail = email.message_from_bytes(content, policy=email.policy.default)
    parts = list(mail.walk())

    def text(name, **_):
        name = name.decode() if isinstance(name, bytes) else name
        return records.get(name.rstrip("."), "").encode()

    return {
        "mail_from": mail_from,
        "recipients": recipients,
        "bytes": len(content),
        "headers": {name: [str(value) for value in mail.get_all(name, [])] for name in HEADERS},
        "from": [address.addr_spec for address in mail["From"].addresses],
        "to": [[address.display_name, address.addr_spec] for address in mail["To"].addresses],
        "at": mail["Date"].datetime.timestamp(),
        "type": mail.get_content_type(),
        "parts": [part.get_content_type() for part in parts],
        "text": mail.get_body(("plain",)).get_content(),
        "html": mail.get_body(("html",)).get_content(),
        "defects": [str(defect) for part in parts for defect in part.defects]
        + [f"{name}: {d}" for name, value in mail.items() for d in value.defects],
        "signed": dkim.verify(content, dnsfunc=text),
    }


async def main():
    keep = Keep()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keep, enable_SMTPUTF8=True, hostname="peer.example"), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        records = json.loads(line)
        print(json.dumps([told(taken, records) for taken in keep.taken]), flush=True)


asyncio.run(main())

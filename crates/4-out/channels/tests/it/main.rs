//! The SMTP channel against a real peer on a real socket, in good and in bad weather.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

mod peer;
mod silent;
mod tls;

use channels::sink::{Act, Step};
use channels::{Answer, Mail, Stage};
use peer::{Marks, Peer, settings};

const FROM: &str = "news@shop.example";
const TO: &str = "anna@example.com";
const BYTES: &[u8] = b"Subject: Hi\r\n\r\n.\r\n..dots\r\nlast line without end";

fn mail() -> Mail<'static> {
    Mail { from: FROM, to: TO, bytes: BYTES }
}

#[tokio::test]
async fn mails_arrive_unchanged_over_one_connection() {
    for abilities in [&["PIPELINING", "SIZE 1000"][..], &[]] {
        let peer = Peer::start(abilities, |_| Act::Go).await;
        let mut line = peer.line();
        for _ in 0..5 {
            let answer = line.send(mail(), &Marks::default()).await;
            assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
        }
        line.close().await;
        let received = peer.received();
        assert_eq!(received.len(), 5);
        for mail in received {
            assert_eq!((mail.from.as_str(), mail.to[0].reveal()), (FROM, TO));
            assert_eq!(mail.bytes, [BYTES, b"\r\n"].concat());
        }
        assert_eq!(peer.connections(), 1);
    }
}

/// The class of an answer, for tables.
fn class(answer: &Answer) -> &'static str {
    match answer {
        Answer::Accepted { .. } => "accepted",
        Answer::Transient { .. } => "transient",
        Answer::Permanent { stage: Stage::Recipient, .. } => "permanent recipient",
        Answer::Permanent { .. } => "permanent content",
        Answer::Misconfigured { .. } => "misconfigured",
        Answer::Unconfirmed { .. } => "unconfirmed",
    }
}

fn name(step: Step<'_>) -> &'static str {
    match step {
        Step::Greeting => "greeting",
        Step::Hello => "hello",
        Step::Sender(_) => "sender",
        Step::Recipient(_) => "recipient",
        Step::Data => "data",
        Step::Content(_) => "content",
        Step::SignIn(_) => "sign-in",
    }
}

#[tokio::test]
async fn every_refusal_and_every_break_has_its_meaning() {
    let hang_up = Act::HangUp;
    let say = |line: &str| Act::Say(line.into());
    let table = [
        ("greeting", say("554 5.3.2 no service"), "misconfigured"),
        ("greeting", say("421 4.3.2 busy"), "transient"),
        ("greeting", say("SSH-2.0-OpenSSH"), "misconfigured"),
        ("greeting", hang_up.clone(), "transient"),
        ("hello", hang_up.clone(), "transient"),
        ("hello", say("550 go away"), "misconfigured"),
        ("sender", say("451 4.7.1 later"), "transient"),
        ("sender", say("550 5.7.1 not you"), "misconfigured"),
        ("sender", say("530 5.7.0 sign in first"), "misconfigured"),
        ("sender", say("552 5.3.4 too big"), "permanent content"),
        ("sender", hang_up.clone(), "transient"),
        ("recipient", say("450 4.2.1 greylisted"), "transient"),
        ("recipient", say("550 5.1.1 no such user"), "permanent recipient"),
        ("recipient", say("421 4.7.0 too many"), "transient"),
        ("recipient", say("nonsense"), "transient"),
        ("recipient", hang_up.clone(), "transient"),
        ("data", say("451 4.3.0 no space"), "transient"),
        ("data", say("554 5.5.1 no"), "permanent content"),
        ("data", hang_up.clone(), "transient"),
        ("content", say("452 4.3.1 full"), "transient"),
        ("content", say("550 5.7.1 looks like spam"), "permanent content"),
        ("content", say("250"), "accepted"),
        ("content", say("nonsense"), "unconfirmed"),
        ("content", hang_up, "unconfirmed"),
    ];
    for abilities in [&["PIPELINING"][..], &[]] {
        for (step, act, want) in &table {
            let (at, act) = (*step, act.clone());
            let peer = Peer::start(
                abilities,
                move |now| if name(now) == at { act.clone() } else { Act::Go },
            );
            let peer = peer.await;
            let marks = Marks::default();
            let answer = peer.line().send(mail(), &marks).await;
            assert_eq!(class(&answer), *want, "{at} {answer:?}");
            assert_eq!(marks.count() > 0, at == "content", "the mark comes last: {at}");
        }
    }
}

#[tokio::test]
async fn without_a_durable_mark_nothing_is_handed_over() {
    let peer = Peer::start(&["PIPELINING"], |_| Act::Go).await;
    let answer = peer.line().send(mail(), &Marks::failing()).await;
    assert_eq!(class(&answer), "transient");
    let answer = peer.line().send(mail(), &Marks::default()).await;
    assert_eq!(class(&answer), "accepted");
    assert_eq!(peer.received().len(), 1);
}

#[tokio::test]
async fn after_a_refusal_the_next_mail_goes_through_the_same_connection() {
    for abilities in [&["PIPELINING"][..], &[]] {
        let peer = Peer::start(abilities, |step| match step {
            Step::Recipient("gone@example.com") => Act::Say("550 5.1.1 gone".into()),
            _ => Act::Go,
        })
        .await;
        let mut line = peer.line();
        let gone = Mail { to: "gone@example.com", ..mail() };
        for to in [gone, mail(), gone, mail()] {
            line.send(to, &Marks::default()).await;
        }
        assert_eq!(peer.received().len(), 2);
        // A pipelined refusal may cost the connection; a mail it must not.
        assert!(peer.connections() <= 3);
    }
}

#[tokio::test]
async fn a_kept_connection_that_the_server_closed_is_opened_again() {
    let peer = Peer::start(&["PIPELINING"], |_| Act::Go).await;
    let mut line = peer.line();
    line.send(mail(), &Marks::default()).await;
    peer.drop_connections().await;
    let answer = line.send(mail(), &Marks::default()).await;
    assert_eq!(class(&answer), "accepted");
    assert_eq!((peer.received().len(), peer.connections()), (2, 2));
}

#[tokio::test]
async fn sign_in_works_and_a_wrong_password_is_a_matter_of_settings() {
    for (ability, want_plain) in [(&["AUTH PLAIN LOGIN"], true), (&["AUTH=LOGIN"], false)] {
        let peer = Peer::start(ability, move |step| match step {
            Step::SignIn("PLAIN AGFubmEAcHc=") if want_plain => Act::Go,
            Step::SignIn("LOGIN") if !want_plain => Act::Say("535 5.7.8 no".into()),
            Step::SignIn(_) => Act::Say("535 5.7.8 wrong".into()),
            _ => Act::Go,
        })
        .await;
        let with =
            |password: &str| settings(peer.port).with("user", "anna").with("password", password);
        let answer = peer.channel(&with("pw")).check().await;
        assert_eq!(class(&answer), if want_plain { "accepted" } else { "misconfigured" });
        let answer = peer.channel(&with("no")).check().await;
        assert_eq!(class(&answer), "misconfigured");
    }
    let peer = Peer::start(&[], |_| Act::Go).await;
    let answer = peer.channel(&settings(peer.port).with("user", "anna")).check().await;
    assert_eq!(class(&answer), "misconfigured");
}

#[tokio::test]
async fn what_the_relay_cannot_take_is_refused_before_it_is_asked() {
    let peer = Peer::start(&["SIZE 10"], |_| Act::Go).await;
    assert_eq!(class(&peer.line().send(mail(), &Marks::default()).await), "permanent content");
    let peer = Peer::start(&[], |_| Act::Go).await;
    let umlaut = Mail { to: "jörg@example.com", ..mail() };
    assert_eq!(class(&peer.line().send(umlaut, &Marks::default()).await), "permanent recipient");
    let eight_bit = Mail { bytes: "ü\r\n".as_bytes(), ..mail() };
    assert_eq!(class(&peer.line().send(eight_bit, &Marks::default()).await), "permanent content");
    assert!(peer.received().is_empty());
}

/// Whatever is in a mail, the server sees exactly that one mail or nothing at all.
#[tokio::test]
async fn no_content_splits_a_mail_or_adds_a_command() {
    let peer = Peer::start(&["PIPELINING", "8BITMIME", "SMTPUTF8"], |_| Act::Go).await;
    let mut line = peer.line();
    let parts: [&[u8]; 12] = [
        b"\r\n",
        b".",
        b"\r",
        b"\n",
        b"\r\n.\r\n",
        b"\n.\n",
        b"\n.\r\n",
        b"MAIL FROM:<x@y.z>",
        b"\r\nRCPT TO:<x@y.z>\r\nDATA\r\n",
        b"text",
        b"\0",
        b"\xff\r\n",
    ];
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % below
    };
    let mut taken = Vec::new();
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..next(8)).flat_map(|_| parts[next(12)]).copied().collect();
        let to =
            ["anna@example.com", "a@b.c\r\nRCPT TO:<x@y.z>", "a@b.c>", "a@b.c SIZE=1"][next(4)];
        let answer = line.send(Mail { from: FROM, to, bytes: &bytes }, &Marks::default()).await;
        if class(&answer) == "accepted" {
            taken.push((to, bytes));
        }
    }
    let received = peer.received();
    assert!(taken.len() > 50 && received.len() == taken.len());
    for (mail, (to, bytes)) in received.iter().zip(&taken) {
        assert_eq!((mail.to.len(), mail.to[0].reveal()), (1, *to));
        assert_eq!(
            mail.bytes.strip_suffix(b"\r\n").unwrap_or(&mail.bytes),
            bytes.strip_suffix(b"\r\n").unwrap_or(bytes)
        );
    }
}

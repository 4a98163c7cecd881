//! Servers that fall silent or leave in the middle, against the real clock's limits.

use crate::peer::{Marks, settings};
use crate::{class, mail};
use channels::{Egress, Mail, Policy, smtp};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::time::Instant;

/// What a server says from the greeting on, one line for each of the client's.
const SAID: [&str; 5] = ["220 here", "250 hello", "250 sender", "250 recipient", "354 go on"];
/// How long one mail may hold a line up: every limit of the client is below it.
const LONG: Duration = Duration::from_mins(11);
/// More than the buffers of both ends of a connection hold.
const LARGE: usize = 16 * 1_024 * 1_024;

/// A server that gives so many answers. Then it reads on in silence, or leaves in the middle of
/// the content.
async fn server(answers: usize, leaves: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        for (n, line) in SAID.iter().take(answers).enumerate() {
            if n > 0 {
                stream.read_line(&mut String::new()).await.unwrap();
            }
            stream.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        }
        if leaves {
            stream.read_exact(&mut [0; 1_000]).await.unwrap();
            return;
        }
        // Until the client has enough of it; how that looks from here does not matter.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    port
}

/// Time stands still but for what is waited for.
#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_holds_no_line_for_ever() {
    for answers in 0..=SAID.len() {
        let port = server(answers, false).await;
        let channel = smtp::open(&settings(port), Egress::new(Policy::LoopbackOnly)).unwrap();
        let (marks, began) = (Marks::default(), Instant::now());
        let answer = channel.line().send(mail(), &marks).await;
        let was_handed_over = answers == SAID.len();
        let want = if was_handed_over { "unconfirmed" } else { "transient" };
        assert_eq!(class(&answer), want, "{answers} answers: {answer:?}");
        assert_eq!(marks.count() > 0, was_handed_over);
        assert!(began.elapsed() < LONG, "{answers} answers: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_server_that_leaves_in_the_middle_of_the_content_has_no_mail() {
    let port = server(SAID.len(), true).await;
    let channel = smtp::open(&settings(port), Egress::new(Policy::LoopbackOnly)).unwrap();
    let bytes = "seventy letters and a line end, again and again until it is large\r\n"
        .repeat(LARGE / 67)
        .into_bytes();
    let (large, marks) = (Mail { bytes: &bytes, ..mail() }, Marks::default());
    let answer = channel.line().send(large, &marks).await;
    assert_eq!(class(&answer), "transient", "{answer:?}");
    assert_eq!(marks.count(), 1, "it could have been whole");
}

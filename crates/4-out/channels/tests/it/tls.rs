//! Certificates: only the right one is trusted, and nothing is sent in the clear by mistake.

use crate::peer::{Marks, Scripted, settings};
use channels::sink::{self, Act};
use channels::{Answer, Egress, Mail, Policy, smtp};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{RootCertStore, ServerConfig};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

macro_rules! pem {
    ($name:literal) => {
        (
            &include_bytes!(concat!("certs/", $name, ".pem"))[..],
            &include_bytes!(concat!("certs/", $name, ".key"))[..],
        )
    };
}

type Pair = (&'static [u8], &'static [u8]);

fn acceptor((certificate, key): Pair) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate).unwrap()],
            PrivateKeyDer::from_pem_slice(key).unwrap(),
        );
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

fn egress() -> Egress {
    let mut roots = RootCertStore::empty();
    let authority = include_bytes!("certs/ca.pem");
    roots.add(CertificateDer::from_pem_slice(authority).unwrap()).unwrap();
    Egress::trusting(Policy::LoopbackOnly, roots)
}

/// Speaks as far as STARTTLS in the clear, then adds `extra` behind the go-ahead.
async fn until_starttls(stream: TcpStream, extra: &str) -> TcpStream {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 hi\r\n").await.unwrap();
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    stream.write_all(b"250-hi\r\n250 STARTTLS\r\n").await.unwrap();
    line.clear();
    stream.read_line(&mut line).await.unwrap();
    assert_eq!(line, "STARTTLS\r\n");
    stream.write_all(format!("220 go\r\n{extra}").as_bytes()).await.unwrap();
    stream.into_inner()
}

async fn send(pair: Pair, mode: &str, extra: &'static str) -> (Answer, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let host = Scripted::new(&["PIPELINING"], |_| Act::Go);
    let (serving, acceptor, starttls) = (Arc::clone(&host), acceptor(pair), mode == "starttls");
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if !starttls {
            let tls = acceptor.accept(stream).await;
            return sink::converse(tls.unwrap(), &*serving).await.unwrap_or_default();
        }
        let stream = until_starttls(stream, extra).await;
        let tls = acceptor.accept(stream).await.unwrap();
        // The second EHLO needs no second greeting; the client never reads one.
        let mut tls = BufReader::new(tls);
        let mut line = String::new();
        tls.read_line(&mut line).await.unwrap();
        tls.write_all(b"250 hi\r\n").await.unwrap();
        line.clear();
        tls.read_line(&mut line).await.unwrap();
        assert!(line.starts_with("MAIL FROM"));
        tls.write_all(b"451 later\r\n").await.unwrap();
    });
    let settings = settings(port).with("host", "localhost").with("tls", mode);
    let channel = smtp::open(&settings, egress()).unwrap();
    let mail =
        Mail { from: "a@shop.example", to: "b@example.com", bytes: b"Subject: x\r\n\r\nx\r\n" };
    let answer = channel.line().send(mail, &Marks::default()).await;
    (answer, host.received().len())
}

#[tokio::test]
async fn only_a_valid_certificate_of_the_right_name_is_trusted() {
    let (answer, received) = send(pem!("good"), "required", "").await;
    assert!(matches!(answer, Answer::Accepted { .. }), "{}", answer.reply().text.reveal());
    assert_eq!(received, 1);
    for (pair, what) in
        [(pem!("wrong-name"), "name"), (pem!("expired"), "expired"), (pem!("self"), "self-signed")]
    {
        let (answer, received) = send(pair, "required", "").await;
        assert!(matches!(answer, Answer::Misconfigured { .. }), "{what}: {answer:?}");
        assert!(answer.reply().text.reveal().contains("certificate"), "{what}");
        assert_eq!(received, 0);
    }
}

#[tokio::test]
async fn starttls_encrypts_and_checks_as_well() {
    let (answer, _) = send(pem!("good"), "starttls", "").await;
    assert_eq!(answer.reply().code, 451, "{}", answer.reply().text.reveal());
    let (answer, _) = send(pem!("self"), "starttls", "").await;
    assert!(matches!(answer, Answer::Misconfigured { .. }));
    let (answer, _) = send(pem!("good"), "starttls", "250 injected\r\n").await;
    assert!(matches!(answer, Answer::Misconfigured { .. }), "{answer:?}");
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let peer = crate::peer::Peer::start(&["PIPELINING"], |_| Act::Go).await;
    let channel = peer.channel(&settings(peer.port).with("tls", "starttls"));
    let mail = Mail { from: "a@shop.example", to: "b@example.com", bytes: b"x\r\n" };
    let answer = channel.line().send(mail, &Marks::default()).await;
    assert!(matches!(answer, Answer::Misconfigured { .. }));
    assert!(peer.received().is_empty());
}

//! The one place that opens outgoing connections.
//!
//! Every outbound feature goes through [`Egress::open`], so that policy, time limits and the
//! checking of certificates have one home. Nothing else in the house may connect anywhere; a
//! lint forbids it.

use rustls::pki_types::{InvalidDnsNameError, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How long opening a connection may take, each for name look-up, TCP and TLS.
const CONNECT_TIME: Duration = Duration::from_secs(20);
/// How many addresses of one name are tried.
const ADDRESSES_MAX: usize = 6;

/// Where connections may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// To any host; mail relays may well stand in a private network.
    Anywhere,
    /// To this machine only, as the demo wants it.
    LoopbackOnly,
}

/// A connection that was not opened.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// The policy forbids it. The operator chose so.
    #[error("{host} is not this machine, and this installation connects nowhere else")]
    Forbidden {
        /// The host that was asked for.
        host: String,
    },
    /// The name has no address. The person who typed it can mend it, or the network can.
    #[error("no address found for {host}")]
    NoAddress {
        /// The host that was asked for.
        host: String,
        /// Why, when the look-up failed.
        #[source]
        source: Option<io::Error>,
    },
    /// The name cannot be a host.
    #[error("{host} is no host name")]
    BadName {
        /// The host that was asked for.
        host: String,
        /// Why.
        #[source]
        source: InvalidDnsNameError,
    },
    /// Nobody answered.
    #[error("could not connect to {host} port {port}")]
    Unreachable {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// The last failure.
        #[source]
        source: io::Error,
    },
    /// Encryption failed: a certificate that is wrong, or no TLS at the other end.
    #[error("no safe connection to {host}")]
    Tls {
        /// The host.
        host: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Opens outgoing connections under a policy.
#[derive(Debug, Clone)]
pub struct Egress {
    policy: Policy,
    tls: Arc<ClientConfig>,
}

impl Egress {
    /// Trusts the authorities of Mozilla's list.
    pub fn new(policy: Policy) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Self::trusting(policy, roots)
    }

    /// Trusts these authorities and no others.
    pub fn trusting(policy: Policy, roots: RootCertStore) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12]);
        // Both versions are built in, so the list always has a suite for them.
        let config = match config {
            Ok(config) => config.with_root_certificates(roots).with_no_client_auth(),
            Err(_) => ClientConfig::builder().with_root_certificates(roots).with_no_client_auth(),
        };
        Self { policy, tls: Arc::new(config) }
    }

    /// Opens a TCP connection.
    ///
    /// # Errors
    /// When the policy forbids every address of the host, or nobody answers in time.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that connects")]
    pub async fn open(&self, host: &str, port: u16) -> Result<Stream, EgressError> {
        let addresses = self.addresses(host, port).await?;
        let mut last = io::Error::from(io::ErrorKind::NotConnected);
        for address in addresses.into_iter().take(ADDRESSES_MAX) {
            match timeout(CONNECT_TIME, TcpStream::connect(address)).await {
                Ok(Ok(tcp)) => {
                    // Commands are small and each waits for its reply.
                    tcp.set_nodelay(true).ok();
                    return Ok(Stream::Plain(tcp));
                }
                Ok(Err(error)) => last = error,
                Err(_) => last = io::ErrorKind::TimedOut.into(),
            }
        }
        Err(EgressError::Unreachable { host: host.into(), port, source: last })
    }

    /// Encrypts an open connection and checks the certificate against the host's name.
    ///
    /// # Errors
    /// When the certificate is not the host's, not trusted or not valid now.
    pub async fn secure(&self, stream: Stream, host: &str) -> Result<Stream, EgressError> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|source| EgressError::BadName { host: host.into(), source })?;
        let failed = |source| EgressError::Tls { host: host.into(), source };
        let Stream::Plain(tcp) = stream else {
            return Err(failed(io::Error::other("already encrypted")));
        };
        let shake = TlsConnector::from(self.tls.clone()).connect(name, tcp);
        match timeout(CONNECT_TIME, shake).await {
            Ok(Ok(tls)) => Ok(Stream::Tls(Box::new(tls))),
            Ok(Err(error)) => Err(failed(error)),
            Err(_) => Err(failed(io::ErrorKind::TimedOut.into())),
        }
    }

    async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, EgressError> {
        // A demo looks up no name: that already would tell somebody.
        if self.policy == Policy::LoopbackOnly && host != "localhost" {
            let here = host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
            if !here {
                return Err(EgressError::Forbidden { host: host.into() });
            }
        }
        let none = |source| EgressError::NoAddress { host: host.into(), source };
        let found = timeout(CONNECT_TIME, lookup_host((host, port)))
            .await
            .map_err(|_| none(Some(io::ErrorKind::TimedOut.into())))?
            .map_err(|error| none(Some(error)))?;
        let allowed =
            |address: &SocketAddr| self.policy == Policy::Anywhere || address.ip().is_loopback();
        let addresses: Vec<_> = found.filter(allowed).collect();
        if addresses.is_empty() { Err(none(None)) } else { Ok(addresses) }
    }
}

/// An open connection, encrypted or not.
#[derive(Debug)]
pub enum Stream {
    /// Readable on the way.
    Plain(TcpStream),
    /// Encrypted, the certificate checked.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Whether nobody on the way can read along.
    pub fn is_encrypted(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    /// Whether the other end is on this machine.
    pub fn is_loopback(&self) -> bool {
        let tcp = match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => tls.get_ref().0,
        };
        tcp.peer_addr().is_ok_and(|peer| peer.ip().is_loopback())
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Self::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Self::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_demo_connects_to_this_machine_only() {
        let egress = Egress::new(Policy::LoopbackOnly);
        for host in ["example.com", "192.168.0.1", "8.8.8.8", "169.254.169.254", "0.0.0.0", ""] {
            let refused = egress.open(host, 25).await;
            assert!(matches!(refused, Err(EgressError::Forbidden { .. })), "{host}");
        }
    }

    #[tokio::test]
    async fn nobody_at_home_is_told_apart_from_forbidden() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let egress = Egress::new(Policy::LoopbackOnly);
        assert!(egress.open("127.0.0.1", port).await.unwrap().is_loopback());
        drop(listener);
        let refused = egress.open("127.0.0.1", port).await;
        assert!(matches!(refused, Err(EgressError::Unreachable { .. })));
    }
}

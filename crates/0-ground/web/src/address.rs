//! Where a request comes from, for limits. Never for permission.

use crate::House;
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use http::request::Parts;
use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The address of the client: the peer of the connection, or what a believed proxy says of it.
/// It is about a person, so it prints redacted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// The block that one client has at its disposal, as text for a limit's key: an IPv4 address,
    /// or the first 64 bits of an IPv6 address.
    pub fn block(&self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }

    /// The rightmost forwarded address that is no proxy of ours: what is left of it was written
    /// by the client itself.
    fn of(peer: IpAddr, forwarded: &str, proxies: &[IpAddr]) -> Self {
        let believed = |address: &IpAddr| proxies.contains(&address.to_canonical());
        if !believed(&peer) {
            return Self(peer);
        }
        let mut last = peer;
        for part in forwarded.rsplit(',') {
            let Ok(address) = part.trim().parse::<IpAddr>() else { break };
            last = address;
            if !believed(&address) {
                break;
            }
        }
        Self(last)
    }
}

impl fmt::Debug for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientAddress(…)")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress
where
    House: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let values = parts.headers.get_all("x-forwarded-for").iter();
        let forwarded: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
        Ok(Self::of(peer, &forwarded.join(","), &House::from_ref(state).proxies))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &str, block: &str) {
        let proxies = ["127.0.0.1".parse().unwrap(), "10.0.0.7".parse().unwrap()];
        let address = ClientAddress::of(peer.parse().unwrap(), forwarded, &proxies);
        assert_eq!(address.block(), block, "{peer} {forwarded}");
    }

    #[test]
    fn only_believed_proxies_are_believed() {
        check("9.9.9.9", "1.2.3.4", "9.9.9.9");
        check("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4");
        check("127.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.7", "1.2.3.4");
        check("127.0.0.1", "", "127.0.0.1");
        check("127.0.0.1", "1.2.3.4, nonsense", "127.0.0.1");
        check("::ffff:127.0.0.1", "1.2.3.4", "1.2.3.4");
        check("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64");
    }
}

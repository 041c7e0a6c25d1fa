//! Who is at the other end of a connection, as far as the network tells.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::Extensions;

/// The other end of a connection. The listener puts it on every request; a trusted proxy's word is taken there, nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Peer {
    /// The client's address.
    pub(super) address: IpAddr,
    /// Whether the client's own connection is encrypted.
    pub(super) https: bool,
}

impl Peer {
    /// The peer of a request. A request that no listener brought comes from this process.
    pub(super) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            https: false,
        })
    }

    /// The scheme that the client sees.
    pub(super) fn scheme(self) -> &'static str {
        if self.https { "https" } else { "http" }
    }

    /// The address under which tries are counted: of IPv6 the first 64 bits, because one host has all the rest.
    pub(super) fn counted(self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_host_are_counted_together() {
        let counted = |text: &str| {
            let address = text.parse().expect("an address");
            Peer { address, https: false }.counted()
        };
        assert_eq!(counted("10.0.0.1"), "10.0.0.1");
        assert_eq!(counted("::ffff:10.0.0.1"), "10.0.0.1");
        assert_eq!(counted("2001:db8:0:1:2:3:4:5"), counted("2001:db8:0:1::9"));
        assert_ne!(counted("2001:db8:0:1::1"), counted("2001:db8:0:2::1"));
    }
}

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
}

//! Where a server may listen, and why it can't.

use std::net::SocketAddr;

use super::sign_in::{Guarded, Unguarded, may_listen};

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address can be reached from other computers.
    #[error("cannot listen on {listen}: {why}")]
    NotLoopback {
        /// The address asked for.
        listen: SocketAddr,
        /// What is lacking, and what to do.
        why: Unguarded,
    },
    /// Another program listens there.
    #[error("port {} is in use on {}: stop the other program, or choose another port with --listen {}:0 (0 finds a free one)", .listen.port(), .listen.ip(), Host(*.listen))]
    PortBusy {
        /// The address asked for.
        listen: SocketAddr,
    },
    /// The system refuses for another reason.
    #[error("cannot listen on {listen}")]
    Listen {
        /// The address asked for.
        listen: SocketAddr,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The system gives no threads or signals.
    #[error("the server cannot be started")]
    Runtime {
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

impl HttpError {
    pub(super) fn listening(listen: SocketAddr, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::AddrInUse => Self::PortBusy { listen },
            _ => Self::Listen { listen, source },
        }
    }
}

/// Whether [`super::serve`] could listen there; asked before the long work of loading what is to be served.
///
/// # Errors
/// [`HttpError`]: the address cannot be had.
pub fn check_listen(listen: SocketAddr, guarded: Guarded) -> Result<(), HttpError> {
    allowed(listen, guarded)?;
    let tried = std::net::TcpListener::bind(listen);
    tried.map(drop).map_err(|source| HttpError::listening(listen, source))
}

/// Whether the rule lets the server listen there.
pub(super) fn allowed(listen: SocketAddr, guarded: Guarded) -> Result<(), HttpError> {
    may_listen(listen, guarded).map_err(|why| HttpError::NotLoopback { listen, why })
}

/// An address's host as it is written before a port.
struct Host(SocketAddr);

impl std::fmt::Display for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            SocketAddr::V4(v4) => write!(f, "{}", v4.ip()),
            SocketAddr::V6(v6) => write!(f, "[{}]", v6.ip()),
        }
    }
}

//! Listening, connections, and stopping without cutting an answer short.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::util::{MapRequest, MapResponse};

use super::peer::Peer;
use super::router::router;
use super::sign_in::ask;
use super::state::ServerState;
use crate::workflow::desk::Desk;
use crate::workflow::staff::unix_now;

/// Connections held at once; more wait in the system's queue.
const MOST_CONNECTIONS: usize = 1024;

/// A client that has not sent its whole request head by then is let go; so is an idle connection.
const SLOWEST_HEAD: Duration = Duration::from_secs(30);

/// Bytes of a request head that are read at most.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long answers under way may take after the server is told to stop, unless the settings say otherwise; longer than the longest answer.
const LONGEST_FAREWELL: Duration = Duration::from_secs(35);

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address can be reached from other computers.
    #[error(
        "cannot listen on {listen}: other computers could read everything, because there is no sign-in yet; use 127.0.0.1 or [::1]"
    )]
    NotLoopback {
        /// The address asked for.
        listen: SocketAddr,
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
    fn listening(listen: SocketAddr, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::AddrInUse => Self::PortBusy { listen },
            _ => Self::Listen { listen, source },
        }
    }
}

/// Whether [`serve`] could listen there; asked before the long work of loading what is to be served.
///
/// # Errors
/// [`HttpError`]: the address cannot be had.
pub fn check_listen(listen: SocketAddr) -> Result<(), HttpError> {
    if !listen.ip().is_loopback() {
        return Err(HttpError::NotLoopback { listen });
    }
    let tried = std::net::TcpListener::bind(listen);
    tried.map(drop).map_err(|source| HttpError::listening(listen, source))
}

/// Serves until the process is told to stop (SIGTERM, Ctrl-C), then gives answers under way the time of `farewell`; holds the calling
/// thread meanwhile. The state's desk can be replaced.
///
/// # Errors
/// [`HttpError`]: the address cannot be had.
pub fn serve_until_stopped(
    state: ServerState,
    listen: SocketAddr,
    farewell: Duration,
    announce: impl FnOnce(SocketAddr),
) -> Result<(), HttpError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| HttpError::Runtime { source })?;
    runtime.block_on(async {
        let stopped = told_to_stop().map_err(|source| HttpError::Runtime { source })?;
        serve_with(state, listen, farewell, announce, stopped).await
    })
}

/// Done when a signal to stop has come.
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: answers under way are finished");
    })
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

/// Serves one desk until `shutdown` is done, then lets answers under way finish. `announce` is told the address, with the port
/// that was found where 0 was asked for.
///
/// # Errors
/// [`HttpError`]: the address cannot be had.
pub async fn serve(
    desk: Arc<Desk>,
    listen: SocketAddr,
    announce: impl FnOnce(SocketAddr),
    shutdown: impl Future,
) -> Result<(), HttpError> {
    serve_state(ServerState::new(desk), listen, announce, shutdown).await
}

/// As [`serve`], with a state whose desk can be replaced meanwhile.
///
/// # Errors
/// [`HttpError`]: the address cannot be had.
pub async fn serve_state(
    state: ServerState,
    listen: SocketAddr,
    announce: impl FnOnce(SocketAddr),
    shutdown: impl Future,
) -> Result<(), HttpError> {
    serve_with(state, listen, LONGEST_FAREWELL, announce, shutdown).await
}

async fn serve_with(
    state: ServerState,
    listen: SocketAddr,
    farewell: Duration,
    announce: impl FnOnce(SocketAddr),
    shutdown: impl Future,
) -> Result<(), HttpError> {
    if !listen.ip().is_loopback() {
        return Err(HttpError::NotLoopback { listen });
    }
    let failed = |source| HttpError::listening(listen, source);
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    announce(listener.local_addr().map_err(failed)?);

    let sweeping = tokio::spawn(sweep(state.clone()));
    let router = router(state.clone());
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            _ = &mut shutdown => break,
            Some((stream, peer, place)) = next_connection(&listener, &room) => {
                answer(&router, &graceful, (stream, peer), place);
            }
        }
    }
    drop(listener);
    sweeping.abort();
    // Imports under way are stopped, so that nobody waits for them; nothing of them is kept.
    if let Ok(imports) = state.imports() {
        imports.close();
    }
    if let Ok(sitings) = state.sitings() {
        sitings.close();
    }
    if tokio::time::timeout(farewell, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open at the end");
    }
    Ok(())
}

/// Lets files go that have waited too long, and sessions that have ended, for as long as the server runs.
async fn sweep(state: ServerState) {
    loop {
        tokio::time::sleep(Duration::from_mins(1)).await;
        if let Ok(imports) = state.imports() {
            imports.staging.sweep(std::time::Instant::now());
        }
        if let Some(sign_in) = state.sign_in() {
            // What failed is logged there, and tried again in a minute.
            let _ = ask(&sign_in, |sign_in| sign_in.staff.sweep(unix_now())).await;
        }
    }
}

async fn next_connection(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = room.clone().acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Some((stream, peer, place)),
            Err(error) => {
                // Out of file handles, or a client that left before it was greeted: neither ends the server.
                tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn answer(
    router: &Router,
    graceful: &GracefulShutdown,
    (stream, peer): (TcpStream, SocketAddr),
    place: OwnedSemaphorePermit,
) {
    let peer = Peer {
        address: peer.ip(),
        https: false,
    };
    let router = MapRequest::new(router.clone(), move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request
    });
    // Answers are written whole; waiting for more to send only delays them. Where it cannot be set it is only slower.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_HEAD)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(
            TokioIo::new(stream),
            TowerToHyperService::new(MapResponse::new(router, bodiless)),
        );
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        let _place = place;
        // A client that goes away is its own business.
        let _ = watched.await;
    });
}

/// Answers that never have a body say nothing of its length (RFC 9110, 8.6); axum writes 0.
fn bodiless(mut response: Response) -> Response {
    if matches!(response.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}

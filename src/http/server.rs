//! Listening, connections, and stopping without cutting an answer short.

use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::at_hand;
use super::figures;
use super::listening::{HttpError, allowed};
use super::metrics::Held;
use super::peer::Peer;
use super::router::router;
use super::sign_in::{Guarded, ask};
use super::state::ServerState;
use crate::workflow::desk::Desk;
use crate::workflow::staff::unix_now;

/// Connections held at once; more wait in the system's queue.
const MOST_CONNECTIONS: usize = 1024;

/// A client that has not sent its whole request head by then is let go; so is an idle connection, and one that does not get through its
/// greeting.
const SLOWEST_HEAD: Duration = Duration::from_secs(30);

/// A client that takes nothing of its answer for so long is let go: it would keep its place, and the answer, for as long as it likes.
const SLOWEST_READER: Duration = Duration::from_secs(30);

/// Bytes of a request head that are read at most.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long answers under way may take after the server is told to stop, unless the settings say otherwise; longer than the longest answer.
const LONGEST_FAREWELL: Duration = Duration::from_secs(35);

/// Where a server listens, and how it ends.
#[derive(Debug, Clone, Copy)]
pub struct Serving {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What it has that other computers may reach.
    pub guarded: Guarded,
    /// Where to give out figures, if at all.
    pub metrics: Option<SocketAddr>,
    /// How long to go on as before once told to stop, but not ready, so that whoever sends clients here can look elsewhere.
    pub drain: Duration,
    /// How long answers under way may take after that.
    pub farewell: Duration,
}

impl Serving {
    /// Without figures, and ending at once.
    pub fn on(listen: SocketAddr) -> Self {
        Self {
            listen,
            guarded: Guarded::default(),
            metrics: None,
            drain: Duration::ZERO,
            farewell: LONGEST_FAREWELL,
        }
    }
}

/// Where a server listens, once it does.
#[derive(Debug, Clone, Copy)]
pub struct Listening {
    /// The map.
    pub map: SocketAddr,
    /// The figures.
    pub metrics: Option<SocketAddr>,
}

/// Serves until the process is told to stop (SIGTERM, Ctrl-C); holds the calling thread meanwhile. The state's desk can be replaced.
///
/// # Errors
/// [`HttpError`]: the address cannot be had.
pub fn serve_until_stopped(
    state: ServerState,
    serving: Serving,
    announce: impl FnOnce(Listening),
) -> Result<(), HttpError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| HttpError::Runtime { source })?;
    runtime.block_on(async {
        let stopped = told_to_stop().map_err(|source| HttpError::Runtime { source })?;
        serve_as(state, serving, announce, stopped).await
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
    let announce = |listening: Listening| announce(listening.map);
    serve_as(state, Serving::on(listen), announce, shutdown).await
}

/// As [`serve_state`], as `serving` says.
///
/// # Errors
/// [`HttpError`]: an address cannot be had.
pub async fn serve_as(
    state: ServerState,
    serving: Serving,
    announce: impl FnOnce(Listening),
    shutdown: impl Future,
) -> Result<(), HttpError> {
    allowed(serving.listen, serving.guarded)?;
    let failed = |source| HttpError::listening(serving.listen, source);
    let listener = TcpListener::bind(serving.listen).await.map_err(failed)?;
    let map = listener.local_addr().map_err(failed)?;
    let mut figures_at = None;
    let mut figures = None;
    if let Some(listen) = serving.metrics {
        allowed(listen, Guarded::default())?;
        let (address, running) = figures::give_out(state.clone(), listen).await?;
        figures_at = Some(address);
        figures = Some(tokio::spawn(running));
    }
    announce(Listening {
        map,
        metrics: figures_at,
    });

    let sweeping = tokio::spawn(sweep(state.clone()));
    let house = House {
        router: router(state.clone()),
        state: state.clone(),
        room: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
        graceful: GracefulShutdown::new(),
    };
    house.take_until(&listener, shutdown).await;
    // Whoever asks whether it is ready is told no from here on.
    state.stop();
    house.take_until(&listener, tokio::time::sleep(serving.drain)).await;
    drop(listener);
    sweeping.abort();
    // Imports under way are stopped, so that nobody waits for them; nothing of them is kept.
    if let Ok(imports) = state.imports() {
        imports.close();
    }
    if let Ok(sitings) = state.sitings() {
        sitings.close();
    }
    if tokio::time::timeout(serving.farewell, house.graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("connections were still open at the end");
    }
    if let Some(figures) = figures {
        figures.abort();
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

/// What connections share.
struct House {
    router: Router,
    state: ServerState,
    room: Arc<Semaphore>,
    graceful: GracefulShutdown,
}

impl House {
    /// Takes connections until `end` is done.
    async fn take_until(&self, listener: &TcpListener, end: impl Future) {
        let mut end = pin!(end);
        loop {
            tokio::select! {
                biased;
                _ = &mut end => break,
                Some((stream, peer, place)) = self.next_connection(listener) => self.answer(stream, peer, place),
            }
        }
    }

    async fn next_connection(&self, listener: &TcpListener) -> Option<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
        let place = self.room.clone().acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => return Some((stream, peer.ip().to_canonical(), place)),
                Err(error) => {
                    // Out of file handles, or a client that left before it was greeted: neither ends the server.
                    tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn answer(&self, stream: TcpStream, address: IpAddr, place: OwnedSemaphorePermit) {
        // Answers are written whole; waiting for more to send only delays them. Where it cannot be set it is only slower.
        let _ = stream.set_nodelay(true);
        let (router, state, watcher) = (self.router.clone(), self.state.clone(), self.graceful.watcher());
        let peer = Peer { address, https: false };
        tokio::spawn(async move {
            let _place = place;
            let metrics = state.metrics().clone();
            let _held = Held::new(&metrics.connections);
            match state.front().tls.clone() {
                None => converse((stream, SLOWEST_READER), router, state, peer, watcher).await,
                Some(tls) => {
                    let greeting = TlsAcceptor::from(tls.0).accept(stream);
                    // Whoever does not get through the greeting is let go without a word.
                    if let Ok(Ok(stream)) = tokio::time::timeout(SLOWEST_HEAD, greeting).await {
                        let peer = Peer { https: true, ..peer };
                        converse((stream, SLOWEST_READER), router, state, peer, watcher).await;
                    }
                }
            }
        });
    }
}

/// Answers one connection until it ends, or until its client has taken nothing for so long.
async fn converse(
    (stream, slowest_reader): (impl AsyncRead + AsyncWrite + Send + 'static, Duration),
    router: Router,
    state: ServerState,
    peer: Peer,
    watcher: Watcher,
) {
    let answered = service_fn(move |request: Request<Incoming>| {
        let request = state.front().mark(request, peer);
        // A panic here would end the connection without an answer; the router then answers, as if the tile were not at hand.
        let at_hand = catch_unwind(AssertUnwindSafe(|| at_hand::answer(&state, &request)));
        let at_hand = at_hand.ok().flatten();
        let answer = at_hand.ok_or_else(|| router.clone().oneshot(request.map(Body::new)));
        async move {
            let response = match answer {
                Ok(at_hand) => at_hand,
                Err(later) => later.await?,
            };
            Ok::<_, Infallible>(bodiless(response))
        }
    });
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(slowest_reader));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_HEAD)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(Box::pin(stream)), answered);
    // A client that goes away is its own business.
    let _ = watcher.watch(connection).await;
}

/// Answers that never have a body say nothing of its length (RFC 9110, 8.6); axum writes 0.
fn bodiless(mut response: Response) -> Response {
    if matches!(response.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::sync::mpsc;

    use axum::routing::get;

    use super::*;

    /// Serves one connection whose client may take nothing for so long; tells when it has ended.
    fn one_connection(slowest_reader: Duration) -> (SocketAddr, mpsc::Receiver<()>) {
        let (address_to, address) = mpsc::channel();
        let (ended_to, ended) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
                address_to
                    .send(listener.local_addr().expect("bound"))
                    .expect("somebody waits");
                let (stream, from) = listener.accept().await.expect("a client");
                // Far more than the system takes for a client.
                let router = Router::new().route("/", get(|| async { vec![b'.'; 64 << 20] }));
                let peer = Peer {
                    address: from.ip(),
                    https: false,
                };
                let graceful = GracefulShutdown::new();
                let watcher = graceful.watcher();
                converse((stream, slowest_reader), router, ServerState::empty(), peer, watcher).await;
            });
            let _ = ended_to.send(());
        });
        (address.recv().expect("an address"), ended)
    }

    fn ask(address: SocketAddr) -> std::net::TcpStream {
        let mut client = std::net::TcpStream::connect(address).expect("it listens");
        client
            .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .expect("sent");
        client
    }

    #[test]
    fn a_client_that_takes_nothing_is_let_go() {
        let (address, ended) = one_connection(Duration::from_millis(50));
        let client = ask(address);
        // The client lives on and reads nothing.
        assert_eq!(ended.recv_timeout(Duration::from_mins(1)), Ok(()));
        drop(client);
    }

    #[test]
    fn a_client_that_reads_gets_everything() {
        let (address, ended) = one_connection(Duration::from_secs(30));
        let mut all = Vec::new();
        ask(address).read_to_end(&mut all).expect("whole");
        assert!(all.len() > 64 << 20);
        assert_eq!(ended.recv_timeout(Duration::from_mins(1)), Ok(()));
    }
}

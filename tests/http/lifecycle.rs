//! Starting, changing, stopping.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use yike::http::{HttpError, ServerState, check_listen, serve};

use crate::server::{Server, desk, read};

#[test]
fn without_a_desk_the_server_is_alive_but_not_ready() {
    let server = Server::with(ServerState::empty());
    assert_eq!(server.get("/healthz").json()["status"], "alive");
    for path in ["/readyz", "/tiles", "/api/assessment", "/tiles/communities/0/0/0.mvt"] {
        let answer = server.get(path);
        answer.is_problem(503);
        assert_eq!(answer.header("retry-after"), "1");
    }
    assert_eq!(server.get("/").status, 200);
    server.state.replace(Arc::new(desk("1")));
    assert_eq!(server.get("/readyz").json()["status"], "ready");
}

#[test]
fn a_new_assessment_replaces_the_old_one_whole() {
    let server = Server::start();
    let path = "/tiles/communities/8/134/89.geojson";
    let old = server.get(path);
    server.state.replace(Arc::new(desk("8")));
    let new = server.get(path);
    assert_ne!(old.header("etag"), new.header("etag"));
    assert_eq!(new.json()["features"][0]["properties"]["version"], "8");
    let again = server.ask("GET", path, &[&format!("If-None-Match: {}", old.header("etag"))]);
    assert_eq!(again.status, 200);
    server.get("/tiles/communities/v7/8/134/89.geojson").is_problem(404);
    assert_eq!(server.get("/tiles/communities/v8/8/134/89.geojson").status, 200);
    assert_eq!(server.get("/api/assessment").json()["assessment"], 8);
}

#[test]
fn stopping_finishes_the_answer_under_way_and_takes_no_new_ones() {
    // Larger than all buffers between server and client, so that most of it is still to be sent when the server is told to stop.
    let large = 30_000_000;
    let mut slow = desk("7");
    slow.assessment = vec![b' '; large].into();
    let mut server = Server::with(ServerState::new(Arc::new(slow)));
    let host = server.address;
    let mut idle = server.connect();
    write!(idle, "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("sent");
    let mut first = [0; 12];
    idle.read_exact(&mut first).expect("an answer");
    let mut begun = server.connect();
    write!(begun, "GET /api/assessment HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("sent");
    let mut bytes = vec![0; 64];
    begun.read_exact(&mut bytes).expect("the beginning of an answer");
    server.tell_to_stop();
    std::thread::sleep(Duration::from_millis(200));
    assert!(
        std::net::TcpStream::connect(host).is_err(),
        "a new connection was taken"
    );
    begun.read_to_end(&mut bytes).expect("the rest");
    assert_eq!(read(&bytes).body.len(), large);
    let sent = Instant::now();
    server.wait();
    assert!(
        sent.elapsed() < Duration::from_secs(5),
        "an idle connection held the server"
    );
}

#[test]
fn many_at_once_get_the_same_tile() {
    let server = Server::start();
    let bodies: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..32)
            .map(|_| scope.spawn(|| server.get("/tiles/communities/8/134/89.mvt").body))
            .collect();
        asked
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    assert!(!bodies[0].is_empty() && bodies.iter().all(|body| *body == bodies[0]));
}

#[test]
fn other_computers_are_not_listened_to() {
    for listen in ["0.0.0.0:0", "192.168.1.1:80", "[::]:0"] {
        let listen: SocketAddr = listen.parse().expect("an address");
        let refused = check_listen(listen, yike::http::Guarded::default()).expect_err("refused");
        assert!(matches!(refused, HttpError::NotLoopback { .. }));
        assert!(refused.to_string().contains("127.0.0.1"), "{refused}");
    }
}

#[test]
fn a_busy_port_says_what_to_do() {
    let held = TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = held.local_addr().expect("an address");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let busy = runtime.block_on(serve(Arc::new(desk("1")), listen, |_| (), std::future::ready(())));
    let busy = busy.expect_err("busy");
    assert!(matches!(busy, HttpError::PortBusy { .. }));
    assert!(busy.to_string().contains("--listen 127.0.0.1:0"), "{busy}");
    assert!(check_listen(listen, yike::http::Guarded::default()).is_err());
}

//! A server that other computers reach: with sign-in, encryption and a name, and not without any of them.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::operations::{Running, assessed, certificate, settings, staff};

const EVERYWHERE: &str = "0.0.0.0:0";

fn everywhere(more: &str) -> String {
    settings(more).replace("127.0.0.1:0", EVERYWHERE)
}

#[test]
fn a_server_listens_everywhere_with_sign_in_encryption_and_a_name() {
    let desk = assessed();
    certificate(&desk, "own");
    let (key, staff) = staff(&desk);
    let tls = "tls_certificate_file = \"own.pem\"\ntls_key_file = \"own.key\"";
    let name = "hosts = [\"map.bureau.example\"]";
    for (more, lacks) in [
        (tls.to_owned(), "nobody has to sign in"),
        (format!("{staff}\n{name}"), "passwords could be read on their way"),
        (
            format!("{tls}\n{staff}"),
            "the names by which people call it are not set",
        ),
    ] {
        desk.write("yike.toml", everywhere(&more));
        for command in [
            &["serve", "--config", "yike.toml"][..],
            &["config", "check", "yike.toml"],
        ] {
            desk.run(command).expect_refusal(1, &[lacks]);
        }
    }
    desk.write("yike.toml", everywhere(&format!("{tls}\n{staff}\n{name}")));
    desk.run(&["config", "check", "yike.toml"]).expect_success();
    let running = Running::start_written(&desk);
    let port = running.host.rsplit(':').next().expect("a port").to_owned();
    let ask = |host: &str, key: Option<&str>| {
        let pem = std::fs::read(desk.path("own.pem")).expect("a file");
        let roots = ureq::tls::RootCerts::from(vec![ureq::tls::Certificate::from_pem(&pem).expect("a certificate")]);
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .tls_config(ureq::tls::TlsConfig::builder().root_certs(roots).build())
            .http_status_as_error(false)
            .build()
            .into();
        let mut request = agent
            .get(format!("https://localhost:{port}/tiles/communities.json"))
            .header("host", host);
        if let Some(key) = key {
            request = request.header("authorization", key);
        }
        let mut answer = request.call().expect("answered");
        (
            answer.status().as_u16(),
            answer.body_mut().read_to_string().expect("text"),
        )
    };
    let named = format!("map.bureau.example:{port}");
    assert_eq!(ask(&named, None).0, 401);
    let (status, told) = ask(&named, Some(&key));
    assert_eq!(status, 200, "{told}");
    assert!(told.contains(&format!("https://{named}/tiles/")), "{told}");
    for foreign in ["evil.example", "map.bureau.example.evil.example"] {
        let (status, told) = ask(foreign, Some(&key));
        assert_eq!((status, told.contains("evil")), (421, false), "{foreign}: {told}");
    }
    // Without encryption there is no answer.
    let mut plain = TcpStream::connect(format!("127.0.0.1:{port}")).expect("it listens");
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("sent");
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP"), "{heard:?}");
}

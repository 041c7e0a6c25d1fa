//! Encrypted connections to a server, and servers that are not whom they say.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{Place, Ran, toy};
use crate::server::{Server, hand_over, succeed};

/// Makes a key and a certificate: signed by an authority of the same folder, or by itself.
fn certificate(folder: &Path, name: &str, about: &[&str], authority: Option<&str>) -> PathBuf {
    let file = |ending: &str| folder.join(format!("{name}.{ending}"));
    let mut making = Command::new("openssl");
    making
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ])
        .arg("-keyout")
        .arg(file("key"))
        .arg("-out")
        .arg(file("crt"))
        .args(["-subj", &format!("/CN={name}")]);
    for one in about {
        making.args(one.split(' '));
    }
    if let Some(authority) = authority {
        making.arg("-CA").arg(folder.join(format!("{authority}.crt")));
        making.arg("-CAkey").arg(folder.join(format!("{authority}.key")));
    }
    succeed(&mut making);
    file("crt")
}

/// A command on a workspace, by a person who has no certificates at home.
fn history(place: &Place, workspace: &str, surroundings: &[(&str, &str)]) -> Ran {
    let mut command = place.command();
    command
        .args(["history", "--workspace", workspace])
        .env("HOME", "/nonexistent");
    Ran::of(
        &command
            .envs(surroundings.iter().copied())
            .output()
            .expect("the binary runs"),
    )
}

/// The address of the workspace for who knows the password.
fn to(host: &str, port: u16, mode: &str) -> String {
    format!("postgresql://carol:s3cret@{host}:{port}/plans?schema=town{mode}")
}

/// What an address says of encryption and certificates.
fn with(mode: &str, roots: &Path) -> String {
    let roots = roots.display().to_string().replace('/', "%2F");
    format!("&sslmode={mode}&sslrootcert={roots}")
}

/// Lets the server show this certificate, and nobody in but encrypted and with the password.
fn show(server: &Server, certificate: &Path) -> u16 {
    let key = certificate.with_extension("key");
    hand_over(&key);
    server.sql("plans", "CREATE SCHEMA town AUTHORIZATION carol");
    server.stop();
    server.doors("local all all trust\nhostssl all carol 127.0.0.1/32 scram-sha-256\n");
    server.begin_on_the_network(&format!(
        "-c ssl=on -c ssl_cert_file={} -c ssl_key_file={}",
        certificate.display(),
        key.display()
    ))
}

#[test]
fn connections_are_encrypted_as_asked_and_servers_that_nobody_vouches_for_are_refused() {
    let Some(server) = Server::start() else { return };
    let place = Place::file();
    let folder = server.folder();
    let leaf = [
        "-days 2",
        "-addext basicConstraints=critical,CA:FALSE",
        "-addext subjectAltName=DNS:localhost",
    ];
    let office = certificate(folder, "office", &["-days 2"], None);
    let stranger = certificate(folder, "stranger", &["-days 2"], None);
    let port = show(&server, &certificate(folder, "server", &leaf, Some("office")));
    place
        .run(&["init", &to("localhost", port, "&sslmode=require")])
        .expect_success();
    let ask = |host: &str, mode: &str| history(&place, &to(host, port, mode), &[]);
    // Without a word it is encrypted too, and the door does let nobody else in.
    ask("localhost", "").expect_success();
    ask("localhost", "&sslmode=disable").expect_refusal(1, &["does not let you in", "no encryption"]);
    for mode in ["verify-ca", "verify-full", "require"] {
        ask("localhost", &with(mode, &office)).expect_success();
        ask("localhost", &with(mode, &stranger))
            .expect_refusal(1, &["can't be trusted", "nobody in the file", "no password was sent"]);
    }
    // Its certificate is for localhost; by its number it is another.
    ask("127.0.0.1", "&sslmode=require").expect_success();
    ask("127.0.0.1", &with("verify-ca", &office)).expect_success();
    ask("127.0.0.1", &with("verify-full", &office))
        .expect_refusal(1, &["can't be trusted", "for another name", "subjectAltName"]);
    // Nothing to judge by.
    ask("localhost", "&sslmode=verify-full").expect_refusal(
        1,
        &["certificates that vouch", "sslmode=verify-full", "sslrootcert=FILE"],
    );
    ask("localhost", &with("verify-ca", Path::new("/nonexistent.crt")))
        .expect_refusal(1, &["/nonexistent.crt can't be read"]);
    let nothing = place.write("nothing.crt", "no certificate");
    ask("localhost", &with("verify-ca", &nothing)).expect_refusal(1, &["nothing.crt holds no certificate"]);
    ask("localhost", "&sslmode=nonsense").expect_refusal(1, &["sslmode=nonsense is none of"]);
    // The surroundings say it as they do for PostgreSQL's own programs.
    let roots = stranger.display().to_string();
    let asked = [("PGSSLMODE", "verify-full"), ("PGSSLROOTCERT", roots.as_str())];
    history(&place, &to("localhost", port, ""), &asked).expect_refusal(1, &["nobody in the file"]);
    // Tables of other people are read the same way.
    let town = to("localhost", port, &with("verify-full", &office));
    place
        .run(&[
            "import",
            "communities",
            &toy("communities.geojson").display().to_string(),
            "--workspace",
            &town,
            "--crs",
            "EPSG:4547",
        ])
        .expect_success();
    place.init();
    let table = |roots: &Path| to("localhost", port, &(with("verify-full", roots) + "&table=communities"));
    place
        .run(&[
            "import",
            "communities",
            &table(&office),
            "--workspace",
            &place.workspace,
        ])
        .expect_success();
    place
        .run(&[
            "import",
            "communities",
            &table(&stranger),
            "--workspace",
            &place.workspace,
        ])
        .expect_refusal(1, &["can't be trusted"]);
}

#[test]
fn a_server_may_vouch_for_itself_but_for_no_other_name() {
    let Some(server) = Server::start() else { return };
    let place = Place::file();
    let folder = server.folder();
    // As administrators make them in one line: an authority that is the server itself.
    let about = ["-days 2", "-addext subjectAltName=DNS:localhost"];
    let alone = certificate(folder, "alone", &about, None);
    let other = certificate(folder, "other", &about, None);
    let port = show(&server, &alone);
    place
        .run(&["init", &to("localhost", port, &with("verify-full", &alone))])
        .expect_success();
    let ask = |host: &str, mode: &str, roots: &Path| history(&place, &to(host, port, &with(mode, roots)), &[]);
    ask("localhost", "verify-ca", &alone).expect_success();
    ask("127.0.0.1", "verify-ca", &alone).expect_success();
    ask("127.0.0.1", "verify-full", &alone).expect_refusal(1, &["for another name"]);
    ask("localhost", "verify-ca", &other).expect_refusal(1, &["can't be trusted"]);
}

#[test]
fn a_server_without_encryption_is_refused_where_it_is_asked_for() {
    let Some(server) = Server::start() else { return };
    let place = Place::file();
    server.sql("plans", "CREATE SCHEMA town AUTHORIZATION carol");
    server.stop();
    server.doors("local all all trust\nhost all carol 127.0.0.1/32 scram-sha-256\n");
    let port = server.begin_on_the_network("-c ssl=off");
    let to = |mode: &str| format!("postgresql://carol:s3cret@localhost:{port}/plans?schema=town{mode}");
    place
        .run(&["init", &to("&sslmode=require")])
        .expect_refusal(1, &["offers no encryption", "nothing was sent", "ssh -L"]);
    for mode in ["", "&sslmode=prefer", "&sslmode=disable"] {
        let made = server.sql(
            "plans",
            "SELECT count(*) FROM pg_class WHERE relname = 'yike_workspace'",
        );
        let ran = if made == "0" {
            place.run(&["init", &to(mode)])
        } else {
            history(&place, &to(mode), &[])
        };
        ran.expect_success();
    }
}

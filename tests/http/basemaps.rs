//! Basemaps: what the server fetches, what it refuses, and that nobody sees the key.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use yike::http::{BasemapRules, Basemaps, Secret, ServerState};
use yike::settings::Settings;

use crate::server::{Answer, Server, desk};

const KEY: &str = "0123 secret&key";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of a picture";

/// A bureau's service of tiles, which answers as it is told and notes what it was asked.
struct Service {
    host: String,
    asked: Arc<Mutex<Vec<String>>>,
}

type Answering = fn(&str) -> (&'static str, Vec<u8>);

impl Service {
    fn start(answering: Answering) -> Self {
        Self::with(answering, answer)
    }

    /// It keeps each connection after an answer, takes the next question there, and hangs up.
    fn that_hangs_up(answering: Answering) -> Self {
        Self::with(answering, |stream, noted, answering| {
            let kept = stream.try_clone().expect("a stream");
            answer(stream, noted, answering);
            let _ = question(&kept);
        })
    }

    fn with(answering: Answering, speak: fn(TcpStream, &Mutex<Vec<String>>, Answering)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let host = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        // It ends with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let noted = noted.clone();
                std::thread::spawn(move || speak(stream, &noted, answering));
            }
        });
        Self { host, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

/// The connection is closed without a word after each answer, as services do with one that was idle.
fn answer(mut stream: TcpStream, noted: &Mutex<Vec<String>>, answering: Answering) {
    let Some(address) = question(&stream) else { return };
    noted.lock().expect("no panic").push(address.clone());
    let (head, body) = answering(&address);
    let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(&body);
}

/// The address that is asked for next.
fn question(stream: &TcpStream) -> Option<String> {
    let mut first = String::new();
    let mut reader = BufReader::new(stream);
    reader.read_line(&mut first).ok()?;
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap_or(0) > 0 && line != "\r\n" {
        line.clear();
    }
    first.split(' ').nth(1).map(str::to_owned)
}

/// The server with the basemaps of a file of settings, in which `HOST` is the service's.
fn serving(service: &Service, settings: &str) -> Server {
    let state = ServerState::new(Arc::new(desk("7")));
    state.set_basemaps(basemaps(&settings.replace("HOST", &service.host)));
    Server::with(state)
}

fn basemaps(text: &str) -> Basemaps {
    let settings = Settings::read(Some(text), &[], &[]).expect("good settings");
    let rules = settings.basemaps.into_iter().map(|settings| BasemapRules {
        key: text.contains("{key}").then(|| Secret::new(KEY.to_owned())),
        settings,
        certificates: None,
    });
    Basemaps::new(rules.collect()).expect("they are ready")
}

fn xyz(more: &str) -> String {
    format!("[[basemap]]\nid = \"a\"\nkind = \"xyz\"\nurl = \"http://HOST/{{z}}/{{x}}/{{y}}.png\"\n{more}\n")
}

const TIANDITU: &str = "[[basemap]]\nid = \"vec\"\ntitle = \"Streets\"\ntitle_zh = \"矢量\"\nkind = \"wmts\"\n\
    url = \"http://HOST/vec_c/wmts?tk={key}\"\nkey_env = \"KEY\"\nlayer = \"vec\"\nmatrix_set = \"c\"\nformat = \"tiles\"\n\
    grid = \"cgcs2000\"\nmax_zoom = 12\nattribution = \"天地图\"\ndefault = true\n\
    [[basemap]]\nid = \"cva\"\nkind = \"wmts\"\nurl = \"http://HOST/cva_w/{TileMatrixSet}/{Layer}/{TileMatrix}/{TileRow}/{TileCol}?tk={key}\"\n\
    key_env = \"KEY\"\nlayer = \"cva\"\nmatrix_set = \"w\"\nmatrix_prefix = \"m:\"\nover = [\"vec\"]\n";

fn says_no_secret(answer: &Answer) {
    let all = format!("{:?} {}", answer.headers, String::from_utf8_lossy(&answer.body));
    for part in ["0123", "secret", "wmts", "tk="] {
        assert!(!all.contains(part), "{all}");
    }
}

#[test]
fn the_server_asks_a_wmts_with_its_key_and_gives_out_the_picture_without_it() {
    let service = Service::start(|_| ("200 OK\r\nContent-Type: text/html", PNG.to_vec()));
    let server = serving(&service, TIANDITU);
    let list = server.get("/api/basemaps");
    says_no_secret(&list);
    let [vec, cva] = [0, 1].map(|i| list.json()["basemaps"][i].clone());
    assert_eq!((&vec["title"], &vec["title_zh"]), (&"Streets".into(), &"矢量".into()));
    assert_eq!((&vec["grid"], &vec["resolution"]), (&"degrees".into(), &1.40625.into()));
    assert_eq!(
        (&vec["min_zoom"], &vec["max_zoom"], &vec["default"]),
        (&1.into(), &12.into(), &true.into())
    );
    assert_eq!(
        (&cva["grid"], &cva["over"][0], &cva["west"]),
        (&"webmercator".into(), &"vec".into(), &().into())
    );
    let address = |basemap: &serde_json::Value| {
        let tiles = basemap["tiles"].as_str().expect("an address").to_owned();
        tiles.replace("{z}", "3").replace("{x}", "6").replace("{y}", "2")
    };
    for basemap in [&vec, &cva] {
        let tile = server.get(&address(basemap));
        assert_eq!(
            (tile.status, tile.header("content-type")),
            (200, "image/png"),
            "{tile:?}"
        );
        assert_eq!(tile.header("cache-control"), "private, max-age=3600");
        assert_eq!(tile.body, PNG);
        says_no_secret(&tile);
        // It is kept.
        assert_eq!(server.get(&address(basemap)).body, PNG);
        let tag = format!("If-None-Match: {}", tile.header("etag"));
        assert_eq!(server.ask("GET", &address(basemap), &[&tag]).status, 304);
    }
    let kvp = "/vec_c/wmts?tk=0123%20secret%26key&SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=c&FORMAT=tiles&TILEMATRIX=3&TILEROW=2&TILECOL=6";
    assert_eq!(service.asked(), [kvp, "/cva_w/w/cva/m:3/2/6?tk=0123%20secret%26key"]);
}

#[test]
fn nothing_is_asked_for_that_the_basemap_cannot_have() {
    let service = Service::start(|_| ("200 OK", PNG.to_vec()));
    let server = serving(&service, &(TIANDITU.to_owned() + &xyz("min_zoom = 3\nmax_zoom = 5")));
    for outside in [
        "/basemaps/vec/0/0/0",
        "/basemaps/vec/13/0/0",
        "/basemaps/vec/1/0/1",
        "/basemaps/vec/3/8/0",
        "/basemaps/a/2/0/0",
        "/basemaps/a/6/0/0",
        "/basemaps/a/3/8/0",
        "/basemaps/a/99999/0/0",
        "/basemaps/a/3/99999999999999999999/0",
        "/basemaps/b/3/0/0",
    ] {
        server.get(outside).is_problem(404);
    }
    for malformed in [
        "/basemaps/a/03/0/0",
        "/basemaps/a/3/0/0.png",
        "/basemaps/a/3/-1/0",
        "/basemaps/a/3/0/0?u=1",
        "/basemaps/a/{z}/0/0",
        "/basemaps/a/3/%30/0",
    ] {
        server.get(malformed).is_problem(400);
    }
    assert!(service.asked().is_empty(), "{:?}", service.asked());
}

#[test]
fn what_is_no_picture_is_refused_plainly_and_never_handed_on() {
    let service = Service::start(|address| match address {
        "/1/0/0.png" => (
            "200 OK\r\nContent-Type: image/png",
            b"<html>sign in <script>secret</script>".to_vec(),
        ),
        "/1/0/1.png" => ("200 OK\r\nContent-Type: image/png", Vec::new()),
        "/1/1/0.png" => ("302 Found\r\nLocation: /2/0/0.png", Vec::new()),
        "/1/1/1.png" => ("403 Forbidden", b"{\"code\":301,\"msg\":\"secret\"}".to_vec()),
        "/2/0/0.png" => ("200 OK", PNG.to_vec()),
        "/2/0/1.png" => ("200 OK", [PNG, &vec![0; 5 << 20]].concat()),
        "/2/0/2.png" => ("200 OK\r\nContent-Encoding: gzip", b"\x1f\x8b\x08\0\0".to_vec()),
        "/2/0/3.png" => ("418 I'm a teapot", b"secret".to_vec()),
        "/2/1/0.png" => ("404 Not Found", b"<html>".to_vec()),
        "/2/1/1.png" => ("204 No Content", Vec::new()),
        "/2/1/2.png" => (
            "400 Bad Request",
            b"<ows:Exception exceptionCode=\"TileOutOfRange\"/>".to_vec(),
        ),
        "/2/3/0.png" => ("500 Internal Server Error", b"secret".to_vec()),
        _ => ("503 Service Unavailable", b"secret".to_vec()),
    });
    let server = serving(&service, &xyz(""));
    for (tile, words) in [
        ("1/0/0", "a page, not with a picture"),
        ("1/0/1", "with nothing"),
        ("1/1/0", "elsewhere, which is not followed"),
        ("1/1/1", "does not let this server ask"),
        ("2/0/1", "more than 4 MiB"),
        ("2/0/2", "something else than PNG, JPEG or WebP"),
        ("2/3/0", "answers with an error"),
        ("2/0/3", "answers with an error"),
    ] {
        let answer = server.get(&format!("/basemaps/a/{tile}"));
        answer.is_problem(502);
        let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.contains(words), "{tile}: {detail}");
        let whole = answer.text();
        assert!(!whole.contains("secret") && !whole.contains(&service.host), "{whole}");
    }
    assert!(
        !service.asked().contains(&"/2/0/0.png".to_owned()),
        "the redirect was followed"
    );
    for nothing in ["2/1/0", "2/1/1", "2/1/2"] {
        assert_eq!(server.get(&format!("/basemaps/a/{nothing}")).status, 204);
    }
    // One that is down is left alone for a while, so the next tile is not even asked for.
    for down in ["2/3/3", "2/3/2"] {
        let answer = server.get(&format!("/basemaps/a/{down}"));
        answer.is_problem(502);
        assert!(answer.text().contains("does not answer"));
    }
    assert!(!service.asked().contains(&"/2/3/2.png".to_owned()));
}

#[test]
fn many_who_wait_for_one_tile_have_it_fetched_once() {
    let service = Service::start(|_| ("200 OK", PNG.to_vec()));
    let server = serving(&service, &xyz(""));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(server.get("/basemaps/a/4/3/2").body, PNG));
        }
    });
    assert_eq!(service.asked(), ["/4/3/2.png"]);
}

#[test]
fn a_host_that_browsers_ask_enters_the_policy_of_the_page_and_goes_again() {
    let service = Service::start(|_| ("200 OK", PNG.to_vec()));
    let server = serving(&service, &xyz(""));
    let policy = || server.get("/").header("content-security-policy").to_owned();
    let strict = policy();
    assert!(
        strict.contains("default-src 'self'") && !strict.contains(&service.host),
        "{strict}"
    );
    let text = "[[basemap]]\nid = \"b\"\nkind = \"xyz\"\nurl = \"https://tiles.bureau.example/{z}/{x}/{-y}?tk={key}\"\nkey_env = \"K\"\nthrough = \"browser\"\n";
    server.state.set_basemaps(basemaps(text));
    let open = policy();
    assert!(
        open.contains("img-src 'self' data: blob: https://tiles.bureau.example;"),
        "{open}"
    );
    assert!(
        open.contains("connect-src 'self' https://tiles.bureau.example;"),
        "{open}"
    );
    let listed = server.get("/api/basemaps").json()["basemaps"][0].clone();
    assert_eq!(
        listed["tiles"],
        "https://tiles.bureau.example/{z}/{x}/{y}?tk=0123%20secret%26key"
    );
    assert_eq!(listed["from_south"], true);
    // This server asks nobody in the browser's place.
    server.get("/basemaps/b/0/0/0").is_problem(404);
    server.state.set_basemaps(Basemaps::default());
    assert_eq!(policy(), strict);
    assert_eq!(
        server.get("/api/basemaps").json(),
        serde_json::json!({ "basemaps": [] })
    );
}

#[test]
fn a_file_of_pictures_is_given_out_as_it_is_and_says_itself_what_it_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.mbtiles");
    let database = rusqlite::Connection::open(&path).expect("ours");
    database
        .execute_batch(
            "CREATE TABLE metadata (name TEXT, value TEXT);
             INSERT INTO metadata VALUES ('format', 'png'), ('bounds', '114, 30, 115, 31'), ('attribution', '&copy; <a href=x>Bureau &amp; sons</a>');
             CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);",
        )
        .expect("good SQL");
    let mut insert = database
        .prepare("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)")
        .expect("good SQL");
    insert.execute(rusqlite::params![3, 6, 5, PNG]).expect("ours");
    insert.execute(rusqlite::params![4, 1, 1, b"<html>"]).expect("ours");
    let state = ServerState::new(Arc::new(desk("7")));
    state.set_basemaps(basemaps(&format!(
        "[[basemap]]\nid = \"a\"\nkind = \"mbtiles\"\nfile = \"{}\"\n",
        path.display()
    )));
    let server = Server::with(state);
    let list = server.get("/api/basemaps");
    assert!(
        !list.text().contains(folder.path().to_str().expect("text")),
        "{}",
        list.text()
    );
    let told = list.json()["basemaps"][0].clone();
    assert_eq!(
        (&told["min_zoom"], &told["max_zoom"], &told["bounds"][2]),
        (&3.into(), &4.into(), &115.0.into())
    );
    assert_eq!(told["attribution"], "© Bureau & sons");
    let tile = server.get("/basemaps/a/3/6/2");
    assert_eq!((tile.status, tile.body.as_slice()), (200, PNG));
    assert_eq!(server.get("/basemaps/a/3/6/3").status, 204);
    server.get("/basemaps/a/2/0/0").is_problem(404);
    server.get("/basemaps/a/4/1/14").is_problem(502);
}

#[test]
fn a_connection_that_the_service_has_closed_meanwhile_costs_no_tile() {
    for service in [
        Service::start(|_| ("200 OK", PNG.to_vec())),
        Service::that_hangs_up(|_| ("200 OK", PNG.to_vec())),
    ] {
        let server = serving(&service, &xyz(""));
        for x in 0..16 {
            assert_eq!(server.get(&format!("/basemaps/a/4/{x}/2")).status, 200, "{x}");
        }
        assert_eq!(service.asked().len(), 16);
    }
}

//! A server with a small desk made by hand, and a client that hides nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use geo::{LineString, Point, Polygon};
use yike::http::{ServerState, serve_state};
use yike::tiles::{Feature, Layer, TileSet};
use yike::workflow::desk::{Desk, GapIndex, GapRow, Place, PlaceIndex, PlaceKind};

/// A running server; dropping it stops it.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) state: ServerState,
    /// Header lines that every request brings along.
    always: Vec<String>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// An answer, with header names in small letters.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Checks that this is a problem document of the status and nothing else.
    pub(crate) fn is_problem(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(
            problem["type"]
                .as_str()
                .is_some_and(|t| t.starts_with("urn:yike:problem:")),
            "{problem}"
        );
        assert!(
            problem["title"].is_string() && problem["detail"].is_string(),
            "{problem}"
        );
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with(ServerState::new(Arc::new(desk("7"))))
    }

    pub(crate) fn with(state: ServerState) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (announce, announced) = mpsc::channel();
        let served = state.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            let listen = SocketAddr::from(([127, 0, 0, 1], 0));
            let tell = move |address| announce.send(address).expect("somebody listens");
            runtime
                .block_on(serve_state(served, listen, tell, stopped))
                .expect("served");
        });
        let address = announced.recv().expect("an address");
        Self {
            address,
            state,
            always: Vec::new(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The same, asked from now on with one more header line.
    pub(crate) fn always(mut self, line: &str) -> Self {
        self.always.push(line.to_owned());
        self
    }

    /// Tells the server to stop, without waiting.
    pub(crate) fn tell_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits for the server to end.
    pub(crate) fn wait(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().expect("no panic");
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).expect("it listens")
    }

    /// Sends a request head as it is; reads one answer.
    pub(crate) fn raw(&self, head: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(head).expect("sent");
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        // To the end of the body or of the connection, whichever comes first: a server may wait for a body that was announced.
        while !whole(&bytes) {
            match stream.read(&mut part).expect("read") {
                0 => break,
                count => bytes.extend(&part[..count]),
            }
        }
        read(&bytes)
    }

    /// Asks with a method and header lines; a Host is added unless one is given.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|line| line.to_lowercase().starts_with("host:")) {
            let _ = write!(head, "Host: {}\r\n", self.address);
        }
        for line in headers.iter().copied().chain(self.always.iter().map(String::as_str)) {
            let _ = write!(head, "{line}\r\n");
        }
        self.raw((head + "\r\n").as_bytes())
    }

    /// A request with a body.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answer {
        let mut stream = self.connect();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for line in headers.iter().copied().chain(self.always.iter().map(String::as_str)) {
            head += line;
            head += "\r\n";
        }
        let _ = stream.write_all((head + "\r\n").as_bytes());
        // A server that has refused reads no further.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        read(&bytes)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.tell_to_stop();
        self.wait();
    }
}

fn whole(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|w| w == b"\r\n\r\n") && {
        let answer = read(bytes);
        let length = answer.header("content-length").parse();
        length.is_ok_and(|length: usize| length > 0 && answer.body.len() == length)
    }
}

pub(crate) fn read(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("a whole head");
    let head = std::str::from_utf8(&bytes[..end]).expect("a readable head");
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|code| code.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(n, v)| (n.to_lowercase(), v.to_owned()));
    Answer {
        status: status.expect("a status"),
        headers: headers.collect(),
        body: bytes[end + 4..].to_vec(),
    }
}

/// Two communities that share a border at 9.5° east, one facility, one street, an empty layer; all within the tile 8/134/89.
pub(crate) fn desk(version: &str) -> Desk {
    let square = |west: f64, east: f64| {
        Polygon::new(
            LineString::from(vec![(west, 47.0), (east, 47.0), (east, 47.2), (west, 47.2)]),
            Vec::new(),
        )
    };
    let community = |id: u64, name: &str, area: Polygon<f64>| Feature {
        id,
        geometry: area.into(),
        properties: vec![
            ("name".into(), name.into()),
            ("people".into(), 812.5.into()),
            ("service-15/assessed".into(), 7_i64.into()),
            ("below".into(), (-3_i64).into()),
            ("version".into(), version.into()),
        ],
    };
    let layer = |name: &str, features| Layer {
        name: name.to_owned(),
        features,
        min_zoom: if name == "streets" { 8 } else { 0 },
        max_zoom: 16,
        fields: Vec::new(),
    };
    let street = LineString::from(vec![(9.41, 47.1), (9.5, 47.15), (9.59, 47.1)]);
    let layers = vec![
        layer(
            "communities",
            vec![
                community(1, "Vaduz", square(9.4, 9.5)),
                community(2, "望京", square(9.5, 9.6)),
            ],
        ),
        layer(
            "facilities",
            vec![Feature {
                id: 5,
                geometry: Point::new(9.45, 47.1).into(),
                properties: vec![],
            }],
        ),
        layer(
            "streets",
            vec![Feature {
                id: 9,
                geometry: street.into(),
                properties: vec![],
            }],
        ),
        layer("gaps", vec![]),
    ];
    let mut gaps = GapIndex::default();
    let gap = |id: u64, people: f64| GapRow {
        id,
        community: 1,
        community_name: "Vaduz".to_owned(),
        people: Some(people),
        land_m2: 120.0,
        nearest_m: (id == 1).then_some(1320.4),
        point: [9.45, 47.1],
        bbox: [9.4, 47.0, 9.5, 47.2],
    };
    gaps.insert(
        "service-15",
        "pharmacy",
        (1..=60).map(|id| gap(id, id as f64)).collect(),
    );
    gaps.insert("service-15", "school", Vec::new());
    let place = |kind, id, name: &str, detail: &str, categories: &[&str]| Place {
        kind,
        id,
        name: name.to_owned(),
        detail: detail.to_owned(),
        categories: categories.iter().map(|c| (*c).to_owned()).collect(),
        point: [9.45, 47.1],
        bbox: [9.4, 47.0, 9.5, 47.2],
    };
    let places = PlaceIndex::new(vec![
        place(PlaceKind::Facility, 5, "Apotheke Vaduz", "Vaduz", &["pharmacy"]),
        place(PlaceKind::Community, 1, "Vaduz", "7001", &[]),
        place(PlaceKind::Community, 2, "望京", "110105", &[]),
    ]);
    let assessment = format!("{{\"assessment\":{version},\"filler\":\"{}\"}}", "x".repeat(2000));
    Desk {
        version: version.to_owned(),
        title: "Toy".to_owned(),
        scenario: None,
        assessment: assessment.into_bytes().into(),
        gaps,
        places,
        tiles: TileSet::new(version.to_owned(), layers).expect("good layers"),
        streets: None,
        attribution: vec!["© A & <b>B</b>".to_owned()],
    }
}

/// A workspace that has nothing in common with [`desk`]: facilities in Beijing and one street, and nothing else.
pub(crate) fn desk_elsewhere() -> Desk {
    let layer = |name: &str, features| Layer {
        name: name.to_owned(),
        features,
        min_zoom: 0,
        max_zoom: 16,
        fields: Vec::new(),
    };
    let facility = |id: u64, name: &str, lon: f64, lat: f64| Feature {
        id,
        geometry: Point::new(lon, lat).into(),
        properties: vec![("name".into(), name.into()), ("beds".into(), (id as f64 * 2.5).into())],
    };
    let facilities = vec![
        facility(1, "药店", 116.39, 39.91),
        facility(12, "学校", 116.41, 39.93),
        facility(7, "养老院", 116.28, 39.79),
    ];
    let street = Feature {
        id: 3,
        geometry: LineString::from(vec![(116.3, 39.9), (116.5, 39.9)]).into(),
        properties: vec![("class".into(), "main".into())],
    };
    let layers = vec![
        layer("facilities", facilities),
        layer("streets", vec![street]),
        layer("gaps", vec![]),
    ];
    Desk {
        title: "Elsewhere / 别处".to_owned(),
        tiles: TileSet::new("3-e".to_owned(), layers).expect("good layers"),
        ..desk("3-e")
    }
}

//! A listener on this machine that nobody may ever call, whatever a file says.

use std::io::ErrorKind;
use std::net::TcpListener;

use crate::harness::{Desk, fixture};
use crate::{attempted, quiet};

/// A listener that must not be called.
struct Canary(TcpListener);

impl Canary {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("it can");
        Self(listener)
    }

    fn address(&self) -> String {
        format!("http://{}/x", self.0.local_addr().expect("it has one"))
    }

    #[track_caller]
    fn sings(&self) {
        match self.0.accept() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            other => unreachable!("somebody called: {other:?}"),
        }
    }
}

#[test]
fn the_canary_can_die() {
    let canary = Canary::new();
    let address = canary.0.local_addr().expect("it has one");
    let _call = std::net::TcpStream::connect(address).expect("it listens");
    assert!(std::panic::catch_unwind(|| canary.sings()).is_err());
}

#[test]
fn no_address_in_a_file_is_ever_called() {
    let canary = Canary::new();
    let url = canary.address();
    let point = "<gml:Point srsName=\"EPSG:4326\"><gml:pos>29.82 114.01</gml:pos></gml:Point>";
    let collection = "{\"type\":\"FeatureCollection\",";
    let feature = "\"features\":[{\"type\":\"Feature\",\"properties\":{\"category\":\"pharmacy\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[114.01,29.82]}}]}";
    let files: Vec<(&str, String)> = vec![
        (
            "schema.gml",
            format!(
                "<x:FeatureCollection xmlns:x=\"u\" xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"u {url}.xsd\"><gml:featureMember><x:a><x:category>pharmacy</x:category><x:g>{point}</x:g></x:a></gml:featureMember></x:FeatureCollection>"
            ),
        ),
        (
            "xlink.gml",
            format!(
                "<x:FeatureCollection xmlns:x=\"u\" xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><gml:featureMember><x:a><x:category>pharmacy</x:category><x:g xlink:href=\"{url}\">{point}</x:g></x:a></gml:featureMember></x:FeatureCollection>"
            ),
        ),
        (
            "srs.gml",
            format!(
                "<x:FeatureCollection xmlns:x=\"u\" xmlns:gml=\"http://www.opengis.net/gml\"><gml:featureMember><x:a><x:category>pharmacy</x:category><x:g><gml:Point srsName=\"{url}\"><gml:pos>29.82 114.01</gml:pos></gml:Point></x:g></x:a></gml:featureMember></x:FeatureCollection>"
            ),
        ),
        (
            "wfs.gml",
            format!(
                "<wfs:FeatureCollection xmlns:wfs=\"http://www.opengis.net/wfs\" xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"u {url}?SERVICE=WFS&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=a\"><gml:featureMember><a><category>pharmacy</category><g>{point}</g></a></gml:featureMember></wfs:FeatureCollection>"
            ),
        ),
        (
            "link.kml",
            format!(
                "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><NetworkLink><Link><href>{url}.kml</href></Link></NetworkLink><Placemark><name>a</name><Point><coordinates>114.01,29.82</coordinates></Point></Placemark></Document></kml>"
            ),
        ),
        (
            "style.kml",
            format!(
                "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>a</name><styleUrl>{url}#s</styleUrl><Style><IconStyle><Icon><href>{url}.png</href></Icon></IconStyle></Style><Point><coordinates>114.01,29.82</coordinates></Point></Placemark></Document></kml>"
            ),
        ),
        (
            "top.geojson",
            format!(
                "{collection}\"crs\":{{\"type\":\"link\",\"properties\":{{\"href\":\"{url}\",\"type\":\"proj4\"}}}},{feature}"
            ),
        ),
        (
            "name.geojson",
            format!("{collection}\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{url}\"}}}},{feature}"),
        ),
        (
            "lines.geojsonl",
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"category\":\"pharmacy\"}},\"geometry\":{{\"type\":\"Point\",\"crs\":{{\"type\":\"link\",\"properties\":{{\"href\":\"{url}\"}}}},\"coordinates\":[114.01,29.82]}}}}\n"
            ),
        ),
        (
            "entity.kml",
            format!("<!DOCTYPE kml SYSTEM \"{url}.dtd\"><kml xmlns=\"http://www.opengis.net/kml/2.2\"/>"),
        ),
        (
            "entity.osm",
            format!(
                "<!DOCTYPE osm [<!ENTITY a SYSTEM \"{url}\">]><osm><node id=\"1\" lat=\"1\" lon=\"1\"><tag k=\"name\" v=\"&a;\"/></node></osm>"
            ),
        ),
    ];
    let desk = Desk::toy_town();
    for (name, text) in &files {
        let file = desk.write(name, text);
        let ran = attempted(&desk, "facilities", &file, &["--category", "pharmacy"]);
        assert!(matches!(ran.code, 0 | 1), "{name}: {} {}", ran.code, ran.err);
        quiet(&desk, &ran);
    }
    let table = desk.write("a.csv", "name,x,y,category\na,500100,3300100,pharmacy\n");
    for crs in [url.as_str(), "PROJ4:x", "+init=epsg:4326", "/etc/passwd", "IGNF:LAMB93"] {
        attempted(&desk, "facilities", &table, &["--crs", crs]).expect_refusal(1, &[crs, "EPSG:CODE"]);
    }
    canary.sings();
}

#[test]
fn a_prj_with_an_address_in_it_calls_nobody() {
    let canary = Canary::new();
    let desk = Desk::toy_town();
    for ending in ["shp", "shx", "dbf"] {
        std::fs::copy(
            fixture(&format!("import/communities.{ending}")),
            desk.path(&format!("a.{ending}")),
        )
        .expect("a fixture");
    }
    for words in [
        canary.address(),
        "/etc/passwd".to_owned(),
        format!("URL {}", canary.address()),
        "EPSGA:4326".to_owned(),
    ] {
        desk.write("a.prj", &words);
        let before = desk.workspace_bytes();
        let ran = attempted(&desk, "communities", &desk.path("a.shp"), &[]);
        assert_eq!(ran.code, 1, "{words}: {}", ran.out);
        quiet(&desk, &ran);
        assert_eq!(before, desk.workspace_bytes());
    }
    canary.sings();
}

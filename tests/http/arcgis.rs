//! What programs of the Esri world ask for.

use std::process::Command;
use std::sync::Arc;

use yike::http::ServerState;

use crate::check::PREFECTURE;
use crate::server::Server;

const LAYERS: &str = "/arcgis/rest/services/yike/FeatureServer";

fn number(server: &Server, name: &str) -> u64 {
    let all = server.get(LAYERS).json();
    let layers = all["layers"].as_array().expect("layers");
    let layer = layers.iter().find(|layer| layer["name"] == name).expect("the layer");
    layer["id"].as_u64().expect("a number")
}

/// The made-up prefecture: 72 communities, two thousand facilities.
fn prefecture() -> Server {
    let desk = yike::workflow::load_desk(&PREFECTURE.workspace, None).expect("it is assessed");
    Server::with(ServerState::new(Arc::new(desk)))
}

#[test]
fn counts_ids_and_pages_are_those_of_the_items() {
    let server = prefecture();
    for name in ["communities", "facilities", "streets", "gaps"] {
        let at = format!("{LAYERS}/{}/query?where=1%3D1", number(&server, name));
        let items = server.get(&format!("/ogc/collections/{name}/items?limit=10000")).json();
        let ids: Vec<_> = items["features"]
            .as_array()
            .expect("features")
            .iter()
            .map(|f| f["id"].clone())
            .collect();
        assert_eq!(
            server.get(&format!("{at}&returnCountOnly=true")).json()["count"],
            items["numberMatched"]
        );
        let counted = server.get(&format!("{at}&returnIdsOnly=true&returnCountOnly=true"));
        assert_eq!(counted.json()["count"], items["numberMatched"], "a count of ids");
        let all = server.get(&format!("{at}&returnIdsOnly=true")).json();
        assert_eq!(all["objectIds"].as_array(), Some(&ids), "{name}");
        let mut paged = Vec::new();
        loop {
            let page = server
                .get(&format!("{at}&resultRecordCount=50&resultOffset={}", paged.len()))
                .json();
            let features = page["features"].as_array().expect("features");
            paged.extend(features.iter().map(|f| f["attributes"]["OBJECTID"].clone()));
            if page["exceededTransferLimit"] == false {
                break;
            }
        }
        assert_eq!(paged, ids, "{name}");
    }
}

#[test]
fn ids_orders_boxes_and_geojson_give_what_the_items_give() {
    let server = prefecture();
    let at = format!("{LAYERS}/{}/query?where=1%3D1", number(&server, "communities"));
    let ids = |more: &str| {
        let found = server.get(&format!("{at}&returnIdsOnly=true&{more}")).json();
        found["objectIds"].as_array().expect("ids").clone()
    };
    let items = |more: &str| {
        let found = server
            .get(&format!("/ogc/collections/communities/items?limit=1000&{more}"))
            .json();
        found["features"].as_array().expect("features").clone()
    };
    let of = |features: &[serde_json::Value]| features.iter().map(|f| f["id"].clone()).collect::<Vec<_>>();
    let all = items("");
    assert!(all.len() > 1);
    let backwards: Vec<_> = of(&all).into_iter().rev().collect();
    assert_eq!(ids("orderByFields=OBJECTID%20DESC"), backwards);
    assert_eq!(ids("orderByFields=name%20DESC"), of(&items("sortby=-name")));
    let last = &all[all.len() - 1];
    assert_eq!(
        ids(&format!("objectIds={},999999", last["id"])),
        of(std::slice::from_ref(last))
    );
    let corner = &last["geometry"]["coordinates"][0][0];
    let corner = if corner[0].is_array() { &corner[0] } else { corner };
    let [x, y] = [0, 1].map(|axis| corner[axis].as_f64().expect("a number"));
    let bounds = format!("{},{},{},{}", x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4);
    let inside = ids(&format!(
        "geometry={bounds}&geometryType=esriGeometryEnvelope&inSR=4326"
    ));
    assert_eq!(inside, of(&items(&format!("bbox={bounds}"))));
    assert!(!inside.is_empty() && inside.len() < all.len(), "{inside:?}");
    let drawn = server.get(&format!("{at}&f=geojson&outFields=name")).json();
    let drawn = drawn["features"].as_array().expect("features");
    assert_eq!(of(drawn), of(&all));
    for (one, item) in drawn.iter().zip(&all) {
        assert_eq!(one["properties"]["name"], item["properties"]["name"]);
        assert_eq!(one["geometry"]["type"], item["geometry"]["type"]);
    }
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded; charset=UTF-8";

#[test]
fn a_form_asks_what_an_address_asks_and_more_than_fits_there() {
    let server = prefecture();
    let layer = format!("{LAYERS}/{}", number(&server, "communities"));
    let post = |path: &str, form: &str| server.send("POST", path, &[FORM], form.as_bytes());
    for path in [LAYERS, &layer, &format!("{layer}/query")] {
        let (bare, stroke) = (server.get(path), server.get(&format!("{path}/")));
        assert_eq!((bare.status, bare.body), (stroke.status, stroke.body), "{path}/");
    }
    for path in [LAYERS, &layer] {
        assert_eq!(post(path, "f=json").body, server.get(&format!("{path}?f=json")).body);
    }
    let at = format!("{layer}/query");
    let asked = "where=name+IS+NOT+NULL&outFields=name&resultRecordCount=5&orderByFields=name%20DESC";
    let found = server.get(&format!("{at}?{asked}"));
    assert_eq!(found.json()["features"].as_array().map(Vec::len), Some(5));
    assert_eq!(post(&at, asked).body, found.body);
    let (address, form) = asked.split_at(asked.find("&orderBy").expect("there"));
    assert_eq!(
        post(&format!("{at}?{address}"), &form[1..]).body,
        found.body,
        "both together"
    );
    let all = server.get(&format!("{at}?where=1%3D1&returnIdsOnly=true")).json();
    let many: Vec<String> = (1..=9000).map(|id| id.to_string()).collect();
    let many = format!("returnCountOnly=true&objectIds={}", many.join(","));
    assert!(many.len() > 40_000);
    assert_eq!(
        post(&at, &many).json()["count"],
        all["objectIds"].as_array().map_or(0, Vec::len)
    );
    let over: Vec<String> = (1..=10_001).map(|id| id.to_string()).collect();
    let refused = post(&at, &format!("objectIds={}", over.join(","))).json();
    assert_eq!(refused["error"]["code"], 400);
}

#[test]
fn a_form_that_is_none_is_too_large_or_names_something_twice_is_refused() {
    let server = Server::start();
    let at = format!("{LAYERS}/0/query");
    let post = |path: &str, media: &str, form: &[u8]| server.send("POST", path, &[media], form);
    for (path, media, form) in [
        (
            at.as_str(),
            "Content-Type: application/json",
            &b"{\"where\":\"1=1\"}"[..],
        ),
        (&at, "X-Nothing: 1", b"where=1%3D1"),
        (&at, FORM, b"\xff"),
        (&at, FORM, b"addFeatures=x"),
        (LAYERS, FORM, b"where=1"),
    ] {
        let answer = post(path, media, form);
        assert_eq!(
            (answer.status, answer.json()["error"]["code"].clone()),
            (200, 400.into()),
            "{media}"
        );
    }
    post(&format!("{at}?where=1%3D1"), FORM, b"where=1%3D1").is_problem(400);
    post(&at, FORM, b"where=%zz").is_problem(400);
    let large = format!("where={}", "a".repeat(300 * 1024));
    post(&at, FORM, large.as_bytes()).is_problem(413);
    let long = format!("where={}", "a".repeat(9000));
    assert_eq!(post(&at, FORM, long.as_bytes()).json()["error"]["code"], 400);
    post(&format!("{LAYERS}/0/addFeatures"), FORM, b"features=[]").is_problem(404);
    let other = server.ask("PUT", &at, &[]);
    other.is_problem(405);
    assert_eq!(other.header("allow"), "GET, HEAD, POST, OPTIONS");
    let foreign = [FORM, "Origin: https://evil.example"];
    server.send("POST", &at, &foreign, b"where=1%3D1").is_problem(403);
}

#[test]
fn a_condition_takes_what_it_says_and_hostile_ones_are_refused() {
    let server = Server::start();
    let at = format!("{LAYERS}/{}/query", number(&server, "communities"));
    let one = server
        .get(&format!(
            "{at}?where=OBJECTID%20IN%20(2)%20AND%20NOT%20name%20IS%20NULL&returnIdsOnly=true"
        ))
        .json();
    assert_eq!(one["objectIds"], serde_json::json!([2]));
    let deep = format!("{}1%3D1{}", "(".repeat(2000), ")".repeat(2000));
    for bad in [
        deep.as_str(),
        "name%3D'",
        "1%3D1;DROP%20TABLE%20x",
        "1%3D1--",
        "nothing%3D1",
        "SLEEP(9)%3D0",
    ] {
        let answer = server.get(&format!("{at}?where={bad}")).json();
        assert_eq!(answer["error"]["code"], 400, "{bad}: {answer}");
    }
}

#[test]
fn places_come_in_the_system_that_is_asked_for() {
    let server = Server::start();
    let at = format!(
        "{LAYERS}/{}/query?where=1%3D1&returnExtentOnly=true",
        number(&server, "communities")
    );
    let (degrees, metres) = (server.get(&at).json(), server.get(&format!("{at}&outSR=102100")).json());
    let west = |own: &serde_json::Value| own["extent"]["xmin"].as_f64().expect("a number");
    assert!((west(&degrees) / 180.0 * 20_037_508.342_789_244 - west(&metres)).abs() < 1e-3);
    let there = format!("{at}&geometry=0,0,1,1&inSR=3857");
    assert_eq!(server.get(&there).json()["count"], 0);
}

#[test]
fn one_feature_is_the_one_that_a_query_gives() {
    let server = prefecture();
    for name in ["communities", "facilities", "gaps"] {
        let at = format!("{LAYERS}/{}", number(&server, name));
        let query = server
            .get(&format!("{at}/query?where=1%3D1&outFields=*&resultRecordCount=3"))
            .json();
        let found = query["features"].as_array().expect("features");
        assert!(!found.is_empty(), "{name}");
        for feature in found {
            let address = format!("{at}/{}", feature["attributes"]["OBJECTID"]);
            let own = server.get(&format!("{address}?f=pjson")).json();
            assert_eq!(own["feature"]["attributes"], feature["attributes"], "{address}");
            let mut shape = feature["geometry"].clone();
            shape["spatialReference"] = query["spatialReference"].clone();
            assert_eq!(own["feature"]["geometry"], shape, "{address}");
            let form = "Content-Type: application/x-www-form-urlencoded";
            let posted = server.send("POST", &format!("{address}/"), &[form], b"f=json");
            assert_eq!(posted.json(), own);
        }
    }
    for bad in ["0/999999", "99/1", "0/1?where=a"] {
        let answer = server.get(&format!("{LAYERS}/{bad}"));
        assert_eq!(
            (answer.status, &answer.json()["error"]["code"]),
            (200, &400.into()),
            "{bad}"
        );
    }
    for none in ["0/-1", "0/1.5", "0/1%20", "0/applyEdits"] {
        server.get(&format!("{LAYERS}/{none}")).is_problem(404);
    }
}

#[test]
fn the_tiles_begin_where_the_workspace_is() {
    let server = prefecture();
    let told = server.get("/arcgis/rest/services/yike/VectorTileServer").json();
    let box_of = |name: &str| {
        let at = format!(
            "{LAYERS}/{}/query?where=1%3D1&returnExtentOnly=true&outSR=102100",
            number(&server, name)
        );
        server.get(&at).json()["extent"].clone()
    };
    let sides = |extent: &serde_json::Value| {
        ["xmin", "ymin", "xmax", "ymax"].map(|side| extent[side].as_f64().expect("a number"))
    };
    let (full, first) = (sides(&told["fullExtent"]), sides(&told["initialExtent"]));
    let communities = sides(&box_of("communities"));
    for side in 0..4 {
        assert!(
            (first[side] - communities[side]).abs() < 1.0,
            "{first:?} {communities:?}"
        );
        let outwards = if side < 2 {
            first[side] - full[side]
        } else {
            full[side] - first[side]
        };
        assert!(outwards >= 0.0, "{full:?} {first:?}");
    }
    let service = server.get(LAYERS).json();
    let layer = server.get(&format!("{LAYERS}/0")).json();
    assert_eq!(service["initialExtent"], layer["extent"]);
}

#[test]
fn gdal_reads_every_feature() {
    let server = Server::start();
    let number = number(&server, "communities");
    let url = format!(
        "http://{}{LAYERS}/{number}/query?where=1%3D1&outFields=*&resultRecordCount=1&f=json",
        server.address
    );
    let Ok(output) = Command::new("ogrinfo")
        .args(["-ro", "-al", &format!("ESRIJSON:{url}")])
        .output()
    else {
        println!("skipped: ogrinfo (Debian's gdal-bin) is not installed");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = server.get("/ogc/collections/communities/items").json()["numberMatched"]
        .as_u64()
        .expect("a count");
    assert_eq!(text.matches("OGRFeature").count() as u64, count, "{text}");
    assert!(text.contains("name (String) = 望京"), "{text}");
}

#[test]
fn the_vector_tile_server_has_a_style_and_tiles_row_before_column() {
    let server = Server::start();
    let root = "/arcgis/rest/services/yike/VectorTileServer";
    assert_eq!(server.get(root).json()["defaultStyles"], "resources/styles");
    let style = server.get(&format!("{root}/resources/styles/root.json")).json();
    assert_eq!(style["sources"]["esri"]["url"], "../../");
    assert!(style["layers"].as_array().is_some_and(|layers| layers.len() > 10));
    assert!(!style.to_string().contains("text-field"), "there are no fonts");
    let told = server.get(&format!("{root}/")).json();
    assert_eq!(told["copyrightText"], "© A &amp; &lt;b&gt;B&lt;/b&gt;");
    let tile = server.get(&format!("{root}/tile/8/89/134.pbf"));
    assert_eq!(tile.body, server.get("/ogc/tiles/WebMercatorQuad/8/89/134?f=mvt").body);
    assert!(!tile.body.is_empty());
}

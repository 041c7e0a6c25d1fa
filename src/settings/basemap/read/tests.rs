//! What is written about basemaps, and what is wrong with it.

use crate::settings::{Basemap, BasemapGrid, BasemapSource, Settings};

fn all(text: &str) -> Vec<Basemap> {
    Settings::read(Some(text), &[], &[]).expect("it is whole").basemaps
}

fn refused(text: &str) -> String {
    let problems = Settings::read(Some(text), &[], &[]).expect_err("it is wrong");
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn template(lines: &str) -> String {
    let text = format!("[[basemap]]\nid = \"a\"\n{lines}");
    match all(&text).remove(0).source {
        BasemapSource::Web { template, .. } => template,
        file => unreachable!("{file:?}"),
    }
}

#[test]
fn every_kind_of_service_becomes_one_form_of_address() {
    assert_eq!(
        template("kind = \"xyz\"\nurl = \"http://tiles.bureau.example/a/{z}/{x}/{-y}.png\""),
        "http://tiles.bureau.example/a/{z}/{x}/{-y}.png"
    );
    assert_eq!(
        template(
            "kind = \"wmts\"\nurl = \"https://t0.tianditu.gov.cn/vec_c/wmts?tk={key}\"\nkey_file = \"k\"\nlayer = \"vec\"\nmatrix_set = \"c\"\nformat = \"tiles\""
        ),
        "https://t0.tianditu.gov.cn/vec_c/wmts?tk={key}&SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=c&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    );
    assert_eq!(
        template(
            "kind = \"wmts\"\nurl = \"http://g.example/rest/{Layer}/{style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}?format=image/png\"\nlayer = \"城:底 图\"\nmatrix_set = \"EPSG:900913\"\nmatrix_prefix = \"EPSG:900913:\""
        ),
        "http://g.example/rest/%E5%9F%8E:%E5%BA%95%20%E5%9B%BE/default/EPSG:900913/EPSG:900913:{z}/{y}/{x}?format=image/png"
    );
    let service = "https://gis.bureau.example/server/rest/services/底图/MapServer";
    let plain = "https://gis.bureau.example/server/rest/services/base/MapServer";
    assert!(
        refused(&format!(
            "[[basemap]]\nid = \"a\"\nkind = \"arcgis\"\nurl = \"{service}\""
        ))
        .contains("url must be")
    );
    assert_eq!(
        template(&format!("kind = \"arcgis\"\nurl = \"{plain}/\"")),
        format!("{plain}/tile/{{z}}/{{y}}/{{x}}")
    );
    assert_eq!(
        template(&format!("kind = \"arcgis\"\nurl = \"{plain}\"\nkey_env = \"K\"")),
        format!("{plain}/tile/{{z}}/{{y}}/{{x}}?token={{key}}")
    );
}

#[test]
fn what_is_not_said_is_as_tianditu_and_the_web_have_it() {
    let read = all(
        "[[basemap]]\nid = \"a\"\nkind = \"xyz\"\nurl = \"http://a.example/{z}/{x}/{y}\"\n\
         [[basemap]]\nid = \"b\"\ntitle = \"B\"\nkind = \"xyz\"\nurl = \"http://a.example/{z}/{x}/{y}\"\ngrid = \"cgcs2000\"\nover = [\"a\"]\n",
    );
    assert_eq!((read[0].title_zh.as_str(), read[1].title_zh.as_str()), ("a", "B"));
    assert_eq!(read[0].grid, BasemapGrid::WebMercator);
    let degrees = BasemapGrid::Degrees {
        west: -180.0,
        north: 90.0,
        resolution: 1.40625,
    };
    assert_eq!(read[1].grid, degrees);
    let esri = "[[basemap]]\nid = \"a\"\nkind = \"arcgis\"\nurl = \"http://a.example/MapServer\"\ngrid = \"cgcs2000\"\norigin = \"-400, 400\"\nresolution = \"0.703125\"\n";
    let degrees = BasemapGrid::Degrees {
        west: -400.0,
        north: 400.0,
        resolution: 0.703_125,
    };
    assert_eq!(all(esri)[0].grid, degrees);
}

#[test]
fn every_problem_of_a_basemap_is_told_with_its_line_and_no_key_is_repeated() {
    let told = refused(
        "[[basemap]]\nid = \"A b\"\nkind = \"xyz\"\nurl = \"http://a.example/{z}/{x}/{y}?tk=0123secret\"\n\
         [[basemap]]\nid = \"c\"\nkind = \"mbtiles\"\nurl = \"http://a.example/\"\ngrid = \"cgcs2000\"\n\
         [[basemap]]\nid = \"d\"\nkind = \"wmts\"\nurl = \"http://a.example/wmts\"\nlayer = \"x\"\nmin_zoom = 9\nmax_zoom = 3\n\
         [[basemap]]\nid = \"e\"\nkind = \"xyz\"\nurl = \"http://{s}.example/{z}/{x}/{y}\"\nbounds = \"1, 2, 3\"\norigin = \"-180, 90\"\n\
         [[basemap]]\nid = \"f\"\nkind = \"xyz\"\nurl = \"http://a.example/{z}/{x}/{q}\"\nzom = 1\n",
    );
    let expected = [
        "line 27: there is no setting zom under [[basemap]]",
        "line 2: id must be made of small letters, digits and hyphens, 64 at most",
        "line 4: the value of tk is a key and must not stand here: write tk={key}, and key_file = \"PATH\"",
        "line 8: a basemap of kind mbtiles has no url",
        "line 5: [[basemap]] lacks file",
        "line 9: files of tiles are read as Web Mercator, as their formats say; leave grid out",
        "line 10: a WMTS needs matrix_set; its GetCapabilities document lists them",
        "line 16: max_zoom must be no less than min_zoom",
        "line 20: the host has to be written out: name one, as t0",
        "line 22: origin belongs to grid = \"cgcs2000\"; Web Mercator has but one",
        "line 21: bounds must be four numbers with commas between: west, south, east, north",
        "line 26: only {z}, {x}, {y}, {-y} and {key} are filled in (and, of a WMTS, {TileMatrix}, {TileRow}, {TileCol}, {TileMatrixSet}, {Layer} and {Style})",
    ];
    assert_eq!(told, expected.join("\n"));
}

#[test]
fn a_key_and_its_place_belong_together() {
    let with = |more: &str| format!("[[basemap]]\nid = \"a\"\nkind = \"xyz\"\n{more}");
    let lacks = with("url = \"http://a.example/{z}/{x}/{y}?tk={key}\"\n");
    assert!(refused(&lacks).contains("no key is named"));
    let nowhere = with("url = \"http://a.example/{z}/{x}/{y}\"\nkey_env = \"K\"\n");
    assert!(refused(&nowhere).starts_with("line 5: the address does not say where the key belongs"));
    let open = with("url = \"http://a.example/{z}/{x}/{y}?tk={key}\"\nkey = \"0123secret\"\n");
    let told = refused(&open);
    assert!(
        told.contains("key is a secret and must not stand here") && !told.contains("0123"),
        "{told}"
    );
}

#[test]
fn basemaps_speak_of_each_other_rightly() {
    let one = |id: &str, more: &str| {
        format!("[[basemap]]\nid = \"{id}\"\nkind = \"xyz\"\nurl = \"http://a.example/{{z}}/{{x}}/{{y}}\"\n{more}\n")
    };
    let twice = one("a", "default = true") + &one("a", "default = true");
    assert_eq!(
        refused(&twice),
        "line 7: another basemap has this id already\nline 10: another basemap is the default already"
    );
    for wrong in ["over = [\"b\"]", "over = [\"a\"]", "over = [\"names\"]"] {
        let told = refused(&(one("names", "over = [\"a\"]") + &one("a", wrong)));
        assert!(told.contains("over has to name basemaps of this file"), "{told}");
    }
}

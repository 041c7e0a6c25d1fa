//! Drawings as CAD programs write them.

use std::fmt::Write as _;

use encoding_rs::GBK;

use super::*;
use crate::domain::record::{Records, SiteRecord};

/// Where the drawings lie: metres of the CGCS2000 zone of 102° E.
const EAST: f64 = 454_000.0;
const NORTH: f64 = 2_770_000.0;

/// A drawing of a release, with what it says of its letters; entities are group codes and values.
fn drawing(release: &str, page: &str, entities: &str) -> String {
    let mut text = String::from("  0\nSECTION\n  2\nHEADER\n");
    for (name, code, value) in [("$ACADVER", 1, release), ("$DWGCODEPAGE", 3, page)] {
        if !value.is_empty() {
            let _ = write!(text, "  9\n{name}\n  {code}\n{value}\n");
        }
    }
    format!("{text}  0\nENDSEC\n  0\nSECTION\n  2\nENTITIES\n{entities}  0\nENDSEC\n  0\nEOF\n")
}

fn pairs(pairs: &[(i32, &str)]) -> String {
    pairs.iter().fold(String::new(), |mut text, (code, value)| {
        let _ = write!(text, "{code:3}\n{value}\n");
        text
    })
}

/// A point `x` metres east and `y` metres north of the corner; with a height, as CAD programs write it.
fn dot(layer: &str, x: f64, y: f64) -> String {
    let at = [EAST + x, NORTH + y].map(|at| at.to_string());
    pairs(&[(0, "POINT"), (8, layer), (10, &at[0]), (20, &at[1]), (30, "1890.5")])
}

/// A text; `class` where the release names classes.
fn text(words: &str, class: Option<&str>, x: f64, y: f64) -> String {
    let at = [EAST + x, NORTH + y].map(|at| at.to_string());
    let mut all = vec![(0, "TEXT")];
    all.extend(class.map(|class| (100, class)));
    all.extend([
        (8, "注记"),
        (10, &at[0]),
        (20, &at[1]),
        (30, "0"),
        (40, "3"),
        (1, words),
    ]);
    pairs(&all)
}

/// A line of release 2000 (`LWPOLYLINE`) through these corners.
fn line(layer: &str, closed: bool, corners: &[(f64, f64)]) -> String {
    let count = corners.len().to_string();
    let mut text = pairs(&[
        (0, "LWPOLYLINE"),
        (100, "AcDbEntity"),
        (8, layer),
        (100, "AcDbPolyline"),
        (90, &count),
        (70, if closed { "1" } else { "0" }),
    ]);
    for (x, y) in corners {
        let _ = write!(text, " 10\n{}\n 20\n{}\n", EAST + x, NORTH + y);
    }
    text
}

/// A line of release 12 (`POLYLINE` with its corners).
fn old_line(layer: &str, corners: &[(f64, f64)]) -> String {
    let mut text = pairs(&[
        (0, "POLYLINE"),
        (8, layer),
        (66, "1"),
        (70, "1"),
        (10, "0"),
        (20, "0"),
        (30, "0"),
    ]);
    for (x, y) in corners {
        let at = [EAST + x, NORTH + y].map(|at| at.to_string());
        text += &pairs(&[(0, "VERTEX"), (8, layer), (10, &at[0]), (20, &at[1]), (30, "0")]);
    }
    text + &pairs(&[(0, "SEQEND"), (8, layer)])
}

const HOUSE: [(f64, f64); 4] = [(0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (0.0, 10.0)];

fn at(corners: &[(f64, f64)], x: f64, y: f64) -> Vec<(f64, f64)> {
    corners.iter().map(|(a, b)| (a + x, b + y)).collect()
}

fn ask(kind: LayerKind, contents: impl AsRef<[u8]>) -> Ask {
    Ask::text(kind, "plan.dxf", contents).crs("EPSG:4543")
}

fn sites(layer: ImportedLayer) -> Vec<SiteRecord> {
    match layer.records {
        Records::Facilities(rows) => rows,
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

fn names(layer: ImportedLayer) -> Vec<String> {
    let mut names: Vec<String> = sites(layer).into_iter().map(|site| site.name).collect();
    names.sort();
    names
}

#[test]
fn texts_of_release_12_are_no_facilities_but_their_names() {
    let plan = dot("药店", 0.0, 0.0) + &text("\\U+5E78福药房", None, 2.0, 2.0) + &dot("药店", 500.0, 0.0);
    let plan = drawing("AC1009", "ANSI_936", &plan);
    let (bytes, ..) = GBK.encode(&plan);
    let layer = ask(LayerKind::Facilities, bytes).good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (2, 2));
    assert_eq!(names(layer), ["", "幸福药房"]);
}

#[test]
fn texts_name_things_that_have_heights_and_blocks_without_a_name() {
    let block = |name: Option<&str>, x: f64| {
        let at = [EAST + x, NORTH].map(|at| at.to_string());
        let mut text = pairs(&[
            (0, "INSERT"),
            (100, "AcDbEntity"),
            (8, "药店"),
            (100, "AcDbBlockReference"),
            (66, "1"),
            (2, "YD"),
            (10, &at[0]),
            (20, &at[1]),
            (30, "1890"),
        ]);
        for (tag, value) in name.map(|name| ("NAME", name)).into_iter().chain([("FLOOR", "50")]) {
            text += &pairs(&[
                (0, "ATTRIB"),
                (100, "AcDbEntity"),
                (8, "药店"),
                (100, "AcDbText"),
                (10, &at[0]),
                (20, &at[1]),
                (40, "2"),
                (1, value),
                (100, "AcDbAttribute"),
                (2, tag),
                (70, "0"),
            ]);
        }
        text + &pairs(&[(0, "SEQEND"), (100, "AcDbEntity"), (8, "药店")])
    };
    let plan = block(Some("第一药店"), 0.0)
        + &block(None, 100.0)
        + &text("第二药店", Some("AcDbText"), 104.0, 2.0)
        + &dot("药店", 200.0, 0.0)
        + &text("第三药店", Some("AcDbText"), 203.0, 0.0)
        // Nearer to the second block than its own text: a block's attribute names nothing else.
        + &dot("药店", 110.0, 0.0);
    let layer = ask(LayerKind::Facilities, drawing("AC1024", "ANSI_936", &plan)).good();
    says(
        &layer.outcome.warnings,
        &["2 texts stand in the drawing; 2 things took"],
    );
    says(
        &layer.outcome.warnings,
        &["2 things have no attribute \"NAME\"", "2 are called by the text"],
    );
    assert_eq!(names(layer), ["", "第一药店", "第三药店", "第二药店"]);
}

#[test]
fn closed_lines_are_the_areas_that_buildings_land_and_compounds_need() {
    let plan = line("住宅", true, &HOUSE)
        + &old_line("住宅", &at(&HOUSE, 100.0, 0.0))
        + &line("住宅", false, &[at(&HOUSE, 200.0, 0.0), vec![(200.0, 0.0004)]].concat())
        + &line("住宅", false, &at(&HOUSE, 300.0, 0.0));
    for kind in [LayerKind::Buildings, LayerKind::Land, LayerKind::Compounds] {
        let layer = ask(kind, drawing("AC1024", "", &plan)).good();
        assert_eq!((layer.outcome.read, layer.outcome.accepted), (4, 3), "{kind:?}");
        says(
            &layer.outcome.rejected,
            &["4/geometry", "an open line", "close it", "PEDIT"],
        );
        says(&layer.outcome.warnings, &["3 closed lines were taken as the areas"]);
        says(&layer.outcome.warnings, &["1 of them were closed", "0.000400 units"]);
    }
    let layer = ask(LayerKind::Buildings, drawing("AC1024", "", &plan)).good();
    let Records::Buildings(rows) = layer.records else {
        unreachable!("buildings were asked for")
    };
    for row in rows {
        let size = crate::import::surface::square_metres(&row.footprint);
        assert!((size - 200.0).abs() < 0.5, "{size}");
    }
    let open = drawing("AC1024", "", &line("住宅", false, &HOUSE));
    has(&ask(LayerKind::Buildings, open).bad(), &["plan.dxf", "an open line"]);
}

#[test]
fn communities_drawn_as_lines_take_the_text_inside_and_one_layer_can_be_chosen() {
    let ground = [(0.0, 0.0), (800.0, 0.0), (800.0, 600.0), (0.0, 600.0)];
    let plan = line("社区界线", true, &ground)
        + &text("东兴社区", Some("AcDbText"), 400.0, 300.0)
        + &line("社区界线", true, &at(&ground, 800.0, 0.0))
        + &text("西山社区", Some("AcDbText"), 1200.0, 300.0)
        + &line("道路", false, &[(0.0, -10.0), (900.0, -10.0)]);
    let whole = ask(LayerKind::Communities, drawing("AC1024", "", &plan));
    has(&whole.bad(), &["row 3", "an open line"]);
    let layer = whole.layer("社区界线").good();
    let Records::Communities(rows) = layer.records else {
        unreachable!("communities were asked for")
    };
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["东兴社区", "西山社区"]);
    let error = ask(LayerKind::Communities, drawing("AC1024", "", &plan))
        .layer("界址")
        .bad();
    assert!(matches!(error, ImportError::NoLayer { .. }), "{error}");
    has(&error, &["界址", "社区界线", "道路"]);
}

#[test]
fn a_facility_drawn_as_an_outline_or_circle_is_in_its_middle_and_a_street_stays_a_line() {
    let centre = [EAST + 300.0, NORTH].map(|at| at.to_string());
    let circle = pairs(&[
        (0, "CIRCLE"),
        (100, "AcDbEntity"),
        (8, "药店"),
        (100, "AcDbCircle"),
        (10, &centre[0]),
        (20, &centre[1]),
        (30, "0"),
        (40, "5"),
    ]);
    let plan = line("药店", true, &HOUSE)
        + &circle
        + &dot("药店", 10.0, 5.0)
        + &dot("药店", 300.0, 0.0)
        + &text("圆药店", Some("AcDbText"), 306.0, 3.0)
        + &text("方药店", Some("AcDbText"), 1.0, 1.0);
    let layer = ask(LayerKind::Facilities, drawing("AC1024", "", &plan)).good();
    says(
        &layer.outcome.warnings,
        &["2 things are drawn as an outline or a circle", "middle"],
    );
    let rows = sites(layer);
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["方药店", "圆药店", "", ""]);
    for (drawn, dot) in [(0, 2), (1, 3)] {
        let far = crate::import::surface::metres_between(rows[drawn].point, rows[dot].point);
        assert!(far < 0.02, "{far}");
    }
    let ring = drawing("AC1024", "", &line("道路", true, &HOUSE));
    let layer = ask(LayerKind::Streets, ring).good();
    assert_eq!(
        layer.outcome.accepted, 1,
        "a street round a block is walked, not filled"
    );
}

#[test]
fn letters_follow_the_release_whatever_the_code_page_says() {
    let plan = dot("药店", 0.0, 0.0) + &text("社区卫生服务站旁的幸福药房", Some("AcDbText"), 2.0, 2.0);
    let name = "社区卫生服务站旁的幸福药房";
    let new = drawing("AC1024", "ANSI_936", &plan);
    assert_eq!(names(ask(LayerKind::Facilities, &new).good()), [name]);
    for (release, page) in [("AC1015", "ANSI_936"), ("AC1015", "ANSI_1252"), ("", "")] {
        let text = drawing(release, page, &plan);
        let (bytes, ..) = GBK.encode(&text);
        let layer = ask(LayerKind::Facilities, &bytes).good();
        if page != "ANSI_936" {
            says(&layer.outcome.warnings, &["GBK (confidence", "--encoding"]);
        }
        assert_eq!(names(layer), [name], "{release} {page}");
        // What the user says comes first, whatever comes of it.
        let mut wrong = ask(LayerKind::Facilities, &bytes);
        wrong.options.encoding = Some("Big5".to_owned());
        wrong.category = Some("pharmacy".to_owned());
        assert_ne!(names(wrong.good()), [name]);
    }
}

#[test]
fn a_drawing_with_north_before_east_is_exchanged_when_asked() {
    let at = [NORTH, EAST].map(|at| at.to_string());
    let plan = drawing(
        "AC1024",
        "",
        &pairs(&[(0, "POINT"), (8, "药店"), (10, &at[0]), (20, &at[1])]),
    );
    let mut swapped = ask(LayerKind::Facilities, plan);
    has(&swapped.bad(), &["look swapped", "--swap-xy"]);
    swapped.options.swap_xy = true;
    let right = ask(LayerKind::Facilities, drawing("AC1024", "", &dot("药店", 0.0, 0.0)));
    assert_eq!(sites(swapped.good())[0].point, sites(right.good())[0].point);
}

#[test]
fn the_sheet_beside_the_plan_holds_no_rows() {
    let at = [EAST, NORTH].map(|at| at.to_string());
    let frame = pairs(&[
        (0, "POINT"),
        (100, "AcDbEntity"),
        (67, "1"),
        (8, "图框"),
        (100, "AcDbPoint"),
        (10, &at[0]),
        (20, &at[1]),
    ]);
    let layer = ask(
        LayerKind::Facilities,
        drawing("AC1024", "", &(dot("药店", 0.0, 0.0) + &frame)),
    )
    .good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (1, 1));
    says(&layer.outcome.warnings, &["1 things on the sheet"]);
}

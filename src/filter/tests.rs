//! Questions in both writings, and what is refused.

use geo::{Geometry, LineString, Point, Polygon};
use proptest::prelude::*;

use super::*;

/// A community: name 望京, people 1200, share 0.5; no code.
fn value(name: &str) -> Option<Known<'static>> {
    match name {
        "name" => Some(Known::Text("望京")),
        "people" => Some(Known::Number(1200.0)),
        "service-15/pharmacy/share" => Some(Known::Number(0.5)),
        _ => None,
    }
}

fn kind(name: &str) -> Option<Kind> {
    match name {
        "name" | "code" => Some(Kind::Text),
        "people" | "service-15/pharmacy/share" => Some(Kind::Number),
        "geometry" => Some(Kind::Geometry),
        _ => None,
    }
}

fn square() -> Geometry<f64> {
    Polygon::new(
        LineString::from(vec![(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]),
        vec![],
    )
    .into()
}

/// What is answered of the community by both writings, which must read as the same question.
fn both(text: &str, json: &str) -> bool {
    let (from_text, from_json) = (Filter::from_text(text), Filter::from_json(json));
    let filter = from_text.unwrap_or_else(|error| unreachable!("{text}: {error}"));
    assert_eq!(Ok(&filter), from_json.as_ref(), "{text} against {json}");
    filter
        .check(&kind)
        .unwrap_or_else(|error| unreachable!("{text}: {error}"));
    filter.holds(&value, &square())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn both_writings_say_the_same() {
    for (text, json, holds) in [
        (
            "people > 1000",
            r#"{"op":">","args":[{"property":"people"},1000]}"#,
            true,
        ),
        (
            "people<>1200",
            r#"{"op":"<>","args":[{"property":"people"},1200]}"#,
            false,
        ),
        (
            "1.2e3 = people",
            r#"{"op":"=","args":[1200,{"property":"people"}]}"#,
            true,
        ),
        (
            "people >= 1200 AND \"service-15/pharmacy/share\" <= 0.5",
            r#"{"op":"and","args":[{"op":">=","args":[{"property":"people"},1200]},{"op":"<=","args":[{"property":"service-15/pharmacy/share"},0.5]}]}"#,
            true,
        ),
        (
            "name = 'x' or not people < 5 and name <> ''",
            r#"{"op":"or","args":[{"op":"=","args":[{"property":"name"},"x"]},{"op":"and","args":[{"op":"not","args":[{"op":"<","args":[{"property":"people"},5]}]},{"op":"<>","args":[{"property":"name"},""]}]}]}"#,
            true,
        ),
        (
            "name LIKE '望%'",
            r#"{"op":"like","args":[{"property":"name"},"望%"]}"#,
            true,
        ),
        (
            "people NOT BETWEEN 1200 AND 1300",
            r#"{"op":"not","args":[{"op":"between","args":[{"property":"people"},1200,1300]}]}"#,
            false,
        ),
        (
            "name IN ('a', '望京')",
            r#"{"op":"in","args":[{"property":"name"},["a","望京"]]}"#,
            true,
        ),
        ("code IS NULL", r#"{"op":"isNull","args":[{"property":"code"}]}"#, true),
        (
            "name IS NOT NULL",
            r#"{"op":"not","args":[{"op":"isNull","args":[{"property":"name"}]}]}"#,
            true,
        ),
        (
            "S_INTERSECTS(geometry, POINT(4 2))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[4,2]}]}"#,
            true,
        ),
        (
            "S_INTERSECTS(BBOX(5,5,6,6), geometry)",
            r#"{"op":"s_intersects","args":[{"bbox":[5,5,6,6]},{"property":"geometry"}]}"#,
            false,
        ),
        (
            "S_INTERSECTS(geometry, POLYGON((1 1, 2 1, 2 2, 1 1)))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}]}"#,
            true,
        ),
        ("TRUE", "true", true),
        (
            "DATE('2025-01-01') < DATE('2025-01-02')",
            r#"{"op":"<","args":[{"date":"2025-01-01"},{"date":"2025-01-02"}]}"#,
            true,
        ),
        (
            "TIMESTAMP('2025-01-01T00:00:00Z') > TIMESTAMP('2025-01-02T00:00:00Z')",
            r#"{"op":">","args":[{"timestamp":"2025-01-01T00:00:00Z"},{"timestamp":"2025-01-02T00:00:00Z"}]}"#,
            false,
        ),
        (
            "TIMESTAMP('2025-01-01T00:00:00Z') < TIMESTAMP('2025-01-01T00:00:00.5Z')",
            r#"{"op":"<","args":[{"timestamp":"2025-01-01T00:00:00Z"},{"timestamp":"2025-01-01T00:00:00.5Z"}]}"#,
            true,
        ),
        (
            "TIMESTAMP('2025-01-01T00:00:00Z') = TIMESTAMP('2025-01-01T00:00:00.00Z')",
            r#"{"op":"=","args":[{"timestamp":"2025-01-01T00:00:00Z"},{"timestamp":"2025-01-01T00:00:00.00Z"}]}"#,
            true,
        ),
        (
            "S_INTERSECTS(geometry, MULTIPOINT((9 9), 1 1))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"MultiPoint","coordinates":[[9,9],[1,1]]}]}"#,
            true,
        ),
        (
            "S_INTERSECTS(geometry, MULTILINESTRING((9 9, 8 8), (5 2, 3 2)))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"MultiLineString","coordinates":[[[9,9],[8,8]],[[5,2],[3,2]]]}]}"#,
            true,
        ),
        (
            "S_INTERSECTS(geometry, MULTIPOLYGON(((9 9, 8 9, 8 8, 9 9)), ((1 1, 2 1, 2 2, 1 1))))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"MultiPolygon","coordinates":[[[[9,9],[8,9],[8,8],[9,9]]],[[[1,1],[2,1],[2,2],[1,1]]]]}]}"#,
            true,
        ),
        (
            "S_INTERSECTS(geometry, POLYGON((-1 -1, 5 -1, 5 5, -1 5, -1 -1), (-0.5 -0.5, 4.5 -0.5, 4.5 4.5, -0.5 4.5, -0.5 -0.5)))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[-1,-1],[5,-1],[5,5],[-1,5],[-1,-1]],[[-0.5,-0.5],[4.5,-0.5],[4.5,4.5],[-0.5,4.5],[-0.5,-0.5]]]}]}"#,
            false,
        ),
    ] {
        assert_eq!(both(text, json), holds, "{text}");
    }
}

#[test]
fn what_is_not_known_is_neither_true_nor_false() {
    let holds = |text: &str| Filter::from_text(text).expect("understood").holds(&value, &square());
    for unknown in [
        "code = 'x'",
        "NOT code = 'x'",
        "code <> 'x'",
        "code LIKE '%'",
        "code IN ('x')",
        "NOT code IN ('x')",
        "people BETWEEN 1 AND unknown",
        "NOT people BETWEEN 1 AND unknown",
        "NOT people BETWEEN unknown AND 2000",
    ] {
        assert!(!holds(unknown), "{unknown}");
    }
    assert!(holds("code = 'x' OR people > 0"));
    assert!(!holds("code = 'x' AND people > 0"));
    assert!(
        holds("NOT (code = 'x' AND people < 0)"),
        "one part that is false decides"
    );
    assert!(holds("NOT people BETWEEN 2000 AND unknown") && holds("NOT people BETWEEN unknown AND 2"));
}

#[test]
fn a_filter_is_told_what_geometry_it_is_asked_of() {
    let far = Point::new(50.0, 50.0).into();
    let filter = Filter::from_text("S_INTERSECTS(geometry, BBOX(0, 0, 4, 4))").expect("understood");
    assert!(filter.holds(&value, &square()) && !filter.holds(&value, &far));
}

#[test]
fn quotes_inside_are_doubled_or_escaped() {
    let filter = Filter::from_text(r#"name = 'it''s' OR name = 'it\'s' OR "a""b" IS NULL"#);
    assert!(filter.is_ok(), "{filter:?}");
}

#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    for (text, at) in [
        ("", 1),
        ("people >", 9),
        ("people > 1 1", 12),
        ("people = 'x", 12),
        ("(people > 1", 12),
        ("AND people > 1", 1),
        ("people ; 1", 8),
        ("people > 1e999", 10),
        ("people > 1..2", 10),
        ("S_INTERSECTS(geometry, POLYGON((1 1, 2 1)))", 42),
        ("S_INTERSECTS(geometry, BBOX(5,5,1,1))", 37),
        ("DATE('tomorrow') = DATE('2025-01-01')", 6),
        ("DATE('2025-02-30') = DATE('2025-01-01')", 6),
        ("DATE('2025-01') = DATE('2025-01-01')", 6),
        (
            "TIMESTAMP('2025-01-01T24:00:00Z') = TIMESTAMP('2025-01-01T00:00:00Z')",
            11,
        ),
        (
            "TIMESTAMP('2025-01-01T00:00:00') = TIMESTAMP('2025-01-01T00:00:00Z')",
            11,
        ),
        ("S_INTERSECTS(geometry, POLYGON((1 1, 2 1, 2 2, 1 2)))", 53),
        ("people LIKE 5", 13),
        ("name IN ()", 10),
    ] {
        match Filter::from_text(text) {
            Err(FilterError::Expected { at: found, .. }) => assert_eq!(found, at, "{text}"),
            other => unreachable!("{text}: {other:?}"),
        }
    }
    for json in [
        "",
        "[]",
        "5",
        r#"{"op":"="}"#,
        r#"{"op":"=","args":[1]}"#,
        r#"{"op":"drop","args":[1,2]}"#,
        r#"{"op":"and","args":[true]}"#,
        r#"{"op":"in","args":[{"property":"name"},[]]}"#,
        r#"{"op":"=","args":[null,1]}"#,
        r#"{"op":"=","args":[{"date":"2025-02-30"},{"date":"2025-02-28"}]}"#,
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[]}]}"#,
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"GeometryCollection","coordinates":[],"geometries":[]}]}"#,
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[1,2,"x",3,4]}]}"#,
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[5,5,1,1]}]}"#,
    ] {
        assert!(matches!(Filter::from_json(json), Err(FilterError::Json(_))), "{json}");
    }
}

#[test]
fn depth_and_size_have_limits() {
    let nested = |levels: usize| "(".repeat(levels) + "people > 1" + &")".repeat(levels);
    assert!(Filter::from_text(&nested(32)).is_ok());
    for levels in [33, 2000] {
        assert_eq!(Filter::from_text(&nested(levels)), Err(FilterError::TooDeep));
    }
    assert_eq!(
        Filter::from_text(&("NOT ".repeat(2000) + "TRUE")),
        Err(FilterError::TooDeep)
    );
    let json = |levels: usize| r#"{"op":"not","args":["#.repeat(levels) + "true" + &"]}".repeat(levels);
    assert!(Filter::from_json(&json(32)).is_ok());
    assert_eq!(Filter::from_json(&json(33)), Err(FilterError::TooDeep));
    assert!(Filter::from_json(&json(2000)).is_err());
}

/// How many names and values it holds besides those that are asked for, and its text and JSON with so many.
type Question<'a> = (usize, Box<dyn Fn(usize) -> (String, String) + 'a>);

#[test]
fn a_thousand_names_and_values_are_taken_in_both_writings_and_no_more() {
    let list = |part: &str, count: usize, between: &str| vec![part; count].join(between);
    let property = r#"{"property":"people"}"#;
    let like = r#"{"op":"like","args":[{"property":"name"},"x"]}"#;
    let questions: [Question; 5] = [
        (
            1,
            Box::new(|n| {
                let members = list("1", n, ",");
                (
                    format!("people IN ({members})"),
                    format!(r#"{{"op":"in","args":[{property},[{members}]]}}"#),
                )
            }),
        ),
        (
            0,
            Box::new(|n| {
                let json = list("true", n, ",");
                (list("TRUE", n, " AND "), format!(r#"{{"op":"and","args":[{json}]}}"#))
            }),
        ),
        (
            0,
            Box::new(|n| {
                let json = list(like, n / 2, ",") + &",true".repeat(n % 2);
                let text = list("name LIKE 'x'", n / 2, " OR ") + &" OR TRUE".repeat(n % 2);
                (text, format!(r#"{{"op":"or","args":[{json}]}}"#))
            }),
        ),
        (
            2,
            Box::new(|n| {
                let more = [" OR TRUE", ",true"].map(|more| more.repeat(n % 2));
                let places = [list("1 2", n / 2, ","), list("[1,2]", n / 2, ",")];
                let place = format!(r#"{{"type":"LineString","coordinates":[{}]}}"#, places[1]);
                let json = format!(r#"{{"op":"s_intersects","args":[{{"property":"geometry"}},{place}]}}"#);
                (
                    format!("S_INTERSECTS(geometry, LINESTRING({})){}", places[0], more[0]),
                    if n % 2 == 0 {
                        json
                    } else {
                        format!(r#"{{"op":"or","args":[{json}{}]}}"#, more[1])
                    },
                )
            }),
        ),
        (
            6,
            Box::new(|n| {
                let json = list("true", n, ",");
                (
                    format!("S_INTERSECTS(geometry, BBOX(1,2,3,4)) AND {}", list("TRUE", n, " AND ")),
                    format!(
                        r#"{{"op":"and","args":[{{"op":"s_intersects","args":[{{"property":"geometry"}},{{"bbox":[1,2,3,4]}}]}},{json}]}}"#
                    ),
                )
            }),
        ),
    ];
    for (others, question) in questions {
        let (text, json) = question(1000 - others);
        let (from_text, from_json) = (Filter::from_text(&text), Filter::from_json(&json));
        assert!(
            from_text.is_ok() && from_text == from_json,
            "{text}: {from_text:?} {from_json:?}"
        );
        for more in [1001, 3000] {
            let (text, json) = question(more - others);
            assert_eq!(Filter::from_text(&text), Err(FilterError::TooLarge), "{text}");
            assert_eq!(Filter::from_json(&json), Err(FilterError::TooLarge), "{json}");
        }
    }
}

#[test]
fn names_and_kinds_are_checked() {
    let checked = |text: &str| Filter::from_text(text).expect("understood").check(&kind);
    assert_eq!(checked("nothing = 1"), Err(FilterError::UnknownProperty));
    assert_eq!(checked("nothing IS NULL"), Err(FilterError::UnknownProperty));
    for mixed in [
        "people = 'x'",
        "name > 5",
        "people LIKE 'x'",
        "people IN (1, 'x')",
        "geometry = 'x'",
        "S_INTERSECTS(name, POINT(1 1))",
        "people = TRUE",
        "DATE('2025-01-01') = TIMESTAMP('2025-01-01T00:00:00Z')",
    ] {
        assert_eq!(checked(mixed), Err(FilterError::Mixed), "{mixed}");
    }
}

#[test]
fn geometry_without_ground_panics_nowhere() {
    let places: [Geometry<f64>; 3] = [
        square(),
        Point::new(1.0, 1.0).into(),
        LineString::<f64>::new(vec![]).into(),
    ];
    for geometry in [
        r#"{"type":"LineString","coordinates":[]}"#,
        r#"{"type":"LineString","coordinates":[[1,1]]}"#,
        r#"{"type":"Polygon","coordinates":[]}"#,
        r#"{"type":"Polygon","coordinates":[[]]}"#,
        r#"{"type":"Polygon","coordinates":[[[1,1]]]}"#,
        r#"{"type":"MultiPolygon","coordinates":[[]]}"#,
        r#"{"type":"MultiPoint","coordinates":[]}"#,
        r#"{"type":"Point","coordinates":[1e308,-1e308]}"#,
        r#"{"type":"Polygon","coordinates":[[[-1e308,-1e308],[1e308,-1e308],[1e308,1e308],[-1e308,-1e308]]]}"#,
    ] {
        let json = format!(r#"{{"op":"s_intersects","args":[{{"property":"geometry"}},{geometry}]}}"#);
        if let Ok(filter) = Filter::from_json(&json) {
            for place in &places {
                let _ = filter.holds(&value, place);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[ -~望']{0,80}", words in prop::collection::vec(prop_oneof![
        Just("people"), Just("AND"), Just("NOT"), Just("("), Just(")"), Just("="), Just("'x'"), Just("5"), Just("LIKE"), Just("IN"), Just("BETWEEN"),
        Just("S_INTERSECTS"), Just("POINT"), Just(","), Just("IS"), Just("NULL"), Just("geometry"), Just("DATE"), Just("TRUE"),
    ], 0..30)) {
        for text in [text, words.join(" ")] {
            if let Ok(filter) = Filter::from_text(&text) {
                let _ = filter.check(&kind);
                let _ = filter.holds(&value, &Point::new(0.0, 0.0).into());
            }
            let _ = Filter::from_json(&text);
        }
    }
}

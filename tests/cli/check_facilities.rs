//! What facilities say of a plan's requirements, by their codes and by their lists.

use serde_json::Value;

use crate::answers::{answer, check, registered, value};
use crate::harness::Desk;

#[test]
fn facilities_by_code_give_presence_and_area_without_a_map_of_communities() {
    let desk = Desk::new();
    registered(&desk);
    let facilities = desk.write(
        "facilities.csv",
        "name,category,lon,lat,host_code,floor_area_m2,opening_hours\n\
         东兴社区服务站,community_service_station,101.54,25.04,532301101001,300,Mo-Fr 08:00-17:00\n\
         学桥街社区服务站,community_service_station,101.55,25.04,532301101002,90,Mo-Fr 09:00-16:00\n\
         乙村综合服务站,rural_comprehensive_station,101.56,25.06,532301102201,,\n",
    );
    let complete = [
        "community_service_station",
        "party_mass_service_centre",
        "rural_comprehensive_station",
    ];
    let mut more = vec!["--crs", "EPSG:4326"];
    more.extend(complete.iter().flat_map(|category| ["--complete", category]));
    desk.import("facilities", &facilities, &more).expect_success();
    let document = check(&desk, &["--plan", "national-2025", "--level", "town"]);

    let urban = answer(&document, "national-2025/urban-facility-coverage");
    assert_eq!(
        (&urban["status"], &urban["verdict"]),
        (&"computed".into(), &"reached".into())
    );
    let rural = answer(&document, "national-2025/rural-facility-coverage");
    let share = value(rural, "meets_the_rule");
    assert_eq!(
        (&rural["verdict"], &share["shown"]),
        (&"not_reached".into(), &"33.3".into())
    );
    let failing: Vec<&str> = share["failing"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(failing, ["532301101201", "532301102202"]);
    let towns: Vec<(&str, &Value, &Value)> = rural["areas"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|area| {
            let own = value(area, "meets_the_rule");
            (
                area["name"].as_str().expect("a name"),
                &own["numerator"],
                &own["denominator"],
            )
        })
        .collect();
    assert_eq!(
        towns,
        [("鹿城镇", &0.into(), &1.into()), ("东瓜镇", &1.into(), &2.into())]
    );

    // 300 and 90 square metres and none for 1000, 200, 400 and 100 households; of one station nobody knows the area.
    let area = answer(&document, "national-2025/facility-area-per-100-households");
    assert_eq!(area["verdict"], "not_assessed");
    let sums = value(area, "ratio_of_sums");
    assert_eq!((&sums["units"], &sums["assessed"]), (&5.into(), &4.into()));
    assert_eq!(sums["interval"][0], 19.5, "390 of 2000 households at least");
    assert_eq!(sums["interval"][1], Value::Null, "no limit: its area is not known");

    let hours = value(answer(&document, "national-2025/opening-hours"), "share_of_facilities");
    assert_eq!(
        (&hours["units"], &hours["assessed"], &hours["numerator"]),
        (&3.into(), &2.into(), &1.into())
    );
    assert_eq!(hours["failing"][0]["shortfall"], 1);

    let table = desk
        .check(&["--plan", "national-2025", "--lang", "zh"])
        .expect_success();
    assert!(
        table.out.contains("未达到") && table.out.contains("共 65 条"),
        "{}",
        table.out
    );
    let csv = desk
        .check(&["--plan", "national-2025", "--format", "csv"])
        .expect_success();
    assert!(
        csv.out
            .contains("national-2025/rural-facility-coverage,,,computed,meets_the_rule,33.3,"),
        "{}",
        csv.out
    );
}

#[test]
fn one_station_tells_nothing_of_the_others_until_its_list_is_said_to_be_complete() {
    let desk = Desk::new();
    registered(&desk);
    let station = desk.write(
        "station.csv",
        "name,category,lon,lat,host_code,opening_hours\n东兴社区服务站,community_service_station,101.54,25.04,532301101001,Mo-Fr 08:00-17:00\n",
    );
    desk.import("facilities", &station, &["--crs", "EPSG:4326"])
        .expect_success();
    let document = check(&desk, &["--plan", "national-2025"]);
    let urban = answer(&document, "national-2025/urban-facility-coverage");
    assert_eq!(urban["verdict"], "not_assessed");
    assert_eq!(value(urban, "meets_the_rule")["failing_count"], 0);
    let hours = answer(&document, "national-2025/opening-hours");
    assert_eq!(hours["verdict"], "not_assessed", "one of one known is not all");
    let share = value(hours, "share_of_facilities");
    assert_eq!(
        (&share["value"], &share["more_may_exist"]),
        (&Value::Null, &true.into())
    );
    assert_eq!(share["value_of_assessed"], 100);
    for open in [urban, hours] {
        let why = open["missing"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|one| one["why"] == "completeness")
            .expect("why");
        assert_eq!(why["which"], serde_json::json!(["community_service_station"]));
        assert!(
            why["supply"]
                .as_str()
                .is_some_and(|what| what.contains("--complete CATEGORY"))
        );
    }
    let table = |more: &[&str]| {
        desk.check(&[&["--plan", "national-2025"], more].concat())
            .expect_success()
    };
    let said = table(&["--lang", "zh"]);
    assert!(
        said.out.contains("1/1+") && said.out.contains("facilities:completeness"),
        "{}",
        said.out
    );
    assert!(said.err.contains("--complete 类别"), "{}", said.err);
    let csv = table(&["--format", "csv"]);
    assert!(csv.out.contains("facilities facilities:completeness"), "{}", csv.out);
}

#[test]
fn what_only_a_tag_tells_stands_beside_the_value_and_is_not_counted() {
    let desk = Desk::toy_town();
    let tags = desk.write(
        "fire.osm",
        "<?xml version=\"1.0\"?>\n<osm version=\"0.6\">\n<node id=\"1\" lat=\"29.821\" lon=\"114.005\"><tag k=\"amenity\" v=\"fire_station\"/></node>\n<node id=\"2\" lat=\"29.821\" lon=\"114.006\"><tag k=\"shop\" v=\"greengrocer\"/></node>\n</osm>\n",
    );
    desk.import("facilities", &tags, &["--complete", "micro_fire_station"])
        .expect_success();
    let document = check(&desk, &["--plan", "national-2025"]);
    let fire = answer(&document, "national-2025/micro-fire-station");
    let share = value(fire, "share");
    assert_eq!((&share["approximate"], &share["numerator"]), (&1.into(), &0.into()));
    assert_eq!(share["not_assessed_units"].as_array().map(Vec::len), Some(1));
    assert_eq!(fire["missing"][0]["why"], "approximate");
    desk.assess("service-15");
    let table = desk
        .check(&["--plan", "national-2025", "--lang", "en"])
        .expect_success();
    assert!(table.out.contains("(~1)"), "{}", table.out);
    assert!(
        table.err.contains("an approximate rule alone tells: service-15"),
        "{}",
        table.err
    );
    assert!(table.err.contains("(~n): n of them"), "{}", table.err);
}

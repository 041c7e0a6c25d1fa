//! Does a place keep its plan? From rosters and maps to the answer of every requirement.

use serde_json::Value;

use crate::answers::{answer, check, value};
use crate::harness::Desk;

/// Two townships: two urban and three rural communities, no map.
fn registered(desk: &Desk) {
    let roster = desk.write(
        "register.csv",
        "code,name,committee_type,households\n\
         532301101000,鹿城镇,,\n\
         532301101001,东兴社区,居委会,1000\n\
         532301101002,学桥街社区,居委会,200\n\
         532301101201,甲村,村委会,400\n\
         532301102000,东瓜镇,,\n\
         532301102201,乙村,村委会,300\n\
         532301102202,丙村,村委会,100\n",
    );
    desk.import("register", &roster, &[]).expect_success();
}

#[test]
fn a_register_alone_answers_every_requirement_and_names_what_is_missing() {
    let desk = Desk::new();
    registered(&desk);
    let plans = [
        "national-2020",
        "liaoning-2020",
        "yunnan-2020",
        "national-2025",
        "chuxiong-2025",
    ];
    let asked: Vec<&str> = plans.iter().flat_map(|plan| ["--plan", plan]).collect();
    let document = check(&desk, &asked);
    let mut counted = (0, 0, 0, 0);
    for plan in document["plans"].as_array().expect("plans") {
        let coverage = |key: &str| plan["coverage"][key].as_u64().expect("a number");
        let answers = plan["answers"].as_array().expect("answers");
        assert_eq!(answers.len() as u64, coverage("requirements"));
        counted.0 += coverage("requirements");
        counted.1 += coverage("computed");
        counted.2 += coverage("recorded");
        counted.3 += coverage("not_assessed");
        for answer in answers {
            if answer["status"] == "not_assessed" {
                assert_eq!(answer["verdict"], "not_assessed", "{}", answer["id"]);
                let missing = answer["missing"].as_array().expect("a list");
                assert!(!missing.is_empty(), "{}", answer["id"]);
                assert!(missing.iter().all(|one| one["supply"].is_string()), "{}", answer["id"]);
            }
        }
    }
    let remarks = document["remarks"].to_string();
    assert!(
        remarks.contains("liaoning-2020 is for area codes that begin with 21, and 5 of 5"),
        "{remarks}"
    );
    assert_eq!(counted.0, 231);
    assert_eq!(counted.1 + counted.2 + counted.3, 231);
    assert_eq!(counted.2, 0, "nobody recorded anything");
    // The two requirements on base data are answered by the register: none of its communities has an outline.
    assert_eq!(counted.1, 2);
    let outlines = value(answer(&document, "national-2025/geo-base-data"), "share");
    assert_eq!((&outlines["value"], &outlines["denominator"]), (&0.into(), &5.into()));
    assert!(
        document["conflicts"]
            .as_array()
            .is_some_and(|ids| ids.contains(&"C1".into()))
    );
}

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

#[test]
fn the_assessment_in_force_answers_circles_with_a_share_of_people_and_no_verdict() {
    let desk = Desk::toy_town();
    desk.assess("service-15");
    let document = check(&desk, &["--plan", "national-2020", "--plan", "yunnan-2020"]);
    for plan in ["national-2020", "yunnan-2020"] {
        let circle = answer(&document, &format!("{plan}/service-circle-15min"));
        assert_eq!(
            (&circle["status"], &circle["verdict"]),
            (&"computed".into(), &"not_assessed".into()),
            "thirteen of the fourteen services are held by no source"
        );
        let pharmacy = value(circle, "service-15 pharmacy");
        assert_eq!(
            pharmacy["verdict"], "threshold_undefined",
            "no plan gives a share of residents"
        );
        assert_eq!(pharmacy["units"], 2, "the two urban communities");
        assert_eq!(pharmacy["denominator"], 160);
    }
    let groups = answer(&document, "national-2020/vulnerable-groups");
    assert_eq!(groups["status"], "not_assessed");
}

#[test]
fn a_roster_in_chinese_answers_figures_of_people_areas_and_yes_or_no() {
    let desk = Desk::new();
    let roster = desk.write(
        "roster.csv",
        "代码,名称,居村委会类型,户数,常住人口,城镇常住人口,社区工作者,注册志愿者,社区社会组织,社区综合服务设施建筑面积,居民活动区域面积,社区商业面积,综合服务设施面积,社区总建筑面积,政务自助服务终端,残疾人协会,易地扶贫搬迁集中安置社区,社区服务站,党群服务中心,农村综合服务站\n\
         532301101001,东兴社区,居委会,1000,3000,3000,6,300,25,300,200,9000,1000,100000,1,是,否,1,0,0\n\
         532301101002,学桥街社区,居委会,200,600,600,1,90,4,90,30,1000,200,10000,0,是,否,0,0,0\n\
         532301101201,甲村,村委会,400,1200,0,0,90,3,0,0,0,0,50000,0,否,是,0,0,1\n",
    );
    let ran = desk.import("register", &roster, &["--format", "json"]).expect_success();
    assert!(
        ran.out.contains("registered_volunteers"),
        "the columns are known: {}",
        ran.out
    );
    let document = check(
        &desk,
        &[
            "--plan",
            "national-2020",
            "--plan",
            "national-2025",
            "--plan",
            "chuxiong-2025",
        ],
    );
    let of = |id: &str, key: &str| value(answer(&document, id), key).clone();
    let verdict = |id: &str| answer(&document, id)["verdict"].clone();

    let area = of("national-2025/facility-area-per-100-households", "ratio_of_sums");
    assert_eq!((&area["value"], &area["shortfall"]), (&24.375.into(), &90.into()));
    assert_eq!(area["failing"][0]["shortfall"], 120);
    // 7 workers for 3600 people of towns.
    let workers = of("national-2025/community-workers-per-10k", "ratio_of_sums");
    assert_eq!(
        (&workers["value"], &workers["verdict"]),
        (&19.444_444.into(), &"reached".into())
    );
    // 11,200 of 160,000 square metres: 7 %.
    assert_eq!(
        of("chuxiong-2025/commercial-and-service-area-share", "ratio_of_sums")["value"],
        7
    );
    assert_eq!(
        of("national-2025/resident-activity-area-share", "ratio_of_sums")["value"],
        58.974_359
    );
    // 480 of 4800.
    assert_eq!(
        of("national-2020/registered-volunteer-share", "ratio_of_sums")["value"],
        10
    );
    assert_eq!(of("national-2020/urban-social-organisations", "mean")["value"], 14.5);
    assert_eq!(verdict("national-2020/rural-social-organisations"), "not_reached");
    assert_eq!(
        of("national-2025/disabled-association-coverage", "share")["shown"],
        "66.7"
    );
    assert_eq!(of("national-2025/urban-self-service-coverage", "share")["value"], 50);
    // Presence from the roster alone.
    assert_eq!(
        of("national-2025/urban-facility-coverage", "meets_the_rule")["value"],
        50
    );
    assert_eq!(verdict("national-2025/rural-facility-coverage"), "reached");
    assert_eq!(verdict("national-2025/relocation-facility-coverage"), "reached");
    assert_eq!(
        verdict("chuxiong-2025/relocation-facility-coverage"),
        "threshold_undefined"
    );

    let wrong = desk.write(
        "wrong.csv",
        "code,name,community_workers,disabled_association\n532301101003,丁社区,2.5,maybe\n",
    );
    desk.import("register", &wrong, &[])
        .expect_refusal(1, &["2.5 is not a whole number", "\"maybe\" is neither yes nor no"]);
}

#[test]
fn a_figure_that_is_blanked_turns_its_own_requirement_to_not_assessed_and_no_other_to_reached() {
    let head = "code,name,committee_type,households,facility_area,social_organisations,info_platform\n";
    let rows = [
        "532301101001,甲社区,居委会,100,40,12,yes",
        "532301101002,乙社区,居委会,100,35,11,no",
    ];
    let verdicts = |rows: &[String]| {
        let desk = Desk::new();
        let file = desk.write("r.csv", format!("{head}{}\n", rows.join("\n")));
        desk.import("register", &file, &[]).expect_success();
        let document = check(&desk, &["--plan", "national-2020"]);
        let answers = document["plans"][0]["answers"].as_array().expect("answers").clone();
        answers
            .into_iter()
            .map(|answer| (answer["id"].to_string(), answer["verdict"].to_string()))
            .collect::<Vec<_>>()
    };
    let full: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    let all = verdicts(&full);
    for (column, requirement) in [
        (4, "facility-area-per-100-households"),
        (5, "urban-social-organisations"),
        (6, "urban-info-platform-coverage"),
    ] {
        let mut cells: Vec<String> = full[1].split(',').map(str::to_owned).collect();
        cells[column] = String::new();
        let blanked = verdicts(&[full[0].clone(), cells.join(",")]);
        let changed: Vec<&(String, String)> = all
            .iter()
            .zip(&blanked)
            .filter(|(a, b)| a != b)
            .map(|(_, b)| b)
            .collect();
        assert_eq!(changed.len(), 1, "{requirement}: {changed:?}");
        assert!(
            changed[0].0.contains(requirement) && changed[0].1.contains("not_assessed"),
            "{changed:?}"
        );
    }
}

#[test]
fn the_same_workspace_gives_the_same_bytes() {
    let desk = Desk::toy_town();
    let run = || {
        desk.check(&["--plan", "national-2025", "--format", "json"])
            .expect_success()
            .out
    };
    assert_eq!(run(), run());
}

#[test]
fn a_document_that_somebody_saw_answers_its_requirement() {
    let desk = Desk::new();
    registered(&desk);
    desk.write(
        "seen.toml",
        "[[record]]\nrequirement = \"national-2025/spatial-plan-integration\"\ndate = \"2024-05-31\"\nsource = \"县自然资源局\"\nreference = \"批复 12 号\"\n",
    );
    let document = check(&desk, &["--plan", "national-2025", "--records", "seen.toml"]);
    let plan = answer(&document, "national-2025/spatial-plan-integration");
    assert_eq!(
        (&plan["status"], &plan["evidence"][0]["date"]),
        (&"recorded".into(), &"2024-05-31".into())
    );
    assert_eq!(document["plans"][0]["coverage"]["recorded"], 1);
    desk.write(
        "wrong.toml",
        "[[record]]\nrequirement = \"national-2025/none\"\ndate = \"May\"\nsource = \"\"\n",
    );
    let run = [
        "check",
        "--workspace",
        "town.gpkg",
        "--plan",
        "national-2025",
        "--records",
        "wrong.toml",
    ];
    desk.run(&run).expect_refusal(
        1,
        &[
            "line 2, requirement: none of the plans asks for",
            "line 3, date: \"May\" is no date",
            "source: it is empty",
        ],
    );
}

#[test]
fn what_can_not_be_answered_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let run = |more: &[&str]| {
        let mut arguments = vec!["check", "--workspace", "town.gpkg"];
        arguments.extend(more);
        desk.run(&arguments)
    };
    run(&["--plan", "national-2025"]).expect_refusal(1, &["no communities and no register", "yike import register"]);
    registered(&desk);
    run(&["--plan", "nation-2025"]).expect_refusal(1, &["the nearest is national-2025"]);
    run(&["--plan", "national-2025", "--plan", "national-2025"]).expect_refusal(1, &["two of the plans are called"]);
    run(&["--plan", "national-2025", "--level", "village"]).expect_refusal(2, &["village"]);
    let no_codes = Desk::new();
    no_codes
        .import(
            "communities",
            &no_codes.write(
                "areas.geojson",
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"甲"},"geometry":{"type":"Polygon","coordinates":[[[101.5,25.0],[101.51,25.0],[101.51,25.01],[101.5,25.0]]]}}]}"#,
            ),
            &["--crs", "EPSG:4326"],
        )
        .expect_success();
    no_codes
        .check(&["--plan", "national-2025", "--level", "town"])
        .expect_refusal(1, &["the level town is told by 12-digit area codes"]);
}

#[test]
fn a_registered_community_keeps_its_roster_s_answers_where_its_outline_is_provisional() {
    let desk = Desk::new();
    let roster = desk.write(
        "register.csv",
        "code,name,committee_type,政务代办\n532301101001,甲社区,居委会,是\n532301101002,乙社区,居委会,否\n",
    );
    desk.import("register", &roster, &[]).expect_success();
    let square = |code: &str, west: f64, made: &str| {
        let east = west + 0.01;
        format!(
            r#"{{"type":"Feature","properties":{{"name":"{code}","code":"{code}","provisional":"{made}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},25.0],[{east},25.0],[{east},25.01],[{west},25.01],[{west},25.0]]]}}}}"#
        )
    };
    let map = |made: &str| {
        let squares = [
            square("532301101001", 101.5, made),
            square("532301101002", 101.51, "no"),
        ];
        let map = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","));
        desk.import("communities", &desk.write("map.geojson", map), &["--crs", "EPSG:4326"])
            .expect_success();
    };
    map("no");
    // A station in each by its place alone.
    let sites = "name,category,lon,lat\n甲站,community_service_station,101.505,25.005\n乙站,community_service_station,101.515,25.005\n";
    let mut more = vec!["--crs", "EPSG:4326"];
    for category in [
        "community_service_station",
        "party_mass_service_centre",
        "rural_comprehensive_station",
    ] {
        more.extend(["--complete", category]);
    }
    desk.import("facilities", &desk.write("sites.csv", sites), &more)
        .expect_success();
    let asked = ["--plan", "national-2025"];
    let before = check(&desk, &asked);
    assert_eq!(
        answer(&before, "national-2025/urban-facility-coverage")["verdict"],
        "reached"
    );
    map("yes");
    let after = check(&desk, &asked);
    let proxy = answer(&after, "national-2025/proxy-service-coverage");
    assert_eq!(
        value(proxy, "share")["value"],
        50,
        "the roster says it, whatever the border"
    );
    assert_eq!(value(proxy, "share")["provisional"], 0);
    // Whether the station stands in it nobody knows: the border was made.
    let stations = value(
        answer(&after, "national-2025/urban-facility-coverage"),
        "meets_the_rule",
    );
    assert_eq!(
        (&stations["interval"][0], &stations["interval"][1]),
        (&50.into(), &100.into())
    );
    let outlines = answer(&after, "national-2025/geo-base-data");
    assert_eq!(value(outlines, "share")["value"], 50);
    assert_eq!(value(outlines, "share_of_towns")["value"], 0);
}

#[test]
fn a_county_s_figure_and_water_for_fires_come_in_as_columns() {
    let desk = Desk::new();
    let roster = desk.write(
        "register.csv",
        "code,name,committee_type,社区工作者,城镇常住人口\n532301000000,楚雄市,,,20000\n\
         532301101001,甲社区,居委会,25,\n532301101201,乙村,村委会,11,\n",
    );
    desk.import("register", &roster, &[]).expect_success();
    let villages = desk.write(
        "villages.csv",
        "名称,lon,lat,parent_code,户数,消防水源,消防管网\n一村,101.5,25.0,532301101201,99,无,无\n\
         二村,101.5,25.01,532301101201,100,有,无\n三村,101.5,25.02,532301101201,101,有,有\n",
    );
    desk.import("hamlets", &villages, &["--crs", "EPSG:4326"])
        .expect_success();
    let document = check(&desk, &["--plan", "chuxiong-2025", "--level", "county"]);
    let workers = answer(&document, "chuxiong-2025/community-workers-per-10k");
    // 36 workers for 20,000 residents of towns: exactly the plan's 18 for ten thousand.
    assert_eq!(
        (&value(workers, "ratio_of_sums")["value"], &workers["verdict"]),
        (&18.into(), &"reached".into())
    );
    assert_eq!(workers["areas"][0]["values"][0]["value"], 18);
    let water = answer(&document, "chuxiong-2025/fire-water-supply");
    let share = |key: &str| value(water, key)["value"].clone();
    // The village of 99 households is not asked.
    assert_eq!(
        (share("share"), share("with_a_water_source"), share("with_pipes")),
        (50.into(), 100.into(), 50.into())
    );
    let diff = desk.run(&["diff", "--workspace", "town.gpkg"]).expect_success();
    assert!(diff.out.contains("二村"), "{}", diff.out);
}

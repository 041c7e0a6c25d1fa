//! What figures of rosters say of a plan's requirements, and what their absence does.

use crate::answers::{answer, check, value};
use crate::harness::Desk;

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

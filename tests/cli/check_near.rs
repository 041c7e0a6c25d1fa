//! Check 5 by distance, from files to the answer.

use crate::answers::{answer, check, value};
use crate::harness::Desk;

const PLACES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"532301101201","name":"安置甲"},"geometry":{"type":"Polygon","coordinates":[[[500000,3300000],[500200,3300000],[500200,3300200],[500000,3300200],[500000,3300000]]]}},
{"type":"Feature","properties":{"code":"532301101202","name":"安置乙"},"geometry":{"type":"Polygon","coordinates":[[[510000,3300000],[510200,3300000],[510200,3300200],[510000,3300200],[510000,3300000]]]}},
{"type":"Feature","properties":{"code":"532301101203","name":"别村"},"geometry":{"type":"Polygon","coordinates":[[[500400,3300000],[500600,3300000],[500600,3300200],[500400,3300200],[500400,3300000]]]}}]}"#;

const OWN: &str = "id = \"ours\"\nversion = 1\nkind = \"plan\"\nzh = \"本县\"\nsource = \"paper\"\nextends = \"national-2025\"\n\
    [[requirement]]\nid = \"relocation-facility-coverage\"\n\
    measures = [{ kind = \"presence\", check = 5, rule = \"comprehensive_facility\", within_m = 401 }]\n";

#[test]
fn a_place_of_resettlement_beside_anothers_station_is_covered_within_the_county_s_own_distance() {
    let desk = Desk::new();
    let grid = ["--crs", "EPSG:4547"];
    desk.import("communities", &desk.write("places.geojson", PLACES), &grid)
        .expect_success();
    let roster = "code,name,committee_type,resettlement\n532301101201,安置甲,村委会,是\n532301101202,安置乙,村委会,是\n532301101203,别村,村委会,否\n";
    desk.import("register", &desk.write("register.csv", roster), &[])
        .expect_success();
    // In the middle of the third, 400 m from the middle of the first.
    let station = "name,category,x,y\n别村站,rural_comprehensive_station,500500,3300100\n";
    let mut more = grid.to_vec();
    for category in [
        "community_service_station",
        "party_mass_service_centre",
        "rural_comprehensive_station",
    ] {
        more.extend(["--complete", category]);
    }
    desk.import("facilities", &desk.write("stations.csv", station), &more)
        .expect_success();
    let file = desk.write("ours.toml", OWN);
    let ours = file.to_str().expect("the path is text");
    let document = check(&desk, &["--plan", "national-2025", "--plan", ours]);
    let hosted = answer(&document, "national-2025/relocation-facility-coverage");
    assert_eq!(
        (&hosted["verdict"], &value(hosted, "meets_the_rule")["numerator"]),
        (&"not_reached".into(), &0.into())
    );
    let table = ["within_300_m", "within_500_m"].map(|key| value(hosted, key)["numerator"].clone());
    assert_eq!(table, [0, 1].map(serde_json::Value::from));
    let near = answer(&document, "ours/relocation-facility-coverage");
    let share = value(near, "within_401_m");
    assert_eq!(
        (&share["numerator"], &share["denominator"], &share["verdict"]),
        (&1.into(), &2.into(), &"not_reached".into())
    );
    assert_eq!(share["failing"][0]["code"], "532301101202");
    assert_eq!(share["failing"].as_array().map(Vec::len), Some(1));
}

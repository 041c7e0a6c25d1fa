//! Coordinates that do not say where they belong, beside communities that do.

use crate::harness::{Desk, fixture};

#[test]
fn the_zone_whose_result_lands_on_the_communities_is_named() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "a.csv",
        "name,category,x,y\na,药店,500280,3300340\nb,药店,501500,3300150\nc,药店,500320,3301500\n",
    );
    desk.import("facilities", &file, &[]).expect_refusal(
        1,
        &[
            "114° E",
            "the communities of the workspace",
            "3 of 3",
            "--crs EPSG:4547",
        ],
    );
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let turned = desk.write(
        "turned.csv",
        "name,category,x,y\na,药店,3300340,500280\nb,药店,3300150,501500\nc,药店,3301500,500320\n",
    );
    desk.import("facilities", &turned, &[])
        .expect_refusal(1, &["northing stands first", "EPSG:4547"]);
    // Nothing is there to land on: the zones are listed, and none is named.
    let empty = Desk::new();
    let file = empty.write("a.csv", std::fs::read(&file).expect("it is there"));
    let ran = empty
        .import("facilities", &file, &[])
        .expect_refusal(1, &["EPSG:4534", "meridian"]);
    assert!(
        !ran.err.contains("lands") && !ran.err.contains("puts them"),
        "{}",
        ran.err
    );
    // A reference file does as well as communities.
    let reference = fixture("toy_town/communities.geojson");
    let made = std::process::Command::new("ogr2ogr")
        .args(["-f", "GPKG", "-a_srs", "EPSG:4547"])
        .arg(empty.path("borders.gpkg"))
        .arg(&reference)
        .status()
        .expect("gdal-bin is installed by scripts/setup.sh");
    assert!(made.success());
    empty
        .import("facilities", &file, &["--reference", "borders.gpkg"])
        .expect_refusal(1, &["borders.gpkg", "EPSG:4547"]);
}

#[test]
fn communities_that_come_first_are_said_to_have_no_reference() {
    let desk = Desk::new();
    let ran = desk
        .import(
            "communities",
            &fixture("toy_town/communities.geojson"),
            &["--crs", "EPSG:4547"],
        )
        .expect_success();
    assert!(
        ran.out.contains("there was no reference") && ran.out.contains("--reference FILE"),
        "{}",
        ran.out
    );
}

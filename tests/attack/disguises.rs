//! Files that say by their name that they are one thing and would have a library open another.

use crate::harness::Desk;
use crate::{quiet, refused, refused_file};

/// What a virtual data set says: open that file, that address, run that statement.
fn virtual_layers() -> Vec<String> {
    let layer =
        |inner: &str| format!("<OGRVRTDataSource><OGRVRTLayer name=\"a\">{inner}</OGRVRTLayer></OGRVRTDataSource>");
    vec![
        layer("<SrcDataSource>/etc/passwd</SrcDataSource><SrcLayer>passwd</SrcLayer>"),
        layer("<SrcDataSource>/vsicurl/http://127.0.0.1:9/x</SrcDataSource>"),
        layer("<SrcDataSource>town.gpkg</SrcDataSource><SrcSQL>DELETE FROM communities</SrcSQL>"),
        "<VRTDataset rasterXSize=\"9\" rasterYSize=\"9\"><VRTRasterBand dataType=\"Byte\" band=\"1\" subClass=\"VRTRawRasterBand\"><SourceFilename relativetoVRT=\"0\">/etc/passwd</SourceFilename></VRTRasterBand></VRTDataset>".to_owned(),
    ]
}

#[test]
fn a_virtual_data_set_under_any_name_opens_nothing() {
    let desk = Desk::toy_town();
    for text in virtual_layers() {
        for ending in [
            "geojson", "csv", "shp", "gpkg", "geojsonl", "fgb", "kml", "gml", "tab", "mif", "dxf", "parquet", "osm",
            "pbf", "zip", "kmz",
        ] {
            let name = format!("a.{ending}");
            refused(&desk, "facilities", &name, &text, &["--crs", "EPSG:4326"], 1, &[&name]);
        }
        refused(&desk, "facilities", "a.vrt", &text, &[], 3, &["a.vrt", "not yet"]);
    }
}

#[test]
fn a_virtual_data_set_behind_an_honest_beginning_opens_nothing() {
    let desk = Desk::toy_town();
    let vrt = &virtual_layers()[0];
    for (name, start) in [
        ("a.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}\n"),
        ("a.gml", "<!-- http://www.opengis.net/gml -->"),
        ("a.csv", "name,category,lon,lat\n"),
    ] {
        refused(
            &desk,
            "facilities",
            name,
            format!("{start}{vrt}"),
            &["--crs", "EPSG:4326"],
            1,
            &[name],
        );
    }
}

#[test]
fn links_lead_nowhere() {
    let desk = Desk::toy_town();
    for name in ["a.geojson", "a.csv", "a.gml", "a.dxf", "a.zip", "a.gpkg"] {
        let link = desk.path(name);
        std::os::unix::fs::symlink("/etc/passwd", &link).expect("a link");
        refused_file(&desk, "facilities", &link, &["--crs", "EPSG:4326"], 1, &[name]);
    }
    let shapefile = desk.path("s.shp");
    std::fs::write(&shapefile, [0, 0, 0x27, 0x0a]).expect("a file");
    std::fs::write(desk.path("s.shx"), [0, 0, 0x27, 0x0a]).expect("a file");
    for companion in ["s.dbf", "s.prj", "s.cpg"] {
        let _ = std::fs::remove_file(desk.path("s.dbf"));
        std::os::unix::fs::symlink("/etc/passwd", desk.path(companion)).expect("a link");
        refused_file(
            &desk,
            "facilities",
            &shapefile,
            &[],
            1,
            &[companion, "links beside a file are not followed"],
        );
        std::fs::remove_file(desk.path(companion)).expect("it is there");
    }
    let geodatabase = desk.path("g.gdb");
    std::fs::create_dir(&geodatabase).expect("a folder");
    std::os::unix::fs::symlink("/etc/passwd", geodatabase.join("a00000001.gdbtable")).expect("a link");
    refused_file(
        &desk,
        "facilities",
        &geodatabase,
        &[],
        1,
        &["a00000001.gdbtable is a link"],
    );
}

#[test]
fn a_name_is_never_taken_for_a_command_to_open_something_else() {
    let desk = Desk::toy_town();
    for name in [
        "PG:dbname=x.gpkg",
        "WFS:http:x.gml",
        "{\"type\":1}.geojson",
        "MEM:::DATAPOINTER=1.shp",
        "OGCAPI:x.geojson",
        "CSV:x.csv",
        "-rf.csv",
        "a|layer=b.gpkg",
        "a'b\"c.geojson",
        "a;b.csv",
        "a\nb.csv",
        "%2e%2e.csv",
        "a.csv?x=y.csv",
    ] {
        let file = desk.write(name, "<html>");
        let ran = desk.import(
            "facilities",
            &std::path::Path::new("./").join(file.file_name().expect("a name")),
            &["--crs", "EPSG:4326"],
        );
        assert_eq!(ran.code, 1, "{name}: {}", ran.err);
        quiet(&desk, &ran);
    }
    let desk = Desk::toy_town();
    for name in [
        "/vsicurl/http://127.0.0.1:9/a.geojson",
        "/vsizip/a.zip/a.shp",
        "http://127.0.0.1:9/a.gml",
        "PG:dbname=x.gpkg",
        "/vsistdin/a.csv",
    ] {
        desk.import("facilities", std::path::Path::new(name), &[])
            .expect_refusal(1, &[name, "no such file"]);
    }
}

#[test]
fn a_mapinfo_table_that_names_other_files_reads_none_of_them() {
    let desk = Desk::toy_town();
    for ending in ["dat", "map", "id"] {
        desk.write(&format!("a.{ending}"), "");
    }
    let seamless = "!table\n!version 300\n!charset WindowsLatin1\n\nDefinition Table\n  Type NATIVE Charset \"WindowsLatin1\"\n  Fields 2\n    Table Char (100) ;\n    Description Char (100) ;\nbegin_metadata\n\"\\IsSeamless\" = \"TRUE\"\nend_metadata\n";
    refused(
        &desk,
        "facilities",
        "a.tab",
        seamless,
        &["--crs", "EPSG:4326"],
        1,
        &["a.tab"],
    );
    let view = "!table\n!version 100\nOpen Table \"/etc/passwd\" Hide\nOpen Table \"b\" Hide\n\nCreate View a As\nSelect x\nFrom passwd, b\nWhere passwd.x=b.x\n";
    refused(
        &desk,
        "facilities",
        "a.tab",
        view,
        &["--crs", "EPSG:4326"],
        1,
        &["a.tab"],
    );
}

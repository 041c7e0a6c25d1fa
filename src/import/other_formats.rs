//! Files that a planner's folder holds and that are not read: what each is, and how it becomes one that is.

/// What a file with such an ending is, and what to do; `None` for an ending that nobody knows.
pub(super) fn way_out(ending: &str) -> Option<(&'static str, &'static str)> {
    Some(match ending {
        "rar" | "7z" | "tar" | "tgz" | "gz" | "bz2" | "xz" => (
            "it is an archive of a kind that is not opened",
            "unpack it, and import the file in it, or pack that as .zip",
        ),
        "et" | "ett" => (
            "it is a workbook of WPS",
            "open it in WPS and save it as .xlsx (另存为 Microsoft Excel 文件)",
        ),
        "xlsb" | "numbers" | "wk4" => (
            "it is a workbook of a kind that is not read",
            "open it in its program and save it as .xlsx",
        ),
        "doc" | "docx" | "wps" | "wpt" | "rtf" | "odt" | "pdf" | "ppt" | "pptx" | "dps" => (
            "it is a document for people, not a table",
            "copy the table in it into a spreadsheet, give it one header row, and save it as .xlsx",
        ),
        "htm" | "html" | "mht" => (
            "it is a web page",
            "open it in a spreadsheet program, and save the table as .xlsx",
        ),
        "mdb" | "accdb" => (
            "it is a database of Access (in GIS offices often an ArcGIS personal geodatabase)",
            "export the layer as GeoPackage, Shapefile or File Geodatabase (ArcGIS: Export Features; ogr2ogr -f GPKG layer.gpkg FILE with the ODBC driver), or a table as .xlsx",
        ),
        "dbf" | "shx" | "prj" | "cpg" | "sbn" | "sbx" | "qix" => (
            "it is one of the files of a Shapefile",
            "give the .shp that lies beside it; a .dbf without one is a table: open it in a spreadsheet program and save it as .xlsx",
        ),
        "dat" | "id" | "map" | "ind" => (
            "it is one of the files of a MapInfo table",
            "give the .tab that lies beside it",
        ),
        "mid" => (
            "it holds the columns of a MapInfo interchange file",
            "give the .mif that lies beside it",
        ),
        "ovkml" => ("it is a KML of Ovital (奥维)", "call it .kml"),
        "ovkmz" => ("it is a KMZ of Ovital (奥维)", "call it .kmz"),
        "ovobj" | "ovjsn" => (
            "it is a file that only Ovital (奥维) reads",
            "export the objects from there as KML (导出, 格式 KML)",
        ),
        "gpx" => (
            "it is a track of a receiver",
            "open it in QGIS (Layer, Add Vector Layer) and save its points or tracks as GeoPackage",
        ),
        "topojson" => (
            "it is TopoJSON",
            "make GeoJSON of it: ogr2ogr layer.geojson FILE, or mapshaper FILE -o format=geojson",
        ),
        "lyr" | "lyrx" | "mxd" | "aprx" | "qgs" | "qgz" | "qml" | "sld" | "lpk" | "mpk" => (
            "it says how a map is drawn, and holds no rows",
            "export the layer itself from the program, as GeoPackage or Shapefile",
        ),
        "e00" | "wl" | "wt" | "wp" | "mpj" | "udb" | "udbx" | "sdb" | "smwu" => (
            "it is a file of another GIS (ArcInfo, MapGIS or SuperMap)",
            "export the layer from there as Shapefile or GeoPackage",
        ),
        "sqlite" | "db" | "spatialite" => (
            "it is a SQLite database",
            "export the layer as GeoPackage: ogr2ogr -f GPKG layer.gpkg FILE LAYER",
        ),
        "sql" | "dmp" | "bak" | "backup" => (
            "it is a copy of a database",
            "load it into its server; tables of PostgreSQL come in from there (postgresql://USER@HOST/DATABASE?table=SCHEMA.TABLE)",
        ),
        "png" | "bmp" | "gif" | "webp" => (
            "it is a picture",
            "digitise what it shows in a GIS, and import that layer",
        ),
        "skp" | "rvt" | "ifc" | "3ds" | "obj" | "max" | "dgn" | "dwf" => (
            "it is a model or drawing that only its makers' programs read",
            "export the plan from there as DXF (ASCII, 2013 or older), and import that with --crs",
        ),
        "exe" | "bat" | "lnk" | "url" => ("it is a program or a link", "give the file itself"),
        _ => return None,
    })
}

/// What an archive is that was named `.zip` and is none.
pub(super) fn other_archive(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"Rar!") {
        Some("it is a RAR archive; unpack it, and pack its files as .zip, or import the file in it")
    } else if head.starts_with(b"7z\xbc\xaf\x27\x1c") {
        Some("it is a 7z archive; unpack it, and pack its files as .zip, or import the file in it")
    } else if head.starts_with(b"\x1f\x8b") {
        Some("it is a gzip file; unpack it, and import the file in it")
    } else {
        None
    }
}

/// What a text is that was named as a workbook.
pub(super) fn text_as_workbook(head: &[u8]) -> Option<&'static str> {
    let text = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || !head.contains(&0);
    let parted = head.iter().any(|byte| b",;\t|".contains(byte));
    if head.starts_with(b"MIME-Version") {
        return Some(
            "it is a web page in one file (MHT) with a spreadsheet's name; open it in a spreadsheet program and save it as .xlsx",
        );
    }
    (text && parted).then_some("it is a text with a spreadsheet's name; call it .csv, or open it in a spreadsheet program and save it as .xlsx")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_keep_beside_their_layers_has_a_way_out() {
        for ending in ["rar", "et", "docx", "mdb", "dbf", "gpx", "ovkml", "qgz", "pdf"] {
            assert!(
                way_out(ending).is_some_and(|(_, advice)| !advice.is_empty()),
                "{ending}"
            );
        }
        assert_eq!(way_out("xyz"), None);
    }

    #[test]
    fn archives_and_texts_are_told_by_how_they_begin() {
        assert!(other_archive(b"Rar!\x1a\x07").is_some_and(|what| what.contains("RAR")));
        assert!(other_archive(b"PK\x05\x06").is_none());
        assert!(text_as_workbook("名称\t类别\n".as_bytes()).is_some());
        assert!(text_as_workbook(b"\xd0\xcf\x11\xe0\0").is_none());
    }
}

//! Common and the beginnings of Features: landing page, conformance, description, collections.

use super::{follow, href, json, servers};

const JSON: &str = "application/json";
const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

#[test]
fn req_core_root_op_and_root_success() {
    for (server, _) in servers() {
        for path in ["/ogc/", "/ogc"] {
            let landing = json(&server.get(path), JSON);
            for (rel, media) in [
                ("self", JSON),
                ("service-desc", OPENAPI),
                ("conformance", JSON),
                ("data", JSON),
                ("http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", JSON),
                ("http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", JSON),
            ] {
                let found = follow(&server, &href(&landing, rel, media));
                assert_eq!((found.status, found.header("content-type")), (200, media), "{rel}");
                assert_eq!(found.header("vary"), "Accept, Accept-Encoding, Origin");
            }
        }
    }
}

/// Every class that is claimed, and a test of its requirements.
const CLAIMED: [(&str, &str); 40] = [
    ("ogcapi-common-1/1.0/conf/core", "req_core_root_op_and_root_success"),
    ("ogcapi-common-1/1.0/conf/json", "req_core_conformance_op_and_success"),
    (
        "ogcapi-common-1/1.0/conf/html",
        "req_html_definition_every_page_is_given_to_browsers",
    ),
    (
        "ogcapi-common-2/1.0/conf/collections",
        "req_core_fc_md_success_links_items_and_extent",
    ),
    ("ogcapi-features-1/1.0/conf/core", "req_core_f_op_f_success_and_f_links"),
    (
        "ogcapi-features-1/1.0/conf/geojson",
        "req_core_fc_op_fc_response_and_geojson_content",
    ),
    (
        "ogcapi-features-1/1.0/conf/html",
        "req_html_content_a_page_has_every_feature_and_leads_to_the_next_ones",
    ),
    (
        "json-fg-1/1.0/conf/core",
        "json_fg_says_its_system_and_has_a_place_where_it_is_not_that_of_geojson",
    ),
    (
        "ogcapi-features-1/1.0/conf/oas30",
        "req_core_api_definition_and_req_oas30",
    ),
    (
        "ogcapi-features-2/1.0/conf/crs",
        "req_crs_fc_crs_action_and_ogc_crs_header",
    ),
    (
        "ogcapi-features-3/1.0/conf/queryables",
        "req_queryables_are_a_schema_of_every_property",
    ),
    (
        "ogcapi-features-3/1.0/conf/filter",
        "req_features_filter_and_basic_cql2",
    ),
    (
        "ogcapi-features-3/1.0/conf/features-filter",
        "req_features_filter_and_basic_cql2",
    ),
    ("cql2/1.0/conf/cql2-text", "req_features_filter_and_basic_cql2"),
    ("cql2/1.0/conf/cql2-json", "req_cql2_json_asks_the_same"),
    ("cql2/1.0/conf/basic-cql2", "req_features_filter_and_basic_cql2"),
    (
        "cql2/1.0/conf/advanced-comparison-operators",
        "req_advanced_comparison_operators",
    ),
    (
        "cql2/1.0/conf/basic-spatial-functions",
        "req_basic_spatial_functions_and_plus",
    ),
    (
        "cql2/1.0/conf/basic-spatial-functions-plus",
        "req_basic_spatial_functions_and_plus",
    ),
    (
        "ogcapi-tiles-1/1.0/conf/core",
        "req_core_tc_op_tc_success_and_req_geojson_content",
    ),
    ("ogcapi-tiles-1/1.0/conf/tileset", "req_tileset_description"),
    (
        "ogcapi-tiles-1/1.0/conf/tilesets-list",
        "req_tilesets_list_tileset_links",
    ),
    (
        "ogcapi-tiles-1/1.0/conf/dataset-tilesets",
        "req_dataset_tilesets_landingpage_and_operation",
    ),
    (
        "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "req_geodata_tilesets_desc_links_and_operation",
    ),
    (
        "ogcapi-tiles-1/1.0/conf/collections-selection",
        "req_collections_selection_resources_query",
    ),
    ("ogcapi-tiles-1/1.0/conf/oas30", "req_core_api_definition_and_req_oas30"),
    (
        "ogcapi-tiles-1/1.0/conf/geojson",
        "req_core_tc_op_tc_success_and_req_geojson_content",
    ),
    ("ogcapi-tiles-1/1.0/conf/mvt", "req_mvt_content_and_the_accept_header"),
    (
        "tms/2.0/conf/tilematrixset",
        "req_tms_tile_matrix_sets_are_listed_and_defined",
    ),
    (
        "tms/2.0/conf/json-tilematrixset",
        "req_tms_tile_matrix_sets_are_listed_and_defined",
    ),
    (
        "ogcapi-processes-1/1.0/conf/core",
        "req_core_process_execute_async_job_success_and_results",
    ),
    (
        "ogcapi-processes-1/1.0/conf/ogc-process-description",
        "req_core_process_list_success_and_process_description",
    ),
    (
        "ogcapi-processes-1/1.0/conf/json",
        "req_json_inputs_that_mean_nothing_are_refused_before_a_job_begins",
    ),
    (
        "ogcapi-processes-1/1.0/conf/oas30",
        "req_core_api_definition_and_req_oas30",
    ),
    (
        "ogcapi-processes-1/1.0/conf/job-list",
        "req_job_list_by_status_kind_time_and_duration",
    ),
    (
        "ogcapi-processes-1/1.0/conf/dismiss",
        "req_dismiss_job_success_and_gone",
    ),
    ("ogcapi-styles-1/1.0/conf/core", "req_core_styles_success"),
    (
        "ogcapi-styles-1/1.0/conf/global-styles",
        "req_global_styles_styles_op_and_style_op",
    ),
    (
        "ogcapi-styles-1/1.0/conf/collection-styles",
        "req_collection_styles_styles_applicability",
    ),
    (
        "ogcapi-styles-1/1.0/conf/mapbox-styles",
        "req_mapbox_style_media_type_and_content_no_operation_takes_a_style",
    ),
];

#[test]
fn req_core_conformance_op_and_success() {
    let tests = [
        include_str!("crs.rs"),
        include_str!("features.rs"),
        include_str!("filter.rs"),
        include_str!("forms.rs"),
        include_str!("processes.rs"),
        include_str!("root.rs"),
        include_str!("styles.rs"),
        include_str!("tiles.rs"),
    ];
    for (class, test) in CLAIMED {
        let own = format!("#[test]\nfn {test}()");
        assert!(tests.iter().any(|file| file.contains(&own)), "{class}: {test}");
    }
    for (server, _) in servers() {
        let classes = json(&server.get("/ogc/conformance"), JSON)["conformsTo"].clone();
        let claimed = CLAIMED.map(|(class, _)| format!("http://www.opengis.net/spec/{class}"));
        assert_eq!(
            classes,
            serde_json::json!(claimed.as_slice()),
            "every class is claimed with a test of its own"
        );
    }
}

#[test]
fn req_core_api_definition_and_req_oas30() {
    for (server, layer) in servers() {
        let api = json(&server.get("/ogc/api"), OPENAPI);
        assert_eq!(api["openapi"], "3.0.3");
        let paths = api["paths"].as_object().expect("paths");
        let mut operations = std::collections::BTreeSet::new();
        for (path, item) in paths {
            let Some(read) = item.get("get") else { continue };
            let operation = item["get"]["operationId"].as_str().expect("a name");
            assert!(operations.insert(operation.to_owned()), "{operation} twice");
            for status in ["200", "400", "404", "503"] {
                assert!(item["get"]["responses"][status].is_object(), "{path} {status}");
            }
            // Every name in braces is a parameter of the path, and every reference leads somewhere.
            let references = item["get"]["parameters"].as_array().expect("a list").iter();
            let names: Vec<&str> = references
                .filter_map(|p| api.pointer(p["$ref"].as_str().expect("a reference").trim_start_matches('#')))
                .map(|p| p["name"].as_str().expect("a name"))
                .collect();
            assert_eq!(
                names.len(),
                item["get"]["parameters"].as_array().map_or(0, Vec::len),
                "{path}"
            );
            for part in path.split('{').skip(1).filter_map(|part| part.split('}').next()) {
                assert!(names.contains(&part), "{path} {part}");
            }
            // Processes and jobs are asked for in tests of their own.
            if path.contains("{processID}") || path.contains("{jobID}") {
                assert!(read["tags"][0] == "Processes");
                continue;
            }
            let filled = [
                ("{collection}", layer),
                ("{feature}", "1"),
                ("{styleId}", "facilities"),
                ("{tileMatrixSetId}", "WebMercatorQuad"),
                ("{tileMatrix}", "0"),
                ("{tileRow}", "0"),
                ("{tileCol}", "0"),
            ];
            let address = filled
                .iter()
                .fold(path.clone(), |path, (name, value)| path.replace(name, value));
            let answer = server.get(&address);
            let medias = item["get"]["responses"]["200"]["content"]
                .as_object()
                .expect("media types");
            assert!(
                medias.contains_key(answer.header("content-type")),
                "{address}: {answer:?}"
            );
        }
        for suffix in [
            ".collection.vector.getTileSetsList",
            ".collection.vector.getTileSet",
            ".collection.vector.getTile",
        ] {
            assert!(
                operations.contains(suffix) && operations.contains(&suffix.replace("collection", "dataset")),
                "{suffix}"
            );
        }
    }
}

#[test]
fn req_core_fc_md_success_links_items_and_extent() {
    for (server, layer) in servers() {
        let list = json(&server.get("/ogc/collections"), JSON);
        assert_eq!(follow(&server, &href(&list, "self", JSON)).json(), list);
        let collections = list["collections"].as_array().expect("a list");
        let one = collections.iter().find(|one| one["id"] == layer).expect("the layer");
        assert!(!one["title"].as_str().expect("a title").is_empty());
        assert_eq!(one["itemType"], "feature");
        let bbox = one["extent"]["spatial"]["bbox"][0].as_array().expect("a box");
        let bbox: Vec<f64> = bbox.iter().filter_map(serde_json::Value::as_f64).collect();
        assert!(bbox.len() == 4 && bbox[0] <= bbox[2] && bbox[1] <= bbox[3], "{bbox:?}");
        let items = follow(&server, &href(one, "items", "application/geo+json")).json();
        assert!(items["numberMatched"].as_u64().expect("a number") > 0);
        assert_eq!(
            json(&server.get(&format!("/ogc/collections/{layer}")), JSON),
            *one,
            "sfc-md-success"
        );
        // A layer without features has no extent.
        let empty = collections
            .iter()
            .find(|one| one["id"] == "gaps")
            .expect("an empty layer");
        assert!(empty.get("extent").is_none());
        server.get("/ogc/collections/nothing").is_problem(404);
    }
}

#[test]
fn req_core_query_param_unknown_and_invalid() {
    for (server, layer) in servers() {
        for path in [
            "/ogc/",
            "/ogc/api",
            "/ogc/conformance",
            "/ogc/collections",
            "/ogc/tiles",
            "/ogc/tileMatrixSets",
            "/ogc/styles",
            "/ogc/styles/coverage",
            "/ogc/processes",
            "/ogc/jobs",
        ] {
            server.get(&format!("{path}?unknown=1")).is_problem(400);
            server.get(&format!("{path}?f=xyz")).is_problem(400);
        }
        for path in [
            format!("/ogc/collections/{layer}/tiles"),
            format!("/ogc/collections/{layer}/tiles/WebMercatorQuad"),
            "/ogc/tiles/WebMercatorQuad".to_owned(),
            "/ogc/tileMatrixSets/WebMercatorQuad".to_owned(),
        ] {
            server.get(&format!("{path}?f=xyz")).is_problem(400);
            assert_eq!(server.get(&format!("{path}?f=json")).status, 200, "{path}");
            let page = server.get(&format!("{path}?f=html"));
            assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
        }
        let items = format!("/ogc/collections/{layer}/items");
        for bad in [
            "unknown=1",
            "limit=0",
            "limit=-1",
            "limit=ten",
            "offset=-1",
            "bbox=1,2,3",
            "bbox=1,9,3,4",
            "bbox=a,b,c,d",
            "datetime=yesterday",
            "crs=EPSG:4490",
            "bbox-crs=nothing",
            "f=xml",
            "limit=1&limit=2",
            "properties=nothing",
            "sortby=nothing",
            "filter=nothing%20%3D%201",
            "filter-lang=sql",
            "filter-crs=http://www.opengis.net/def/crs/EPSG/0/4534",
            "q=%zz",
        ] {
            server.get(&format!("{items}?{bad}")).is_problem(400);
        }
    }
}

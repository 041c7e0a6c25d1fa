//! Keeps the arrows of ARCHITECTURE.md pointing down, and every foreign library in its home.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each module may use. Whatever stands below a module in this list is out of its reach.
const MAY_USE: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("crs", &["units"]),
    ("domain", &["crs", "units"]),
    ("filter", &["domain", "crs", "units"]),
    ("settings", &[]),
    ("identity", &["domain"]),
    ("streets", &["domain", "crs", "units"]),
    ("catchment", &["streets", "domain", "crs", "units"]),
    ("coverage", &["catchment", "streets", "domain", "crs", "units"]),
    ("indicators", &["domain", "units"]),
    ("siting", &["domain", "units"]),
    (
        "report",
        &["indicators", "siting", "coverage", "domain", "crs", "units"],
    ),
    ("tiles", &["filter", "domain", "crs", "units"]),
    ("import", &["domain", "crs", "units"]),
    ("export", &["domain", "crs", "units"]),
    ("reproject", &["crs", "units"]),
    ("solver", &["siting"]),
    ("store", &["identity", "domain", "crs", "units"]),
    (
        "workflow",
        &[
            "import",
            "export",
            "reproject",
            "solver",
            "store",
            "report",
            "tiles",
            "indicators",
            "siting",
            "coverage",
            "catchment",
            "streets",
            "identity",
            "filter",
            "domain",
            "crs",
            "units",
        ],
    ),
    // Result types are shown by both; both start from workflow.
    (
        "http",
        &[
            "workflow", "report", "tiles", "settings", "filter", "identity", "domain", "crs", "units",
        ],
    ),
    (
        "cli",
        &[
            "http",
            "workflow",
            "settings",
            "report",
            "indicators",
            "coverage",
            "identity",
            "domain",
            "crs",
            "units",
        ],
    ),
];

/// The only module that names each foreign library.
const HOMES: &[(&str, &[&str])] = &[
    ("gdal", &["import", "export"]),
    ("rust_xlsxwriter", &["export"]),
    ("osmpbf", &["import"]),
    ("zip", &["import"]),
    ("parquet", &["import", "export"]),
    ("quick_xml", &["import"]),
    ("landlock", &["import"]),
    ("seccompiler", &["import"]),
    ("rustix", &["import", "cli"]),
    ("argon2", &["workflow"]),
    ("getrandom", &["workflow"]),
    ("postcard", &["import"]),
    ("signal_hook", &["cli"]),
    ("calamine", &["import"]),
    ("encoding_rs", &["import", "export"]),
    ("chardetng", &["import"]),
    ("proj", &["reproject"]),
    ("highs", &["solver"]),
    // MBTiles are a database that holds no layers: `export` writes it.
    ("rusqlite", &["store", "export"]),
    ("postgres", &["store"]),
    ("rustls", &["store", "http"]),
    ("tokio_rustls", &["http"]),
    ("tokio_io_timeout", &["http"]),
    ("ureq", &["http"]),
    ("jsonwebtoken", &["http"]),
    // Also a module of rustls, which `store` names.
    ("ring", &["http", "store"]),
    ("signature", &["http"]),
    ("base64", &["http"]),
    ("tokio_postgres_rustls", &["store"]),
    ("bytes", &["store"]),
    // FlatGeobuf is written through its traits.
    ("geozero", &["store", "http"]),
    ("flatgeobuf", &["http"]),
    ("axum", &["http"]),
    ("tower_http", &["http"]),
    ("utoipa", &["http"]),
    ("rust_embed", &["http"]),
    ("tokio", &["http"]),
    ("tracing_subscriber", &["cli"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("comfy_table", &["cli"]),
    ("i_overlay", &["tiles"]),
    ("hyper", &["http"]),
    ("hyper_util", &["http"]),
    ("quick_cache", &["http"]),
    ("zstd", &["http"]),
    ("libdeflater", &["http"]),
    ("twox_hash", &["http"]),
    ("arc_swap", &["http"]),
];

/// Modules that are pure: no files, no clock, no environment, no threads of their own, no network.
const PURE: &[&str] = &[
    "units",
    "crs",
    "domain",
    "filter",
    "settings",
    "identity",
    "catchment",
    "coverage",
    "indicators",
    "siting",
    "report",
    "tiles",
];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time",
    "std::thread",
    "std::io",
    "HashMap",
];

fn sources() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let mut modules: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for file in files {
        let inner = file.strip_prefix(&root).expect("found below src");
        let module = inner
            .components()
            .next()
            .expect("a name")
            .as_os_str()
            .to_string_lossy()
            .trim_end_matches(".rs")
            .to_owned();
        let is_test = inner
            .components()
            .any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs");
        if module != "lib" && module != "main" && !is_test {
            let text = std::fs::read_to_string(&file).expect("text");
            modules
                .entry(module)
                .or_default()
                .push((inner.to_owned(), code_of(&text)));
        }
    }
    modules
}

/// The program part of a file: no comments, no tests (which may look wherever they like).
fn code_of(text: &str) -> String {
    let program = text.split("#[cfg(test)]").next().unwrap_or("");
    let lines: Vec<&str> = program
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    lines.join(
        "
",
    )
}

/// Whether code names `crate::word` or a path that starts with `word::`.
fn names(code: &str, prefix: &str, word: &str) -> bool {
    let needle = format!("{prefix}{word}");
    code.match_indices(&needle).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + needle.len()..].chars().next();
        let free = |c: Option<char>| c.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':'));
        (prefix.is_empty() && free(before) && code[at + needle.len()..].starts_with("::"))
            || (!prefix.is_empty() && after.is_none_or(|c| !(c.is_alphanumeric() || c == '_')))
    })
}

#[test]
fn every_module_stands_in_the_list() {
    let listed: Vec<&str> = MAY_USE.iter().map(|(module, _)| *module).collect();
    for module in sources().keys() {
        assert!(
            listed.contains(&module.as_str()),
            "src/{module} has no place in the order of layers"
        );
    }
}

#[test]
fn arrows_point_down() {
    let sources = sources();
    for (module, allowed) in MAY_USE {
        for (file, code) in sources.get(*module).into_iter().flatten() {
            for (other, _) in MAY_USE {
                let used = names(code, "crate::", other) || code.contains(&format!("crate::{{{other}"));
                assert!(
                    other == module || !used || allowed.contains(other),
                    "{} uses {other}, which {module} may not",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn every_foreign_library_has_one_home() {
    for (module, files) in sources() {
        for (file, code) in files {
            for (library, homes) in HOMES {
                assert!(
                    !names(&code, "", library) || homes.contains(&module.as_str()),
                    "{} uses {library}, whose home is {homes:?}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn the_core_is_pure() {
    for (module, files) in sources() {
        if PURE.contains(&module.as_str()) {
            for (file, code) in files {
                // It has no seed: the same keys always lie the same way.
                let code = code.replace("FxHashMap", "");
                for word in IMPURE {
                    assert!(!code.contains(word), "{} uses {word}", file.display());
                }
            }
        }
    }
}

#[test]
fn only_the_child_process_reads_a_strangers_file() {
    for (file, code) in sources().values().flatten() {
        let reads = code.contains("reading::read(") || code.contains("read_here");
        assert!(
            !reads || file == Path::new("import/child/worker.rs"),
            "{} reads in its own process",
            file.display()
        );
    }
    // The door of the unit tests is in no program.
    let door = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/import/mod.rs");
    let text = std::fs::read_to_string(door).expect("text");
    assert_eq!(text.matches("reading::read(").count(), 1);
    assert!(text.contains("#[cfg(test)]\nfn read_here("));
}

#[test]
fn no_file_asks_for_what_users_do_not_have() {
    for files in sources().values() {
        for (file, code) in files {
            assert!(!code.contains("../shared"), "{}", file.display());
        }
    }
}

#[test]
fn the_checks_themselves_can_fail() {
    assert!(names("use crate::store::Workspace;", "crate::", "store"));
    assert!(!names("use crate::storehouse;", "crate::", "store"));
    assert!(names("use gdal::Dataset;", "", "gdal"));
    assert!(names("let d = gdal::Dataset::open(p);", "", "gdal"));
    assert!(!names("use crate::import::gdal::x;", "", "gdal"));
}

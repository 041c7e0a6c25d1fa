//! What a file, variables and flags say together.

use super::*;

fn said(problems: &[SettingsProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn refused(text: &str) -> String {
    said(&Settings::read(Some(text), &[], &[]).expect_err("it is wrong"))
}

fn variable_of(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn without_anything_the_defaults_hold() {
    let settings = Settings::read(None, &[], &[]).expect("nothing is wrong");
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.server.max_upload_mib, 256);
    assert!(settings.server.imports);
    assert_eq!(settings.server.workspace, None);
    assert_eq!(settings.log.format, LogFormat::Text);
    assert_eq!(settings.given.one(&server::SECTION).origin("listen"), Origin::Default);
}

#[test]
fn a_variable_wins_over_the_file_and_a_flag_over_both() {
    let text = "[server]\nworkspace = \"a.gpkg\"\nlisten = \"127.0.0.1:1\"\nmax_upload_mib = 7\n";
    let environment = [
        variable_of("YIKE_SERVER__LISTEN", "127.0.0.1:2"),
        variable_of("YIKE_SERVER__WORKSPACE", "b.gpkg"),
        variable_of("YIKE_TEST_ROOM", "none of its business"),
        variable_of("HOME__SERVER", "neither"),
    ];
    let flags = [Override {
        flag: "--listen",
        section: "server",
        key: "listen",
        value: "127.0.0.1:3".to_owned(),
    }];
    let settings = Settings::read(Some(text), &environment, &flags).expect("nothing is wrong");
    assert_eq!(settings.server.listen.port(), 3);
    assert_eq!(settings.server.workspace.as_deref(), Some("b.gpkg"));
    assert_eq!(settings.server.max_upload_mib, 7);
    let table = settings.given.one(&server::SECTION);
    let from = |key| table.origin(key).to_string();
    assert_eq!(from("listen"), "flag --listen");
    assert_eq!(from("workspace"), "environment, YIKE_SERVER__WORKSPACE");
    assert_eq!(from("max_upload_mib"), "file, line 4");
    assert_eq!(from("imports"), "default");
}

#[test]
fn every_problem_is_told_at_once_with_its_line_and_what_was_meant() {
    let text = "[server]\nlisten = \"localhost\"\nlisen = \"x\"\nmax_upload_mib = 0\nimports = \"yes\"\nformat = \"json\"\n\
                [logg]\nlevel = \"info\"\n[log]\nlevel = \"loud\"\n";
    let environment = [variable_of("YIKE_SERVER__LISTE", "127.0.0.1:1")];
    let problems = Settings::read(Some(text), &environment, &[]).expect_err("it is wrong");
    let told = said(&problems);
    let expected = [
        "line 2: listen must be an IP address and a port, as 127.0.0.1:8080 or [::1]:8080",
        "line 3: there is no setting lisen under [server]; did you mean listen?",
        "line 4: max_upload_mib must be a whole number from 1 to 16384",
        "line 5: imports must be true or false",
        "line 6: there is no setting format under [server]; did you mean format under [log]?",
        "line 7: there is no section logg; did you mean [log]?",
        "line 10: level must be one of: error, warn, info, debug",
        "variable YIKE_SERVER__LISTE: no setting is overridden by this variable; did you mean YIKE_SERVER__LISTEN?",
    ];
    assert_eq!(told, expected.join("\n"));
}

#[test]
fn broken_toml_is_told_with_its_lines() {
    let told = refused("[server]\nlisten = \nworkspace = \"a\n[log]\nlevel = \"info\"\n");
    assert!(told.contains("line 2: ") && told.contains("line 3: "), "{told}");
    assert!(refused("[server]\nlisten = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"\n").contains("line 3: "));
    assert!(refused("server = 3").contains("line 1: there is no section server"));
    assert!(refused("listen = \"127.0.0.1:1\"").contains("listen under [server]"));
}

#[test]
fn a_password_of_a_database_does_not_stand_in_the_file_and_is_not_repeated() {
    for address in ["postgresql://anna:s3cr@db/plans", "postgresql://db/plans?password=s3cr"] {
        let text = format!("[server]\nworkspace = \"{address}\"\n");
        let told = refused(&text);
        assert!(told.contains("line 2") && told.contains("PGPASSFILE"), "{told}");
        assert!(!told.contains("s3cr"), "{told}");
        let environment = [variable_of("YIKE_SERVER__WORKSPACE", address)];
        assert!(Settings::read(None, &environment, &[]).is_ok());
    }
}

#[test]
fn the_example_is_read_as_it_stands_and_with_all_its_settings_in_force() {
    let text = example();
    let settings = Settings::read(Some(&text), &[], &[]).unwrap_or_else(|p| panic!("{}", said(&p)));
    assert!(settings.server.workspace.is_some());
    let set = text.lines().map(|line| {
        let setting = line.strip_prefix("# ").filter(|rest| {
            rest.starts_with("[[")
                || rest
                    .split(" = ")
                    .next()
                    .is_some_and(|name| !name.contains(' ') && rest.contains(" = "))
        });
        setting.unwrap_or(line)
    });
    let all = set.collect::<Vec<_>>().join("\n");
    let settings = Settings::read(Some(&all), &[], &[]).unwrap_or_else(|p| panic!("{}\n{all}", said(&p)));
    for section in SECTIONS {
        for table in settings.given.all(section.name) {
            let instead = |key: &&Key| example::INSTEAD.contains(&(section.name, key.name));
            for key in section.keys.iter().filter(|key| !instead(key)) {
                assert!(
                    matches!(table.origin(key.name), Origin::File { .. }),
                    "{}.{}",
                    section.name,
                    key.name
                );
            }
        }
    }
}

#[test]
fn every_setting_has_a_default_and_an_example_that_fit_it() {
    for section in SECTIONS {
        for key in section.keys.iter().filter(|key| key.kind != Kind::Secret) {
            let of = |text| value::from_text(key.kind, text);
            assert!(of(key.example).is_some(), "{}.{}", section.name, key.name);
            assert!(
                key.default.is_none_or(|text| of(text).is_some()),
                "{}.{}",
                section.name,
                key.name
            );
            assert!(key.what.ends_with('.'), "{}", key.what);
        }
    }
}

#[test]
fn the_kept_schema_is_the_one_of_the_code() {
    let kept: serde_json::Value =
        serde_json::from_str(include_str!("../../docs/operations/yike.schema.json")).expect("JSON");
    assert_eq!(
        kept,
        schema(),
        "write it anew: yike config schema > docs/operations/yike.schema.json"
    );
}

#[test]
fn the_kept_reference_is_the_one_of_the_code() {
    let kept = include_str!("../../docs/operations/settings.md");
    assert_eq!(
        kept,
        reference(),
        "write it anew: yike config reference > docs/operations/settings.md"
    );
}

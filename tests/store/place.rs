//! A workspace in one of the two databases, and the built binary that works on it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use yike::store::{Location, Workspace};

use crate::server::{self, Server};

/// A place for a workspace, in a folder with the files of a test.
pub struct Place {
    folder: tempfile::TempDir,
    /// What `--workspace` takes.
    pub workspace: String,
    server: Option<(&'static Server, String)>,
}

/// What a command printed and how it ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    /// A `GeoPackage` to be.
    pub fn file() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            workspace: folder.path().join("town.gpkg").display().to_string(),
            folder,
            server: None,
        }
    }

    /// A schema to be; `None` where no server is installed.
    pub fn server() -> Option<Self> {
        let server = server::shared()?;
        let schema = server.schema();
        Some(Self {
            workspace: server.address("postgres", "plans", &schema),
            folder: tempfile::tempdir().expect("a temporary folder"),
            server: Some((server, schema)),
        })
    }

    /// Makes the workspace.
    pub fn init(&self) {
        self.run(&["init", &self.workspace]).expect_success();
    }

    /// Makes the workspace with the toy town in it.
    pub fn toy_town(&self) {
        self.toy_town_within(&toy("communities.geojson"));
    }

    /// The same, where the border of one of the three communities is provisional.
    pub fn toy_town_with_provisional(&self, community: usize) {
        let text = std::fs::read_to_string(toy("communities.geojson")).expect("text");
        let mut document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        document["features"][community]["properties"]["provisional"] = true.into();
        self.toy_town_within(&self.write("communities.geojson", document.to_string()));
    }

    fn toy_town_within(&self, communities: &Path) {
        self.init();
        self.import("communities", communities, &["--crs", "EPSG:4547"])
            .expect_success();
        for (kind, file) in [
            ("facilities", "facilities.csv"),
            ("hamlets", "hamlets.csv"),
            ("buildings", "buildings.geojson"),
            ("land", "land.geojson"),
        ] {
            self.import(kind, &toy(file), &["--crs", "EPSG:4547"]).expect_success();
        }
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, contents).expect("the folder is ours");
        path
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yike"));
        command.current_dir(self.folder.path());
        command.env("XDG_CACHE_HOME", self.folder.path());
        for name in ["LANG", "LC_ALL", "LC_MESSAGES", "PGPASSWORD", "PGPASSFILE"] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command().args(arguments).output().expect("the binary runs"))
    }

    /// The command that imports, to be started.
    pub fn importing(&self, kind: &str, file: &Path, more: &[&str]) -> Command {
        let mut command = self.command();
        command
            .args(["import", kind])
            .arg(file)
            .args(["--workspace", &self.workspace])
            .args(more);
        command
    }

    pub fn import(&self, kind: &str, file: &Path, more: &[&str]) -> Ran {
        Ran::of(&self.importing(kind, file, more).output().expect("the binary runs"))
    }

    /// An assessment to the byte.
    pub fn assess(&self, circle: &str) -> String {
        let arguments = [
            "assess",
            "--workspace",
            &self.workspace,
            "--circle",
            circle,
            "--format",
            "json",
        ];
        self.run(&arguments).expect_success().out
    }

    /// Everything that the workspace holds, as one text: rows with their ids, and the assessment in force.
    pub fn contents(&self) -> String {
        let location: Location = self.workspace.parse().expect("it never fails");
        let workspace = Workspace::open_read_only(&location).expect("it was made");
        let town = workspace.town().expect("it reads");
        let streets = workspace.streets().expect("it reads");
        let barriers = workspace.barriers_at(None).expect("it reads");
        let compounds = workspace.compounds_at(None).expect("it reads");
        let successions = workspace.successions().expect("it reads");
        let records = workspace.plan_records().expect("it reads");
        let assessment = workspace.assessment().expect("it reads");
        format!(
            "{town:#?}\n{streets:#?}\n{barriers:#?}\n{compounds:#?}\n{successions:#?}\n{records:#?}\n{assessment:#?}\n{:?}",
            workspace.communities_extent()
        )
    }

    /// Whether it is a file, not a schema.
    pub fn is_file(&self) -> bool {
        self.server.is_none()
    }

    /// The schema on the server.
    pub fn schema(&self) -> &str {
        &self.server.as_ref().expect("it is on a server").1
    }

    /// What the server says to statements that it refuses.
    pub fn refused(&self, sql: &str) -> String {
        let (server, schema) = self.server.as_ref().expect("it is on a server");
        let mut psql = server.psql("plans").spawn().expect("psql comes with the server");
        let script = format!("SET search_path = {schema}, public;\n{sql}");
        let mut stdin = psql.stdin.take().expect("piped");
        stdin.write_all(script.as_bytes()).expect("it listens");
        drop(stdin);
        let output = psql.wait_with_output().expect("it ends");
        assert!(!output.status.success(), "it was not refused: {sql}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Asks or changes the database behind the program's back.
    pub fn sql(&self, sql: &str) -> String {
        if let Some((server, schema)) = &self.server {
            return server.sql("plans", &format!("SET search_path = {schema}, public;\n{sql}"));
        }
        let output = Command::new("sqlite3").arg(&self.workspace).arg(sql).output();
        let output = output.expect("sqlite3 is installed by make setup");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    /// Another program that has begun to write: it has changed what was imported, and not yet kept that.
    pub fn other_writer(&self) -> OtherWriter {
        let (mut command, before) = if let Some((server, schema)) = &self.server {
            let begin = format!("SET search_path = {schema}, public; BEGIN;");
            (server.psql("plans"), begin)
        } else {
            let mut command = Command::new("sqlite3");
            command
                .arg(&self.workspace)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped());
            (command, "BEGIN IMMEDIATE;".to_owned())
        };
        let mut child = command.spawn().expect("it is installed by make setup");
        let mut stdin = child.stdin.take().expect("piped");
        let sql = format!(
            "{before}\nUPDATE yike_workspace SET value = value WHERE key = 'format';\nUPDATE inputs SET source = 'other';\nSELECT 'changed';\n"
        );
        stdin.write_all(sql.as_bytes()).expect("it listens");
        let mut answers = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        while line.trim() != "changed" {
            line.clear();
            assert!(answers.read_line(&mut line).expect("it answers") > 0, "it has ended");
        }
        OtherWriter {
            child,
            stdin: Some(stdin),
        }
    }
}

/// A program that is in the middle of a change.
pub struct OtherWriter {
    child: Child,
    stdin: Option<std::process::ChildStdin>,
}

impl OtherWriter {
    /// Lets it keep its change and end.
    pub fn finish(mut self) {
        let mut stdin = self.stdin.take().expect("once");
        stdin.write_all(b"COMMIT;\n").expect("it listens");
        drop(stdin);
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Ran {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub fn expect_success(self) -> Self {
        assert_eq!(self.code, 0, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// The command was refused with this exit code and says all of these words, and no statement of the database.
    #[track_caller]
    pub fn expect_refusal(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is missing in: {}", self.err);
        }
        for word in ["panicked", "SELECT", "INSERT", "s3cret"] {
            assert!(!self.err.contains(word), "{}", self.err);
        }
        self
    }
}

/// A file below tests/fixtures.
pub fn toy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/toy_town")
        .join(name)
}

/// The circle that the toy town's numbers are worked out for.
pub fn toy_circle() -> String {
    toy("toy.toml").display().to_string()
}

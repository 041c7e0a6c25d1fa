//! Runs the built binary in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a workspace, gone when dropped.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// What a command printed and how it ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    /// An empty folder.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// A folder with an empty workspace.
    pub fn new() -> Self {
        let desk = Self::empty();
        desk.run(&["init", "town.gpkg"]).expect_success();
        desk
    }

    /// A folder with the toy town imported.
    pub fn toy_town() -> Self {
        let desk = Self::new();
        for (kind, file) in [
            ("communities", "communities.geojson"),
            ("facilities", "facilities.csv"),
            ("hamlets", "hamlets.csv"),
            ("buildings", "buildings.geojson"),
            ("land", "land.geojson"),
        ] {
            desk.import(kind, &fixture(&format!("toy_town/{file}")), &["--crs", "EPSG:4547"])
                .expect_success();
        }
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).expect("the folder is ours");
        path
    }

    pub fn import(&self, kind: &str, file: &Path, more: &[&str]) -> Ran {
        let file = file.to_str().expect("the path is text");
        let mut arguments = vec!["import", kind, file, "--workspace", "town.gpkg"];
        arguments.extend(more);
        self.run(&arguments)
    }

    /// Checks plans on the workspace.
    pub fn check(&self, more: &[&str]) -> Ran {
        self.run(&[&["check", "--workspace", "town.gpkg"], more].concat())
    }

    pub fn assess(&self, circle: &str) -> serde_json::Value {
        serde_json::from_str(&self.assess_text(circle)).expect("one JSON object")
    }

    /// The assessment to the byte.
    pub fn assess_text(&self, circle: &str) -> String {
        let arguments = [
            "assess",
            "--workspace",
            "town.gpkg",
            "--circle",
            circle,
            "--format",
            "json",
        ];
        self.run(&arguments).expect_success().out
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command().args(arguments).output().expect("the binary runs");
        Ran::of(&output)
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yike"));
        command
            .current_dir(self.folder.path())
            .env_remove("LANG")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES");
        command
    }

    /// What a query of the workspace gives, cell by cell.
    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        self.rows_of("town.gpkg", sql)
    }

    /// As [`Self::rows`], of another workspace.
    pub fn rows_of(&self, workspace: &str, sql: &str) -> Vec<Vec<String>> {
        let output = Command::new("sqlite3")
            .args(["-separator", "\u{1f}", workspace, sql])
            .current_dir(self.folder.path())
            .output()
            .expect("sqlite3 is installed by scripts/setup.sh");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines()
            .map(|line| line.split('\u{1f}').map(str::to_owned).collect())
            .collect()
    }

    /// The bytes of the workspace, to see whether a failed command changed it.
    pub fn workspace_bytes(&self) -> Vec<u8> {
        std::fs::read(self.path("town.gpkg")).expect("the workspace is there")
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

    /// The command was refused with this exit code and says all of these words.
    #[track_caller]
    pub fn expect_refusal(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is missing in: {}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }
}

/// A file below tests/fixtures.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

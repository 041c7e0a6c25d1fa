//! A PostgreSQL of the test's own: in a temporary folder, on a socket, no port.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const BINARIES: &str = "/usr/lib/postgresql/15/bin";

/// A running database with PostGIS; stopped and removed when dropped.
pub struct PostGis {
    folder: tempfile::TempDir,
}

impl PostGis {
    /// Starts one; says so and gives `None` where it is not installed.
    pub fn start() -> Option<Self> {
        let extension = Path::new("/usr/share/postgresql/15/extension/postgis.control");
        if !Path::new(BINARIES).join("initdb").exists() || !extension.exists() || !ogr2ogr_is_there() {
            println!("skipped: PostgreSQL 15 with PostGIS, or ogr2ogr, is not installed (make setup)");
            return None;
        }
        let folder = tempfile::Builder::new()
            .prefix("yike-judge")
            .tempdir()
            .expect("a temporary folder");
        if is_root() {
            // PostgreSQL refuses to run as root: its own user gets the folder.
            start(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).expect("it is ours");
        let data = folder.path().join("data");
        start(server_command("initdb").arg("-D").arg(&data).args([
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "-E",
            "UTF8",
        ]));
        let options = format!("-c listen_addresses='' -c fsync=off -k {}", folder.path().display());
        start(
            server_command("pg_ctl")
                .arg("-D")
                .arg(&data)
                .args(["-w", "-s", "-o", &options, "-l"])
                .arg(folder.path().join("log"))
                .arg("start"),
        );
        let judge = Self { folder };
        judge.run("CREATE EXTENSION postgis");
        Some(judge)
    }

    /// Runs statements, given on standard input, and gives what they answer, unadorned.
    #[track_caller]
    pub fn run(&self, sql: &str) -> String {
        let mut psql = Command::new(Path::new(BINARIES).join("psql"))
            .args([
                "-h",
                &self.folder.path().display().to_string(),
                "-U",
                "postgres",
                "-v",
                "ON_ERROR_STOP=1",
                "-qAtX",
                "-f",
                "-",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("psql comes with the server");
        // Its own thread, so that a long script and a long answer don't wait for each other.
        let mut stdin = psql.stdin.take().expect("piped");
        let script = sql.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(script.as_bytes()));
        let output = psql.wait_with_output().expect("it ends");
        let written = writer.join().expect("no panic");
        assert!(
            output.status.success() && written.is_ok(),
            "{sql}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    /// Names the projection that the product chose, for PostGIS to project with by itself.
    pub fn learn_projection(&self, name: &str) {
        let definition = match name.strip_prefix("EPSG:") {
            Some(code) => self.run(&format!("SELECT proj4text FROM spatial_ref_sys WHERE srid = {code}")),
            None => name.to_owned(),
        };
        self.run(&format!(
            "INSERT INTO spatial_ref_sys (srid, proj4text, srtext) VALUES (990001, '{definition}', '')"
        ));
    }

    /// Loads a layer of a file as a table of this name with a column `geom` in degrees.
    pub fn load(&self, file: &Path, table: &str, query: &[&str]) {
        let target = format!("PG:{}", address(self.folder.path()));
        start(
            Command::new("ogr2ogr")
                .args(["-q", "-f", "PostgreSQL", &target])
                .arg(file)
                .args([
                    "-nln",
                    table,
                    "-lco",
                    "GEOMETRY_NAME=geom",
                    "-lco",
                    "PRECISION=NO",
                    "-t_srs",
                    "EPSG:4326",
                ])
                .args(query)
                .env("PGCLIENTENCODING", "UTF8"),
        );
    }

    /// One number.
    #[track_caller]
    pub fn number(&self, query: &str) -> f64 {
        let answer = self.run(query);
        answer
            .parse()
            .unwrap_or_else(|_| panic!("{query}: {answer:?} is no number"))
    }
}

impl Drop for PostGis {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        let _ = server_command("pg_ctl")
            .arg("-D")
            .arg(data)
            .args(["-m", "immediate", "-s", "stop"])
            .status();
    }
}

fn address(folder: &Path) -> String {
    format!("host={} user=postgres dbname=postgres", folder.display())
}

fn server_command(name: &str) -> Command {
    let binary: PathBuf = Path::new(BINARIES).join(name);
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(binary);
        command
    } else {
        Command::new(binary)
    };
    command.current_dir("/").stdout(Stdio::null());
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn ogr2ogr_is_there() -> bool {
    Command::new("ogr2ogr")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

#[track_caller]
fn start(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

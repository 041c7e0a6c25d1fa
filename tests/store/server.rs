//! A `PostgreSQL` of the tests' own: in a temporary folder, on a socket; gone when the tests end, however they end. Its file is shared by all tests
//! that need one.

use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

/// A running server with the database `plans`, which has `PostGIS`.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    /// Stops the server and removes its folder as soon as its standard input ends.
    keeper: Child,
    schemas: AtomicU32,
    /// Names its socket; nobody listens there on the network unless a test asks for it.
    port: AtomicU16,
}

/// The one server of a test binary; `None`, said aloud, where `PostgreSQL` with `PostGIS` is not installed.
pub fn shared() -> Option<&'static Server> {
    static SHARED: OnceLock<Option<Server>> = OnceLock::new();
    SHARED.get_or_init(Server::start).as_ref()
}

impl Server {
    /// Starts one.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: PostgreSQL with PostGIS is not installed (make setup)");
            return None;
        };
        let folder = tempfile::Builder::new()
            .prefix("yike-pg")
            .tempdir()
            .expect("a temporary folder")
            .keep();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).expect("it is ours");
        if is_root() {
            // PostgreSQL refuses to run as root: its own user gets the folder.
            succeed(Command::new("chown").arg("postgres").arg(&folder));
        }
        let keeper = Command::new("sh")
            .args(["-c", "read -r _; \"$@\" -m immediate -s stop; rm -rf \"$FOLDER\"", "sh"])
            .args(arguments(&server_program(&programs, "pg_ctl")))
            .arg("-D")
            .arg(folder.join("data"))
            .env("FOLDER", &folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh");
        let server = Self {
            folder,
            programs,
            keeper,
            schemas: AtomicU32::new(0),
            port: AtomicU16::new(5432),
        };
        succeed(server.program("initdb").arg("-D").arg(server.data()).args([
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]));
        // One user has to know a password.
        server.doors("local all carol scram-sha-256\nlocal all all trust\n");
        server.begin();
        // A language whose order of words is not that of their bytes: results must not depend on it.
        server.sql(
            "postgres",
            "CREATE DATABASE plans TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh';
             CREATE ROLE carol LOGIN PASSWORD 's3cret'; CREATE ROLE dora LOGIN",
        );
        server.sql("plans", "CREATE EXTENSION postgis");
        Some(server)
    }

    /// Says who may come in and how, for the next start.
    pub fn doors(&self, lines: &str) {
        std::fs::write(self.data().join("pg_hba.conf"), lines).expect("it is ours");
    }

    /// Starts the stopped server.
    pub fn begin(&self) {
        let options = format!("-c listen_addresses='' -c fsync=off -k {}", self.folder.display());
        succeed(&mut self.starting(&options));
    }

    /// Starts the stopped server on a free port of this machine, which it gives, with more settings.
    pub fn begin_on_the_network(&self, more: &str) -> u16 {
        // Another program may take the port between the question and the start.
        for _ in 0..20 {
            let free = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
            let port = free.expect("some port is free").port();
            let options = format!(
                "-c listen_addresses=127.0.0.1 -p {port} -c fsync=off -k {} {more}",
                self.folder.display()
            );
            let started = self.starting(&options).stderr(Stdio::null()).status();
            if started.expect("it starts").success() {
                self.port.store(port, Ordering::Relaxed);
                return port;
            }
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        unreachable!("twenty ports were free and then were not: {log}")
    }

    fn starting(&self, options: &str) -> Command {
        let mut starting = self.program("pg_ctl");
        starting
            .arg("-D")
            .arg(self.data())
            .args(["-w", "-s", "-o", options, "-l"])
            .arg(self.folder.join("log"))
            .arg("start")
            .stdin(Stdio::null());
        starting
    }

    /// Its folder, which its own user can read.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stops it as an administrator does, with work in hand.
    pub fn stop(&self) {
        succeed(
            self.program("pg_ctl")
                .arg("-D")
                .arg(self.data())
                .args(["-w", "-s", "-m", "fast", "stop"]),
        );
    }

    /// The address of a database for a user.
    pub fn address(&self, user: &str, database: &str, schema: &str) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgresql://{user}@{host}/{database}?schema={schema}")
    }

    /// A name that no other test uses.
    pub fn schema(&self) -> String {
        format!("town_{}", self.schemas.fetch_add(1, Ordering::Relaxed))
    }

    /// Runs statements as the administrator and gives what they answer, unadorned.
    #[track_caller]
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let mut psql = self.psql(database);
        let mut psql = psql.spawn().expect("psql comes with the server");
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

    /// The administrator's own client, to be fed through its standard input.
    pub fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.arg("-h")
            .arg(&self.folder)
            .args(["-p", &self.port.load(Ordering::Relaxed).to_string()])
            .args(["-U", "postgres", "-d", database]);
        psql.args(["-v", "ON_ERROR_STOP=1", "-qAtX", "-f", "-"])
            .env("PGCLIENTENCODING", "UTF8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        psql
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        server_program(&self.programs, name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Where the newest server with `PostGIS` keeps its programs; from version 15, which knows languages by ICU.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| {
            let name = version.ok()?.file_name();
            if name.to_str()?.parse::<u32>().ok()? < 15 {
                return None;
            }
            let share = Path::new("/usr/share/postgresql")
                .join(&name)
                .join("extension/postgis.control");
            let programs = Path::new("/usr/lib/postgresql").join(&name).join("bin");
            (share.exists() && programs.join("initdb").exists()).then_some(programs)
        })
        .collect();
    found.sort();
    found.pop()
}

fn server_program(programs: &Path, name: &str) -> Command {
    let program = programs.join(name);
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/").stdout(Stdio::null());
    command
}

fn arguments(command: &Command) -> Vec<std::ffi::OsString> {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(ToOwned::to_owned)
        .collect()
}

/// Gives a file to servers, as they want their keys: readable by nobody else.
pub fn hand_over(file: &Path) {
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
    if is_root() {
        succeed(Command::new("chown").arg("postgres").arg(file));
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Runs a program that has to succeed.
#[track_caller]
pub fn succeed(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

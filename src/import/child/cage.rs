//! The limits that the child puts on itself before it opens anything.
//!
//! Three fences stand one behind the other: limits of the system (memory, processor time, file sizes, processes), Landlock (paths,
//! where the kernel has it) and a list of system calls (no sockets, no programs, no other processes). Each holds without the others.

mod calls;
mod paths;

use std::path::Path;

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, getrlimit, set_dumpable_behavior, set_parent_process_death_signal,
    setrlimit,
};

use super::limits::Limits;

/// Files open at once; a file geodatabase has dozens.
const FILES: u64 = 256;

/// Dies with the parent.
pub(super) fn follow_the_parent() {
    // Where the system refuses this, the closed pipe ends the child at its next word.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
}

/// Locks this process in: it may read the files given with what belongs to them, and write into the room.
///
/// # Errors
/// A fence that can't be put up, in words. Landlock is left out where the kernel has none.
pub(super) fn lock<'a>(files: impl Iterator<Item = &'a Path>, room: &Path, limits: &Limits) -> Result<(), String> {
    let seconds = limits.processor.as_secs().max(1);
    only(Resource::As, limits.memory, limits.memory)?;
    only(Resource::Fsize, limits.file, limits.file)?;
    only(Resource::Nofile, FILES, FILES)?;
    only(Resource::Nproc, 0, 0)?;
    only(Resource::Core, 0, 0)?;
    // The first limit sends a signal that tells the reason, the second one ends without.
    only(Resource::Cpu, seconds, seconds + 5)?;
    // No other process of this user may look in.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|e| format!("it stays open to others ({})", e.kind()))?;
    paths::fence(files, room)?;
    calls::fence()
}

/// Sets a limit, or leaves a lower one that was set before.
fn only(resource: Resource, current: u64, maximum: u64) -> Result<(), String> {
    let before = getrlimit(resource);
    let lower = |most: u64, before: Option<u64>| Some(before.map_or(most, |before| before.min(most)));
    let limit = Rlimit {
        current: lower(current, before.current),
        maximum: lower(maximum, before.maximum),
    };
    setrlimit(resource, limit).map_err(|e| format!("a limit is refused ({})", e.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::process::Command;

    /// Where the locked process finds its room.
    const ROOM: &str = "YIKE_TEST_ROOM";

    #[test]
    fn a_locked_process_reads_its_file_and_can_do_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, contents) in [("a.shp", "mine"), ("a.dbf", "mine"), ("other.shp", "not mine")] {
            fs::write(folder.path().join(name), contents).expect("a file");
        }
        fs::create_dir(folder.path().join("room")).expect("a folder");
        let this = std::env::current_exe().expect("it runs");
        let name = "import::child::cage::tests::inside";
        let output = Command::new(this)
            .args([name, "--exact", "--ignored", "--nocapture", "--test-threads=1"])
            .env(ROOM, folder.path())
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("locked as wanted"),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    #[test]
    #[ignore = "it locks its own process in; the test above starts it"]
    fn inside() {
        let Some(folder) = std::env::var_os(ROOM).map(std::path::PathBuf::from) else {
            return;
        };
        let room = folder.join("room");
        let listener = TcpListener::bind("127.0.0.1:0").expect("not locked yet");
        let address = listener.local_addr().expect("it has one");
        let limits = Limits {
            memory: 2 << 30,
            ..Limits::default()
        };
        lock(std::iter::once(folder.join("a.shp").as_path()), &room, &limits).expect("it locks");
        assert_eq!(fs::read(folder.join("a.shp")).expect("its file"), b"mine");
        assert_eq!(fs::read(folder.join("a.dbf")).expect("its companion"), b"mine");
        fs::write(room.join("mine"), "x").expect("its room");
        let mut let_through = Vec::new();
        let mut tried = |what: &'static str, worked: bool| {
            if worked {
                let_through.push(what);
            }
        };
        tried("connecting", TcpStream::connect(address).is_ok());
        tried("listening", TcpListener::bind("127.0.0.1:0").is_ok());
        tried("sending", UdpSocket::bind("127.0.0.1:0").is_ok());
        tried("a program", Command::new("/bin/true").spawn().is_ok());
        tried("a thread", std::thread::Builder::new().spawn(|| ()).is_ok());
        tried(
            "another file of the folder",
            File::open(folder.join("other.shp")).is_ok(),
        );
        tried("the folder's list", fs::read_dir(&folder).is_ok());
        tried("a file of the system", File::open("/etc/passwd").is_ok());
        tried("its own memory as a file", File::open("/proc/self/mem").is_ok());
        tried("writing its file", fs::write(folder.join("a.shp"), "x").is_ok());
        tried("writing beside it", fs::write(folder.join("new"), "x").is_ok());
        tried(
            "a link out of its room",
            std::os::unix::fs::symlink("/etc/passwd", room.join("link")).is_ok(),
        );
        tried(
            "a huge piece of memory",
            Vec::<u8>::new().try_reserve_exact(3 << 30).is_ok(),
        );
        assert!(let_through.is_empty(), "{let_through:?}");
        println!("locked as wanted");
    }
}

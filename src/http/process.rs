//! What the system says of this process, under the names that every monitoring system knows.

/// Name, kind, help and value of each figure; those that the system does not tell are left out.
pub(super) fn figures() -> Vec<(&'static str, &'static str, &'static str, f64)> {
    let memory = of_status("VmRSS:").map(|kib| {
        let name = "process_resident_memory_bytes";
        (name, "gauge", "Memory that the process holds.", kib * 1024.0)
    });
    let files = std::fs::read_dir("/proc/self/fd").ok().map(|open| {
        let name = "process_open_fds";
        (
            name,
            "gauge",
            "Files and connections that are open.",
            open.count() as f64,
        )
    });
    let threads = of_status("Threads:").map(|threads| {
        let name = "process_threads";
        (name, "gauge", "Threads of the process.", threads)
    });
    let seconds = cpu_seconds().map(|seconds| {
        let name = "process_cpu_seconds_total";
        (name, "counter", "Time that processors spent on the process.", seconds)
    });
    [memory, files, threads, seconds].into_iter().flatten().collect()
}

fn of_status(key: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(key))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// In user mode and in the system; the kernel tells it in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in brackets and may hold blanks; the time stands 12th and 13th behind it.
    let mut rest = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = rest.next()?.parse().ok()?;
    let system: f64 = rest.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

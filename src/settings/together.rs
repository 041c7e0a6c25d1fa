//! Settings that only together are safe.

use super::given::Given;
use super::problem::{Place, SettingsProblem};
use super::server::Server;
use super::sign_in::SignIn;

/// A server that others reach, through a proxy or by a name of its own, shows everything to them unless they sign in.
pub(super) fn check(server: &Server, sign_in: &SignIn, given: &Given, problems: &mut Vec<SettingsProblem>) {
    if sign_in.staff.is_some() {
        return;
    }
    let reached = [
        (
            &super::server::SECTION,
            "trusted_proxies",
            !server.trusted_proxies.is_empty(),
        ),
        (
            &super::server::SECTION,
            "public_url",
            server.public_url.as_deref().is_some_and(is_elsewhere),
        ),
        (&super::sign_in::SECTION, "hosts", !sign_in.hosts.is_empty()),
    ];
    for (section, key, _) in reached.into_iter().filter(|(_, _, is_so)| *is_so) {
        problems.push(SettingsProblem::NotTogether {
            place: Place::of(&given.one(section).origin(key)),
            what: format!(
                "{}.{key} lets other computers in, and nobody would have to sign in: name a staff file, staff under [sign_in] (yike user add makes one), or leave {key} out",
                section.name
            ),
        });
    }
}

/// Whether an address is not one of this computer alone.
fn is_elsewhere(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = match rest.strip_prefix('[') {
        Some(six) => six.split(']').next(),
        None => rest.split([':', '/']).next(),
    };
    let host = host.unwrap_or_default();
    let own = host.parse::<core::net::IpAddr>().map(|ip| ip.is_loopback());
    !own.unwrap_or(host.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use super::is_elsewhere;

    #[test]
    fn only_names_of_this_computer_are_here() {
        for here in [
            "http://127.0.0.1:8080",
            "http://[::1]:80",
            "https://localhost",
            "http://LOCALHOST:1",
        ] {
            assert!(!is_elsewhere(here), "{here}");
        }
        for there in [
            "https://map.bureau.example",
            "http://10.0.0.1:8080",
            "http://[fd00::1]",
            "http://localhost.example",
        ] {
            assert!(is_elsewhere(there), "{there}");
        }
    }
}

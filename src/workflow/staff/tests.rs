//! The whole of it over a file.

use super::*;
use crate::identity::{AccountName, Grant, Role};

const WORD: &str = "fifteen minutes on foot";

struct Place {
    _folder: tempfile::TempDir,
    staff: Staff,
}

fn place() -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    let staff = Staff::open_or_make(&folder.path().join("staff"), StaffLimits::default()).expect("made");
    let name = name("wang");
    staff
        .add_user(&name, &Grant::of(Role::Editor), Some(WORD), 0)
        .expect("added");
    Place { _folder: folder, staff }
}

fn name(word: &str) -> AccountName {
    word.parse().expect("a name")
}

#[test]
fn a_session_is_good_until_it_is_idle_old_ended_or_its_user_shut_out() {
    let place = place();
    let staff = &place.staff;
    let sign_in = |now| staff.sign_in("Wang", WORD, "10.0.0.1", now).expect("signed in").token;
    let role = |token: &str, now| staff.session(token, now).expect("read").map(|person| person.role);
    let token = sign_in(1000);
    assert_eq!(role(&token, 1000 + 3599), Some(Role::Editor));
    // It was seen then, so it lives on; without a request it ends.
    assert_eq!(role(&token, 1000 + 3599 + 3599), Some(Role::Editor));
    assert_eq!(role(&token, 1000 + 3599 + 3599 + 3600), None);
    let token = sign_in(50_000);
    let last = (50_000..50_000 + 12 * 3600).step_by(3000).last().expect("a moment");
    for now in (50_000..=last).step_by(3000) {
        assert_eq!(role(&token, now), Some(Role::Editor), "{now}");
    }
    assert_eq!(role(&token, 50_000 + 12 * 3600), None);
    let token = sign_in(200_000);
    staff.sign_out(&token).expect("ended");
    assert_eq!(role(&token, 200_000), None);
    let token = sign_in(200_000);
    staff
        .set_grant(&name("wang"), &Grant::of(Role::Viewer), 0)
        .expect("granted");
    assert_eq!(role(&token, 200_001), Some(Role::Viewer));
    staff.set_disabled(&name("wang"), true, 0).expect("disabled");
    assert_eq!(role(&token, 200_002), None);
    assert!(matches!(
        staff.sign_in("wang", WORD, "10.0.0.1", 200_003),
        Err(Refused::Wrong)
    ));
    staff.set_disabled(&name("wang"), false, 0).expect("enabled");
    assert_eq!(role(&token, 200_004), None);
    let token = sign_in(200_005);
    staff
        .set_password(&name("wang"), "another few words", 0)
        .expect("changed");
    assert_eq!(role(&token, 200_006), None);
    assert_eq!(role("", 200_006), None);
}

#[test]
fn tries_are_counted_whether_the_user_exists_or_not_and_the_right_password_waits_too() {
    let place = place();
    let staff = &place.staff;
    for user in ["wang", "nobody"] {
        for i in 0..10 {
            let peer = format!("10.0.{}.{i}", user.len());
            let refused = staff.sign_in(user, "wrong", &peer, 100).expect_err("refused");
            assert!(matches!(refused, Refused::Wrong), "{user} {i}");
        }
        let refused = staff.sign_in(user, WORD, "10.9.9.9", 400).expect_err("refused");
        assert!(
            matches!(refused, Refused::TooMany { retry_s: 600 }),
            "{user}: {refused}"
        );
    }
    assert!(staff.sign_in("wang", WORD, "10.9.9.9", 1000).is_ok());
    for i in 0..30 {
        let user = format!("user{i}");
        let refused = staff.sign_in(&user, "wrong", "10.7.7.7", 2000).expect_err("refused");
        assert!(matches!(refused, Refused::Wrong));
    }
    let refused = staff.sign_in("wang", WORD, "10.7.7.7", 2000).expect_err("refused");
    assert!(matches!(refused, Refused::TooMany { .. }), "{refused}");
    assert!(staff.sign_in("wang", WORD, "10.7.7.8", 2000).is_ok());
}

#[test]
fn keys_are_good_until_they_expire_or_are_revoked_and_only_their_beginning_is_kept() {
    let place = place();
    let staff = &place.staff;
    let grant = Grant {
        areas: ["532301".parse().expect("an area")].into(),
        layers: Some(["communities".to_owned()].into()),
        ..Grant::of(Role::Viewer)
    };
    let made = staff.add_key(&name("nightly"), &grant, Some(500), 0).expect("made");
    assert!(made.key.starts_with("yk_") && made.key.len() == 67 && made.key.starts_with(&made.kept.shown));
    let person = staff.key(&made.key, 499).expect("read").expect("good");
    assert_eq!((person.role, person.name.as_str()), (Role::Viewer, "key nightly"));
    assert_eq!((person.scope.areas, person.scope.layers), (grant.areas, grant.layers));
    assert_eq!(staff.key(&made.key, 500).expect("read"), None);
    let endless = staff
        .add_key(&name("other"), &Grant::of(Role::Planner), None, 0)
        .expect("made");
    assert_ne!(endless.key, made.key);
    staff.revoke_key(&name("other"), 5).expect("revoked");
    assert_eq!(staff.key(&endless.key, 6).expect("read"), None);
    let error = staff.revoke_key(&name("nighty"), 5).expect_err("unknown");
    assert!(error.to_string().contains("did you mean nightly?"), "{error}");
    assert!(
        staff
            .add_key(&name("nightly"), &Grant::of(Role::Viewer), None, 0)
            .is_err()
    );
}

#[test]
fn what_is_done_is_written_down_without_secrets_and_without_names_that_nobody_has() {
    let place = place();
    let staff = &place.staff;
    let _ = staff.sign_in("my secret password", "x", "10.0.0.1", 7);
    let _ = staff.sign_in("wang", "wrong", "10.0.0.1", 8);
    staff.sign_in("wang", WORD, "10.0.0.2", 9).expect("signed in");
    let lines = staff.audit(0, 100).expect("read");
    let told: Vec<(i64, &str, &str)> = lines
        .iter()
        .map(|line| (line.at, line.who.as_str(), line.what.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (9, "wang", "signed-in"),
            (8, "wang", "sign-in-refused"),
            (7, "", "sign-in-refused"),
            (0, "", "user-added")
        ]
    );
    let all = format!("{lines:?}");
    assert!(!all.contains("secret password") && !all.contains(WORD));
    staff.sweep(400 * 86_400).expect("swept");
    assert!(staff.audit(0, 100).expect("read").is_empty());
}

/// The other server's word.
struct Said {
    name: AccountName,
    subject: &'static str,
    grant: Option<Grant>,
}

fn said(who: &str, subject: &'static str, role: Option<Role>) -> Said {
    let grant = role.map(Grant::of);
    Said {
        name: name(who),
        subject,
        grant,
    }
}

impl Said {
    fn word(&self) -> Word<'_> {
        Word {
            name: &self.name,
            subject: self.subject,
            grant: self.grant.as_ref(),
        }
    }

    /// The role that a session has, if there is one; and that of a single request.
    fn let_in(&self, staff: &Staff, now: i64) -> (Option<Role>, Option<Role>) {
        let request = staff.vouched(self.word()).expect("read").map(|person| person.role);
        let session = match staff.sign_in_vouched(self.word(), "10.0.0.1", now) {
            Ok(signed) => staff
                .session(&signed.token, now)
                .expect("read")
                .map(|person| person.role),
            Err(Refused::Wrong) => None,
            Err(error) => panic!("{error}"),
        };
        (session, request)
    }
}

const NOBODY: (Option<Role>, Option<Role>) = (None, None);

fn as_role(role: Role) -> (Option<Role>, Option<Role>) {
    (Some(role), Some(role))
}

#[test]
fn another_servers_word_lets_in_whom_the_file_knows_without_a_password_and_as_it_says() {
    let place = place();
    let staff = &place.staff;
    staff
        .add_user(&name("li"), &Grant::of(Role::Editor), None, 0)
        .expect("added");
    assert_eq!(said("nobody", "1", None).let_in(staff, 1), NOBODY);
    assert_eq!(
        said("wang", "1", Some(Role::Planner)).let_in(staff, 1),
        NOBODY,
        "with a password"
    );
    assert_eq!(
        said("li", "2", Some(Role::Planner)).let_in(staff, 1),
        as_role(Role::Editor)
    );
    assert_eq!(
        said("li", "3", None).let_in(staff, 2),
        NOBODY,
        "somebody else of that name"
    );
    staff.set_disabled(&name("li"), true, 3).expect("disabled");
    assert_eq!(said("li", "2", None).let_in(staff, 4), NOBODY);
    staff.set_disabled(&name("li"), false, 5).expect("enabled");
    assert_eq!(
        said("li", "3", None).let_in(staff, 6),
        as_role(Role::Editor),
        "whoever it is now"
    );
    staff.remove_password(&name("wang"), 7).expect("removed");
    assert_eq!(said("wang", "1", None).let_in(staff, 8), as_role(Role::Editor));
    assert!(matches!(
        staff.sign_in("wang", WORD, "10.0.0.1", 9),
        Err(Refused::Wrong)
    ));
}

#[test]
fn what_groups_grant_is_granted_anew_at_each_sign_in_until_a_hand_changes_it() {
    let place = place();
    let staff = &place.staff;
    let chen = |role| said("chen", "9", role);
    assert_eq!(chen(Some(Role::Viewer)).let_in(staff, 1), as_role(Role::Viewer));
    let accounts = staff.users().expect("read");
    assert!(
        accounts
            .iter()
            .any(|account| account.name == "chen" && account.from_groups)
    );
    let open = staff
        .sign_in_vouched(chen(Some(Role::Planner)).word(), "10.0.0.1", 2)
        .expect("in")
        .token;
    let role = |now| staff.session(&open, now).expect("read").map(|person| person.role);
    assert_eq!(role(3), Some(Role::Planner));
    // Out of all groups: out, and out of what is open.
    assert_eq!(chen(None).let_in(staff, 4), NOBODY);
    assert_eq!(role(5), None);
    staff
        .set_grant(&name("chen"), &Grant::of(Role::Editor), 6)
        .expect("granted");
    assert_eq!(chen(None).let_in(staff, 7), as_role(Role::Editor));
    let open = staff
        .sign_in_vouched(chen(Some(Role::Viewer)).word(), "10.0.0.1", 8)
        .expect("in")
        .token;
    staff.set_disabled(&name("chen"), true, 9).expect("disabled");
    assert_eq!(staff.session(&open, 10).expect("read"), None);
}

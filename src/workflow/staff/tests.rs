//! The whole of it over a file.

use std::collections::BTreeSet;

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

#[test]
fn somebody_another_server_vouches_for_is_shut_out_by_an_account_of_that_name() {
    let place = place();
    let staff = &place.staff;
    let signed = staff
        .sign_in_vouched(&name("wang"), &Grant::of(Role::Planner), "10.0.0.1", 10)
        .expect("signed in");
    let person = staff.session(&signed.token, 11).expect("read").expect("good");
    assert_eq!((person.role, person.scope.areas), (Role::Planner, BTreeSet::new()));
    staff.set_disabled(&name("wang"), true, 12).expect("disabled");
    assert_eq!(staff.session(&signed.token, 13).expect("read"), None);
    assert!(staff.is_shut_out(&name("wang")).expect("read"));
    let again = staff.sign_in_vouched(&name("wang"), &Grant::of(Role::Planner), "10.0.0.1", 14);
    assert!(matches!(again, Err(Refused::Wrong)));
}

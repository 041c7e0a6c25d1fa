//! `yike key`

use std::io::Write as _;

use clap::{Args, Subcommand};
use comfy_table::{Table, presets};
use serde_json::json;

use super::staff_file::{GrantFlags, StaffFlag, moment, narrowed};
use super::{Failure, Format, say};
use crate::identity::{AccountName, Role};
use crate::workflow::staff::{KeptKey, unix_now};

/// Keys with which programs ask a server: Authorization: Bearer `yk_...`
#[derive(Debug, Args)]
pub(super) struct KeyCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key and write it out, once: it is not kept and can't be shown again.
    Add(Add),
    /// Show all keys, by their first letters.
    List(List),
    /// End a key at once.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
struct Add {
    /// What the key is for.
    name: AccountName,
    /// viewer, editor, planner or administrator.
    #[arg(long)]
    role: Role,
    /// Days until it expires, at most ten years.
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    #[command(flatten)]
    grant: GrantFlags,
    #[command(flatten)]
    staff: StaffFlag,
    /// json writes the key with what is kept of it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    staff: StaffFlag,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
struct Revoke {
    /// The key's name.
    name: AccountName,
    #[command(flatten)]
    staff: StaffFlag,
}

impl KeyCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::Add(add) => add.run(),
            Action::List(list) => list.run(),
            Action::Revoke(revoke) => {
                revoke.staff.open()?.revoke_key(&revoke.name, unix_now())?;
                say(&format!("key {} is revoked", revoke.name));
                Ok(())
            }
        }
    }
}

impl Add {
    fn run(self) -> Result<(), Failure> {
        let grant = self.grant.grant(self.role)?;
        let now = unix_now();
        let expires = now + i64::from(self.days) * 86_400;
        let made = self
            .staff
            .open_or_make()?
            .add_key(&self.name, &grant, Some(expires), now)?;
        let mut out = std::io::stdout().lock();
        if self.format == Format::Json {
            let mut written = written(&made.kept, now);
            written["secret"] = json!(made.key);
            serde_json::to_writer(&mut out, &written)?;
            writeln!(out)?;
        } else {
            writeln!(out, "{}", made.key)?;
            say(&format!(
                "key {} ({}) is good until {}; it is not kept here, so keep it where it is needed",
                self.name,
                grant.role,
                moment(made.kept.expires)
            ));
        }
        Ok(())
    }
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let (keys, now) = (self.staff.open()?.keys()?, unix_now());
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                let all: Vec<_> = keys.iter().map(|key| written(key, now)).collect();
                serde_json::to_writer(&mut out, &all)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(HEADER)?;
                keys.iter().try_for_each(|key| writer.write_record(row(key, now)))?;
                writer.flush()?;
            }
            Format::Table => {
                let mut table = Table::new();
                table.load_preset(presets::ASCII_MARKDOWN);
                table.set_header(HEADER);
                table.add_rows(keys.iter().map(|key| row(key, now)));
                writeln!(out, "{table}")?;
            }
        }
        Ok(())
    }
}

const HEADER: [&str; 8] = [
    "key",
    "begins with",
    "role",
    "areas",
    "layers",
    "exact counts",
    "state",
    "expires (UTC)",
];

fn state(key: &KeptKey, now: i64) -> &'static str {
    match (key.revoked.is_some(), key.is_good(now)) {
        (true, _) => "revoked",
        (false, true) => "good",
        (false, false) => "expired",
    }
}

fn row(key: &KeptKey, now: i64) -> [String; 8] {
    let [areas, layers, exact] = narrowed(&key.grant);
    let (role, state) = (key.grant.role.key().to_owned(), state(key, now).to_owned());
    [
        key.name.clone(),
        key.shown.clone(),
        role,
        areas,
        layers,
        exact,
        state,
        moment(key.expires),
    ]
}

fn written(key: &KeptKey, now: i64) -> serde_json::Value {
    json!({
        "key": key.name,
        "begins_with": key.shown,
        "role": key.grant.role.key(),
        "areas": key.grant.areas.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "layers": key.grant.layers,
        "exact_counts": key.grant.person("").scope.exact_counts,
        "state": state(key, now),
        "expires": moment(key.expires),
        "made": moment(Some(key.made)),
    })
}

//! `yike user`

use std::io::Write as _;

use clap::{Args, Subcommand};
use comfy_table::{Table, presets};
use serde_json::json;

use super::password_in::PasswordFlags;
use super::staff_file::{GrantFlags, StaffFlag, WidenFlags, moment, narrowed};
use super::{Failure, Format, say};
use crate::identity::{AccountName, Grant, Role};
use crate::workflow::staff::{Account, unix_now};

/// Who may sign in to a server, and what they may see and do.
#[derive(Debug, Args)]
#[command(
    after_help = "Roles: a viewer looks (counts of fewer than 10 people are withheld); an editor also brings files in, takes them back and assesses again; a planner also sites facilities, keeps scenarios and runs processes; an administrator may all of it."
)]
pub(super) struct UserCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Put a user in; the staff file is made where there is none.
    Add(Add),
    /// Show all users.
    List(List),
    /// Shut a user out, sessions that are open at once.
    Disable(One),
    /// Let a user in again.
    Enable(One),
    /// Change a user's password, or take it away; either ends the user's sessions.
    Password(Password),
    /// Change what a user may; what is not given stays as it is.
    Grant(GrantUser),
}

#[derive(Debug, Args)]
struct Add {
    /// The name to sign in with.
    name: AccountName,
    /// viewer, editor, planner or administrator.
    #[arg(long)]
    role: Role,
    #[command(flatten)]
    grant: GrantFlags,
    #[command(flatten)]
    password: PasswordFlags,
    /// Give no password: only the bureau's own sign-in server lets the user in.
    #[arg(long, conflicts_with_all = ["password_file", "password_env"])]
    no_password: bool,
    #[command(flatten)]
    staff: StaffFlag,
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
struct One {
    /// The user.
    name: AccountName,
    #[command(flatten)]
    staff: StaffFlag,
}

#[derive(Debug, Args)]
struct Password {
    /// The user.
    name: AccountName,
    #[command(flatten)]
    source: PasswordFlags,
    /// Take the password away: only the bureau's own sign-in server lets the user in then.
    #[arg(long, conflicts_with_all = ["password_file", "password_env"])]
    remove: bool,
    #[command(flatten)]
    staff: StaffFlag,
}

#[derive(Debug, Args)]
struct GrantUser {
    /// The user.
    name: AccountName,
    /// viewer, editor, planner or administrator; as it is where it is not given.
    #[arg(long)]
    role: Option<Role>,
    #[command(flatten)]
    grant: GrantFlags,
    #[command(flatten)]
    widen: WidenFlags,
    #[command(flatten)]
    staff: StaffFlag,
}

impl UserCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.action {
            Action::Add(add) => add.run(),
            Action::List(list) => list.run(),
            Action::Disable(one) => one.set_disabled(true),
            Action::Enable(one) => one.set_disabled(false),
            Action::Password(password) => password.run(),
            Action::Grant(grant) => grant.run(),
        }
    }
}

impl Add {
    fn run(self) -> Result<(), Failure> {
        let grant = self.grant.grant(self.role)?;
        let password = if self.no_password {
            None
        } else {
            Some(self.password.read(self.name.as_str())?)
        };
        let staff = self.staff.open_or_make()?;
        staff.add_user(&self.name, &grant, password.as_deref(), unix_now())?;
        say(&format!("{} may sign in as {}", self.name, grant.role));
        Ok(())
    }
}

impl One {
    fn set_disabled(self, disabled: bool) -> Result<(), Failure> {
        self.staff.open()?.set_disabled(&self.name, disabled, unix_now())?;
        let what = if disabled { "is shut out" } else { "may sign in again" };
        say(&format!("{} {what}", self.name));
        Ok(())
    }
}

impl Password {
    fn run(self) -> Result<(), Failure> {
        let staff = self.staff.open()?;
        if self.remove {
            staff.remove_password(&self.name, unix_now())?;
            say(&format!("{} has no password any more", self.name));
            return Ok(());
        }
        let password = self.source.read(self.name.as_str())?;
        staff.set_password(&self.name, &password, unix_now())?;
        say(&format!("{} has another password, and has to sign in again", self.name));
        Ok(())
    }
}

impl GrantUser {
    fn run(self) -> Result<(), Failure> {
        let staff = self.staff.open()?;
        let before = staff.grant_of(&self.name)?.unwrap_or_else(|| Grant::of(Role::Viewer));
        let role = self.role.unwrap_or(before.role);
        let grant = self.widen.applied(before, self.grant.grant(role)?);
        staff.set_grant(&self.name, &grant, unix_now())?;
        let [areas, layers, exact] = narrowed(&grant);
        say(&format!(
            "{} is {role} now; areas: {areas}; layers: {layers}; exact counts: {exact}",
            self.name
        ));
        Ok(())
    }
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let users = self.staff.open()?.users()?;
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                let all: Vec<_> = users.iter().map(written).collect();
                serde_json::to_writer(&mut out, &all)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(HEADER)?;
                users.iter().try_for_each(|user| writer.write_record(row(user)))?;
                writer.flush()?;
            }
            Format::Table => {
                let mut table = Table::new();
                table.load_preset(presets::ASCII_MARKDOWN);
                table.set_header(HEADER);
                table.add_rows(users.iter().map(row));
                writeln!(out, "{table}")?;
            }
        }
        Ok(())
    }
}

const HEADER: [&str; 7] = ["user", "role", "areas", "layers", "exact counts", "state", "made (UTC)"];

fn state(user: &Account) -> &'static str {
    match (user.disabled, user.password.is_some()) {
        (true, _) => "disabled",
        (false, true) => "may sign in",
        (false, false) if user.from_groups => "by its groups",
        (false, false) => "no password",
    }
}

fn row(user: &Account) -> [String; 7] {
    let [areas, layers, exact] = narrowed(&user.grant);
    let (role, state) = (user.grant.role.key().to_owned(), state(user).to_owned());
    [
        user.name.clone(),
        role,
        areas,
        layers,
        exact,
        state,
        moment(Some(user.made)),
    ]
}

fn written(user: &Account) -> serde_json::Value {
    json!({
        "user": user.name,
        "role": user.grant.role.key(),
        "areas": user.grant.areas.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "layers": user.grant.layers,
        "exact_counts": user.grant.person("").scope.exact_counts,
        "disabled": user.disabled,
        "password": user.password.is_some(),
        "from_groups": user.from_groups,
        "made": moment(Some(user.made)),
    })
}

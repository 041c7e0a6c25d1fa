//! One setting, and the section that it stands in.

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// As it is written in the file.
    pub name: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// What holds where nothing is written, as it would be written in a variable.
    pub default: Option<&'static str>,
    /// One that would do, as it would be written in a variable.
    pub example: &'static str,
    /// What it does, in one or two sentences.
    pub what: &'static str,
}

/// What may stand at a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text but an empty one.
    Text,
    /// Yes or no.
    Flag,
    /// A whole number within these, both included.
    Number {
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
    /// An IP address and a port.
    Address,
    /// An address of the web, http or https, that holds neither user nor password.
    Url,
    /// A file or folder of this computer.
    Path,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Several texts.
    Texts,
    /// A secret: never written in the file itself, but named there as `NAME_file = "PATH"` or `NAME_env = "VARIABLE"`.
    Secret,
}

impl Kind {
    /// What is expected, in words.
    pub fn expected(self) -> String {
        match self {
            Self::Text => "a text that is not empty".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Number { least, most } => format!("a whole number from {least} to {most}"),
            Self::Address => "an IP address and a port, as 127.0.0.1:8080 or [::1]:8080".to_owned(),
            Self::Url => {
                "an address that begins with http:// or https:// and holds neither user nor password".to_owned()
            }
            Self::Path => "a path".to_owned(),
            Self::OneOf(words) => format!("one of: {}", words.join(", ")),
            Self::Texts => "a list of texts".to_owned(),
            Self::Secret => "the file or the variable that holds the secret".to_owned(),
        }
    }
}

/// Settings that belong together.
#[derive(Debug)]
pub struct Section {
    /// As it is written in brackets; parts are separated by dots.
    pub name: &'static str,
    /// Whether it may be written several times, in double brackets.
    pub repeated: bool,
    /// What it is about.
    pub what: &'static str,
    /// Its settings.
    pub keys: &'static [Key],
}

impl Section {
    /// As it is written, brackets included.
    pub fn bracketed(&self) -> String {
        if self.repeated {
            format!("[[{}]]", self.name)
        } else {
            format!("[{}]", self.name)
        }
    }

    /// The setting of a name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Every name that may be written, those of secrets as they are named in the file.
    pub fn written(&self) -> Vec<String> {
        let names = self.keys.iter().flat_map(|key| match key.kind {
            Kind::Secret => vec![format!("{}_file", key.name), format!("{}_env", key.name)],
            _ => vec![key.name.to_owned()],
        });
        names.collect()
    }
}

/// The variable that overrides a setting: `server.listen` is `YIKE_SERVER__LISTEN`.
pub fn variable(section: &str, key: &str) -> String {
    let section = section.replace('.', "__").to_uppercase();
    format!("{PREFIX}{section}__{}", key.to_uppercase())
}

/// What every variable of this program begins with.
pub(super) const PREFIX: &str = "YIKE_";

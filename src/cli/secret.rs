//! Secrets that the settings name.

use super::Failure;
use crate::settings::SecretPlace;

/// Bytes of a secret at most.
const MOST: usize = 64 * 1024;

/// Reads a secret. What is told of a failure is its place.
pub(super) fn read(place: &SecretPlace) -> Result<String, Failure> {
    match place {
        SecretPlace::Variable(name) => {
            let found = std::env::var(name).ok().filter(|text| !text.is_empty());
            found.ok_or_else(|| Failure::Words(format!("the variable {name} holds no secret")))
        }
        SecretPlace::File(path) => {
            let wrong = |why: &str| Failure::Words(format!("{path}: {why}"));
            let text = std::fs::read_to_string(path).map_err(|error| wrong(&error.kind().to_string()))?;
            let text = text
                .strip_suffix('\n')
                .map_or(text.as_str(), |text| text.trim_end_matches('\r'));
            if text.is_empty() || text.len() > MOST || text.contains(['\n', '\0']) {
                return Err(wrong("it holds no secret, or more than one line"));
            }
            Ok(text.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_one_line_of_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        let of = |text: &str| {
            std::fs::write(&path, text).expect("written");
            read(&SecretPlace::File(path.display().to_string()))
        };
        assert_eq!(of("a b\r\n").expect("read"), "a b");
        assert_eq!(of("a b").expect("read"), "a b");
        for bad in ["", "\n", "topsecret\nmore\n"] {
            let told = of(bad).expect_err("none").to_string();
            assert!(!told.contains("topsecret") && told.contains("one line"), "{told}");
        }
        assert!(read(&SecretPlace::Variable("YIKE_NO_SUCH_SECRET".to_owned())).is_err());
    }
}

//! Asking a basemap's service for a tile: only the address that the settings name, no redirects, little time, little to read.

use std::io::ErrorKind;
use std::time::Duration;

use ureq::Agent;

use super::error::Trouble;
use super::grid::Place;
use super::picture;
use crate::http::outside::{self, NoCertificates};
use crate::http::query::encode;
use crate::http::secret::Secret;

/// How long one answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);
/// Bytes of a tile at most.
const LARGEST_TILE: u64 = 4 << 20;
/// What a service of OGC's says of a tile that it has not.
const OUT_OF_RANGE: &[u8] = b"TileOutOfRange";

/// A service, ready to be asked.
pub(super) struct Service {
    agent: Agent,
    template: String,
}

/// A tile as it came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) media: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// The address with the key in its place.
pub(super) fn with_key(template: &str, key: Option<&Secret>) -> String {
    key.map_or(template.to_owned(), |key| {
        template.replace("{key}", &encode(key.text()).replace('/', "%2F"))
    })
}

impl Service {
    /// The template has `{z}`, `{x}`, `{y}` or `{-y}`, and nothing else in braces.
    pub(super) fn new(template: String, certificates: Option<&[u8]>) -> Result<Self, NoCertificates> {
        Ok(Self {
            agent: outside::agent(LONGEST_ANSWER, certificates)?,
            template,
        })
    }

    fn address(&self, place: Place) -> String {
        let Place { z, x, y } = place;
        let from_south = (1_u32 << z).saturating_sub(1).saturating_sub(y);
        self.template
            .replace("{z}", &z.to_string())
            .replace("{x}", &x.to_string())
            .replace("{y}", &y.to_string())
            .replace("{-y}", &from_south.to_string())
    }

    /// A tile; `None` where the service says that it has none. Waits for the answer.
    pub(super) fn ask(&self, place: Place) -> Result<Option<Picture>, Trouble> {
        let call = || {
            let request = self.agent.get(self.address(place));
            let request = request.header("accept", "image/png,image/jpeg,image/webp");
            request
                .header("user-agent", concat!("yike/", env!("CARGO_PKG_VERSION")))
                .call()
        };
        // A connection that was kept may have been closed at the other end just now: that says nothing of the service, and a tile may be asked for twice.
        let answer = call().or_else(|error| if is_broken(&error) { call() } else { Err(error) });
        let mut answer = answer.map_err(|error| down(&error))?;
        let status = answer.status().as_u16();
        let mut read = || {
            let read = answer.body_mut().with_config().limit(LARGEST_TILE).read_to_vec();
            read.map_err(|error| match error {
                ureq::Error::BodyExceedsLimit(_) => Trouble::TooLarge,
                other => down(&other),
            })
        };
        match status {
            200 => picture(read()?).map(Some),
            204 | 404 => Ok(None),
            300..400 => Err(Trouble::Redirect),
            401 | 403 => Err(Trouble::Denied { status }),
            400 if read()?.windows(OUT_OF_RANGE.len()).any(|part| part == OUT_OF_RANGE) => Ok(None),
            // What stands before a service says so when that is away.
            502..=504 => Err(Trouble::Down {
                why: format!("it has status {status}"),
            }),
            _ => Err(Trouble::Status { status }),
        }
    }
}

/// What the bytes are a picture of.
pub(super) fn picture(bytes: Vec<u8>) -> Result<Picture, Trouble> {
    match picture::media(&bytes) {
        Some(media) => Ok(Picture { media, bytes }),
        None if bytes.is_empty() => Err(Trouble::Empty),
        None if picture::is_page(&bytes) => Err(Trouble::Page),
        None => Err(Trouble::NoPicture),
    }
}

/// Whether a connection broke that had been there.
fn is_broken(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Io(error) => !matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::ConnectionRefused),
        ureq::Error::Protocol(_) => true,
        _ => false,
    }
}

/// What the network says, without the address that was asked.
fn down(error: &ureq::Error) -> Trouble {
    let why = match error {
        ureq::Error::Timeout(_) => "it takes too long".to_owned(),
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        ureq::Error::Io(error) if error.kind() == ErrorKind::TimedOut => "it takes too long".to_owned(),
        ureq::Error::Io(error) => error.kind().to_string(),
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => {
            "the connection can't be encrypted; its certificate may need ca_file".to_owned()
        }
        _ => "it gives no answer that can be read".to_owned(),
    };
    Trouble::Down { why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_and_a_key_changes_no_other_part_of_the_address() {
        let key = Secret::new("a&b={z}/".to_owned());
        let template = with_key("http://a.example/{z}/{x}/{y}/{-y}?tk={key}", Some(&key));
        let service = Service::new(template, None).expect("no certificates");
        assert_eq!(
            service.address(Place { z: 3, x: 5, y: 2 }),
            "http://a.example/3/5/2/5?tk=a%26b%3D%7Bz%7D%2F"
        );
    }

    #[test]
    fn what_is_no_picture_is_told_by_what_it_is() {
        assert_eq!(picture(Vec::new()), Err(Trouble::Empty));
        assert_eq!(picture(b"<html>".to_vec()), Err(Trouble::Page));
        assert_eq!(picture(b"\x1f\x8b\x08\0".to_vec()), Err(Trouble::NoPicture));
        assert!(picture(b"\xff\xd8\xff\xe0".to_vec()).is_ok_and(|picture| picture.media == "image/jpeg"));
    }
}

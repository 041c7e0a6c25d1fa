//! What the sign-in page sends, and where it leads afterwards.

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::http::guard::own_origin;
use crate::http::query::decode;

/// What the page's form holds.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::http) struct Fields {
    pub(in crate::http) name: String,
    pub(in crate::http) password: String,
}

impl Fields {
    /// Reads the body of a form; `None` where it is another.
    pub(in crate::http) fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let media = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let media = media.split(';').next()?.trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return None;
        }
        let (mut name, mut password) = (None, None);
        for member in std::str::from_utf8(body).ok()?.split('&') {
            let (key, value) = member.split_once('=')?;
            let field = match key {
                "name" => &mut name,
                "password" => &mut password,
                _ => return None,
            };
            if field.replace(decode(value).ok()?).is_some() {
                return None;
            }
        }
        Some(Self {
            name: name?.trim().to_owned(),
            password: password?,
        })
    }
}

/// Whether a request says that it comes from a page of this very server.
pub(in crate::http) fn is_own_origin(request: &Parts) -> bool {
    let Some(own) = own_origin(request) else {
        return false;
    };
    let mut origins = request.headers.get_all(header::ORIGIN).iter();
    let (origin, more) = (origins.next(), origins.next());
    more.is_none() && origin.is_some_and(|origin| origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()))
}

/// An address of this server, as a person was led away from; the map for anything else.
pub(in crate::http) fn local(address: Option<&str>) -> &str {
    let plain = |text: &&str| {
        let bytes = text.as_bytes();
        let fits = |b: &u8| b.is_ascii_graphic() && !b"\\\"<>".contains(b);
        bytes.first() == Some(&b'/') && bytes.get(1) != Some(&b'/') && text.len() <= 2048 && bytes.iter().all(fits)
    };
    address.filter(plain).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_strictly() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded".parse().expect("a header"),
        );
        let read = |body: &str| Fields::read(&headers, body.as_bytes());
        let fields = read("name=+%E7%8E%8B%E8%8A%B3&password=a+b%26%3D").expect("a form");
        assert_eq!((fields.name.as_str(), fields.password.as_str()), ("王芳", "a b&="));
        for bad in [
            "",
            "name=a",
            "name=a&password=b&name=c",
            "name=a&password=%zz",
            "name=a&password=b&x=1",
            "name=a&password=%0a",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(Fields::read(&HeaderMap::new(), b"name=a&password=b"), None);
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for good in ["/", "/ogc/collections?f=html", "/#map=1/2/3"] {
            assert_eq!(local(Some(good)), good);
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "/a b",
            "/望",
            "/\"><script>",
        ] {
            assert_eq!(local(Some(bad)), "/", "{bad}");
        }
        assert_eq!(local(None), "/");
    }
}

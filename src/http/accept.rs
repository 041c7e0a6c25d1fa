//! Which of several media types a client wants most (RFC 9110, 12.5.1).

use axum::http::{HeaderMap, header};

/// The place in the list of what the client wants most: the greatest weight, of equals the first of the list. `None` where it takes
/// none of them; the first where it does not say.
pub(super) fn wanted(headers: &HeaderMap, offered: &[&str]) -> Option<usize> {
    let lines = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let ranges: Vec<(String, f32)> = lines.flat_map(|line| line.split(',')).filter_map(range).collect();
    if ranges.is_empty() {
        return Some(0);
    }
    let weight = |media: &str| {
        let (kind, _) = media.split_once('/').unwrap_or((media, ""));
        let forms = [media.to_owned(), format!("{kind}/*"), "*/*".to_owned()];
        let found = forms
            .iter()
            .find_map(|form| ranges.iter().find(|(range, _)| range == form));
        found.map_or(0.0, |(_, q)| *q)
    };
    let weights: Vec<f32> = offered.iter().map(|media| weight(media)).collect();
    let best = weights.iter().copied().fold(0.0, f32::max);
    weights.iter().position(|weight| *weight > 0.0 && *weight >= best)
}

fn range(text: &str) -> Option<(String, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().filter(|media| media.contains('/'))?.to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    let weight = weight.map_or(Some(1.0), |q| q.parse::<f32>().ok());
    Some((media, weight.filter(|q| (0.0..=1.0).contains(q)).unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_type_is_found() {
        let offered = ["application/geo+json", "application/vnd.mapbox-vector-tile"];
        for (accept, found) in [
            ("*/*", Some(0)),
            ("application/vnd.mapbox-vector-tile", Some(1)),
            ("application/*;q=0.5, application/vnd.mapbox-vector-tile", Some(1)),
            ("text/html,application/xml;q=0.9,*/*;q=0.8", Some(0)),
            (
                "application/geo+json;q=0.1, application/vnd.mapbox-vector-tile;q=0.2",
                Some(1),
            ),
            ("application/geo+json;q=0, */*", Some(1)),
            ("image/png", None),
            ("nonsense", Some(0)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().expect("a header value"));
            assert_eq!(wanted(&headers, &offered), found, "{accept}");
        }
        assert_eq!(wanted(&HeaderMap::new(), &offered), Some(0));
    }
}

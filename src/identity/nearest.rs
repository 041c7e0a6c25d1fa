//! The word that somebody may have meant.

/// The known word nearest to another, where one is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let rated = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&lower, candidate), candidate));
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness > 0.7).map(|(_, known)| known)
}

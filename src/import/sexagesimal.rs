//! Degrees, minutes and seconds as people and receivers write them.

/// Whether a text is written in degrees, minutes and seconds rather than as a number.
pub(super) fn looks_so(text: &str) -> bool {
    text.contains(['°', '度', 'º', '˚']) || sided(text) || parted(text)
}

/// `E101.505`, `25.003N`, `东经101.5`: a number with its side of the earth.
fn sided(text: &str) -> bool {
    let bare = text
        .trim()
        .trim_start_matches(['东', '西', '南', '北'])
        .trim_start_matches(['经', '纬']);
    let bare = bare.trim_matches(['E', 'W', 'N', 'S', 'e', 'w', 'n', 's', ' ']);
    bare.len() < text.trim().len() && bare.parse::<f64>().is_ok_and(|number| (0.0..=180.0).contains(&number))
}

/// `101 30 20.68` and `101:30:20.68`: never thousands, which have three digits in each group.
fn parted(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split([' ', ':']).collect();
    let [whole, minutes, seconds] = parts.as_slice() else {
        return false;
    };
    let sixtieths = |part: &str| {
        let digits = part.split('.').next().unwrap_or_default();
        (1..=2).contains(&digits.len()) && part.parse::<f64>().is_ok_and(|number| (0.0..60.0).contains(&number))
    };
    whole
        .trim_start_matches('-')
        .parse::<u16>()
        .is_ok_and(|degrees| degrees <= 180)
        && !minutes.contains('.')
        && sixtieths(minutes)
        && sixtieths(seconds)
}

/// Decimal degrees of `101°32′9.56″E`, `25度2分30秒`, `N25°2.5'` and the like; south and west are below zero.
pub(super) fn degrees(text: &str) -> Result<f64, String> {
    let wrong = || format!("{text:?} is no place in degrees, minutes and seconds, as in 101°32′9.56″E");
    let sign = if text.contains(['S', 'W', 's', 'w', '南', '西', '-']) {
        -1.0
    } else {
        1.0
    };
    let mut parts: Vec<f64> = Vec::new();
    for piece in text.split(|c: char| !c.is_ascii_digit() && c != '.') {
        if !piece.is_empty() {
            parts.push(piece.parse().map_err(|_| wrong())?);
        }
    }
    let (whole, minutes, seconds) = match parts.as_slice() {
        [whole] => (*whole, 0.0, 0.0),
        [whole, minutes] => (*whole, *minutes, 0.0),
        [whole, minutes, seconds] => (*whole, *minutes, *seconds),
        _ => return Err(wrong()),
    };
    if whole > 180.0 || minutes >= 60.0 || seconds >= 60.0 {
        return Err(wrong());
    }
    Ok(sign * (whole + minutes / 60.0 + seconds / 3600.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_gives_the_same_place() {
        let expected = 101.0 + 32.0 / 60.0 + 9.56 / 3600.0;
        for text in [
            "101°32′9.56″E",
            "E101°32'9.56\"",
            "101度32分9.56秒",
            "东经101°32′9.56″",
            "101º 32' 9.56''",
            "101 32 9.56",
            "101:32:9.56",
        ] {
            assert!(looks_so(text), "{text}");
            assert!((degrees(text).expect(text) - expected).abs() < 1e-12, "{text}");
        }
        for (text, number) in [
            ("E101.505", 101.505),
            ("25.003N", 25.003),
            ("W3.5", -3.5),
            ("东经101.5", 101.5),
        ] {
            assert!(looks_so(text), "{text}");
            assert!((degrees(text).expect(text) - number).abs() < 1e-12, "{text}");
        }
        for number in ["101.5", "4 543 123", "34 454 185.05", "1e5", "500123 2771115", "east"] {
            assert!(!looks_so(number), "{number}");
        }
        assert!((degrees("25°2.5'S").expect("south") + 25.0 + 2.5 / 60.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_none_is_said() {
        for text in ["101°72′", "1°2′3″4", "度", "200°"] {
            assert!(degrees(text).is_err(), "{text}");
        }
    }
}

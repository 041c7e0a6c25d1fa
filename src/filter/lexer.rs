//! CQL2 text as words, values and signs.

use super::expression::FilterError;

/// One word, value or sign.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A keyword or a plain name.
    Word(String),
    /// A name in double quotes.
    Name(String),
    /// A text in single quotes.
    Text(String),
    Number(f64),
    /// `(`, `)`, `,`, `=`, `<>`, `<`, `>`, `<=` or `>=`.
    Sign(&'static str),
}

const SIGNS: [&str; 9] = ["<>", "<=", ">=", "(", ")", ",", "=", "<", ">"];

/// Every token with its place, counted in characters from 1.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, FilterError> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < characters.len() {
        let (at, first) = (i + 1, characters[i]);
        if first.is_whitespace() {
            i += 1;
        } else if first == '\'' || first == '"' {
            let (value, next) = quoted(&characters, i)?;
            found.push((
                at,
                if first == '"' {
                    Token::Name(value)
                } else {
                    Token::Text(value)
                },
            ));
            i = next;
        } else if first.is_ascii_digit() || "+-.".contains(first) {
            let (value, next) = number(&characters, i)?;
            found.push((at, Token::Number(value)));
            i = next;
        } else if begins(first) {
            let end = (i..characters.len())
                .find(|k| !goes_on(characters[*k]))
                .unwrap_or(characters.len());
            found.push((at, Token::Word(characters[i..end].iter().collect())));
            i = end;
        } else {
            let here = |sign: &&str| sign.chars().zip(i..).all(|(c, k)| characters.get(k) == Some(&c));
            let sign = SIGNS.iter().find(|sign| here(sign)).ok_or(FilterError::Expected {
                at,
                expected: "a name, a value or a sign",
            })?;
            found.push((at, Token::Sign(sign)));
            i += sign.len();
        }
    }
    Ok(found)
}

/// A name begins with a letter of any script, a colon or a low line; others go in double quotes.
fn begins(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

fn goes_on(c: char) -> bool {
    begins(c) || c.is_numeric() || c == '.'
}

/// What stands in quotes; a quote inside is doubled or escaped.
fn quoted(characters: &[char], start: usize) -> Result<(String, usize), FilterError> {
    let quote = characters[start];
    let mut value = String::new();
    let mut i = start + 1;
    while let Some(c) = characters.get(i) {
        let next = characters.get(i + 1);
        if (*c == quote || *c == '\\') && next == Some(&quote) {
            value.push(quote);
            i += 2;
        } else if *c == quote {
            return Ok((value, i + 1));
        } else {
            value.push(*c);
            i += 1;
        }
    }
    Err(FilterError::Expected {
        at: characters.len() + 1,
        expected: "the closing quote",
    })
}

fn number(characters: &[char], start: usize) -> Result<(f64, usize), FilterError> {
    let part_of = |k: usize| {
        let sign_of_power = "+-".contains(characters[k]) && (k == start || "eE".contains(characters[k - 1]));
        characters[k].is_ascii_digit() || ".eE".contains(characters[k]) || sign_of_power
    };
    let end = (start..characters.len())
        .find(|k| !part_of(*k))
        .unwrap_or(characters.len());
    let text: String = characters[start..end].iter().collect();
    let value: Option<f64> = text.parse().ok().filter(|value: &f64| value.is_finite());
    let value = value.ok_or(FilterError::Expected {
        at: start + 1,
        expected: "a number",
    })?;
    Ok((value, end))
}

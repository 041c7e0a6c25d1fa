//! CQL2 text: the grammar, by recursive descent.

use super::expression::{Comparison, Expression, Filter, FilterError, Operand, Place, Room, deeper};
use super::lexer::{Token, tokens};
use super::like::Pattern;
use super::time::{day, moment};
use super::wkt;

impl Filter {
    /// Reads CQL2 text.
    ///
    /// # Errors
    /// What is not understood, and where.
    pub fn from_text(text: &str) -> Result<Self, FilterError> {
        let mut reader = Reader {
            tokens: &tokens(text)?,
            position: 0,
            end: text.chars().count() + 1,
            room: Room::new(),
        };
        let found = reader.any_of(0)?;
        if reader.position < reader.tokens.len() {
            return Err(reader.expected("AND, OR or the end"));
        }
        Ok(Self(found))
    }
}

/// Tokens as they are read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    tokens: &'a [(usize, Token)],
    position: usize,
    end: usize,
    room: Room,
}

/// Words that are no names.
const KEYWORDS: [&str; 8] = ["AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL"];

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.position).map(|(_, token)| token)
    }

    pub(super) fn expected(&self, expected: &'static str) -> FilterError {
        let at = self.tokens.get(self.position).map_or(self.end, |(at, _)| *at);
        FilterError::Expected { at, expected }
    }

    /// Whether a keyword comes next; it is read if so.
    pub(super) fn word(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.position += usize::from(found);
        found
    }

    /// Whether a sign comes next; it is read if so.
    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.position += usize::from(found);
        found
    }

    pub(super) fn need(&mut self, sign: &str, expected: &'static str) -> Result<(), FilterError> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }

    pub(super) fn number(&mut self) -> Result<f64, FilterError> {
        self.room.take()?;
        let Some(Token::Number(number)) = self.peek() else {
            return Err(self.expected("a number"));
        };
        let number = *number;
        self.position += 1;
        Ok(number)
    }

    fn any_of(&mut self, depth: usize) -> Result<Expression, FilterError> {
        let mut parts = vec![self.all_of(depth)?];
        while self.word("OR") {
            parts.push(self.all_of(depth)?);
        }
        Ok(alone(parts, Expression::Or))
    }

    fn all_of(&mut self, depth: usize) -> Result<Expression, FilterError> {
        let mut parts = vec![self.one(depth)?];
        while self.word("AND") {
            parts.push(self.one(depth)?);
        }
        Ok(alone(parts, Expression::And))
    }

    fn one(&mut self, depth: usize) -> Result<Expression, FilterError> {
        if self.word("NOT") {
            return Ok(Expression::Not(Box::new(self.one(deeper(depth)?)?)));
        }
        if self.sign("(") {
            let inner = self.any_of(deeper(depth)?)?;
            self.need(")", "a closing bracket")?;
            return Ok(inner);
        }
        if self.word("S_INTERSECTS") {
            self.need("(", "an opening bracket")?;
            let first = self.place()?;
            self.need(",", "a comma")?;
            let second = self.place()?;
            self.need(")", "a closing bracket")?;
            return Ok(Expression::Intersects(first, second));
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Result<Expression, FilterError> {
        let left = self.operand()?;
        if let Some(comparison) = self.comparison() {
            return Ok(Expression::Compare(left, comparison, self.operand()?));
        }
        if self.word("IS") {
            let not = self.word("NOT");
            if !self.word("NULL") {
                return Err(self.expected("NULL"));
            }
            return Ok(unless(not, Expression::IsNull(left)));
        }
        let not = self.word("NOT");
        if self.word("LIKE") {
            self.room.take()?;
            let Some(Token::Text(pattern)) = self.peek() else {
                return Err(self.expected("a text in single quotes"));
            };
            let pattern = Pattern::new(pattern);
            self.position += 1;
            return Ok(unless(not, Expression::Like(left, pattern)));
        }
        if self.word("BETWEEN") {
            let low = self.operand()?;
            if !self.word("AND") {
                return Err(self.expected("AND"));
            }
            return Ok(unless(not, Expression::Between(left, low, self.operand()?)));
        }
        if self.word("IN") {
            self.need("(", "an opening bracket")?;
            let mut members = vec![self.operand()?];
            while self.sign(",") {
                members.push(self.operand()?);
            }
            self.need(")", "a comma or a closing bracket")?;
            return Ok(unless(not, Expression::In(left, members)));
        }
        match left {
            Operand::Truth(truth) if !not => Ok(Expression::Truth(truth)),
            _ => Err(self.expected("a comparison, IS, LIKE, BETWEEN or IN")),
        }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let found = [
            ("=", Comparison::Equal),
            ("<>", Comparison::Unequal),
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        found
            .into_iter()
            .find(|(sign, _)| self.sign(sign))
            .map(|(_, comparison)| comparison)
    }

    fn operand(&mut self) -> Result<Operand, FilterError> {
        self.room.take()?;
        let expected = "a property, a text in single quotes or a number";
        let operand = match self.peek() {
            Some(Token::Name(name)) => Operand::Property(name.clone()),
            Some(Token::Text(text)) => Operand::Text(text.clone()),
            Some(Token::Number(number)) => Operand::Number(*number),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("true") => Operand::Truth(true),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("false") => Operand::Truth(false),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("date") && self.calls() => {
                return self.time(|text| day(text).map(Operand::Date), "a day as '2025-12-31'");
            }
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("timestamp") && self.calls() => {
                let read = |text: &str| moment(text).map(Operand::Moment);
                return self.time(read, "a moment as '2025-12-31T00:00:00Z'");
            }
            Some(Token::Word(word)) if !KEYWORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword)) => {
                Operand::Property(word.clone())
            }
            _ => return Err(self.expected(expected)),
        };
        self.position += 1;
        Ok(operand)
    }

    /// Whether the next word is followed by an opening bracket.
    fn calls(&self) -> bool {
        matches!(self.tokens.get(self.position + 1), Some((_, Token::Sign("("))))
    }

    fn time(&mut self, read: fn(&str) -> Option<Operand>, expected: &'static str) -> Result<Operand, FilterError> {
        self.position += 2;
        let found = match self.peek() {
            Some(Token::Text(text)) => read(text),
            _ => None,
        };
        let found = found.ok_or_else(|| self.expected(expected))?;
        self.position += 1;
        self.need(")", "a closing bracket")?;
        Ok(found)
    }

    fn place(&mut self) -> Result<Place, FilterError> {
        self.room.take()?;
        let name = match self.peek() {
            Some(Token::Name(name)) => name.clone(),
            Some(Token::Word(word)) if !self.calls() && !wkt::is_kind(word) => word.clone(),
            _ => return Ok(Place::Literal(Box::new(wkt::geometry(self)?))),
        };
        self.position += 1;
        Ok(Place::Property(name))
    }
}

fn unless(not: bool, expression: Expression) -> Expression {
    if not {
        Expression::Not(Box::new(expression))
    } else {
        expression
    }
}

fn alone(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    if parts.len() == 1 { parts.remove(0) } else { join(parts) }
}

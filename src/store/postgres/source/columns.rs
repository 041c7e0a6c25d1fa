//! What becomes of a column: in which form its values leave the server.

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Form {
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// Yes or no.
    Truth,
    /// A text.
    Text,
}

/// A column as the server describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) name: String,
    /// The name of its type, below any domain.
    pub(super) kind: String,
    /// The type in words, as `numeric(12,0)`.
    pub(super) words: String,
    /// The type's modifier; -1 for none.
    pub(super) modifier: i64,
    /// Whether it may be read.
    pub(super) readable: bool,
    /// Its place in the primary key, from 1.
    pub(super) key: Option<i64>,
}

/// What a column is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A value.
    Value(Form),
    /// A shape.
    Shape,
    /// Left out, for this reason.
    Out(&'static str),
}

impl Described {
    pub(super) fn used(&self) -> Use {
        if !self.readable {
            return Use::Out("you may not read it");
        }
        Use::Value(match self.kind.as_str() {
            "geometry" | "geography" => return Use::Shape,
            "raster" => return Use::Out("it holds rasters"),
            "bytea" => return Use::Out("it holds bytes"),
            "int2" | "int4" | "int8" => Form::Integer,
            "float4" | "float8" => Form::Real,
            "bool" => Form::Truth,
            "numeric" => self.numeric(),
            // Dates, codes of enumerations, lists and everything that an extension brings say what they are in words.
            _ => Form::Text,
        })
    }

    /// A number without a fixed width may have more digits than any number here, a code for one: it stays a text.
    fn numeric(&self) -> Form {
        // PostgreSQL 15, src/backend/utils/adt/numeric.c, make_numeric_typmod: precision above 16 bits of scale, plus 4.
        let Some(packed) = self.modifier.checked_sub(4).filter(|packed| *packed >= 0) else {
            return Form::Text;
        };
        let (precision, scale) = ((packed >> 16) & 0xffff, packed & 0x7ff);
        match (precision, scale) {
            (..=18, 0) => Form::Integer,
            (..=15, 1..=15) => Form::Real,
            _ => Form::Text,
        }
    }

    /// The column in SQL, as a value of its form.
    pub(super) fn sql(&self, form: Form) -> String {
        let column = quoted(&self.name);
        match form {
            Form::Integer => format!("{column}::int8"),
            // What 0.1 says in single precision, not what it is.
            Form::Real if self.kind == "float4" => format!("{column}::text::float8"),
            Form::Real => format!("{column}::float8"),
            Form::Truth => format!("{column}::bool"),
            Form::Text => format!("{column}::text"),
        }
    }
}

/// A name as SQL wants it, whatever is in it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: &str, modifier: i64) -> Described {
        Described {
            name: "a\"b".to_owned(),
            kind: kind.to_owned(),
            words: kind.to_owned(),
            modifier,
            readable: true,
            key: None,
        }
    }

    fn numeric(precision: i64, scale: i64) -> Use {
        column("numeric", ((precision << 16) | (scale & 0x7ff)) + 4).used()
    }

    #[test]
    fn digits_are_never_lost() {
        assert_eq!(numeric(12, 0), Use::Value(Form::Integer));
        assert_eq!(numeric(19, 0), Use::Value(Form::Text));
        assert_eq!(numeric(10, 2), Use::Value(Form::Real));
        assert_eq!(numeric(20, 2), Use::Value(Form::Text));
        assert_eq!(numeric(5, -2), Use::Value(Form::Text));
        assert_eq!(column("numeric", -1).used(), Use::Value(Form::Text));
    }

    #[test]
    fn names_can_not_leave_their_quotes() {
        assert_eq!(column("int4", -1).sql(Form::Integer), "\"a\"\"b\"::int8");
    }
}

//! Columns of a register that a plan is computed from: the inputs that are one value a community, and numbers of facilities by category.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::cell::Cell;
use super::fields::Field;
use super::ledger::Ledger;
use super::mapping::Mapping;
use super::view::View;
use crate::domain::category::{self, Catalogue};
use crate::domain::plan::{Decimal, InputKind, Inputs};
use crate::domain::roster::Figure;

/// One such column.
#[derive(Debug)]
pub(super) struct FigureField {
    pub(super) field: Field,
    kind: InputKind,
}

/// Counts that have fields of their own.
const OWN_FIELDS: [&str; 5] = ["households", "usual_population", "elderly", "minors", "disabled"];

/// All of them. The names live as long as the program: they are read once out of its own lists.
static ALL: LazyLock<Vec<FigureField>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for input in Inputs::shipped().iter().flat_map(Inputs::iter) {
        let is_figure = matches!(
            input.kind,
            InputKind::Count | InputKind::Area | InputKind::Money | InputKind::Flag | InputKind::Words
        );
        if is_figure && !OWN_FIELDS.contains(&input.key.as_str()) {
            all.push(figure(&input.key, &[&input.zh], input.kind));
        }
    }
    for category in Catalogue::parse(category::SHIPPED)
        .iter()
        .flat_map(|all| &all.categories)
    {
        if category.unspecified_of.is_empty() {
            let names: Vec<&str> = category.zh.split('/').map(str::trim).collect();
            all.push(figure(&category.key, &names, InputKind::Count));
        }
    }
    all
});

fn figure(key: &str, names: &[&str], kind: InputKind) -> FigureField {
    // Headings are compared in small letters: 5G网络 is 5g网络.
    let kept = |text: &str| -> &'static str { text.to_lowercase().leak() };
    let key = kept(key);
    let words: Vec<&'static str> = std::iter::once(key)
        .chain(names.iter().map(|name| kept(name)))
        .collect();
    FigureField {
        field: Field {
            key,
            words: words.leak(),
        },
        kind,
    }
}

/// Their fields, for the fields of a register.
pub(super) fn fields() -> impl Iterator<Item = Field> {
    ALL.iter().map(|figure| figure.field)
}

/// What such a field holds; `None` for another field.
pub(super) fn kind(key: &str) -> Option<InputKind> {
    ALL.iter()
        .find(|figure| figure.field.key == key)
        .map(|figure| figure.kind)
}

/// Whether a field is one of them that counts or measures.
pub(super) fn is_amount(key: &str) -> bool {
    ALL.iter().any(|figure| {
        figure.field.key == key && matches!(figure.kind, InputKind::Count | InputKind::Area | InputKind::Money)
    })
}

/// Those that a file has.
pub(super) fn in_file(mapping: &Mapping) -> Vec<&'static FigureField> {
    ALL.iter().filter(|figure| mapping.has(figure.field.key)).collect()
}

/// A row's figures; what can't be read is said, and `bad` is set.
pub(super) fn read(
    wanted: &[&'static FigureField],
    view: &View<'_>,
    ledger: &mut Ledger,
    bad: &mut bool,
) -> BTreeMap<String, Figure> {
    let mut figures = BTreeMap::new();
    for FigureField { field, kind } in wanted {
        let key = field.key;
        let figure = match kind {
            InputKind::Flag => view.read(key, Cell::truth, ledger, bad).map(Figure::Truth),
            InputKind::Words => Some(view.words(key))
                .filter(|words| !words.is_empty())
                .map(Figure::Words),
            InputKind::Count => view
                .read(key, Cell::count, ledger, bad)
                .map(|count| Figure::Number(Decimal::whole(i64::from(count)))),
            _ => view.read(key, measured, ledger, bad).map(Figure::Number),
        };
        figures.extend(figure.map(|figure| (key.to_owned(), figure)));
    }
    figures
}

/// Square metres or yuan.
fn measured(cell: &Cell) -> Result<Option<Decimal>, String> {
    let Some(amount) = cell.amount()? else {
        return Ok(None);
    };
    Decimal::of(amount)
        .map(Some)
        .ok_or_else(|| format!("{amount} is too large to be true"))
}

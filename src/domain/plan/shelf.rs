//! Plans that come with the program, and the reader that finds what a plan builds on.

use super::input::Inputs;
use super::lay_over::merge;
use super::problem::{Fault, PlanError, Problem, nearest};
use super::read_plan::{Known, read_plan};
use super::requirement::Plan;
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::{self, CircleProfile};

/// The plans, standards and drafts that come with the program: id and text.
pub const SHIPPED: [(&str, &str); 9] = [
    ("national-2020", include_str!("../../../data/plans/national-2020.toml")),
    ("liaoning-2020", include_str!("../../../data/plans/liaoning-2020.toml")),
    ("yunnan-2020", include_str!("../../../data/plans/yunnan-2020.toml")),
    ("national-2025", include_str!("../../../data/plans/national-2025.toml")),
    ("chuxiong-2025", include_str!("../../../data/plans/chuxiong-2025.toml")),
    ("gb50180-2018", include_str!("../../../data/plans/gb50180-2018.toml")),
    (
        "convenience-circle",
        include_str!("../../../data/plans/convenience-circle.toml"),
    ),
    (
        "territorial-check-up",
        include_str!("../../../data/plans/territorial-check-up.toml"),
    ),
    ("draft-2030", include_str!("../../../data/plans/draft-2030.toml")),
];

/// The text of a plan that comes with the program.
pub fn shipped_text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// Reads plans against the catalogue, the circles and the inputs that come with the program.
pub struct PlanReader {
    catalogue: Catalogue,
    inputs: Inputs,
    circles: Vec<String>,
}

impl PlanReader {
    /// A reader.
    ///
    /// # Errors
    /// Never for a released program: tests read the catalogue, the circles and the inputs.
    pub fn new() -> Result<Self, ReaderError> {
        let circles = circle::SHIPPED.iter().map(|text| Ok(CircleProfile::parse(text)?.id));
        Ok(Self {
            catalogue: Catalogue::parse(category::SHIPPED)?,
            inputs: Inputs::shipped()?,
            circles: circles.collect::<Result<_, circle::CircleError>>()?,
        })
    }

    /// The inputs.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// A plan that comes with the program.
    ///
    /// # Errors
    /// No plan is called so.
    pub fn shipped(&self, id: &str) -> Result<Plan, PlanError> {
        match shipped_text(id) {
            Some(text) => self.read(id, text, |_| None),
            None => Err(no_base(id, "", 0, id)),
        }
    }

    /// Reads a plan's text. `other` gives the text of a plan that it builds on, where it is not one that comes with the program.
    ///
    /// # Errors
    /// Everything that is wrong with it and with those that it builds on.
    pub fn read(&self, file: &str, text: &str, other: impl Fn(&str) -> Option<String>) -> Result<Plan, PlanError> {
        let known = Known {
            catalogue: &self.catalogue,
            inputs: &self.inputs,
            circles: &self.circles,
        };
        let mut stack = vec![file.to_owned()];
        let (mut sheet, mut problems) = read_plan(file, text, &known);
        // Of what can't be read nothing is known, nor what it lacks.
        let is_unread = |problems: &[Problem]| problems.iter().any(|one| matches!(one.fault, Fault::Syntax(_)));
        if is_unread(&problems) {
            return Err(PlanError { problems });
        }
        let mut chain = Vec::new();
        while let Some((base, line)) = sheet.extends.clone() {
            let own = sheet.id.clone();
            let named = std::mem::take(&mut sheet);
            let from = named.file.clone();
            chain.push(named);
            if stack.contains(&base) || own.as_ref() == Some(&base) {
                stack.push(base);
                problems.push(Problem {
                    file: from,
                    line,
                    place: String::new(),
                    field: "extends".to_owned(),
                    fault: Fault::Cycle(stack),
                });
                return Err(PlanError { problems });
            }
            let Some(text) = shipped_text(&base).map(str::to_owned).or_else(|| other(&base)) else {
                problems.extend(no_base(&from, "extends", line, &base).problems);
                return Err(PlanError { problems });
            };
            stack.push(base.clone());
            let (next, wrong) = read_plan(&base, &text, &known);
            sheet = next;
            problems.extend(wrong);
            if is_unread(&problems) {
                return Err(PlanError { problems });
            }
        }
        chain.push(sheet);
        let plan = merge(chain, &mut problems);
        if problems.is_empty() {
            Ok(plan)
        } else {
            problems.sort_by(|a, b| (a.file != file, &a.file, a.line).cmp(&(b.file != file, &b.file, b.line)));
            Err(PlanError { problems })
        }
    }
}

/// Why there is no reader.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] category::CatalogueError),
    /// The circles.
    #[error(transparent)]
    Circle(#[from] circle::CircleError),
    /// The inputs.
    #[error(transparent)]
    Inputs(#[from] super::input::InputsError),
}

fn no_base(file: &str, field: &str, line: usize, given: &str) -> PlanError {
    let known: Vec<String> = SHIPPED.iter().map(|(id, _)| (*id).to_owned()).collect();
    PlanError {
        problems: vec![Problem {
            file: file.to_owned(),
            line,
            place: String::new(),
            field: field.to_owned(),
            fault: Fault::NoBase {
                given: given.to_owned(),
                nearest: nearest(given, known.iter().map(String::as_str)),
                known,
            },
        }],
    }
}

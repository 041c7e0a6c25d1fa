//! A linear model with whole columns, and the little that is asked of whoever solves it.

/// A column: what it costs, within which bounds, and whether it is whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// What one of it costs; less is better.
    pub cost: f64,
    /// The least it can be.
    pub low: f64,
    /// The most it can be.
    pub high: f64,
    /// Whether it is a whole number.
    pub whole: bool,
}

/// A row: its sum lies between two ends, which may be infinite.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// Positions of columns with their factors; each column once.
    pub entries: Vec<(usize, f64)>,
}

/// Columns and rows; the sum of the columns' costs is to be least.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Linear {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

impl Linear {
    /// Adds a column; says its position.
    pub fn column(&mut self, cost: f64, low: f64, high: f64, whole: bool) -> usize {
        self.columns.push(Column { cost, low, high, whole });
        self.columns.len() - 1
    }

    /// Adds a row; says its position.
    pub fn row(&mut self, low: f64, high: f64, entries: Vec<(usize, f64)>) -> usize {
        self.rows.push(Row { low, high, entries });
        self.rows.len() - 1
    }

    /// The same without whole columns.
    #[must_use]
    pub fn relaxed(&self) -> Self {
        let mut relaxed = self.clone();
        for column in &mut relaxed.columns {
            column.whole = false;
        }
        relaxed
    }
}

/// What stopped a search before it had proved its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// The seconds that it may take.
    Time,
    /// The nodes, or steps, that it may take.
    Steps,
    /// The memory that its model may take.
    Memory,
}

impl Limit {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Steps => "steps",
            Self::Memory => "memory",
        }
    }
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Within the gap that was asked.
    Proved,
    /// By one of its limits.
    Stopped(Limit),
    /// No answer keeps all rows.
    Infeasible,
}

/// What a solver says.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved {
    /// How it ended.
    pub ended: Ended,
    /// The columns of the best answer; none where none was found.
    pub values: Option<Vec<f64>>,
    /// What that answer costs.
    pub cost: f64,
    /// No answer costs less.
    pub bound: f64,
    /// Of each row, what easing it by one would save; only of models without whole columns.
    pub duals: Vec<f64>,
    /// Nodes that were looked at.
    pub nodes: u64,
}

/// What went wrong in a solver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SolverError {
    /// It refused the model.
    #[error("the solver refused the model: {0}")]
    Refused(String),
    /// Somebody told it to stop.
    #[error("stopped")]
    Stopped,
    /// It ended without an answer and without a proof that there is none.
    #[error("the solver gave up: {0}")]
    GaveUp(String),
}

/// Whoever solves linear models with whole columns.
pub trait LinearSolver: Sync {
    /// Whether somebody has said stop: no search is begun any more.
    fn stopped(&self) -> bool {
        false
    }

    /// How many searches may go on at once.
    fn at_once(&self) -> usize {
        1
    }

    /// Does one work on so many threads, `meanwhile` on this one, and ends when all of them have. Asked only of a solver that searches several
    /// things at once.
    fn crew(&self, _threads: usize, work: &(dyn Fn() + Sync), meanwhile: &mut dyn FnMut()) {
        work();
        meanwhile();
    }

    /// Solves. `start` is an answer to begin with, where one is known.
    ///
    /// # Errors
    /// The solver refuses the model, or gives up.
    fn solve(&self, model: &Linear, effort: &super::ask::Effort, start: Option<&[f64]>) -> Result<Solved, SolverError>;
}

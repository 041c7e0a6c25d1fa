//! Pieces of work side by side, told in their order: what comes of them is the same as one after another.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::linear::LinearSolver;

/// Pieces: how many bytes each takes, and how many all that are worked on may take together. A piece that takes more is worked on alone.
pub(super) struct Pieces<'a> {
    pub(super) takes: &'a [u64],
    pub(super) memory: u64,
}

/// How far the work is.
#[derive(Default)]
struct Far {
    begun: usize,
    working: usize,
    taken: u64,
    /// Nothing more is begun.
    ended: bool,
}

struct Queue<'a> {
    pieces: &'a Pieces<'a>,
    far: Mutex<Far>,
    changed: Condvar,
}

impl Pieces<'_> {
    /// How often the longest piece fits one after another, whichever of them meet: as many as always have room are worked on at once.
    pub(super) fn turns(&self, solver: &dyn LinearSolver) -> usize {
        let mut largest = self.takes.to_vec();
        largest.sort_unstable_by(|one, other| other.cmp(one));
        let mut taken = 0_u64;
        let fit = largest.iter().take(solver.at_once()).take_while(|takes| {
            taken = taken.saturating_add(**takes);
            taken <= self.memory
        });
        largest.len().div_ceil(fit.count().max(1))
    }

    /// Works on them on the solver's threads, each begun after those before it. `begun` is told how many are. What came of the pieces up to
    /// the first after which it does not go on.
    pub(super) fn worked<T: Send>(
        &self,
        solver: &dyn LinearSolver,
        work: &(dyn Fn(usize) -> T + Sync),
        goes_on: fn(&T) -> bool,
        begun: &mut dyn FnMut(usize),
    ) -> Vec<T> {
        let count = self.takes.len();
        let threads = solver.at_once().min(count);
        let mut done = Vec::with_capacity(count);
        if threads < 2 {
            for which in 0..count {
                begun(which + 1);
                done.push(work(which));
                if !done.last().is_some_and(goes_on) {
                    break;
                }
            }
            return done;
        }
        let queue = Queue {
            pieces: self,
            far: Mutex::default(),
            changed: Condvar::new(),
        };
        let found: Mutex<Vec<Option<T>>> = Mutex::new((0..count).map(|_| None).collect());
        let worker = || {
            while let Some(mut piece) = queue.next() {
                let of = work(piece.which);
                if !goes_on(&of) {
                    queue.lock().ended = true;
                }
                found.lock().unwrap_or_else(PoisonError::into_inner)[piece.which] = Some(of);
                piece.is_done = true;
            }
        };
        solver.crew(threads, &worker, &mut || queue.follow(begun));
        // Whatever was begun after a piece that ends it all is not told.
        for of in found.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let Some(of) = of else { break };
            let last = !goes_on(&of);
            done.push(of);
            if last {
                break;
            }
        }
        done
    }
}

impl Queue<'_> {
    fn lock(&self) -> MutexGuard<'_, Far> {
        self.far.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, far: MutexGuard<'a, Far>) -> MutexGuard<'a, Far> {
        self.changed.wait(far).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next piece, once there is room for it.
    fn next(&self) -> Option<Taken<'_>> {
        let mut far = self.lock();
        loop {
            if far.ended {
                return None;
            }
            let which = far.begun;
            let takes = *self.pieces.takes.get(which)?;
            if far.working == 0 || far.taken.saturating_add(takes) <= self.pieces.memory {
                far.begun += 1;
                far.working += 1;
                far.taken = far.taken.saturating_add(takes);
                self.changed.notify_all();
                return Some(Taken {
                    queue: self,
                    which,
                    takes,
                    is_done: false,
                });
            }
            far = self.wait(far);
        }
    }

    /// Tells of every piece that is begun, until all have ended.
    fn follow(&self, begun: &mut dyn FnMut(usize)) {
        let mut told = 0;
        let mut far = self.lock();
        loop {
            if told < far.begun {
                told += 1;
                drop(far);
                begun(told);
                far = self.lock();
            } else if far.working == 0 && (far.ended || far.begun == self.pieces.takes.len()) {
                return;
            } else {
                far = self.wait(far);
            }
        }
    }
}

/// A piece that is worked on; its room is free again whatever happens.
struct Taken<'a> {
    queue: &'a Queue<'a>,
    which: usize,
    takes: u64,
    is_done: bool,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut far = self.queue.lock();
        far.working -= 1;
        far.taken = far.taken.saturating_sub(self.takes);
        // Work that broke off is the end of all.
        far.ended |= !self.is_done;
        self.queue.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::ask::Effort;
    use super::super::linear::{Linear, Solved, SolverError};
    use super::*;

    /// Threads that search nothing.
    struct Threads(usize);

    impl LinearSolver for Threads {
        fn at_once(&self) -> usize {
            self.0
        }

        fn crew(&self, threads: usize, work: &(dyn Fn() + Sync), meanwhile: &mut dyn FnMut()) {
            std::thread::scope(|scope| {
                (0..threads).for_each(|_| drop(scope.spawn(work)));
                meanwhile();
            });
        }

        fn solve(&self, _: &Linear, _: &Effort, _: Option<&[f64]>) -> Result<Solved, SolverError> {
            Err(SolverError::Stopped)
        }
    }

    #[test]
    fn pieces_come_in_their_order_up_to_the_first_that_ends_it_whatever_the_threads() {
        for threads in [1, 2, 3, 8] {
            let mut told = Vec::new();
            let pieces = Pieces {
                takes: &[1; 40],
                memory: 1_000,
            };
            // Later pieces are done sooner.
            let work = |which: usize| {
                (0..(40 - which) * 2_000).for_each(|_| std::hint::spin_loop());
                which
            };
            let all = pieces.worked(&Threads(threads), &work, |_| true, &mut |begun| told.push(begun));
            assert_eq!(all, (0..40).collect::<Vec<_>>(), "{threads}");
            assert_eq!(told, (1..=40).collect::<Vec<_>>(), "{threads}");
            let some = pieces.worked(&Threads(threads), &work, |which| which % 7 != 6, &mut |_| {});
            assert_eq!(some, (0..=6).collect::<Vec<_>>(), "{threads}");
        }
    }

    #[test]
    fn turns_are_as_many_as_the_largest_pieces_leave_room_for() {
        let turns = |takes: &[u64], threads| Pieces { takes, memory: 1_000 }.turns(&Threads(threads));
        assert_eq!(turns(&[1; 40], 4), 10);
        assert_eq!(turns(&[1; 41], 4), 11);
        assert_eq!(turns(&[1; 40], 0), 40);
        // Two of the large ones have room together, three have not.
        assert_eq!(turns(&[1, 400, 1, 400, 400, 1], 4), 3);
    }

    #[test]
    fn pieces_that_take_much_memory_are_worked_on_one_after_another() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |_: usize| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            (0..20_000).for_each(|_| std::hint::spin_loop());
            now.fetch_sub(1, Ordering::SeqCst);
        };
        let pieces = Pieces {
            takes: &[600; 20],
            memory: 1_000,
        };
        pieces.worked(&Threads(4), &work, |()| true, &mut |_| {});
        assert_eq!(most.load(Ordering::SeqCst), 1);
        // So each may take as long as one after another allows.
        assert_eq!(pieces.turns(&Threads(4)), 20);
        // One that never fits is worked on all the same.
        let pieces = Pieces {
            takes: &[5_000, 1],
            memory: 1_000,
        };
        assert_eq!(pieces.turns(&Threads(4)), 2);
        assert_eq!(
            pieces.worked(&Threads(4), &|which| which, |_| true, &mut |_| {}),
            [0, 1]
        );
    }
}

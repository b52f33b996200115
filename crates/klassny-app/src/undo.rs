//! What a person did in this session, so that it can be taken back and done again.
//!
//! Undo states the earlier values as new facts; nothing is ever removed from the log.

use klassny_domain::change::Change;

/// Acts kept for undo; older ones are forgotten.
const ACTS_MAX: usize = 200;

/// One act: what the registers said before it and what it stated.
#[derive(Clone, Debug)]
pub struct Act {
    /// What each register said before; none where nothing was stated.
    pub before: Vec<Option<Change>>,
    /// What was stated, in the same order.
    pub stated: Vec<Change>,
    /// When, ms.
    pub at_ms: i64,
}

/// The acts of a session.
#[derive(Debug, Default)]
pub struct UndoStack {
    done: Vec<Act>,
    undone: Vec<Act>,
}

impl UndoStack {
    /// Keeps an act; what was undone before it cannot be done again.
    pub fn push(&mut self, before: Vec<Option<Change>>, stated: Vec<Change>, at_ms: i64) {
        self.undone.clear();
        self.done.push(Act {
            before,
            stated,
            at_ms,
        });
        if self.done.len() > ACTS_MAX {
            self.done.remove(0);
        }
    }

    /// The act that undo would take back.
    pub fn last(&self) -> Option<&Act> {
        self.done.last()
    }

    /// The act that redo would do again.
    pub fn last_undone(&self) -> Option<&Act> {
        self.undone.last()
    }

    /// Notes that the last act was taken back.
    pub fn note_undone(&mut self) {
        self.undone.extend(self.done.pop());
    }

    /// Forgets the last act: it stands, and can be neither taken back nor done again.
    pub fn forget_last(&mut self) {
        self.done.pop();
    }

    /// Forgets the act undone last: it cannot be done again.
    pub fn forget_undone(&mut self) {
        self.undone.pop();
    }

    /// Notes that the act undone last was done again.
    pub fn note_redone(&mut self) {
        self.done.extend(self.undone.pop());
    }

    /// Forgets everything: the session is over.
    pub fn clear(&mut self) {
        self.done.clear();
        self.undone.clear();
    }
}

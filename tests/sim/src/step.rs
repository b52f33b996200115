//! The steps of a history. A step stands for itself: a history stays a history when any of them is
//! left out, so a failing one can be made short.
//!
//! `{:?}` of a step is the Rust that makes it, so a short history becomes a scene as it is printed.

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A device makes a pass over the share.
    Pass(u8),
    /// Time goes on, minutes.
    Wait(u16),
    /// A person does something at a device, after signing in.
    Do(u8, u8, Act),
    /// A person signs out at a device.
    SignOut(u8, u8),
    /// Something happens to a device.
    Device(u8, Mishap),
    /// Something happens to the share.
    Share(Harm),
    /// A stranger with a teacher's stolen key puts a segment on the share.
    Forge(Forgery),
    /// What must hold in the middle is checked.
    Check,
}

/// What a person does. Numbers are those of `school`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Enters, corrects or, with 0, takes back a mark: group, day, work, pupil, value.
    Mark(u8, u8, u8, u8, u8),
    /// A class's worth of marks and the lesson at once: group, day, value.
    Column(u8, u8, u8),
    /// Absent, late or present: group, day, pupil, which.
    Absence(u8, u8, u8, u8),
    /// The reason of an absence: group, day, pupil, which.
    Excuse(u8, u8, u8, u8),
    /// The lesson was held or not: group, day, which.
    Lesson(u8, u8, u8),
    /// Its topic: group, day, which.
    Topic(u8, u8, u8),
    /// Homework: group, day, which.
    Homework(u8, u8, u8),
    /// A work of a lesson: group, day, work, kind.
    Work(u8, u8, u8, u8),
    /// A mark of a term: group, pupil, term, value.
    TermMark(u8, u8, u8, u8),
    /// A permit to correct a lesson: group, day, to whom; 1 stands, 0 takes the last one back.
    Permit(u8, u8, u8, u8),
    /// A remark on a lesson: group, day, to whom, its state.
    Remark(u8, u8, u8, u8),
    /// A substitution: group, day, who gives the lesson.
    Substitute(u8, u8, u8),
    /// Load from a day on: group, to whom, day.
    Load(u8, u8, u8),
    /// The end of that load before another day: group, whose, until.
    EndLoad(u8, u8, u8),
    /// A term is closed for a class: class, term.
    Close(u8, u8),
    /// And opened again: class, term.
    Reopen(u8, u8),
    /// The hours of a group change: group, hours.
    Group(u8, u8),
    /// The end of a term is moved: term, days.
    Term(u8, u8),
    /// A class is stated anew.
    Class(u8),
    /// A class teacher is named: class, who.
    Leader(u8, u8),
    /// A role is given or ended: to whom, 0 ends it.
    Role(u8, u8),
    /// A pupil leaves a class or comes back: class, pupil, 0 leaves.
    Enrolment(u8, u8, u8),
    /// A personal card: class, pupil, which.
    Card(u8, u8, u8),
    /// An invitation is printed: for whom.
    Invite(u8),
    /// A seat is revoked: the seat of this person on that device.
    Revoke(u8, u8),
    /// A file is brought in: group, value, 1 with load in it, so that it takes two segments.
    Import(u8, u8, u8),
    /// A file of pupils is brought in, cards and enrolments: class, which.
    Roll(u8, u8),
    /// The same as one batch, as another program may make it: class, which.
    RollAsOne(u8, u8),
    /// The next machine is let in.
    Enrol,
    /// Everything of the journal that does not count at this device is accepted.
    Accept,
}

/// What happens to a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The share answers it again.
    Fine,
    /// The share is away.
    Offline,
    /// The share is full.
    Full,
    /// The share can only be read.
    ReadOnly,
    /// Another folder stands in its place.
    Elsewhere,
    /// It sees the share as it was: listings stand still.
    Frozen,
    /// The program dies at this change of the share in its next pass.
    CrashIn(u8),
    /// The program dies at this call of the replica in its next pass.
    DieIn(u8),
    /// The program is started again.
    Restart,
    /// Its disk is copied.
    Backup,
    /// The copy is put back.
    Restore,
    /// Its disk is cloned to a new machine.
    Clone,
    /// Its wall clock is off, hours.
    Clock(i32),
    /// Its next pass lists everything.
    Everything,
}

/// What happens to the share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// A file is deleted.
    Delete(u16),
    /// A bit of a file flips.
    Rot(u16, u16),
    /// The second half of a file is zeros.
    Zeros(u16),
    /// The second half of a new file of a seat is zeros: device, whose, how many are newer.
    Newest(u8, u8, u8),
    /// A beacon is lost.
    LoseBeacon(u8),
    /// A beacon points to an earlier segment.
    OldBeacon(u8),
    /// Files that are not ours appear.
    Junk(u8),
    /// The server's backup is made.
    Keep,
    /// The server's backup is put back: newer files are gone.
    Rollback,
}

/// What a stranger with a teacher's key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgery {
    /// A mark within the teacher's rights, at the end of the chain: day, value.
    Mark(u8, u8),
    /// Two marks at one place of the chain.
    Twice(u8, u8),
    /// Marks of another teacher's group: group, value.
    Beyond(u8, u8),
    /// What only deputies may state: which.
    Deputy(u8),
    /// What only administrators may state: which.
    Administrator(u8),
    /// A mark with a clock years back: day, value.
    BackDated(u8, u8),
    /// A mark with an inflated Lamport number: day, value.
    Lamport(u8, u8),
    /// A mark beyond a predecessor that nobody has: day, value.
    Gap(u8, u8),
    /// A mark of another group under control segments that do not exist: group, value.
    Frontier(u8, u8),
    /// A mark signed for another school.
    School,
    /// A mark with a frontier that hides what gives or takes the right: day, value.
    OldFrontier(u8, u8),
    /// A fork from an early place of the chain: day, value.
    Fork(u8, u8),
    /// An ack of all heads by the teacher's seat.
    Ack,
    /// Somebody else's segment under the teacher's name.
    Unsigned,
    /// A mark in place of one that stands, with no permit: day, value.
    Correct(u8, u8),
    /// An acceptance of everything that does not count.
    Accept,
}

//! The route of a volume from the check to the register (forms.md «How a volume is made»).

use super::{Act, CHECKERS, PRINTERS, act, closing, leads, newest, parse, time};
use crate::api::VolumeStepArgs;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::view::paper::{RouteLine, RouteStep, VolumeView};
use crate::view::text::ErrorCode;
use klassny_domain::change::Change;
use klassny_domain::ids::{ClassId, TermId, VolumeId};
use klassny_domain::roster::Role;
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep, VolumeStep};
use klassny_store::query::EditionHead;
use klassny_store::{NewFact, Standing, Store};

/// The steps in the order of `RouteStep`; none is the closing of the term.
const ROUTE: [(RouteStep, Option<VolumeStep>); 10] = [
    (RouteStep::Preflighted, Some(VolumeStep::Preflighted)),
    (RouteStep::Closed, None),
    (RouteStep::Printed, Some(VolumeStep::Printed)),
    (
        RouteStep::TransferCertified,
        Some(VolumeStep::TransferCertified),
    ),
    (RouteStep::TeachersSigned, Some(VolumeStep::TeachersSigned)),
    (RouteStep::Checked, Some(VolumeStep::Checked)),
    (RouteStep::DirectorSigned, Some(VolumeStep::DirectorSigned)),
    (RouteStep::Laced, Some(VolumeStep::Laced)),
    (RouteStep::Sealed, Some(VolumeStep::Sealed)),
    (RouteStep::Registered, Some(VolumeStep::Registered)),
];

/// Where a volume stands on its route.
pub(crate) struct Route {
    /// The edition that is on its way; 1 before the first print.
    pub edition: u16,
    /// The newest printed edition.
    pub head: Option<EditionHead>,
    steps: Vec<Step>,
}

struct Step {
    step: RouteStep,
    done: Option<Act>,
    note: String,
}

/// The edition that would be printed next.
pub(crate) fn next_edition(store: &Store, volume: VolumeId) -> Result<u16> {
    let editions = store.read(|read| read.editions_of(volume))?;
    Ok(newest(&editions).map_or(1, |newest| newest.edition.saturating_add(1)))
}

impl Route {
    /// Reads the route of the volume of a class and term.
    pub fn read(store: &Store, class: ClassId, term: TermId) -> Result<Self> {
        let volume = VolumeEdition::id_of(class, term);
        let (editions, steps) =
            store.read(|read| Ok((read.editions_of(volume)?, read.route_steps(volume)?)))?;
        let head = newest(&editions).cloned();
        let checked = steps
            .iter()
            .filter(|step| step.value.done && step.value.step == VolumeStep::Preflighted)
            .map(|step| step.value.edition)
            .max();
        let closing = closing(store, class, term)?;
        let printed = head.as_ref().map_or(0, |head| head.edition);
        // The next edition is on its way once it was checked and its term is closed anew.
        let edition = match checked.filter(|_| closing.is_some()) {
            Some(checked) => checked.max(printed).max(1),
            None => printed.max(1),
        };
        let mut lines = Vec::with_capacity(ROUTE.len());
        for (step, stated) in ROUTE {
            let found = stated.and_then(|stated| of(&steps, edition, stated));
            let fact = match stated {
                None => closing.as_ref().map(|closing| closing.fact_no),
                Some(_) => found.map(|step| step.fact_no),
            };
            let done = match fact {
                Some(fact_no) => store.read(|read| act(read, fact_no))?,
                None => None,
            };
            lines.push(Step {
                step,
                done,
                note: found
                    .map(|step| step.value.note.clone())
                    .unwrap_or_default(),
            });
        }
        Ok(Self {
            edition,
            head,
            steps: lines,
        })
    }

    /// The step to do now; none when all are done.
    pub fn next(&self) -> Option<RouteStep> {
        let open = self.steps.iter().find(|step| step.done.is_none());
        open.map(|step| step.step)
    }

    /// The day each step was done.
    pub fn days(&self, desk: &Desk<'_>) -> Vec<Option<String>> {
        let day = |act: &Act| desk.local(act.at_ms).date().to_string();
        self.steps
            .iter()
            .map(|step| step.done.as_ref().map(day))
            .collect()
    }

    /// The lines as the window gets them.
    pub fn lines(&self, desk: &Desk<'_>, class: ClassId) -> Result<Vec<RouteLine>> {
        let next = self.next();
        let mut lines = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            lines.push(RouteLine {
                step: step.step,
                done_at: step.done.as_ref().map(|act| time(desk.local(act.at_ms))),
                by: step
                    .done
                    .as_ref()
                    .map(|act| act.by.clone())
                    .unwrap_or_default(),
                note: step.note.clone(),
                next: next == Some(step.step),
                mine: is_mine(desk, class, step.step)?,
            });
        }
        Ok(lines)
    }

    fn index(&self, step: RouteStep) -> Option<usize> {
        self.steps.iter().position(|known| known.step == step)
    }
}

fn of(
    steps: &[Standing<VolumeRouteStep>],
    edition: u16,
    wanted: VolumeStep,
) -> Option<&Standing<VolumeRouteStep>> {
    steps
        .iter()
        .rfind(|step| step.value.edition == edition && step.value.step == wanted)
        .filter(|step| step.value.done)
}

/// Whether the person's roles let them do the step; the store has the last word.
pub(super) fn is_mine(desk: &Desk<'_>, class: ClassId, step: RouteStep) -> Result<bool> {
    let roles: &[Role] = match step {
        RouteStep::Preflighted | RouteStep::Printed => PRINTERS,
        RouteStep::TeachersSigned if leads(desk, class)? => return Ok(true),
        RouteStep::TeachersSigned => PRINTERS,
        RouteStep::Closed | RouteStep::TransferCertified | RouteStep::Checked => &[Role::Deputy],
        RouteStep::DirectorSigned | RouteStep::Sealed => &[Role::Director],
        RouteStep::Laced | RouteStep::Registered => &[Role::Clerk],
    };
    super::has_role(desk, roles)
}

/// Does a step of the route, or takes it back. The check, the closing and the print are done by
/// their own calls.
///
/// # Errors
/// A step out of its turn, or one that has a call of its own; [`ErrorCode::NeedsReason`] where a
/// step is taken back without a reason; who may not do the step is refused.
pub fn volume_step(desk: &Desk<'_>, args: &VolumeStepArgs) -> Result<VolumeView> {
    let (class, term) = parse(&args.class, &args.term)?;
    if !leads(desk, class)? {
        desk.require(CHECKERS)?;
    }
    let route = Route::read(desk.store, class, term)?;
    let stated = ROUTE.iter().find(|(step, _)| *step == args.step);
    let own_call = matches!(
        args.step,
        RouteStep::Preflighted | RouteStep::Closed | RouteStep::Printed
    );
    let Some(step) = stated.and_then(|(_, step)| *step).filter(|_| !own_call) else {
        return Err(AppError::bad_request("step has a call of its own"));
    };
    let note = args.note.trim();
    if args.done {
        if route.next() != Some(args.step) {
            return Err(AppError::bad_request("step is not the next one"));
        }
    } else {
        let after = route.index(args.step).map_or(0, |at| at + 1);
        let later = route.steps.iter().skip(after);
        if later.into_iter().any(|step| step.done.is_some()) {
            return Err(AppError::bad_request("a later step is done"));
        }
        if note.is_empty() {
            return Err(AppError::new(ErrorCode::NeedsReason, "step"));
        }
    }
    let fact = VolumeRouteStep {
        volume: VolumeEdition::id_of(class, term),
        edition: route.edition,
        step,
        done: args.done,
        note: note.to_owned(),
    };
    desk.commit(vec![NewFact::from(Change::VolumeRouteStep(fact))])?;
    super::page::view(desk, class, term)
}

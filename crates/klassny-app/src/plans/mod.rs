//! Thematic plans at the desk: the list, one plan with plan against fact, its rows, approval and
//! correction (R29–R30, F42).
//!
//! `passage.rs` lays a plan over the lessons of a group; nothing here writes into a lesson.

mod approve;
mod correct;
mod edit;
mod file;
mod list;
pub(crate) mod passage;
mod print;
mod view;

pub use approve::say_of_plan;
pub use correct::correct_plan;
pub use edit::{create_plan, edit_plan, redo_plan, undo_plan};
pub use file::{plan_file, take_plan_file};
pub use list::plans;
pub use print::print_correction;
pub use view::plan;

use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::journal::may_read;
use crate::paper::has_role;
use chrono::NaiveDate;
use klassny_domain::ids::{GroupId, PlanId};
use klassny_domain::plan::{
    PlanApproval, PlanOf, PlanRow, PlanState, PlanWord, ThematicPlan, digest_of_rows,
};
use klassny_domain::refusal::Refusal;
use klassny_domain::rights::{Frame as RightsFrame, Grants, ReasonsBy, Stage, may_state};
use klassny_domain::roster::{Role, RoleGrant};
use klassny_store::query::GroupCard;
use klassny_store::{Read, Standing};

/// Who approves plans.
const APPROVERS: &[Role] = &[Role::Deputy];
/// Who sees every plan.
const READERS: &[Role] = &[Role::Deputy, Role::Director];

/// A plan that says whether it is approved as it stands, by whoever decided last.
pub(crate) fn as_decided(
    read: Read<'_>,
    plan: ThematicPlan,
) -> std::result::Result<ThematicPlan, klassny_store::Error> {
    let book = Book::of(read, plan)?;
    Ok(ThematicPlan {
        approved: book.state() == PlanState::Approved,
        ..book.plan
    })
}

/// A plan with its rows and what was said of it.
struct Book {
    plan: ThematicPlan,
    rows: Vec<PlanRow>,
    said: Vec<Standing<PlanApproval>>,
}

impl Book {
    /// The plan of an id.
    fn of_id(desk: &Desk<'_>, plan: &str) -> Result<Self> {
        let id = parse_id(plan, PlanId::parse)?;
        let plan = desk.store.read(|read| read.plan(id))?;
        Self::read(desk, plan.ok_or_else(|| AppError::not_found("plan"))?)
    }

    fn read(desk: &Desk<'_>, plan: ThematicPlan) -> Result<Self> {
        Ok(desk.store.read(|read| Self::of(read, plan))?)
    }

    fn of(read: Read<'_>, plan: ThematicPlan) -> std::result::Result<Self, klassny_store::Error> {
        Ok(Self {
            rows: read.plan_rows(plan.plan)?,
            said: read.plan_approvals(plan.plan)?,
            plan,
        })
    }

    const fn of_what(&self) -> PlanOf {
        self.plan.of()
    }

    /// The last sending and the last decision, of the plan or of the sheet of a group.
    fn last(
        &self,
        group: Option<GroupId>,
    ) -> (
        Option<&Standing<PlanApproval>>,
        Option<&Standing<PlanApproval>>,
    ) {
        let of = || {
            self.said
                .iter()
                .filter(move |said| said.value.group == group)
        };
        let sent = of().rfind(|said| said.value.word == PlanWord::Sent);
        (sent, of().rfind(|said| said.value.word != PlanWord::Sent))
    }

    /// How a version stands.
    fn state_of(&self, group: Option<GroupId>, digest: &[u8; 32]) -> PlanState {
        let (sent, decided) = self.last(group);
        let value = |said: Option<&Standing<PlanApproval>>| said.map(|said| said.value.clone());
        PlanState::of(digest, value(sent).as_ref(), value(decided).as_ref())
    }

    /// Whether the plan is approved by the file it came from, and nobody decided since.
    fn by_file(&self) -> bool {
        self.plan.approved && self.last(None).1.is_none()
    }

    /// How the plan stands.
    fn state(&self) -> PlanState {
        match self.by_file() {
            true => PlanState::Approved,
            false => self.state_of(None, &digest_of_rows(&self.rows)),
        }
    }

    /// Whether teachers may not change it: it is approved, or was and differs now.
    fn is_locked(&self) -> bool {
        matches!(self.state(), PlanState::Approved | PlanState::ChangedSince)
    }
}

/// The groups of the year that pass the plan of a subject and grade, by class and subgroup.
fn groups_of(desk: &Desk<'_>, of: PlanOf) -> Result<Vec<GroupCard>> {
    let Some(subject) = of.subject else {
        return Ok(Vec::new());
    };
    let cards = desk.store.read(|read| {
        let mut cards = Vec::new();
        for class in read.classes(of.year)? {
            if class.grade != of.grade {
                continue;
            }
            for group in read.groups_of_class(class.class)? {
                if group.subject == subject {
                    cards.extend(read.group(group.group)?);
                }
            }
        }
        Ok(cards)
    })?;
    Ok(cards)
}

/// The groups of a plan that the person may read; refuses where there is none and the person sees
/// not every plan.
fn readable(desk: &Desk<'_>, of: PlanOf) -> Result<Vec<GroupCard>> {
    let groups = groups_of(desk, of)?;
    if has_role(desk, READERS)? {
        return Ok(groups);
    }
    let own: Vec<GroupCard> = groups
        .into_iter()
        .filter(|card| may_read(desk, card).is_ok())
        .collect();
    match own.is_empty() {
        true => Err(Refusal::NotTeacherOfGroup.into()),
        false => Ok(own),
    }
}

/// Judges a change of a plan by the rights of the person.
fn may(
    desk: &Desk<'_>,
    groups: &[GroupCard],
    locked: Option<&ThematicPlan>,
    change: &klassny_domain::change::Change,
) -> Result<()> {
    let me = desk.person.staff;
    let roles = desk.roles()?.into_iter().map(|role| RoleGrant {
        staff: me,
        role,
        from: NaiveDate::MIN,
        until: None,
    });
    let roles: Vec<RoleGrant> = roles.collect();
    let today = desk.now().date();
    let loads = desk.store.read(|read| read.loads_on(me, today))?;
    let (of_plan, classes): (Vec<_>, Vec<_>) = groups
        .iter()
        .map(|card| (card.group.clone(), card.class.clone()))
        .unzip();
    let grants = Grants {
        staff: me,
        on: today,
        roles: &roles,
        loads: &loads,
        class_teachers: &[],
        substitutions: &[],
        permits: &[],
        frame: RightsFrame {
            groups: &of_plan,
            classes: &classes,
            plans: locked.map(std::slice::from_ref).unwrap_or_default(),
            reasons_by: ReasonsBy::default(),
            ..RightsFrame::default()
        },
        stage: Stage::Entry,
    };
    Ok(may_state(&grants, change)?)
}

//! What was asked and given, as lists and under a cell.
//!
//! Must not decide what a permit opens: the norms do.

use super::{GIVERS, READERS, instant_of};
use crate::desk::Desk;
use crate::error::Result;
use crate::paper::has_role;
use crate::spread::words::{class_name, instant, place_view, small};
use crate::view::journal::Stamp;
use crate::view::permit::{PermitCode, PermitLine, PermitsView};
use crate::who::Who;
use chrono::{DateTime, NaiveDate, Utc};
use klassny_domain::ids::{GroupId, PermitId, PermitRequestId, PupilId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::permit::{PermitDecline, PermitRequest, PermitState};
use klassny_domain::term::{Permit, PermitScope};
use klassny_store::{Error, Read, Standing};
use std::collections::HashMap;

/// What answers requests.
pub(super) struct Answers {
    permits: Vec<Standing<Permit>>,
    declines: HashMap<PermitRequestId, Standing<PermitDecline>>,
}

impl Answers {
    /// Reads every permit and refusal; a year has some hundreds.
    pub(super) fn read(read: Read<'_>) -> std::result::Result<Self, Error> {
        let declines = read.permit_declines()?.into_iter();
        Ok(Self {
            permits: read.permits()?,
            declines: declines
                .map(|decline| (decline.value.request, decline))
                .collect(),
        })
    }

    /// The permit that answers a request: of several the one that stands longest.
    fn permit(&self, request: &PermitRequest) -> Option<&Standing<Permit>> {
        let of = self.permits.iter();
        of.filter(|permit| permit.value.request == Some(request.request))
            .max_by_key(|permit| (permit.value.stands, permit.value.ends_at))
    }

    /// How a request stands.
    pub(super) fn state(&self, request: &PermitRequest, now: DateTime<Utc>) -> PermitState {
        let permit = self.permit(request).map(|permit| &permit.value);
        let declined = self.declines.get(&request.request);
        PermitState::of(
            Some(request),
            permit,
            declined.map(|declined| &declined.value),
            now,
        )
    }
}

/// Requests and permits: of the school for who answers and for the director, one's own for others.
///
/// # Errors
/// What the disk says.
pub fn permits(desk: &Desk<'_>) -> Result<PermitsView> {
    let all = has_role(desk, READERS)?;
    let me = desk.person.staff;
    let (requests, answers) = desk.store.read(|read| {
        let requests = match all {
            true => read.permit_requests()?,
            false => read.permit_requests_of_staff(me)?,
        };
        Ok((requests, Answers::read(read)?))
    })?;
    let mut lines = Lines::read(desk, &requests, &answers)?;
    let mut view = PermitsView {
        waiting: Vec::new(),
        open: Vec::new(),
        past: Vec::new(),
        may_give: has_role(desk, GIVERS)?,
        may_print: all,
    };
    let mut put = |line: PermitLine| match line.state {
        PermitCode::Waiting => view.waiting.push(line),
        PermitCode::Open => view.open.push(line),
        PermitCode::Expired
        | PermitCode::TakenBack
        | PermitCode::Declined
        | PermitCode::Withdrawn => view.past.push(line),
    };
    for request in &requests {
        put(lines.of_request(request)?);
    }
    let unasked = |permit: &&Standing<Permit>| permit.value.request.is_none();
    let seen = |permit: &&Standing<Permit>| all || permit.value.staff == me;
    for permit in answers.permits.iter().filter(unasked).filter(seen) {
        put(lines.of_permit(permit)?);
    }
    view.open.sort_by(|a, b| a.until.cmp(&b.until));
    let at = |line: &PermitLine| {
        line.answered
            .as_ref()
            .or(line.asked.as_ref())
            .map(|s| s.at.clone())
    };
    view.past.sort_by_key(|line| std::cmp::Reverse(at(line)));
    Ok(view)
}

/// The person's own requests and permits that wait, are open, or were settled since yesterday.
pub(crate) fn of_today(desk: &Desk<'_>) -> Result<Vec<PermitLine>> {
    let PermitsView {
        waiting,
        open,
        past,
        ..
    } = permits(desk)?;
    let yesterday = desk.now().date().pred_opt().unwrap_or_default();
    let fresh = |line: &PermitLine| {
        let ended = line
            .until
            .clone()
            .filter(|_| line.state == PermitCode::Expired);
        let answered = line.answered.as_ref().map(|stamp| stamp.at.clone());
        let at = ended.or(answered).unwrap_or_default();
        line.state != PermitCode::Withdrawn && at >= yesterday.to_string()
    };
    let past = past.into_iter().filter(fresh);
    let lines = open.into_iter().chain(waiting).chain(past);
    Ok(lines.filter(|line| line.mine).collect())
}

/// How many requests wait for the person's answer.
pub(crate) fn waiting_count(desk: &Desk<'_>) -> Result<u32> {
    if !has_role(desk, GIVERS)? {
        return Ok(0);
    }
    let now = instant_of(desk);
    let (requests, answers) = desk
        .store
        .read(|read| Ok((read.permit_requests()?, Answers::read(read)?)))?;
    let waits = requests
        .iter()
        .filter(|request| answers.state(&request.value, now) == PermitState::Waiting);
    Ok(u32::try_from(waits.count()).unwrap_or(u32::MAX))
}

/// The newest request or permit for a cell, or for its whole lesson.
pub(crate) fn in_cell(
    desk: &Desk<'_>,
    (place, pupil): (LessonPlace, PupilId),
) -> Result<Option<PermitLine>> {
    let (requests, answers) = desk.store.read(|read| {
        let requests = read.permit_requests_of_group(place.group)?;
        Ok((requests, Answers::read(read)?))
    })?;
    let here = |known: &&Standing<PermitRequest>| {
        let of_pupil = known.value.pupil.is_none_or(|of| of == pupil);
        known.value.place == place && of_pupil
    };
    let request = requests.iter().rfind(here);
    let covers = |permit: &&Standing<Permit>| match permit.value.scope {
        _ if permit.value.request.is_some() => false,
        PermitScope::Lesson(of) => of == place,
        PermitScope::Cell(of, _, whose) => of == place && whose == pupil,
        PermitScope::Group(group, from, to) => {
            group == place.group && from <= place.date && place.date <= to
        }
    };
    let permit = answers.permits.iter().rfind(covers);
    let newest = |fact: Option<i64>| fact.unwrap_or(i64::MIN);
    let asked = newest(request.map(|request| request.fact_no));
    let unasked = newest(permit.map(|permit| permit.fact_no));
    if request.is_none() && permit.is_none() {
        return Ok(None);
    }
    let mut lines = Lines::read(desk, &requests, &answers)?;
    Ok(match (request, permit) {
        (Some(request), _) if asked >= unasked => Some(lines.of_request(request)?),
        (_, Some(permit)) => Some(lines.of_permit(permit)?),
        (Some(request), None) => Some(lines.of_request(request)?),
        (None, None) => None,
    })
}

/// The code of a permit in the register: eight digits of its id.
pub(super) fn code_of(permit: PermitId) -> String {
    let digits = permit.to_string().to_uppercase();
    let (first, rest) = digits.split_at(4);
    let (second, _) = rest.split_at(4);
    format!("{first}-{second}")
}

/// Makes lines of requests and permits.
struct Lines<'d> {
    desk: &'d Desk<'d>,
    who: Who<'d>,
    answers: &'d Answers,
    stamps: HashMap<i64, Stamp>,
    now: DateTime<Utc>,
}

impl<'d> Lines<'d> {
    fn read(
        desk: &'d Desk<'d>,
        requests: &[Standing<PermitRequest>],
        answers: &'d Answers,
    ) -> Result<Self> {
        let who = Who::read(desk)?;
        let facts = requests.iter().map(|request| request.fact_no);
        let facts = facts
            .chain(answers.permits.iter().map(|permit| permit.fact_no))
            .chain(answers.declines.values().map(|decline| decline.fact_no));
        let stamps = desk.store.read(|read| read.stamps(facts))?.into_iter();
        let stamps = stamps
            .map(|(fact, stamp)| (fact, who.stamp((stamp.seat, stamp.entered_ms), None)))
            .collect();
        Ok(Self {
            desk,
            who,
            answers,
            stamps,
            now: instant_of(desk),
        })
    }

    fn of_request(&mut self, request: &Standing<PermitRequest>) -> Result<PermitLine> {
        let asked = &request.value;
        let answers = self.answers;
        let permit = answers.permit(asked);
        let mut line = match permit {
            Some(permit) => self.of_permit(permit)?,
            None => self.empty((asked.place.group, asked.place.date))?,
        };
        line.request = Some(asked.request.to_string());
        line.state = code(answers.state(asked, self.now));
        // A permit may open more than was asked for: its scope is shown.
        if permit.is_none() {
            line.place = Some(place_view(asked.place));
            line.ordinal = asked.ordinal;
            self.pupil(&mut line, asked.pupil)?;
        }
        line.staff = self.who.initials(Some(asked.staff));
        line.mine = asked.staff == self.desk.person.staff;
        line.wanted.clone_from(&asked.wanted);
        line.reason.clone_from(&asked.reason);
        line.asked = self.stamps.get(&request.fact_no).cloned();
        let declined = answers.declines.get(&asked.request);
        if let Some(declined) = declined.filter(|_| line.state == PermitCode::Declined) {
            line.answer.clone_from(&declined.value.reason);
            line.answered = self.stamps.get(&declined.fact_no).cloned();
        }
        Ok(line)
    }

    fn of_permit(&mut self, permit: &Standing<Permit>) -> Result<PermitLine> {
        let given = &permit.value;
        let (at, place, pupil, ordinal) = match given.scope {
            PermitScope::Lesson(place) => ((place.group, place.date), Some(place), None, 0),
            PermitScope::Cell(place, ordinal, pupil) => {
                ((place.group, place.date), Some(place), Some(pupil), ordinal)
            }
            PermitScope::Group(group, from, _) => ((group, from), None, None, 0),
        };
        let mut line = self.empty(at)?;
        if let PermitScope::Group(_, from, to) = given.scope {
            line.days = Some((from.to_string(), to.to_string()));
        }
        line.permit = Some(given.permit.to_string());
        line.state = code(PermitState::of(None, Some(given), None, self.now));
        line.place = place.map(place_view);
        line.ordinal = ordinal;
        self.pupil(&mut line, pupil)?;
        line.staff = self.who.initials(Some(given.staff));
        line.mine = given.staff == self.desk.person.staff;
        line.reason.clone_from(&given.reason);
        line.answer.clone_from(&given.reason);
        line.answered = self.stamps.get(&permit.fact_no).cloned();
        let until = self.desk.local(given.ends_at.timestamp_millis());
        line.until = Some(instant(until));
        line.used = self.used(given)?;
        line.code = code_of(given.permit);
        Ok(line)
    }

    fn empty(&mut self, (group, day): (GroupId, NaiveDate)) -> Result<PermitLine> {
        let calendar = &self.desk.calendar;
        let card = self.who.group(group)?;
        let term = card.and_then(|card| calendar.term_of(card.class.grade, day));
        Ok(PermitLine {
            request: None,
            permit: None,
            state: PermitCode::Waiting,
            place: None,
            days: None,
            term: term.map(|term| term.term.to_string()).unwrap_or_default(),
            class_name: card.map(|card| class_name(&card.class)).unwrap_or_default(),
            subject: card
                .map(|card| card.subject.name.clone())
                .unwrap_or_default(),
            pupil: None,
            pupil_name: String::new(),
            ordinal: 0,
            staff: String::new(),
            mine: false,
            wanted: String::new(),
            reason: String::new(),
            asked: None,
            answered: None,
            answer: String::new(),
            until: None,
            used: 0,
            code: String::new(),
        })
    }

    fn pupil(&mut self, line: &mut PermitLine, pupil: Option<PupilId>) -> Result<()> {
        line.pupil = pupil.map(|pupil| pupil.to_string());
        line.pupil_name = match pupil {
            Some(pupil) => self.who.pupil(pupil)?,
            None => String::new(),
        };
        Ok(())
    }

    /// The marks that stand and were corrected under a permit.
    fn used(&self, permit: &Permit) -> Result<u16> {
        let (group, days) = match permit.scope {
            PermitScope::Lesson(place) | PermitScope::Cell(place, _, _) => {
                (place.group, place.date..=place.date)
            }
            PermitScope::Group(group, from, to) => (group, from..=to),
        };
        let made = self.desk.store.read(|read| {
            let marks = read.marks(group, &days)?;
            read.permits_of_facts(marks.iter().map(|mark| mark.fact_no))
        })?;
        let under = made.values().filter(|of| **of == permit.permit);
        Ok(small(under.count()))
    }
}

const fn code(state: PermitState) -> PermitCode {
    match state {
        PermitState::Waiting => PermitCode::Waiting,
        PermitState::Open => PermitCode::Open,
        PermitState::Expired => PermitCode::Expired,
        PermitState::TakenBack => PermitCode::TakenBack,
        PermitState::Declined => PermitCode::Declined,
        PermitState::Withdrawn => PermitCode::Withdrawn,
    }
}

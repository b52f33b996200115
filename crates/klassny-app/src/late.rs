//! «Внесённое после срока»: which entries missed their norm by the evidence of the seals, and a
//! deputy's word that a witness's seals prove nothing (P8, D11).
//!
//! Must not find when a norm ends: the domain's norms do. Changes no entry.

use crate::api::{RestoreSeals, VoidSeals};
use crate::aside::{DECIDERS, part_of};
use crate::clock::LABEL_MS;
use crate::desk::{Desk, parse_id};
use crate::error::{AppError, Result};
use crate::spread::column::{Column, columns};
use crate::spread::frame::{Frame, Which};
use crate::spread::tips::value_text;
use crate::spread::words::{instant, parse_day, place_view};
use crate::take_back::about;
use crate::view::late::{LateLine, LateView, Proved, SealDay};
use crate::view::text::{ErrorCode, LatenessCode};
use crate::who::Who;
use chrono::{NaiveDate, NaiveDateTime};
use klassny_domain::attendance::Presence;
use klassny_domain::change::{Change, FactId};
use klassny_domain::ids::{DeviceId, GroupId, SealVoidId, TermId};
use klassny_domain::lesson::LessonPlace;
use klassny_domain::norm::{self, Lateness, deadline_of_homework};
use klassny_domain::witness::SealVoid;
use klassny_store::{Evidence, LogFact, NewFact, SealLine};
use std::collections::{BTreeMap, HashMap};

/// How far back the list goes, days.
const DAYS: i64 = 14;
const DAY_MS: i64 = 86_400_000;
/// The most entries that are listed.
const LINES_MAX: usize = 500;

/// Whether an entry kept its norm, by the clock it was entered by and by the seals.
pub(crate) fn lateness_of(
    desk: &Desk<'_>,
    closes_at: NaiveDateTime,
    (entered_ms, evidence): (i64, Evidence),
) -> Lateness {
    let local = |at: Option<i64>| at.map(|at_ms| desk.local(at_ms));
    norm::lateness(
        closes_at,
        &norm::Evidence {
            entered_at: desk.local(evidence.by_share.unwrap_or(entered_ms)),
            not_before: local(evidence.not_before),
            delivered_at: local(evidence.held_at),
            not_delivered_at: local(evidence.not_held_at),
        },
    )
}

/// When an entry was made, as people are told, and what its clock said where the seals, or its own
/// machine by the share's clock, know it wrong by more than ten minutes (P8).
pub(crate) fn label_of(entered_ms: i64, evidence: Evidence) -> (i64, Option<i64>) {
    let before = evidence.not_before;
    let after = evidence.held_at;
    let claimed_ms = evidence.by_share.unwrap_or(entered_ms);
    let too_early = before.filter(|at_ms| claimed_ms < at_ms.saturating_sub(LABEL_MS));
    let too_late = after.filter(|at_ms| claimed_ms > at_ms.saturating_add(LABEL_MS));
    let label_ms = too_early.or(too_late).unwrap_or(claimed_ms);
    (
        label_ms,
        Some(entered_ms).filter(|_| label_ms != entered_ms),
    )
}

/// Between which seals an entry was made.
pub(crate) fn proved(desk: &Desk<'_>, evidence: Evidence) -> Proved {
    let shown = |at: Option<i64>| at.map(|at_ms| instant(desk.local(at_ms)));
    Proved {
        after: shown(evidence.not_before),
        before: shown(evidence.held_at),
    }
}

/// The entries of the last two weeks that missed their norm: of the school for deputies and the
/// director, one's own for others; and the seals that say so.
///
/// # Errors
/// What the disk says.
pub fn late_entries(desk: &Desk<'_>) -> Result<LateView> {
    let roles = desk.roles()?;
    let may_decide = roles.iter().any(|role| DECIDERS.contains(role));
    let since_ms = desk.entered.wall_ms.saturating_sub(DAYS * DAY_MS);
    let mut facts = desk.store.stated_or_came(since_ms)?;
    let evidence = desk.store.evidence(facts.iter().map(|fact| fact.fact_no))?;
    let mut reader = Reader {
        desk,
        who: Who::read(desk)?,
        frames: HashMap::new(),
    };
    if !may_decide {
        let me = Some(desk.person.staff);
        facts.retain(|fact| reader.who.staff_of(fact.seat) == me);
    }
    let mut lines = Vec::new();
    for fact in &facts {
        let known = evidence.get(&fact.fact_no).copied().unwrap_or_default();
        lines.extend(reader.line(fact, known)?);
        if lines.len() > LINES_MAX {
            break;
        }
    }
    let more = lines.len() > LINES_MAX;
    lines.truncate(LINES_MAX);
    Ok(LateView {
        lines,
        more,
        seals: match may_decide {
            true => seal_days(desk, since_ms)?,
            false => Vec::new(),
        },
        may_decide,
    })
}

/// Says that the seals of a witness on a day prove nothing: its clock was wrong.
///
/// # Errors
/// [`ErrorCode::NeedsReason`] without a reason; [`ErrorCode::NotFound`] where there is none; who
/// does not decide is refused.
pub fn void_seals(desk: &Desk<'_>, args: &VoidSeals) -> Result<LateView> {
    desk.require(DECIDERS)?;
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(AppError::new(ErrorCode::NeedsReason, "void"));
    }
    let mut seals: Vec<FactId> = seals_of(desk, &args.device, &args.day)?
        .iter()
        .filter(|seal| !seal.voided)
        .map(|seal| seal.id)
        .collect();
    if seals.is_empty() {
        return Err(AppError::not_found("seals"));
    }
    seals.sort_unstable();
    let entered = desk.entered;
    let facts = seals.chunks(SealVoid::SEALS_MAX).zip(0_u32..);
    let facts = facts.map(|(seals, at)| {
        // No two acts of a seat share a clock reading.
        let void = SealVoidId::derive(&[
            desk.person.seat.as_bytes(),
            &entered.wall_ms.to_le_bytes(),
            &entered.boot.to_le_bytes(),
            &entered.monotonic_ms.to_le_bytes(),
            &at.to_le_bytes(),
        ]);
        NewFact::from(Change::SealVoid(SealVoid {
            void,
            seals: seals.to_vec(),
            reason: reason.to_owned(),
            stands: true,
        }))
    });
    desk.commit(facts.collect())?;
    late_entries(desk)
}

/// Takes back that the seals of a witness on a day prove nothing.
///
/// # Errors
/// [`ErrorCode::NotFound`] where nobody said so; who does not decide is refused.
pub fn restore_seals(desk: &Desk<'_>, args: &RestoreSeals) -> Result<LateView> {
    desk.require(DECIDERS)?;
    let seals: Vec<FactId> = seals_of(desk, &args.device, &args.day)?
        .iter()
        .map(|seal| seal.id)
        .collect();
    let voids = desk.store.seal_voids()?.into_iter();
    let named = |void: &SealVoid| void.seals.iter().any(|seal| seals.contains(seal));
    let facts: Vec<NewFact> = voids
        .filter(|void| void.stands && named(void))
        .map(|void| {
            NewFact::from(Change::SealVoid(SealVoid {
                stands: false,
                ..void
            }))
        })
        .collect();
    if facts.is_empty() {
        return Err(AppError::not_found("void"));
    }
    desk.commit(facts)?;
    late_entries(desk)
}

fn seals_of(desk: &Desk<'_>, device: &str, day: &str) -> Result<Vec<SealLine>> {
    let device = parse_id(device, DeviceId::parse)?;
    let day = parse_day(day)?;
    // Wherever the school is, a day of its own lies in these two of UTC.
    let noon = day.and_hms_opt(12, 0, 0).unwrap_or_default().and_utc();
    let span = noon.timestamp_millis() - DAY_MS..=noon.timestamp_millis() + DAY_MS;
    let seals = desk.store.seals_between(span)?.into_iter();
    Ok(seals
        .filter(|seal| seal.device == device && desk.local(seal.at_ms).date() == day)
        .collect())
}

/// The seals of each witness, day by day, newest first.
fn seal_days(desk: &Desk<'_>, since_ms: i64) -> Result<Vec<SealDay>> {
    let devices = desk.store.read(|read| read.devices())?;
    let name = |device: DeviceId| {
        let known = devices.iter().find(|known| known.device == device);
        known.map(|known| known.name.clone()).unwrap_or_default()
    };
    let voids = desk.store.seal_voids()?;
    let reason = |seal: &SealLine| {
        let by = voids.iter().filter(|void| void.stands);
        let mut by = by.filter(|void| void.seals.contains(&seal.id));
        by.next().map(|void| void.reason.clone())
    };
    let mut days: BTreeMap<(std::cmp::Reverse<NaiveDate>, DeviceId), Vec<SealLine>> =
        BTreeMap::new();
    // A clock may be years off: what it sealed lately is asked for by what else is sealed.
    for seal in desk.store.seals_between(i64::MIN..=i64::MAX)? {
        let day = desk.local(seal.at_ms).date();
        let odd = seal.contradicts_ms.is_some() || seal.voided;
        if seal.at_ms >= since_ms || odd {
            let day = days.entry((std::cmp::Reverse(day), seal.device));
            day.or_default().push(seal);
        }
    }
    let lines = days.into_iter().map(|((day, device), seals)| SealDay {
        device: device.to_string(),
        name: name(device),
        day: day.0.to_string(),
        first: seals
            .first()
            .map(|s| instant(desk.local(s.at_ms)))
            .unwrap_or_default(),
        last: seals
            .last()
            .map(|s| instant(desk.local(s.at_ms)))
            .unwrap_or_default(),
        count: count(seals.iter()),
        contradicting: count(seals.iter().filter(|seal| seal.contradicts_ms.is_some())),
        voided: count(seals.iter().filter(|seal| seal.voided)),
        reason: seals.iter().find_map(&reason).unwrap_or_default(),
    });
    Ok(lines.collect())
}

fn count<'a>(seals: impl Iterator<Item = &'a SealLine>) -> u32 {
    u32::try_from(seals.count()).unwrap_or(u32::MAX)
}

type Term<'d> = Option<(Frame<'d>, Vec<Column>)>;

struct Reader<'d> {
    desk: &'d Desk<'d>,
    who: Who<'d>,
    frames: HashMap<(GroupId, Option<TermId>), Term<'d>>,
}

impl<'d> Reader<'d> {
    /// An entry that missed its norm; none for one that did not.
    fn line(&mut self, fact: &LogFact, evidence: Evidence) -> Result<Option<LateLine>> {
        let Some(change) = fact.op.as_ref().map(|op| &op.change) else {
            return Ok(None);
        };
        let (Some(place), pupil) = about(change) else {
            return Ok(None);
        };
        if !self.may_be_late(place, change, (fact.entered_ms, evidence)) {
            return Ok(None);
        }
        let Some(closes_at) = self.norm_of(place, change)? else {
            return Ok(None);
        };
        let state = lateness_of(self.desk, closes_at, (fact.entered_ms, evidence));
        if state == Lateness::InTime {
            return Ok(None);
        }
        let card = self.who.group(place.group)?.cloned();
        let (label_ms, said) = label_of(fact.entered_ms, evidence);
        Ok(Some(LateLine {
            group: place.group.to_string(),
            class_name: card
                .as_ref()
                .map(|card| crate::spread::words::class_name(&card.class))
                .unwrap_or_default(),
            subject: card.map(|card| card.subject.name).unwrap_or_default(),
            place: place_view(place),
            pupil: pupil.map(|pupil| pupil.to_string()),
            pupil_name: match pupil {
                Some(pupil) => self.who.pupil(pupil)?,
                None => String::new(),
            },
            part: part_of(change),
            text: value_text(change),
            by: self.who.stamp((fact.seat, label_ms), None),
            clock_said: said.map(|at_ms| instant(self.desk.local(at_ms))),
            norm: instant(closes_at),
            state: LatenessCode::from(state),
            proved: proved(self.desk, evidence),
        }))
    }

    /// Whether anything says that it was made after the day of its lesson, or of homework, after
    /// noon: no norm ends before.
    fn may_be_late(
        &self,
        place: LessonPlace,
        change: &Change,
        (entered_ms, evidence): (i64, Evidence),
    ) -> bool {
        let newest = Some(evidence.by_share.unwrap_or(entered_ms))
            .max(evidence.not_before)
            .max(evidence.not_held_at);
        let newest = self.desk.local(newest.unwrap_or(entered_ms));
        let homework = matches!(change, Change::Homework(_) | Change::HomeworkFile(_));
        let noon = place.date.and_hms_opt(12, 0, 0).unwrap_or_default();
        newest.date() > place.date || homework && newest > noon
    }

    /// When the norm of an entry ends; none where it has none.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the list holds no other facts"
    )]
    fn norm_of(&mut self, place: LessonPlace, change: &Change) -> Result<Option<NaiveDateTime>> {
        let Some((frame, columns)) = self.frame(place)? else {
            return Ok(None);
        };
        let Some(column) = columns.iter().find(|column| column.place == place) else {
            return Ok(None);
        };
        Ok(match change {
            Change::Mark(mark) => {
                let work = column.work(mark.ordinal);
                work.and_then(|work| column.norm_of(frame, work, mark.written_on))
            }
            Change::Attendance(stated) if stated.presence == Presence::Present => None,
            Change::Homework(_) | Change::HomeworkFile(_) if !frame.grading.homework => None,
            Change::Homework(_) | Change::HomeworkFile(_) => {
                let at = frame.at(place, place.date);
                let (rules, calendar) = (&frame.desk.rules, &frame.desk.calendar);
                Some(deadline_of_homework(rules, calendar, &at))
            }
            Change::Attendance(_) | Change::LessonRecord(_) | Change::LessonTopic(_) => {
                Some(column.record_norm)
            }
            _ => None,
        })
    }

    fn frame(&mut self, place: LessonPlace) -> Result<Option<&(Frame<'d>, Vec<Column>)>> {
        let grade = self.who.group(place.group)?.map(|card| card.class.grade);
        let term = grade.and_then(|grade| self.desk.calendar.term_of(grade, place.date));
        let key = (place.group, term.map(|term| term.term));
        if !self.frames.contains_key(&key) {
            let read = Frame::read(self.desk, place.group, &Which::Of(place.date));
            let found = match read {
                Ok(frame) => {
                    let columns = columns(&frame);
                    Some((frame, columns))
                }
                Err(error) if error.code == ErrorCode::NotFound => None,
                Err(error) => return Err(error),
            };
            self.frames.insert(key, found);
        }
        Ok(self.frames.get(&key).and_then(Option::as_ref))
    }
}

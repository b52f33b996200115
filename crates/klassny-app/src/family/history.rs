//! What was said of a family before: guardians and what they signed.

use super::Access;
use crate::api::ClassPupil;
use crate::desk::{Desk, parse_id};
use crate::error::Result;
use crate::spread::words::parse_pupil;
use crate::view::family::{FamilyHistory, FamilyHistoryLine};
use crate::who::Who;
use klassny_domain::change::{Change, Kind, Register};
use klassny_domain::family::AgreementBasis;
use klassny_domain::ids::ClassId;
use klassny_domain::roster::{ElectronicForm, Guardian};
use klassny_domain::russian;

/// The history of a pupil's family, newest first.
///
/// # Errors
/// For who reads no families of the class.
pub fn family_history(desk: &Desk<'_>, args: &ClassPupil) -> Result<FamilyHistory> {
    let class = parse_id(&args.class, ClassId::parse)?;
    let pupil = parse_pupil(&args.pupil)?;
    let access = Access::of(desk, class)?;
    access.require(true)?;
    super::require_listed(desk, class, &[pupil])?;
    let who = Who::read(desk)?;
    let mut lines = Vec::new();
    for guardian in desk.store.read(|read| read.guardians(pupil))? {
        for kind in [Kind::Guardian, Kind::InformationForm] {
            let key = *guardian.guardian.as_bytes();
            let history = desk.store.history(Register { kind, key })?;
            let entries = history.entries.iter();
            for entry in entries.filter(|entry| entry.not_counted.is_none()) {
                let at_ms = entry.op.entered.wall_ms;
                lines.push((
                    at_ms,
                    FamilyHistoryLine {
                        about: named(&entry.op.change, &guardian),
                        text: text(&entry.op.change),
                        stamp: who.stamp((entry.seat, at_ms), entry.op.import.as_ref()),
                        stands: history.shown == Some(entry.fact_no),
                    },
                ));
            }
        }
    }
    lines.sort_by_key(|(at_ms, _)| std::cmp::Reverse(*at_ms));
    let lines = lines.into_iter().map(|(_, line)| line).collect();
    Ok(FamilyHistory { lines })
}

/// The name of the guardian, the standing one where the line has none.
fn named(change: &Change, standing: &Guardian) -> String {
    if let Change::Guardian(stated) = change
        && !stated.name.is_empty()
    {
        return stated.name.clone();
    }
    standing.name.clone()
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "a family's history holds no other facts"
)]
fn text(change: &Change) -> String {
    let parts = match change {
        Change::Guardian(x) if x.name.is_empty() => vec!["убран(а) из карточки".to_owned()],
        Change::Guardian(x) => vec![
            x.kinship.clone(),
            x.phone.clone(),
            x.email.clone(),
            match x.electronic {
                ElectronicForm::Unknown => "форма не указана".to_owned(),
                ElectronicForm::Agreed => "электронная форма".to_owned(),
                ElectronicForm::Refused => "отказ от электронной формы".to_owned(),
            },
        ],
        Change::InformationForm(x) if !x.stands => vec!["подпись снята".to_owned()],
        Change::InformationForm(x) => vec![
            format!("подписано {}", russian::date(x.signed_on)),
            match x.basis {
                AgreementBasis::Written => "письменно".to_owned(),
                AgreementBasis::Signature => "электронной подписью".to_owned(),
            },
            x.document.clone(),
            x.contact.clone(),
        ],
        _ => Vec::new(),
    };
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

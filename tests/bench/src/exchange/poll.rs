//! What a pass costs when nothing has happened, with 60, 150 and 300 seats in the school.

use crate::exchange::{Pair, Scale};
use crate::figures::{Row, Times};
use anyhow::{Context as _, Result, ensure};
use chrono::NaiveDate;
use klassny_app::api::{FirstSignIn, StaffArgs};
use klassny_domain::change::Change;
use klassny_domain::ids::StaffId;
use klassny_domain::roster::{Load, PersonName, Role, RoleGrant, StaffMember};
use klassny_store::{Author, NewFact};
use klassny_tests::PASSWORD;

const SEATS: [u64; 3] = [60, 150, 300];
const POLLS: u64 = 200;

/// Measures the three sizes of one school that grows.
pub fn measure(scale: Scale) -> Result<Vec<Row>> {
    let pair = Pair::make()?;
    let mut rows = Vec::new();
    let mut seated = 0;
    for seats in SEATS {
        let wanted = scale.of(seats);
        people(&pair, seated..wanted)?;
        for number in seated..wanted {
            seat(&pair, number)?;
        }
        seated = wanted;
        pair.rest()?;
        let beacons = pair.share().join("beacon");
        let shown = std::fs::read_dir(&beacons)?.count();
        ensure!(shown as u64 >= wanted, "only {shown} seats show a head");
        let (mut ours, mut bare) = (Times::default(), Times::default());
        for _ in 0..scale.of(POLLS).max(20) {
            let report = ours.time(|| pair.a.app.sync_pass())?;
            ensure!(report.taken == 0 && report.share.is_reached(), "{report:?}");
            bare.time(|| -> std::io::Result<usize> {
                std::fs::read(pair.share().join("school.jsg"))?;
                Ok(std::fs::read_dir(&beacons)?.count())
            })?;
        }
        rows.push(Row {
            what: format!("a poll with {shown} seats, nothing new"),
            ours: ours.words(),
            peer: format!(
                "reading school.jsg and listing the beacons: {}",
                bare.words()
            ),
            ratio: ours.ratio_to(&bare),
            wanted: if seats == 150 { "< 20 ms" } else { "—" },
        });
    }
    Ok(rows)
}

fn staff(number: u64) -> StaffId {
    StaffId::derive(&[b"bench", &number.to_le_bytes()])
}

/// States people and their role of a deputy, so that each may say something.
fn people(pair: &Pair, numbers: std::ops::Range<u64>) -> Result<()> {
    let workstation = pair.a.app.workstation()?;
    let seat = pair.a.app.person()?.seat;
    let mut facts = Vec::new();
    for number in numbers {
        let name = PersonName {
            surname: format!("Завуч{number}"),
            given: "Анна".to_owned(),
            patronymic: String::new(),
        };
        facts.push(Change::StaffMember(StaffMember {
            staff: staff(number),
            personnel_number: number.to_string(),
            name,
            position: "заместитель директора".to_owned(),
            hired_on: None,
            left_on: None,
        }));
        facts.push(Change::RoleGrant(RoleGrant {
            staff: staff(number),
            role: Role::Deputy,
            from: NaiveDate::from_ymd_opt(2020, 9, 1).context("a day")?,
            until: None,
        }));
    }
    let facts = facts.into_iter().map(NewFact::from).collect();
    workstation
        .store
        .commit(Author { seat }, workstation.now(), facts)?;
    pair.a.app.sync_fully()?;
    pair.b.app.sync_fully()?;
    Ok(())
}

/// Gives a person a seat on the second machine and lets the seat say one fact.
fn seat(pair: &Pair, number: u64) -> Result<()> {
    let id = staff(number).to_string();
    let sheet = pair.a.app.invite(StaffArgs { staff: id.clone() })?;
    pair.a.app.sync_pass()?;
    pair.b.app.sync_pass()?;
    pair.b.app.first_sign_in(FirstSignIn {
        staff: id,
        words: sheet.words.join(" "),
        password: PASSWORD.to_owned(),
    })?;
    let workstation = pair.b.app.workstation()?;
    let load = Change::Load(Load {
        group: pair.group()?,
        staff: staff(number),
        from: NaiveDate::from_ymd_opt(2026, 9, 1).context("a day")?,
        until: None,
        room: "214".to_owned(),
    });
    let author = Author {
        seat: pair.b.app.person()?.seat,
    };
    workstation
        .store
        .commit(author, workstation.now(), vec![NewFact::from(load)])?;
    pair.b.app.sign_out()?;
    pair.b.app.sync_pass()?;
    pair.a.app.sync_pass()?;
    Ok(())
}

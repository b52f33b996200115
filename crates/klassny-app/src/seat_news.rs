//! «В ваше имя открыто новое рабочее место»: new seats, told to their person and to the director
//! (D13). Nobody can open a seat in another's name unseen.
//!
//! What was told is remembered on this machine for each seat, by the number of the last
//! certificate: one that arrives late has a greater number and is told too.

use crate::api::SeatNewsSeen;
use crate::app::App;
use crate::cosign::Cosigns;
use crate::desk::{Person, roles_of};
use crate::devices::Ground;
use crate::error::{AppError, Result};
use crate::view::devices::{NewSeat, SeatNews, SeatWay};
use klassny_domain::access::{SeatCertificate, Voucher};
use klassny_domain::change::{Kind, Register};
use klassny_domain::ids::SeatId;
use klassny_domain::roster::Role;
use klassny_store::{Standing, Store};
use std::collections::BTreeSet;

impl App {
    /// Seats that were opened since the person looked last: in the person's own name, and for the
    /// director in anybody's.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seat_news(&self) -> Result<SeatNews> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        let now = self.local_now();
        let director = roles_of(store, &person, now)?.contains(&Role::Director);
        let ground = Ground::read(&workstation, now.date())?;
        let told = told(store, &person, &ground)?;
        let mut mark = told;
        let mut seats = Vec::new();
        for seat in ground.seats.iter().filter(|seat| told < seat.fact_no) {
            mark = mark.max(seat.fact_no);
            let mine = seat.value.staff == person.staff;
            if seat.value.seat != person.seat && (mine || director) {
                seats.push(new_seat(store, &ground, seat, mine)?);
            }
        }
        Ok(SeatNews {
            seats,
            mark: mark.to_string(),
            helpers: helpers(&ground),
            unsigned: Cosigns::read(store, &person, now)?.waiting(&ground),
        })
    }

    /// The person has seen the new seats.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seat_news_seen(&self, args: &SeatNewsSeen) -> Result<SeatNews> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let mark: i64 = args
            .mark
            .parse()
            .map_err(|_| AppError::bad_request("mark"))?;
        let key = key_of(person.seat);
        workstation.store.put(&key, mark.to_string().as_bytes())?;
        self.seat_news()
    }
}

/// Whose seats are administrators', by name.
fn helpers(ground: &Ground) -> Vec<String> {
    let seats = ground.seats.iter().map(|seat| &seat.value);
    let acting =
        seats.filter(|seat| ground.is_administrator(seat.seat) && !ground.is_ended(seat.seat));
    let names: BTreeSet<String> = acting.map(|seat| ground.full_name(seat.staff)).collect();
    names.into_iter().collect()
}

fn key_of(seat: SeatId) -> String {
    format!("told-seats:{seat}")
}

/// The number of the last certificate the person was told of; at first that of the own seat, for
/// what stood before it is no news.
fn told(store: &Store, person: &Person, ground: &Ground) -> Result<i64> {
    let kept = store.get(&key_of(person.seat))?;
    let kept = kept.and_then(|bytes| String::from_utf8(bytes).ok());
    let kept = kept.and_then(|text| text.parse().ok());
    let own = ground
        .seats
        .iter()
        .find(|seat| seat.value.seat == person.seat);
    Ok(kept.unwrap_or_else(|| own.map_or(0, |own| own.fact_no)))
}

fn new_seat(
    store: &Store,
    ground: &Ground,
    seat: &Standing<SeatCertificate>,
    mine: bool,
) -> Result<NewSeat> {
    let value = &seat.value;
    let device = ground
        .devices
        .iter()
        .find(|known| known.device == value.device);
    let (way, invited_by) = match &value.voucher {
        Voucher::Root { .. } => (SeatWay::Root, String::new()),
        Voucher::Seat { .. } => (SeatWay::Seat, String::new()),
        Voucher::Invitation { invitation, .. } => {
            let key = *invitation.as_bytes();
            (
                SeatWay::Invitation,
                first_author(store, ground, (Kind::Invitation, key))?,
            )
        }
    };
    let key = *value.device.as_bytes();
    Ok(NewSeat {
        mine,
        name: ground.full_name(value.staff),
        device: device.map(|device| device.name.clone()).unwrap_or_default(),
        opened_at: ground.opened_at(seat),
        way,
        invited_by,
        let_in_by: first_author(store, ground, (Kind::DeviceEnrolment, key))?,
        state: ground.state(value.seat),
    })
}

/// Who stated a register first; empty where that is not known here.
fn first_author(store: &Store, ground: &Ground, (kind, key): (Kind, [u8; 16])) -> Result<String> {
    let history = store.history(Register { kind, key })?;
    let counted = history
        .entries
        .iter()
        .find(|entry| entry.not_counted.is_none());
    let seat = counted.and_then(|first| {
        let mut seats = ground.seats.iter();
        seats.find(|seat| seat.value.seat == first.seat)
    });
    let person = seat.and_then(|seat| ground.staff.get(&seat.value.staff));
    Ok(person
        .map(|person| person.name.initials())
        .unwrap_or_default())
}

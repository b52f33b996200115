//! What an administrator cannot do alone: end others' seats against the school's will (P7), or be the
//! only one there is (D13).

use crate::devices::{
    CLERK, DIRECTOR, TEACHER, card, meet, pupil, pupils, seated, staff_id, state, whole,
};
use crate::keys::{digest, founded_with_words};
use klassny_app::api::{AppointAdministrator, Cosign};
use klassny_app::view::devices::{CosignState, SeatState, SeatWay};
use klassny_app::view::text::ErrorCode;
use klassny_tests::{PASSWORD, Station, World};

fn cosign(by: &Station, name: &str, agrees: bool, reason: &str) -> Result<(), ErrorCode> {
    let args = Cosign {
        device: card(by, name).device,
        seat: None,
        agrees,
        reason: reason.to_owned(),
    };
    by.app.cosign(&args).map(|_| ()).map_err(|error| error.code)
}

/// R83, P7: a revocation holds at once; somebody else with the right signs under it or refuses it,
/// and one that is refused holds no more on any machine, nor did it.
#[test]
fn r83_p7_a_revocation_holds_at_once_and_ends_where_the_director_refuses_it() {
    let world = World::new().unwrap();
    let (admin, _) = founded_with_words(&world);
    let director = seated(&world, &admin, ("director", "АРМ 3"), DIRECTOR);
    let laptop = seated(&world, &admin, ("laptop", "Ноутбук"), CLERK);
    let teacher = seated(&world, &admin, ("teacher", "АРМ 7"), TEACHER);
    meet(&[&admin, &director, &laptop]);
    state(&laptop, vec![pupil(1)]);
    admin
        .app
        .revoke(&whole(&card(&admin, "Ноутбук"), ""))
        .unwrap();
    meet(&[&laptop, &director, &admin, &teacher]);
    assert_eq!(
        (pupils(&director), pupils(&admin)),
        (0, 0),
        "it holds meanwhile"
    );

    // The administrator is a deputy too, and does not sign twice.
    let waits = card(&director, "Ноутбук").cosign.unwrap();
    assert_eq!(waits.state, CosignState::Waiting);
    assert!(
        waits.may_sign && waits.revoked_by == "Воробьёва А. Е.",
        "{waits:?}"
    );
    assert!(!card(&admin, "Ноутбук").cosign.unwrap().may_sign);
    assert_eq!(
        cosign(&admin, "Ноутбук", false, "передумала"),
        Err(ErrorCode::NotAllowed)
    );
    assert_eq!(
        director.app.seat_news().unwrap().unsigned,
        1,
        "the machine with its clerk"
    );
    assert_eq!(admin.app.seat_news().unwrap().unsigned, 0);
    assert_eq!(teacher.app.seat_news().unwrap().unsigned, 0);

    assert_eq!(
        cosign(&director, "Ноутбук", false, " "),
        Err(ErrorCode::NeedsReason)
    );
    cosign(&director, "Ноутбук", false, "Ноутбук у делопроизводителя").unwrap();
    meet(&[&director, &admin, &laptop, &teacher, &admin, &laptop]);
    let refused = card(&admin, "Ноутбук");
    assert_eq!(refused.state, SeatState::Acting);
    let said = refused.cosign.unwrap();
    assert_eq!(said.state, CosignState::Refused);
    assert_eq!(
        (said.by.as_str(), said.reason.as_str()),
        ("Орлова Т. Н.", "Ноутбук у делопроизводителя")
    );
    state(&laptop, vec![pupil(2)]);
    meet(&[&laptop, &admin, &director, &teacher]);
    let stations = [&admin, &director, &laptop, &teacher];
    for station in stations {
        assert_eq!(
            pupils(station),
            2,
            "what came meanwhile counts, and the machine goes on"
        );
        assert!(station.equals_its_log().unwrap());
    }
    assert_eq!(digest(&laptop), digest(&admin));

    thinks_better(&admin, &director, &teacher);
}

/// The director signs after all: the cut is where it was.
fn thinks_better(admin: &Station, director: &Station, teacher: &Station) {
    cosign(director, "Ноутбук", true, "").unwrap();
    meet(&[director, admin, teacher]);
    assert_eq!((pupils(admin), pupils(director)), (0, 0));
    assert_eq!(card(admin, "Ноутбук").state, SeatState::Revoked);
    let signed = card(admin, "Ноутбук").cosign.unwrap();
    assert_eq!(signed.state, CosignState::Agreed);
    assert_eq!(director.app.seat_news().unwrap().unsigned, 0);
    for station in [admin, director, teacher] {
        assert!(station.equals_its_log().unwrap());
    }
}

/// R83, D13: a second administrator is made by the root's words alone, at the machine where the
/// person sits, and that is told to the person's other seats and to the director.
#[test]
fn r83_d13_a_second_administrator_is_made_by_the_root_and_told_to_both() {
    let world = World::new().unwrap();
    let (admin, words) = founded_with_words(&world);
    let director = seated(&world, &admin, ("director", "АРМ 3"), DIRECTOR);
    let clerk = seated(&world, &admin, ("clerk", "АРМ 4"), CLERK);
    let teacher = seated(&world, &admin, ("teacher", "АРМ 7"), TEACHER);
    meet(&[&admin, &director, &clerk, &teacher]);
    let args = |words: &str, password: &str| AppointAdministrator {
        staff: staff_id(CLERK).to_string(),
        password: password.to_owned(),
        root_words: words.to_owned(),
    };
    let refused = |by: &Station, words: &str, password: &str| {
        by.app
            .appoint_administrator(args(words, password))
            .unwrap_err()
            .code
    };
    assert_eq!(refused(&teacher, &words, PASSWORD), ErrorCode::NotAllowed);
    assert_eq!(
        refused(&director, "не те слова", PASSWORD),
        ErrorCode::WrongRoot
    );
    assert_eq!(refused(&director, &words, "мало"), ErrorCode::WeakPassword);
    assert!(director.app.devices().unwrap().may_appoint);
    let view = director
        .app
        .appoint_administrator(args(&words, PASSWORD))
        .unwrap();
    let seats = view.devices.iter().flat_map(|device| &device.seats);
    let made = seats.filter(|seat| seat.administrator && seat.name == CLERK);
    assert_eq!(made.count(), 1);
    assert_eq!(
        refused(&director, &words, PASSWORD),
        ErrorCode::NameTaken,
        "once on a machine"
    );
    assert_eq!(
        director.app.person().unwrap().staff,
        staff_id(DIRECTOR),
        "still at work"
    );

    meet(&[&director, &clerk, &admin]);
    let told = clerk.app.seat_news().unwrap();
    let mine = told.seats.iter().find(|seat| seat.mine).unwrap();
    assert_eq!((mine.way, mine.device.as_str()), (SeatWay::Root, "АРМ 3"));
    let told = director.app.seat_news().unwrap();
    assert!(
        told.seats
            .iter()
            .any(|seat| seat.name == CLERK && seat.way == SeatWay::Root)
    );
    // The new administrator signs in there, and can do what the first can.
    director.app.sign_out().unwrap();
    director
        .sign_in(&staff_id(CLERK).to_string(), PASSWORD)
        .unwrap();
    assert!(director.app.devices().unwrap().may_change);
    director
        .app
        .revoke(&whole(&card(&director, "АРМ 7"), ""))
        .unwrap();
    meet(&[&director, &admin, &clerk]);
    assert_eq!(card(&admin, "АРМ 7").state, SeatState::Revoked);
    for station in [&admin, &director, &clerk] {
        assert!(station.equals_its_log().unwrap());
    }
}

//! Keyslots: one password, one answer.

use klassny_domain::ids::SeatId;
use klassny_keys::keyslots::delay_ms;
use klassny_keys::{Attempt, KdfCost, KeyslotError, Keyslots, Secret, SlotKeys};
use klassny_log::{BoxKey, SeatKey};
use std::path::PathBuf;
use tempfile::TempDir;

const OS: Secret<[u8; 32]> = Secret::new([1; 32]);

fn keys(seed: u8) -> SlotKeys {
    SlotKeys {
        replica: Secret::new([42; 32]),
        sign: SeatKey::from_bytes(&[seed; 32]),
        box_key: BoxKey::from_bytes(&[seed + 1; 32]),
    }
}

fn password(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn counting() -> impl FnMut(&mut [u8]) {
    let mut next = 0;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            next = u8::wrapping_add(next, 1);
            *byte = next;
        }
    }
}

struct Machine {
    _folder: TempDir,
    path: PathBuf,
    slots: Keyslots,
}

impl Machine {
    fn with_seats(seeds: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyslots");
        let slots = Keyslots::at(&path, KdfCost::TESTS_ONLY);
        let mut random = counting();
        for seed in seeds {
            let own = password(&format!("пароль места {seed}"));
            slots.create(&keys(*seed), &own, &OS, &mut random).unwrap();
        }
        Self {
            _folder: folder,
            path,
            slots,
        }
    }

    fn open(&self, seat: SeatId, text: &str, now_ms: i64) -> Result<SlotKeys, KeyslotError> {
        let password = password(text);
        self.slots.open(&Attempt {
            seat,
            password: &password,
            os_secret: &OS,
            now_ms,
        })
    }
}

#[test]
fn d3_each_person_of_a_machine_opens_the_same_replica_with_their_own_password() {
    let machine = Machine::with_seats(&[10, 20, 30]);
    let seats = machine.slots.seats().unwrap();
    assert_eq!(seats, [10, 20, 30].map(|seed| keys(seed).sign.seat()));
    for seed in [10, 20, 30] {
        let opened = machine
            .open(keys(seed).sign.seat(), &format!("пароль места {seed}"), 0)
            .unwrap();
        assert_eq!(opened.replica, Secret::new([42; 32]));
        assert_eq!(opened.sign.public(), keys(seed).sign.public());
        assert_eq!(opened.box_key.public(), keys(seed).box_key.public());
    }
}

#[test]
fn d3_wrong_password_wrong_seat_and_wrong_system_give_one_answer() {
    let machine = Machine::with_seats(&[10, 20]);
    let seat = keys(10).sign.seat();
    let another = SeatId::from_bytes([0; 16]);
    let stolen = Secret::new([2; 32]);
    let right = password("пароль места 10");
    let moved = Attempt {
        seat,
        password: &right,
        os_secret: &stolen,
        now_ms: 0,
    };
    for refused in [
        machine.open(seat, "пароль места 20", 0),
        machine.open(another, "пароль места 10", 0),
        machine.slots.open(&moved),
    ] {
        let error = refused.unwrap_err();
        assert!(matches!(error, KeyslotError::Refused));
        assert_eq!(
            error.to_string(),
            "the seat does not open with this password"
        );
    }
}

#[test]
fn wrong_passwords_make_the_next_attempt_wait_longer() {
    let delays: Vec<u64> = (0..14).map(delay_ms).collect();
    let seconds: Vec<u64> = delays.iter().map(|delay| delay / 1000).collect();
    assert_eq!(
        seconds,
        [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    );
    assert_eq!(delay_ms(u32::MAX), 300_000);

    let machine = Machine::with_seats(&[10, 20]);
    let seat = keys(10).sign.seat();
    for _ in 0..4 {
        assert!(matches!(
            machine.open(seat, "неверный пароль", 5000),
            Err(KeyslotError::Refused)
        ));
    }
    // The right password waits too, on this seat only, and by any clock no longer than the delay.
    let early = machine.open(seat, "пароль места 10", 6000);
    assert!(matches!(early, Err(KeyslotError::Wait(1000))));
    assert_eq!(machine.slots.wait_ms(seat, -9_000_000).unwrap(), 2000);
    assert!(
        machine
            .open(keys(20).sign.seat(), "пароль места 20", 6000)
            .is_ok()
    );
    assert!(machine.open(seat, "пароль места 10", 7000).is_ok());
    assert_eq!(machine.slots.wait_ms(seat, 7000).unwrap(), 0);
    assert!(matches!(
        machine.open(seat, "неверный пароль", 7000),
        Err(KeyslotError::Refused)
    ));
    assert_eq!(machine.slots.wait_ms(seat, 7000).unwrap(), 0);
}

#[test]
fn a_changed_password_opens_and_the_old_one_does_not() {
    let machine = Machine::with_seats(&[10, 20]);
    let seat = keys(10).sign.seat();
    let (old, new) = (
        password("пароль места 10"),
        password("новый длинный пароль"),
    );
    let attempt = Attempt {
        seat,
        password: &old,
        os_secret: &OS,
        now_ms: 0,
    };
    let mut random = counting();
    let short = password("12345");
    let refused = machine.slots.change_password(&attempt, &short, &mut random);
    assert!(matches!(refused, Err(KeyslotError::WeakPassword)));
    machine
        .slots
        .change_password(&attempt, &new, &mut random)
        .unwrap();
    assert!(matches!(
        machine.open(seat, "пароль места 10", 0),
        Err(KeyslotError::Refused)
    ));
    assert!(machine.open(seat, "новый длинный пароль", 0).is_ok());
    assert!(
        machine
            .open(keys(20).sign.seat(), "пароль места 20", 0)
            .is_ok()
    );
}

#[test]
fn a_removed_slot_is_gone_and_the_others_stay() {
    let machine = Machine::with_seats(&[10, 20]);
    let seat = keys(10).sign.seat();
    machine.slots.remove(seat).unwrap();
    assert!(matches!(
        machine.open(seat, "пароль места 10", 0),
        Err(KeyslotError::Refused)
    ));
    assert_eq!(machine.slots.seats().unwrap(), [keys(20).sign.seat()]);
    let own = password("пароль места 20");
    let again = machine.slots.create(&keys(20), &own, &OS, &mut counting());
    assert!(matches!(again, Err(KeyslotError::Exists)));
}

#[test]
fn a_damaged_file_is_told_from_a_wrong_password() {
    let machine = Machine::with_seats(&[10]);
    let good = klassny_keys::file::read(&machine.path, 10_000)
        .unwrap()
        .unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        klassny_keys::file::replace(&machine.path, &bad).unwrap();
        let refused = machine.open(keys(10).sign.seat(), "пароль места 10", 0);
        assert!(matches!(refused, Err(KeyslotError::Damaged)), "byte {at}");
    }
    for len in 0..good.len() {
        klassny_keys::file::replace(&machine.path, &good[..len]).unwrap();
        let refused = machine.slots.seats();
        assert!(
            matches!(refused, Err(KeyslotError::Damaged)),
            "cut at {len}"
        );
    }
}

#[test]
fn no_secret_and_no_password_stands_in_the_file() {
    let machine = Machine::with_seats(&[10]);
    let bytes = klassny_keys::file::read(&machine.path, 10_000)
        .unwrap()
        .unwrap();
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(has(keys(10).sign.seat().as_bytes()));
    for secret in [
        &[42; 32][..],
        &[10; 32],
        &[11; 32],
        &[1; 32],
        "пароль".as_bytes(),
    ] {
        assert!(!has(secret));
    }
}

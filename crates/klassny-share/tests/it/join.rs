//! The folder in which machines ask to be let in.

use crate::fake::key;
use crate::kit::{identity, memory_share, real_share, school};
use klassny_domain::access::{DeviceEnrolment, SeatCertificate, Voucher};
use klassny_domain::ids::StaffId;
use klassny_log::join::{ANSWER_MAX, JoinAnswer, JoinError, JoinRequest};
use klassny_log::{SeatKey, sign_statement};
use klassny_share::error::Class;
use klassny_share::folder::{Put, SegmentStore};
use klassny_share::join::{ANSWERS_MAX, REQUESTS_MAX, answer, answers, ask, requests, take_back};
use klassny_share::mem::MemStore;
use klassny_share::name::{JoinName, Name};

fn request(number: u8, nonce: u8) -> JoinRequest {
    JoinRequest {
        sign_key: [number; 32],
        box_key: [number; 32],
        nonce: [nonce; 16],
        machine: "АРМ 7".to_owned(),
    }
}

#[test]
fn a_machine_asks_is_answered_and_goes() {
    let (_dir, share) = real_share();
    let mine = request(1, 1);
    assert_eq!(ask(&share, &mine).expect("asked"), Put::New);
    assert_eq!(ask(&share, &mine).expect("asked again"), Put::Same);
    let newer = request(1, 2);
    assert_eq!(ask(&share, &newer).expect("asked anew"), Put::New);
    let found = requests(&share).expect("requests");
    assert_eq!((found.found, found.ignored), (vec![newer.clone()], 0));

    answer(&share, newer.device(), b"signed").expect("answered");
    answer(&share, request(2, 1).device(), b"for another").expect("answered");
    assert_eq!(
        answers(&share, newer.device()).expect("answers"),
        [b"signed"]
    );
    take_back(&share, newer.device()).expect("gone");
    assert_eq!(requests(&share).expect("requests").found, []);
}

#[test]
fn a_flooded_folder_is_read_within_limits_and_bad_files_are_counted() {
    let store = memory_share();
    for number in 0..u8::MAX {
        ask(&store, &request(number, 1)).expect("asked");
    }
    let found = requests(&store).expect("requests");
    assert_eq!(found.found.len(), REQUESTS_MAX);
    assert_eq!(found.ignored, 55);

    let store = memory_share();
    let put = |name: JoinName, bytes: &[u8]| store.put_new(&name.into(), bytes).expect("put");
    let device = request(1, 1).device();
    // The request of one device under the name of another, one too large, one that is none.
    put(
        JoinName::Request(device),
        &request(2, 1).encode().expect("a request"),
    );
    put(JoinName::Request(request(3, 1).device()), &vec![0; 1 << 20]);
    put(JoinName::Request(request(4, 1).device()), &[0xff; 9]);
    store
        .put_new(&Name::parse("join/readme.txt").expect("a name"), b"")
        .expect("put");
    let found = requests(&store).expect("requests");
    assert_eq!((found.found.len(), found.ignored), (0, 3));
}

#[test]
fn an_answer_under_a_wrong_name_or_too_large_is_no_answer() {
    let store = memory_share();
    let device = request(1, 1).device();
    store
        .put_new(&JoinName::Answer(device, [0; 16]).into(), b"squatter")
        .expect("put");
    answer(&store, device, &vec![7; ANSWER_MAX + 1]).expect("put");
    answer(&store, device, b"true").expect("answered");
    assert_eq!(answers(&store, device).expect("answers"), [b"true"]);
    for number in 0..20_u8 {
        answer(&store, device, &[number]).expect("answered");
    }
    assert_eq!(answers(&store, device).expect("answers").len(), ANSWERS_MAX);
}

#[test]
fn d16_a_forged_share_shows_other_words_and_its_answer_wins_no_machine_of_the_true_one() {
    let real = memory_share();
    let forged = MemStore::new();
    let thief = SeatKey::from_bytes(&[66; 32]);
    let mut identity = identity();
    identity.root_key = thief.public();
    forged
        .put_new(&Name::identity(), &identity.encode())
        .expect("an identity");
    // The machine stands before the forged share; the thief carries its request to the true one.
    let mine = request(1, 1);
    ask(&forged, &mine).expect("asked");
    let carried = requests(&forged).expect("requests").found;
    ask(&real, &carried[0]).expect("carried");
    let words = |store: &MemStore| {
        let here = store.identity().expect("an identity");
        let found = requests(store).expect("requests").found;
        found[0].words(here.school, &here.root_key)
    };
    assert_ne!(words(&forged), words(&real), "two people compare them");

    // The thief answers as the administrator of a root of its own, on both shares.
    let key = key(66, 1);
    let mut administrator = SeatCertificate {
        seat: key.seat(),
        staff: StaffId::from_bytes([1; 16]),
        device: mine.device(),
        sign_key: key.public(),
        box_key: [2; 32],
        voucher: Voucher::Root { signature: [0; 64] },
    };
    let signature = sign_statement(school().school, &administrator, &thief);
    administrator.voucher = Voucher::Root { signature };
    let enrolment = DeviceEnrolment {
        device: mine.device(),
        seat: SeatKey::from_bytes(&[1; 32]).seat(),
        sign_key: mine.sign_key,
        box_key: mine.box_key,
        name: "АРМ 7".to_owned(),
        workstation: 7,
        witness: false,
    };
    let made = JoinAnswer {
        enrolment,
        keys: Vec::new(),
        administrator,
    };
    let bytes = made.encode(school().school, &mine, &key).expect("signed");
    for store in [&forged, &real] {
        answer(store, mine.device(), &bytes).expect("answered");
        for found in answers(store, mine.device()).expect("answers") {
            let taken = JoinAnswer::parse(&found, school().school, &school().root_key, &mine);
            assert_eq!(taken, Err(JoinError::NotAdministrator));
        }
    }
    // And a machine of the true school takes the forged share for no share of its own.
    let refused = forged.require(&school()).expect_err("another root");
    assert_eq!(refused.class(), Class::NotOurFolder);
}

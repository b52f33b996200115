//! Letting a device in: words, answers, keys.

use klassny_domain::access::{DeviceEnrolment, SeatCertificate, Voucher};
use klassny_domain::change::Compartment;
use klassny_domain::ids::{DeviceId, SchoolId, StaffId};
use klassny_log::join::{EpochKey, JoinAnswer, JoinError, JoinRequest};
use klassny_log::{BoxKey, CompartmentKey, SeatKey, sign_statement};

fn counting() -> impl FnMut(&mut [u8]) {
    let mut next = 0;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            next = u8::wrapping_add(next, 1);
            *byte = next;
        }
    }
}

const SCHOOL: SchoolId = SchoolId::from_bytes([9; 16]);

struct World {
    root: SeatKey,
    administrator: SeatKey,
    certificate: SeatCertificate,
    device_box: BoxKey,
    request: JoinRequest,
}

impl World {
    fn new() -> Self {
        let root = SeatKey::from_bytes(&[1; 32]);
        let administrator = SeatKey::from_bytes(&[2; 32]);
        let mut certificate = SeatCertificate {
            seat: administrator.seat(),
            staff: StaffId::from_bytes([3; 16]),
            device: DeviceId::from_bytes([4; 16]),
            sign_key: administrator.public(),
            box_key: BoxKey::from_bytes(&[5; 32]).public(),
            voucher: Voucher::Root { signature: [0; 64] },
        };
        let signature = sign_statement(SCHOOL, &certificate, &root);
        certificate.voucher = Voucher::Root { signature };
        let device_box = BoxKey::from_bytes(&[6; 32]);
        let request = JoinRequest {
            sign_key: SeatKey::from_bytes(&[7; 32]).public(),
            box_key: device_box.public(),
            nonce: [8; 16],
            machine: "УЧИТЕЛЬСКАЯ-3".to_owned(),
        };
        Self {
            root,
            administrator,
            certificate,
            device_box,
            request,
        }
    }

    fn answer(&self, random: &mut dyn FnMut(&mut [u8])) -> JoinAnswer {
        let key = CompartmentKey::from_bytes([0xcc; 32]);
        let key = EpochKey {
            compartment: Compartment::Journal,
            epoch: 3,
            key,
        };
        JoinAnswer {
            enrolment: DeviceEnrolment {
                device: self.request.device(),
                seat: klassny_log::seat_of(&self.request.sign_key),
                sign_key: self.request.sign_key,
                box_key: self.request.box_key,
                name: "АРМ 3".to_owned(),
                workstation: 3,
                witness: false,
            },
            keys: vec![key.wrap(SCHOOL, &self.request.box_key, random).unwrap()],
            administrator: self.certificate.clone(),
        }
    }

    fn parse(&self, bytes: &[u8]) -> Result<JoinAnswer, JoinError> {
        JoinAnswer::parse(bytes, SCHOOL, &self.root.public(), &self.request)
    }
}

#[test]
fn a_device_that_was_let_in_opens_the_keys_of_the_school() {
    let world = World::new();
    let bytes = world.request.encode().unwrap();
    assert_eq!(JoinRequest::parse(&bytes).unwrap(), world.request);
    let answer = world.answer(&mut counting());
    let bytes = answer
        .encode(SCHOOL, &world.request, &world.administrator)
        .unwrap();
    let read = world.parse(&bytes).unwrap();
    assert_eq!(read, answer);
    let keys = read.open(SCHOOL, &world.device_box).unwrap();
    assert_eq!(keys[0].key, CompartmentKey::from_bytes([0xcc; 32]));
    assert_eq!(
        (keys[0].compartment, keys[0].epoch),
        (Compartment::Journal, 3)
    );
    assert!(read.open(SCHOOL, &BoxKey::from_bytes(&[77; 32])).is_err());
    assert!(
        read.open(SchoolId::from_bytes([1; 16]), &world.device_box)
            .is_err()
    );
}

#[test]
fn the_six_words_tell_any_other_request_school_and_root_apart() {
    let world = World::new();
    let root = world.root.public();
    let words = world.request.words(SCHOOL, &root);
    assert_eq!(words.len(), 6);
    assert_ne!(
        words,
        world.request.words(SchoolId::from_bytes([1; 16]), &root)
    );
    assert_ne!(words, world.request.words(SCHOOL, &[1; 32]));
    for other in [
        JoinRequest {
            sign_key: [1; 32],
            ..world.request.clone()
        },
        JoinRequest {
            box_key: [1; 32],
            ..world.request.clone()
        },
        JoinRequest {
            nonce: [1; 16],
            ..world.request.clone()
        },
        JoinRequest {
            machine: "УЧИТЕЛЬСКАЯ-4".to_owned(),
            ..world.request.clone()
        },
    ] {
        assert_ne!(words, other.words(SCHOOL, &root));
    }
}

#[test]
fn nobody_but_a_certified_administrator_lets_a_device_in() {
    let world = World::new();
    let mut answer = world.answer(&mut counting());
    // A teacher signs with a key of their own under the administrator's certificate.
    let teacher = SeatKey::from_bytes(&[44; 32]);
    let bytes = answer.encode(SCHOOL, &world.request, &teacher).unwrap();
    assert_eq!(world.parse(&bytes), Err(JoinError::Signature));
    // Another root certifies an administrator.
    let signature = sign_statement(SCHOOL, &answer.administrator, &teacher);
    answer.administrator.voucher = Voucher::Root { signature };
    let bytes = answer
        .encode(SCHOOL, &world.request, &world.administrator)
        .unwrap();
    assert_eq!(world.parse(&bytes), Err(JoinError::NotAdministrator));
    // The answer to one request is no answer to another.
    let answer = world.answer(&mut counting());
    let bytes = answer
        .encode(SCHOOL, &world.request, &world.administrator)
        .unwrap();
    let other = JoinRequest {
        nonce: [1; 16],
        ..world.request.clone()
    };
    let read = JoinAnswer::parse(&bytes, SCHOOL, &world.root.public(), &other);
    assert_eq!(read, Err(JoinError::Other));
}

#[test]
fn a_damaged_answer_lets_nobody_in() {
    let world = World::new();
    let answer = world.answer(&mut counting());
    let bytes = answer
        .encode(SCHOOL, &world.request, &world.administrator)
        .unwrap();
    for len in 0..bytes.len() {
        assert!(world.parse(&bytes[..len]).is_err(), "cut at {len}");
    }
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(world.parse(&bad).is_err(), "byte {at}");
    }
}

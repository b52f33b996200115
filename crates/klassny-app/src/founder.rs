//! The administrator whose seat the root makes itself: of a new school, or of a restored one (D13).

use crate::error::{AppError, Result};
use crate::found::number_in;
use crate::view::text::ErrorCode;
use klassny_domain::access::{DeviceEnrolment, SeatCertificate, Voucher};
use klassny_domain::change::Change;
use klassny_domain::ids::{SchoolId, StaffId};
use klassny_domain::roster::{PersonName, StaffMember};
use klassny_keys::{DeviceKeys, RootKey, Secret, SlotKeys};
use klassny_log::{BoxKey, SeatKey, sign_statement};
use klassny_store::Identity;

/// The administrator's seat with its keys.
pub(crate) struct Founder {
    pub(crate) sign: SeatKey,
    box_key: BoxKey,
    pub(crate) certificate: SeatCertificate,
}

impl Founder {
    /// Makes the seat of a person, vouched for by the root.
    pub(crate) fn new(
        staff: StaffId,
        identity: Identity,
        root: &RootKey,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Self {
        let sign = SeatKey::random(random);
        let box_key = BoxKey::random(random);
        let mut certificate = SeatCertificate {
            seat: sign.seat(),
            staff,
            device: identity.device,
            sign_key: sign.public(),
            box_key: box_key.public(),
            voucher: Voucher::Root { signature: [0; 64] },
        };
        let signature = sign_statement(identity.school, &certificate, &root.sign_key());
        certificate.voucher = Voucher::Root { signature };
        Self {
            sign,
            box_key,
            certificate,
        }
    }

    /// The id of an administrator whom the log does not know yet.
    pub(crate) fn staff_of(school: SchoolId, name: &PersonName) -> StaffId {
        let PersonName {
            surname,
            given,
            patronymic,
        } = name;
        let name = format!("{surname} {given} {patronymic}");
        StaffId::derive(&[school.as_bytes(), b"founder", name.as_bytes()])
    }

    pub(crate) fn certificate_bytes(&self) -> Result<Vec<u8>> {
        klassny_log::encode_certificate(&self.certificate)
            .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
    }

    /// What the keyslot of the seat keeps.
    pub(crate) fn slot(&self, replica: &Secret<[u8; 32]>) -> SlotKeys {
        SlotKeys {
            replica: replica.clone(),
            sign: self.sign.clone(),
            box_key: self.box_key.clone(),
        }
    }

    /// Who it is, and the machine.
    pub(crate) fn seat_and_device(
        &self,
        device: &DeviceKeys,
        workstation: &str,
        identity: Identity,
    ) -> [Change; 2] {
        let enrolment = DeviceEnrolment {
            device: identity.device,
            seat: identity.device_seat,
            sign_key: device.sign.public(),
            box_key: device.box_key.public(),
            name: workstation.to_owned(),
            workstation: number_in(workstation),
            witness: false,
        };
        [
            Change::SeatCertificate(self.certificate.clone()),
            Change::DeviceEnrolment(enrolment),
        ]
    }

    /// The person, where the log does not know one of the name.
    pub(crate) fn person(&self, name: PersonName) -> Change {
        Change::StaffMember(StaffMember {
            staff: self.certificate.staff,
            personnel_number: String::new(),
            name,
            position: "Администратор".to_owned(),
            hired_on: None,
            left_on: None,
        })
    }
}

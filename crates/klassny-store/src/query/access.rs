//! Questions about devices, seats and invitations.
//!
//! Shows people who is let in; whether a seat may speak is judged on the control log (D8).

use crate::error::Error;
use crate::project::Noun;
use crate::read::{Read, Standing};
use crate::row::Columns;
use crate::sql::{select, statements};
use chrono::NaiveDate;
use klassny_domain::access::{
    Ack, DeviceEnrolment, DeviceProgram, Invitation, RevocationCosign, RulesetActivation,
    SeatCertificate, SeatRevocation,
};
use klassny_domain::ids::{DeviceId, InvitationId, SeatId, StaffId};
use klassny_domain::roster::StaffMember;
use klassny_domain::witness::{PackVerified, SealVoid, StateDigest};
use rusqlite::named_params;

statements! {
    DEVICES = select!(DeviceEnrolment, "ORDER BY workstation, name, register_key");
    SEATS = select!(SeatCertificate, "ORDER BY fact_no");
    SEAT = select!(SeatCertificate, "WHERE register_key = :seat_id");
    SEATS_OF_STAFF = select!(SeatCertificate, "WHERE staff_id = :staff_id ORDER BY fact_no");
    REVOCATIONS = select!(
        SeatRevocation,
        "WHERE root IS NOT NULL OR register_key NOT IN
             (SELECT register_key FROM revocation_cosign WHERE agrees = 0)
         ORDER BY fact_no"
    );
    REVOKED = select!(SeatRevocation, "ORDER BY fact_no");
    COSIGNS = select!(RevocationCosign, "ORDER BY fact_no");
    RULESETS = select!(RulesetActivation, "ORDER BY ruleset");
    VOIDS = select!(SealVoid, "ORDER BY register_key");
    PACKS = select!(PackVerified, "ORDER BY register_key");
    DIGESTS = select!(StateDigest, "ORDER BY register_key");
    PROGRAMS = select!(DeviceProgram, "ORDER BY register_key");
    CHAINS = include_str!("chains.sql");
    KEPT = include_str!("kept.sql");
    INVITATIONS = select!(Invitation, "ORDER BY fact_no");
    INVITATION = select!(Invitation, "WHERE register_key = :invitation_id");
    ACKS = select!(Ack, "ORDER BY register_key");
    SIGN_IN = include_str!("sign_in.sql");
}

/// A person who has a seat on a device, and has not left the school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPerson {
    /// The person.
    pub staff: StaffMember,
    /// The newest seat that is not taken away.
    pub seat: SeatId,
}

/// How far the chain of a seat has come here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The seat.
    pub seat: SeatId,
    /// Whether two segments were seen at one place of it (P10).
    pub forked: bool,
    /// When its newest segment was sealed, by its author's clock, ms of UTC; never later than it
    /// came here. None before the first one.
    pub seen_ms: Option<i64>,
}

impl Read<'_> {
    /// Devices that were let in, by workstation.
    pub fn devices(&self) -> Result<Vec<DeviceEnrolment>, Error> {
        self.all(DEVICES, &[])
    }

    /// The programs that devices say they run.
    pub fn programs(&self) -> Result<Vec<DeviceProgram>, Error> {
        self.all(PROGRAMS, &[])
    }

    /// The newest digest that each device told.
    pub fn state_digests(&self) -> Result<Vec<StateDigest>, Error> {
        self.all(DIGESTS, &[])
    }

    /// What deputies say of seals.
    pub fn seal_voids(&self) -> Result<Vec<SealVoid>, Error> {
        self.all(VOIDS, &[])
    }

    /// What witnesses say of packs.
    pub fn packs_verified(&self) -> Result<Vec<Standing<PackVerified>>, Error> {
        self.standing(PACKS, &[])
    }

    /// The chain of every seat that was heard of.
    pub fn chains(&self) -> Result<Vec<Chain>, Error> {
        self.rows(CHAINS, &[], |row| {
            Ok(Chain {
                seat: row.id("seat_id")?,
                forked: row.flag("forked")?,
                seen_ms: row.raw("seen_ms")?,
            })
        })
    }

    /// How many facts of these seats are here in segments: what a revocation made now leaves.
    pub fn kept_of(&self, seats: &[SeatId]) -> Result<u64, Error> {
        let mut kept = 0;
        for seat in seats {
            let counted =
                self.rows(KEPT, named_params! { ":seat_id": seat.as_bytes() }, |row| {
                    row.number::<u64>("kept")
                })?;
            kept += counted.into_iter().sum::<u64>();
        }
        Ok(kept)
    }

    /// Seats of all people on all devices, in the order they came here.
    pub fn seats(&self) -> Result<Vec<SeatCertificate>, Error> {
        self.all(SEATS, &[])
    }

    /// A seat.
    pub fn seat(&self, seat: SeatId) -> Result<Option<SeatCertificate>, Error> {
        self.one(SEAT, named_params! { ":seat_id": seat.as_bytes() })
    }

    /// Seats of a person.
    pub fn seats_of_staff(&self, staff: StaffId) -> Result<Vec<SeatCertificate>, Error> {
        self.all(
            SEATS_OF_STAFF,
            named_params! { ":staff_id": staff.as_bytes() },
        )
    }

    /// Seats of all people, each with the number of its fact, in the order they came here.
    pub fn seats_standing(&self) -> Result<Vec<Standing<SeatCertificate>>, Error> {
        self.standing(SEATS, &[])
    }

    /// Seats that were taken away, and why; those of a refused revocation are not among them.
    pub fn revocations(&self) -> Result<Vec<SeatRevocation>, Error> {
        self.all(REVOCATIONS, &[])
    }

    /// Every revocation with the number of its fact, refused ones too.
    pub fn revocations_standing(&self) -> Result<Vec<Standing<SeatRevocation>>, Error> {
        self.standing(REVOKED, &[])
    }

    /// What deputies and the director say of revocations.
    pub fn cosigns(&self) -> Result<Vec<Standing<RevocationCosign>>, Error> {
        self.standing(COSIGNS, &[])
    }

    /// Sets of rules and since when each holds.
    pub fn rulesets(&self) -> Result<Vec<RulesetActivation>, Error> {
        self.all(RULESETS, &[])
    }

    /// Invitations, used, ended and taken back among them, in the order they came here.
    pub fn invitations(&self) -> Result<Vec<Standing<Invitation>>, Error> {
        self.standing(INVITATIONS, &[])
    }

    /// An invitation.
    pub fn invitation(&self, invitation: InvitationId) -> Result<Option<Invitation>, Error> {
        self.one(
            INVITATION,
            named_params! { ":invitation_id": invitation.as_bytes() },
        )
    }

    /// What each device says it has read from the share (D7).
    pub fn acks(&self) -> Result<Vec<Ack>, Error> {
        self.all(ACKS, &[])
    }

    /// People who may sign in on a device on a day, by name.
    pub fn sign_in_list(
        &self,
        device: DeviceId,
        day: NaiveDate,
    ) -> Result<Vec<SignInPerson>, Error> {
        let params = named_params! { ":device_id": device.as_bytes(), ":day": day.to_string() };
        self.rows(SIGN_IN, params, |row| {
            Ok(SignInPerson {
                staff: StaffMember::read(row)?,
                seat: row.id("seat_id")?,
            })
        })
    }
}

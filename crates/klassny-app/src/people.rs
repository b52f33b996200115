//! Accounts of the school and their printed invitations (D3, F31).

use crate::api::StaffArgs;
use crate::app::App;
use crate::error::{AppError, Result};
use crate::session::local_text;
use crate::view::people::{InvitationSheet, PeopleView, PersonLine};
use crate::view::session::SignInWay;
use crate::view::text::{ErrorCode, RoleCode};
use chrono::DateTime;
use klassny_domain::access::{Invitation, Voucher};
use klassny_domain::change::Change;
use klassny_domain::ids::StaffId;
use klassny_domain::roster::StaffMember;
use klassny_keys::InvitationKeys;
use klassny_store::{Author, NewFact};

/// How long a printed invitation opens, milliseconds: two weeks.
const INVITATION_MS: i64 = 14 * 24 * 3600 * 1000;

impl App {
    /// Everybody of the school, by name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn people(&self) -> Result<PeopleView> {
        self.person()?;
        let workstation = self.workstation()?;
        let today = self.local_now().date();
        let now_ms = self.now().wall_ms;
        let here = workstation.store.identity().device;
        workstation
            .store
            .read(|read| {
                let devices = read.devices()?;
                let seats = read.seats()?;
                let invitations = read.invitations()?;
                let mut people = Vec::new();
                for person in read.staff()? {
                    let of_person = || seats.iter().filter(|seat| seat.staff == person.staff);
                    let open =
                        invitations
                            .iter()
                            .map(|standing| &standing.value)
                            .find(|invitation| {
                                let used = of_person().any(|seat| {
                        matches!(seat.voucher, Voucher::Invitation { invitation: id, .. }
                            if id == invitation.invitation)
                    });
                                invitation.staff == person.staff
                                    && invitation.stands
                                    && !used
                                    && now_ms <= invitation.expires_at.timestamp_millis()
                            });
                    let way = match (of_person().any(|seat| seat.device == here), open) {
                        (true, _) => SignInWay::Password,
                        (false, Some(_)) => SignInWay::Invitation,
                        (false, None) => SignInWay::None,
                    };
                    people.push(PersonLine {
                        staff: person.staff.to_string(),
                        name: person.name.full(),
                        position: person.position.clone(),
                        roles: read
                            .roles_on(person.staff, today)?
                            .into_iter()
                            .map(RoleCode::from)
                            .collect(),
                        devices: of_person()
                            .filter_map(|seat| {
                                devices.iter().find(|device| device.device == seat.device)
                            })
                            .map(|device| device.name.clone())
                            .collect(),
                        way,
                        invited_until: open
                            .map(|open| local_text(open.expires_at.timestamp_millis())),
                    });
                }
                people.sort_by_key(|person| full_name_order(&person.name));
                Ok(PeopleView { people })
            })
            .map_err(AppError::from)
    }

    /// A new printed invitation; an older open one of the person ends.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`] for anybody but an administrator.
    pub fn invite(&self, args: StaffArgs) -> Result<InvitationSheet> {
        let person = self.person()?;
        let workstation = self.workstation()?;
        let store = &workstation.store;
        let staff = StaffId::parse(&args.staff).ok_or_else(|| AppError::bad_request("person"))?;
        let (member, profile, before) = store.read(|read| {
            Ok((
                read.staff_member(staff)?,
                read.school_profile()?,
                read.invitations()?,
            ))
        })?;
        let member = member.ok_or_else(|| AppError::not_found("person"))?;
        let school = store.identity().school;
        let keys = InvitationKeys::random(school, &mut |bytes| {
            (workstation.env().random)(bytes);
        });
        let expires_ms = self.now().wall_ms.saturating_add(INVITATION_MS);
        let expires_at = DateTime::from_timestamp_millis(expires_ms)
            .ok_or_else(|| AppError::new(ErrorCode::Internal, "clock"))?;
        let mut facts: Vec<NewFact> = before
            .into_iter()
            .map(|standing| standing.value)
            .filter(|invitation| invitation.staff == staff && invitation.stands)
            .map(|invitation| {
                Change::Invitation(Invitation {
                    stands: false,
                    ..invitation
                })
                .into()
            })
            .collect();
        facts.push(NewFact::from(Change::Invitation(Invitation {
            invitation: keys.id(),
            staff,
            sign_key: keys.sign.public(),
            box_key: keys.box_key.public(),
            expires_at,
            stands: true,
        })));
        store.commit(Author { seat: person.seat }, self.now(), facts)?;
        self.refresh_door()?;
        Ok(InvitationSheet {
            name: member.name.full(),
            position: member.position.clone(),
            school: profile.unwrap_or_default().name,
            words: keys.words().into_iter().map(str::to_owned).collect(),
            expires_at: local_text(expires_ms),
        })
    }
}

/// The position of a person, as the sign-in list shows it.
pub(crate) fn position_of(person: &StaffMember) -> String {
    person.position.clone()
}

/// Names in the order Russians sort them: ё stands as е, case does not matter.
pub(crate) fn full_name_order(name: &str) -> String {
    name.to_lowercase().replace('ё', "е")
}

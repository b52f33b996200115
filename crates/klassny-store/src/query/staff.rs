//! Questions about staff: who they are, what they do on a day, whom they teach.
//!
//! Must not decide what a role allows; rights are the domain's.

use crate::error::Error;
use crate::read::Read;
use crate::sql::{select, statements};
use crate::words::Word;
use chrono::NaiveDate;
use klassny_domain::ids::{ClassId, GroupId, StaffId};
use klassny_domain::roster::{ClassTeacher, Load, Role, RoleGrant, StaffCard, StaffMember};
use rusqlite::named_params;

statements! {
    STAFF = select!(StaffMember, "ORDER BY surname, given, patronymic, personnel_number, register_key");
    STAFF_MEMBER = select!(StaffMember, "WHERE register_key = :staff_id");
    STAFF_CARD = select!(StaffCard, "WHERE register_key = :staff_id");
    ROLES = select!(RoleGrant, "WHERE staff_id = :staff_id ORDER BY from_on, role");
    ALL_ROLES = select!(RoleGrant, "ORDER BY staff_id, from_on, role");
    IN_ROLE = select!(StaffMember, "WHERE register_key IN (
        SELECT staff_id FROM role_grant
        WHERE role = :role AND from_on <= :day AND (until_on IS NULL OR until_on > :day)
    ) ORDER BY surname, given, patronymic, register_key");
    LOADS_OF_STAFF = select!(Load, "WHERE staff_id = :staff_id ORDER BY from_on, group_id");
    LOADS_OF_GROUP = select!(Load, "WHERE group_id = :group_id ORDER BY from_on, staff_id");
    LOADS_OF_CLASS = select!(Load, "WHERE group_id IN (
        SELECT register_key FROM study_group WHERE class_id = :class_id
    ) ORDER BY group_id, from_on, staff_id");
    LEADS_OF_CLASS = select!(ClassTeacher, "WHERE class_id = :class_id ORDER BY from_on, staff_id");
    ALL_LEADS = select!(ClassTeacher, "ORDER BY class_id, from_on, staff_id");
    LEADS_OF_STAFF = select!(ClassTeacher, "WHERE staff_id = :staff_id ORDER BY from_on, class_id");
}

impl Read<'_> {
    /// All staff that ever were.
    pub fn staff(&self) -> Result<Vec<StaffMember>, Error> {
        self.all(STAFF, &[])
    }

    /// A staff member.
    pub fn staff_member(&self, staff: StaffId) -> Result<Option<StaffMember>, Error> {
        self.one(
            STAFF_MEMBER,
            named_params! { ":staff_id": staff.as_bytes() },
        )
    }

    /// The personal card of a staff member, where this replica may hold it.
    pub fn staff_card(&self, staff: StaffId) -> Result<Option<StaffCard>, Error> {
        self.one(STAFF_CARD, named_params! { ":staff_id": staff.as_bytes() })
    }

    /// Every role a person was ever given.
    pub fn role_grants(&self, staff: StaffId) -> Result<Vec<RoleGrant>, Error> {
        self.all(ROLES, named_params! { ":staff_id": staff.as_bytes() })
    }

    /// Every role anybody was ever given, by person.
    pub fn all_role_grants(&self) -> Result<Vec<RoleGrant>, Error> {
        self.all(ALL_ROLES, &[])
    }

    /// Roles of a person on a day, in the order they are listed to people.
    pub fn roles_on(&self, staff: StaffId, day: NaiveDate) -> Result<Vec<Role>, Error> {
        let grants = self.role_grants(staff)?;
        let holds = |role: Role| {
            grants
                .iter()
                .any(|grant| grant.role == role && is_in(day, grant.from, grant.until))
        };
        Ok(Role::ALL.into_iter().filter(|role| holds(*role)).collect())
    }

    /// Staff who hold a role on a day.
    pub fn staff_in_role(&self, role: Role, day: NaiveDate) -> Result<Vec<StaffMember>, Error> {
        self.all(
            IN_ROLE,
            named_params! { ":role": role.word(), ":day": day.to_string() },
        )
    }

    /// All the load a person ever had, ended intervals among it.
    pub fn loads_of_staff(&self, staff: StaffId) -> Result<Vec<Load>, Error> {
        self.all(
            LOADS_OF_STAFF,
            named_params! { ":staff_id": staff.as_bytes() },
        )
    }

    /// Who ever taught a group by load.
    pub fn loads_of_group(&self, group: GroupId) -> Result<Vec<Load>, Error> {
        self.all(
            LOADS_OF_GROUP,
            named_params! { ":group_id": group.as_bytes() },
        )
    }

    /// Who ever taught the groups of a class by load.
    pub fn loads_of_class(&self, class: ClassId) -> Result<Vec<Load>, Error> {
        self.all(
            LOADS_OF_CLASS,
            named_params! { ":class_id": class.as_bytes() },
        )
    }

    /// The load of a person on a day.
    pub fn loads_on(&self, staff: StaffId, day: NaiveDate) -> Result<Vec<Load>, Error> {
        let mut loads = self.loads_of_staff(staff)?;
        loads.retain(|load| is_in(day, load.from, load.until));
        Ok(loads)
    }

    /// Class teachers of a class, stand-ins among them, by their first day.
    pub fn class_teachers(&self, class: ClassId) -> Result<Vec<ClassTeacher>, Error> {
        self.all(
            LEADS_OF_CLASS,
            named_params! { ":class_id": class.as_bytes() },
        )
    }

    /// Every class teacher there ever was, stand-ins among them, by class.
    pub fn all_class_teachers(&self) -> Result<Vec<ClassTeacher>, Error> {
        self.all(ALL_LEADS, &[])
    }

    /// The class teacher of a class on a day; of several the one who came last.
    pub fn class_teacher_on(
        &self,
        class: ClassId,
        day: NaiveDate,
    ) -> Result<Option<ClassTeacher>, Error> {
        let teachers = self.class_teachers(class)?;
        Ok(teachers
            .into_iter()
            .rfind(|teacher| is_in(day, teacher.from, teacher.until)))
    }

    /// Classes a person ever led.
    pub fn classes_led_by(&self, staff: StaffId) -> Result<Vec<ClassTeacher>, Error> {
        self.all(
            LEADS_OF_STAFF,
            named_params! { ":staff_id": staff.as_bytes() },
        )
    }
}

fn is_in(day: NaiveDate, from: NaiveDate, until: Option<NaiveDate>) -> bool {
    from <= day && until.is_none_or(|until| day < until)
}

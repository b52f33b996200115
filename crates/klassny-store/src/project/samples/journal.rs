//! Sample facts of the journal, of its control, of paper and of membership.

use super::{
    CLASS, DEVICE, GROUP, PLAN, PUPIL, SEAT, STAFF, TERM, VOLUME, YEAR, day, instant, place, text,
};
use klassny_domain::access::{
    Ack, DeviceEnrolment, DeviceProgram, Head, Invitation, KeyEpoch, KeyWrap, RevocationCosign,
    RulesetActivation, SeatCertificate, SeatRevocation, Voucher,
};
use klassny_domain::attendance::{AbsenceExcuse, AbsenceReason, Attendance, Presence};
use klassny_domain::change::{Change, Compartment, FactId};
use klassny_domain::family::{
    AgreementBasis, ContactWay, FamilyDuty, FamilyDutyKind, InformationForm, Letter,
    LetterDirection, ParentNote,
};
use klassny_domain::homework_file::HomeworkFile;
use klassny_domain::ids::*;
use klassny_domain::lesson::{
    Assignment, Held, Homework, HomeworkText, LessonPlace, LessonRecord, LessonTopic,
};
use klassny_domain::mark::{Grade, Mark, MarkValue};
use klassny_domain::permit::{PermitDecline, PermitRequest};
use klassny_domain::term::{
    Acceptance, AcceptanceState, FinalKind, FinalMark, Permit, PermitScope, Remark, RemarkState,
    TermClose, TermReopen, YearClose, YearReopen,
};
use klassny_domain::volume::{VolumeEdition, VolumeRouteStep, VolumeStep};
use klassny_domain::witness::{FileHeld, PackVerified, Seal, SealVoid, StateDigest};
use klassny_domain::work_kind::WorkKind;

pub(super) fn changes() -> Vec<Change> {
    [
        lessons(),
        cells(),
        control(),
        paper(),
        families(),
        membership(),
    ]
    .concat()
}

fn file(place: LessonPlace, name: &str, attached: bool) -> Change {
    Change::HomeworkFile(HomeworkFile {
        place,
        content: [81; 32],
        blob: [82; 32],
        name: text(name),
        len: HomeworkFile::LEN_MAX,
        attached,
    })
}

fn families() -> Vec<Change> {
    vec![
        Change::InformationForm(InformationForm {
            guardian: GuardianId::from_bytes([22; 16]),
            pupil: PUPIL,
            signed_on: day(2),
            basis: AgreementBasis::Written,
            document: text("заявление № 14 от 02.09.2026"),
            way: ContactWay::ThroughPupil,
            contact: text("+7 000 000-00-00"),
            stands: true,
        }),
        Change::ParentNote(ParentNote {
            place: place(GROUP, 1, 2),
            pupil: PUPIL,
            text: text("Отлично отвечал у доски"),
            to_parents: true,
        }),
        Change::FamilyDuty(FamilyDuty {
            class: CLASS,
            pupil: Some(PUPIL),
            kind: FamilyDutyKind::WeekExtract,
            from: day(7),
            until: day(11),
            done_on: day(14),
            way: ContactWay::InPerson,
            note: text("мать"),
            done: true,
        }),
        Change::FamilyDuty(FamilyDuty {
            class: CLASS,
            pupil: None,
            kind: FamilyDutyKind::FinalReport,
            from: day(1),
            until: day(30),
            done_on: day(30),
            way: ContactWay::InPerson,
            note: String::new(),
            done: false,
        }),
        Change::Letter(Letter {
            letter: LetterId::from_bytes([29; 16]),
            class: CLASS,
            pupil: PUPIL,
            direction: LetterDirection::Incoming,
            way: ContactWay::Email,
            on: day(8),
            subject: text("Питание"),
            text: text("Просит перевести на платное питание"),
            answer_due: Some(day(15)),
            answer: text("Переведён с понедельника"),
            answered_on: Some(day(10)),
            stands: true,
        }),
    ]
}

fn lessons() -> Vec<Change> {
    let (held, not_held, next) = (place(GROUP, 1, 2), place(GROUP, 2, 3), place(GROUP, 3, 1));
    let homework = |place, text, due_on| {
        Change::Homework(Homework {
            place,
            text,
            due_on,
        })
    };
    vec![
        Change::LessonRecord(LessonRecord {
            place: held,
            held: Held::Held,
            taught_by: STAFF,
            hours: 1,
        }),
        Change::LessonRecord(LessonRecord {
            place: not_held,
            held: Held::NotHeld {
                reason: text("мороз"),
            },
            taught_by: STAFF,
            hours: 1,
        }),
        Change::LessonTopic(LessonTopic {
            place: held,
            text: text("Ряд натуральных чисел"),
            plan_row: Some((PLAN, 1)),
        }),
        Change::LessonTopic(LessonTopic {
            place: not_held,
            text: String::new(),
            plan_row: None,
        }),
        homework(held, HomeworkText::Set(text("№ 12, 13")), Some(day(2))),
        homework(not_held, HomeworkText::NotSet, None),
        homework(next, HomeworkText::Missing, None),
        file(held, "Задание на дом.pdf", true),
        file(next, "карта.png", false),
        Change::Assignment(Assignment {
            place: held,
            ordinal: 0,
            kind: Some(WorkKind::Oral),
            weight_tenths: 10,
            title: String::new(),
        }),
        Change::Assignment(Assignment {
            place: held,
            ordinal: 1,
            kind: None,
            weight_tenths: 15,
            title: text("Взята обратно"),
        }),
    ]
}

fn cells() -> Vec<Change> {
    let place = place(GROUP, 1, 2);
    let values = (1..=5)
        .map(|grade| Grade::new(grade).map(MarkValue::Grade))
        .chain(
            [
                MarkValue::Pass,
                MarkValue::Fail,
                MarkValue::NotAttested,
                MarkValue::Exempt,
            ]
            .map(Some),
        )
        .chain([None]);
    let marks = values.zip(0..).map(|(value, ordinal)| {
        Change::Mark(Mark {
            place,
            ordinal,
            pupil: PUPIL,
            value,
            written_on: (ordinal == 3).then(|| day(9)),
            comment: text(if ordinal == 4 { "Молодец!" } else { "" }),
        })
    });
    let presences = [
        Presence::Present,
        Presence::Late { minutes: 7 },
        Presence::Absent,
    ];
    let attendance = presences.into_iter().zip(1..).map(|(presence, bell)| {
        Change::Attendance(Attendance {
            place: LessonPlace { bell, ..place },
            pupil: PUPIL,
            presence,
        })
    });
    let finals = [
        FinalKind::Term(TERM),
        FinalKind::Year,
        FinalKind::Exam,
        FinalKind::Final,
    ]
    .map(|kind| {
        Change::FinalMark(FinalMark {
            group: GROUP,
            pupil: PUPIL,
            kind,
            value: Some(MarkValue::NotAttested),
            reason: text("решение педсовета"),
        })
    });
    let excuse = Change::AbsenceExcuse(AbsenceExcuse {
        place,
        pupil: PUPIL,
        reason: AbsenceReason::Illness,
        document: text("справка № 5"),
    });
    marks
        .chain(attendance)
        .chain(finals)
        .chain([excuse])
        .collect()
}

fn closings() -> [Change; 4] {
    let close = TermClose::id_of(CLASS, TERM, 1);
    [
        Change::TermClose(TermClose {
            close,
            class: CLASS,
            term: TERM,
            ordinal: 1,
        }),
        Change::TermReopen(TermReopen {
            close,
            reason: text("ошибка переноса"),
        }),
        Change::YearClose(YearClose {
            close: YearClose::id_of(YEAR, 1),
            year: YEAR,
            ordinal: 1,
            note: text("10Б сдаёт позже"),
        }),
        Change::YearReopen(YearReopen {
            close: YearClose::id_of(YEAR, 1),
            reason: text("поздняя пересдача"),
        }),
    ]
}

const REQUEST: PermitRequestId = PermitRequestId::from_bytes([90; 16]);

fn requests() -> Vec<Change> {
    let place = place(GROUP, 1, 2);
    let asked = [None, Some(PUPIL)]
        .into_iter()
        .zip(90..)
        .map(|(pupil, id)| {
            Change::PermitRequest(PermitRequest {
                request: PermitRequestId::from_bytes([id; 16]),
                staff: STAFF,
                place,
                ordinal: 1,
                pupil,
                wanted: text("5 вместо 4"),
                reason: text("ошибка при вводе"),
                stands: true,
            })
        });
    let declined = Change::PermitDecline(PermitDecline {
        request: REQUEST,
        reason: text("срок прошёл"),
        stands: true,
    });
    asked.chain([declined]).collect()
}

fn control() -> Vec<Change> {
    let place = place(GROUP, 1, 2);
    let scopes = [
        PermitScope::Lesson(place),
        PermitScope::Cell(place, 1, PUPIL),
        PermitScope::Group(GROUP, day(1), day(5)),
    ];
    let permits = scopes.into_iter().zip(30..).map(|(scope, id)| {
        Change::Permit(Permit {
            permit: PermitId::from_bytes([id; 16]),
            staff: STAFF,
            scope,
            reason: text("болезнь"),
            ends_at: instant(),
            stands: true,
            request: (id == 30).then_some(REQUEST),
        })
    });
    let remarks = [(None, None), (Some(place), Some(PUPIL))]
        .into_iter()
        .zip(40..);
    let remarks = remarks.map(|((lesson, pupil), id)| {
        Change::Remark(Remark {
            remark: RemarkId::from_bytes([id; 16]),
            group: GROUP,
            lesson,
            pupil,
            staff: STAFF,
            text: text("Нет темы урока"),
            due_on: day(25),
            state: RemarkState::Open,
        })
    });
    let states = [
        AcceptanceState::Accepted,
        AcceptanceState::Left,
        AcceptanceState::Withdrawn,
    ];
    let acceptances = states.into_iter().zip(80..).map(|(state, id)| {
        let fact = |segment, index| FactId {
            segment: [segment; 16],
            index,
        };
        Change::Acceptance(Acceptance {
            acceptance: AcceptanceId::from_bytes([id; 16]),
            facts: vec![fact(1, 0), fact(1, 513), fact(2, 4095)],
            state,
            reason: text("учитель был без связи"),
        })
    });
    permits
        .chain(remarks)
        .chain(closings())
        .chain(acceptances)
        .chain(requests())
        .collect()
}

fn paper() -> Vec<Change> {
    vec![
        Change::VolumeEdition(VolumeEdition {
            volume: VOLUME,
            class: CLASS,
            term: TERM,
            edition: 1,
            content_hash: [50; 32],
            file_hash: [51; 32],
            sheet_hashes: vec![[52; 32], [53; 32]],
            content: vec![0, 1, 2, 255],
            printed_on: day(30),
            sheet_count: 42,
        }),
        Change::VolumeRouteStep(VolumeRouteStep {
            volume: VOLUME,
            edition: 1,
            step: VolumeStep::Printed,
            done: true,
            note: text("42 листа"),
        }),
    ]
}

fn membership() -> Vec<Change> {
    let vouchers = [
        Voucher::Root {
            signature: [60; 64],
        },
        Voucher::Invitation {
            invitation: InvitationId::from_bytes([61; 16]),
            signature: [62; 64],
        },
        Voucher::Seat {
            seat: SEAT,
            signature: [63; 64],
        },
    ];
    let seats = vouchers.into_iter().zip(70..).map(|(voucher, id)| {
        Change::SeatCertificate(SeatCertificate {
            seat: SeatId::from_bytes([id; 16]),
            staff: STAFF,
            device: DEVICE,
            sign_key: [64; 32],
            box_key: [65; 32],
            voucher,
        })
    });
    let others = [
        Change::DeviceEnrolment(DeviceEnrolment {
            device: DEVICE,
            seat: SEAT,
            sign_key: [66; 32],
            box_key: [67; 32],
            name: text("АРМ 7"),
            workstation: 7,
            witness: true,
        }),
        Change::Invitation(Invitation {
            invitation: InvitationId::from_bytes([61; 16]),
            staff: STAFF,
            sign_key: [68; 32],
            box_key: [69; 32],
            expires_at: instant(),
            stands: true,
        }),
        Change::Ack(Ack {
            device: DEVICE,
            heads: vec![
                Head {
                    seat: SEAT,
                    seq: u64::MAX,
                    hash: [1; 32],
                },
                Head {
                    seat: SEAT,
                    seq: 1,
                    hash: [2; 32],
                },
            ],
        }),
    ];
    seats
        .chain(others)
        .chain(endings())
        .chain(attested())
        .collect()
}

fn endings() -> [Change; 5] {
    [
        Change::SeatRevocation(SeatRevocation {
            seat: SEAT,
            reason: text("ключ утерян"),
            root: Some([70; 64]),
        }),
        Change::DeviceProgram(DeviceProgram {
            device: DEVICE,
            version: text("0.1.0"),
            system: text("linux"),
            format: 1,
            ruleset: 1,
        }),
        Change::RevocationCosign(RevocationCosign {
            seat: SEAT,
            agrees: false,
            reason: text("ноутбук нашёлся"),
        }),
        Change::RulesetActivation(RulesetActivation {
            ruleset: 2,
            from: day(1),
            stands: true,
        }),
        Change::KeyEpoch(KeyEpoch {
            key: KeyId::from_bytes([71; 16]),
            compartment: Compartment::Personal,
            epoch: u32::MAX,
            recovery: [72; KeyWrap::LEN],
            wraps: vec![KeyWrap {
                device: DEVICE,
                wrapped: [73; KeyWrap::LEN],
            }],
        }),
    ]
}

fn attested() -> [Change; 7] {
    [
        Change::Seal(Seal {
            device: DEVICE,
            at: instant(),
            follows: None,
        }),
        Change::Seal(Seal {
            device: DEVICE,
            at: instant() + chrono::TimeDelta::minutes(15),
            follows: Some([71; 32]),
        }),
        Change::SealVoid(SealVoid {
            void: SealVoidId::from_bytes([72; 16]),
            seals: vec![
                FactId {
                    segment: [71; 16],
                    index: 0,
                },
                FactId {
                    segment: [73; 16],
                    index: 1,
                },
            ],
            reason: text("часы АРМ 7 спешили на сутки"),
            stands: true,
        }),
        Change::StateDigest(StateDigest {
            device: DEVICE,
            segments: [74; 32],
            projection: 1,
            journal: [75; 32],
            personal: None,
            control: [76; 32],
            tables: vec![77; 16],
        }),
        Change::StateDigest(StateDigest {
            device: DeviceId::from_bytes([78; 16]),
            segments: [74; 32],
            projection: 1,
            journal: [75; 32],
            personal: Some([79; 32]),
            control: [76; 32],
            tables: Vec::new(),
        }),
        Change::FileHeld(FileHeld {
            device: DEVICE,
            blob: [82; 32],
        }),
        Change::PackVerified(PackVerified {
            device: DEVICE,
            seat: SEAT,
            shard: 0x00ff_ffff,
            pack: [80; 32],
        }),
    ]
}

//! One fact as a segment carries it: its context, and one body tagged with the number of its kind.
//!
//! An op is a protobuf message. Fields 10–19 are its context; any other field number is the kind
//! of the fact, and there is exactly one of those. What this program does not understand is kept
//! with its bytes and its reason, never dropped (sync.md P10).

use crate::checks::check;
use crate::error::OpError;
use crate::v1::{self, d};
use crate::wire::Wire;
use klassny_domain::change::{Change, EnteredAt, Fact, FactId, ImportSource, Kind};
use klassny_domain::ids::PermitId;
use prost::Message as _;
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, message, skip_field};

/// Field numbers of an op that belong to its context; no kind has one of them.
pub const CONTEXT_FIELDS: std::ops::RangeInclusive<u32> = 10..=19;
/// The most facts that one fact may replace.
pub const BASE_MAX: usize = 256;

/// A fact that an op replaces (D4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// A sealed fact.
    Sealed(FactId),
    /// The fact with this index in the same segment, before the op.
    Here(u16),
}

/// A fact before its segment has a name: what an outbox keeps and a segment is sealed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// What is stated.
    pub change: Change,
    /// The facts of the register that this one replaces, sorted, each once.
    pub base: Vec<Base>,
    /// When it was entered, as the workstation's clocks claim.
    pub entered: EnteredAt,
    /// Where it was imported from, if it was (D9).
    pub import: Option<ImportSource>,
    /// The permit a correction was made under, if any (R50).
    pub permit: Option<PermitId>,
}

/// A fact that this program does not understand or does not accept: kept, counted and shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// The number of its kind; 0 where the op has no single body.
    pub kind: u32,
    /// The bytes of the op as sealed.
    pub bytes: Vec<u8>,
    /// Why it is not a fact for this program.
    pub why: OpError,
}

/// What stands at one index of an opened segment.
#[derive(Clone, Debug, PartialEq)]
pub enum FactOrUnknown {
    /// A fact that passed every check of the format.
    Fact(Box<Fact>),
    /// Anything else.
    Unknown(Unknown),
}

impl FactOrUnknown {
    /// Reads the op with an index of a segment whose hash begins with `segment`.
    pub fn read(bytes: &[u8], segment: [u8; 16], index: u16) -> Self {
        Self::read_whole(bytes, segment, index).0
    }

    /// As [`Self::read`]; tells too whether all of the op was understood: one that is written
    /// again to other bytes has fields of a newer program.
    pub(crate) fn read_whole(bytes: &[u8], segment: [u8; 16], index: u16) -> (Self, bool) {
        let decoded = decode_fact(bytes);
        let whole = decoded
            .as_ref()
            .is_ok_and(|op| encode_fact(op).is_ok_and(|again| again == bytes));
        match decoded.and_then(|op| op.sealed_in(segment, index)) {
            Ok(fact) => (Self::Fact(Box::new(fact)), whole),
            Err(why) => {
                let unknown = Unknown {
                    kind: body(bytes).map_or(0, |(kind, _)| kind),
                    bytes: bytes.to_vec(),
                    why,
                };
                (Self::Unknown(unknown), false)
            }
        }
    }
}

impl Op {
    /// The fact as it stands in a sealed segment: bases inside the segment get its name.
    pub fn sealed_in(self, segment: [u8; 16], index: u16) -> Result<Fact, OpError> {
        let base = self
            .base
            .into_iter()
            .map(|base| match base {
                Base::Sealed(id) => Ok(id),
                Base::Here(here) if here < index => Ok(FactId {
                    segment,
                    index: here,
                }),
                Base::Here(here) => Err(OpError::BaseNotEarlier(here)),
            })
            .collect::<Result<_, _>>()?;
        Ok(Fact {
            change: self.change,
            base,
            entered: self.entered,
            import: self.import,
            permit: self.permit,
        })
    }
}

/// Writes an op; refuses whatever `decode_fact` would refuse.
pub fn encode_fact(op: &Op) -> Result<Vec<u8>, OpError> {
    check(&op.change)?;
    if op.base.len() > BASE_MAX {
        return Err(OpError::TooLong {
            field: "base",
            max: BASE_MAX,
            got: op.base.len(),
        });
    }
    let mut sorted = op.base.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let mut context = v1::Context {
        entered: op.entered.put("entered")?,
        import: op.import.put("import")?,
        permit: op.permit.put("permit")?,
        ..Default::default()
    };
    for base in sorted {
        match base {
            Base::Sealed(id) => context.base.push(id.put("base")?),
            Base::Here(index) => context.base_here.push(index.into()),
        }
    }
    let mut bytes = Vec::new();
    put_body(&op.change, &mut bytes)?;
    context.encode_raw(&mut bytes);
    Ok(bytes)
}

/// Reads an op and checks everything that can be checked without other facts.
pub fn decode_fact(bytes: &[u8]) -> Result<Op, OpError> {
    let (number, body) = body(bytes)?;
    let kind = u16::try_from(number)
        .ok()
        .and_then(Kind::from_number)
        .ok_or(OpError::UnknownKind(number))?;
    let change = get_body(kind, body)?;
    check(&change)?;
    let context = v1::Context::decode(bytes)?;
    Ok(Op {
        change,
        base: bases(&context)?,
        entered: Wire::get(context.entered, "entered")?,
        import: Wire::get(context.import, "import")?,
        permit: Wire::get(context.permit, "permit")?,
    })
}

fn bases(context: &v1::Context) -> Result<Vec<Base>, OpError> {
    let field = "base";
    let got = context.base.len() + context.base_here.len();
    if got > BASE_MAX {
        return Err(OpError::TooLong {
            field,
            max: BASE_MAX,
            got,
        });
    }
    let mut base = Vec::with_capacity(got);
    for bytes in &context.base {
        base.push(Base::Sealed(Wire::get(bytes.clone(), field)?));
    }
    for index in &context.base_here {
        base.push(Base::Here(Wire::get(*index, field)?));
    }
    if !base.is_sorted_by(|a, b| a < b) {
        return Err(OpError::NotSorted { field });
    }
    Ok(base)
}

/// The number and the bytes of the one body of an op.
fn body(mut bytes: &[u8]) -> Result<(u32, &[u8]), OpError> {
    let mut found = None;
    while !bytes.is_empty() {
        let (number, wire_type) = decode_key(&mut bytes)?;
        if CONTEXT_FIELDS.contains(&number) || wire_type != WireType::LengthDelimited {
            skip_field(wire_type, number, &mut bytes, DecodeContext::default())?;
            if !CONTEXT_FIELDS.contains(&number) {
                return Err(OpError::NoBody);
            }
            continue;
        }
        let len = usize::try_from(decode_varint(&mut bytes)?).map_err(|_| OpError::NoBody)?;
        let (body, rest) = bytes.split_at_checked(len).ok_or(OpError::NoBody)?;
        if found.replace((number, body)).is_some() {
            return Err(OpError::SeveralBodies);
        }
        bytes = rest;
    }
    found.ok_or(OpError::NoBody)
}

macro_rules! bodies {
    ($($kind:ident)+) => {
        fn put_body(change: &Change, bytes: &mut Vec<u8>) -> Result<(), OpError> {
            match change {
                $(Change::$kind(value) => {
                    let wire: v1::$kind = value.put(stringify!($kind))?;
                    message::encode(Kind::$kind.number().into(), &wire, bytes);
                })+
            }
            Ok(())
        }

        fn get_body(kind: Kind, bytes: &[u8]) -> Result<Change, OpError> {
            Ok(match kind {
                $(Kind::$kind => {
                    let wire = v1::$kind::decode(bytes)?;
                    Change::$kind(<d::$kind as Wire<v1::$kind>>::get(wire, stringify!($kind))?)
                })+
            })
        }
    };
}

bodies! {
    SchoolProfile AcademicYear Term Break SchoolWeek Bell LoadLimit Workstation Regulation
    Subject SchoolClass Group GroupMember StaffMember StaffCard RoleGrant ClassTeacher Load Pupil
    PupilCard Guardian Enrolment Movement Course CourseMember
    TimetableSlot Substitution EntrySlot ThematicPlan PlanRow ControlWork PlanApproval
    PlanCorrection SlotWaiver
    LessonRecord LessonTopic Homework HomeworkFile Assignment Mark Attendance AbsenceExcuse FinalMark
    TermClose TermReopen YearClose YearReopen Permit Remark Acceptance VolumeEdition
    VolumeRouteStep InformationForm ParentNote FamilyDuty Letter PermitRequest PermitDecline
    DeviceEnrolment SeatCertificate Invitation SeatRevocation Ack DeviceProgram FileHeld
    RevocationCosign KeyEpoch RulesetActivation
    Seal SealVoid StateDigest PackVerified
    BatchCommit
}

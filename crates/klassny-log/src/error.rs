//! Why bytes of the log are refused: one variant for each thing a reader can tell people.
//!
//! Texts name fields and numbers only, never the words of a fact (they may be personal data).

/// Why a fact cannot be written or understood.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OpError {
    /// The bytes are not a protobuf message of the expected shape.
    #[error("not a protobuf message of this shape: {0}")]
    Protobuf(#[from] prost::DecodeError),
    /// The op has no body.
    #[error("an op without a body")]
    NoBody,
    /// The op has more than one body.
    #[error("an op with several bodies")]
    SeveralBodies,
    /// The kind of the fact is not known to this program.
    #[error("kind {0} is not known to this program")]
    UnknownKind(u32),
    /// A needed field is not there.
    #[error("{field} is missing")]
    Missing {
        /// The field.
        field: &'static str,
    },
    /// Bytes of a fixed length have another length.
    #[error("{field} has {got} bytes, not {wanted}")]
    Length {
        /// The field.
        field: &'static str,
        /// The right length.
        wanted: usize,
        /// The length found.
        got: usize,
    },
    /// A text, content or list is longer than its limit.
    #[error("{field} has a length of {got}, more than {max}")]
    TooLong {
        /// The field.
        field: &'static str,
        /// The limit.
        max: usize,
        /// The length found.
        got: usize,
    },
    /// A number, date or time lies outside what the field may hold.
    #[error("{field} cannot be {value}")]
    Range {
        /// The field.
        field: &'static str,
        /// The number; for dates, days from the Common Era.
        value: i64,
    },
    /// A code of an enumeration is not known to this program.
    #[error("{field} has the unknown code {code}")]
    Code {
        /// The field.
        field: &'static str,
        /// The code.
        code: u32,
    },
    /// A time is finer than the format: seconds of a bell, microseconds of an instant.
    #[error("{field} is finer than the format can hold")]
    NotWhole {
        /// The field.
        field: &'static str,
    },
    /// A list that must be sorted without repetition is not.
    #[error("{field} is not sorted or repeats itself")]
    NotSorted {
        /// The field.
        field: &'static str,
    },
    /// An id is not the one derived from what it names.
    #[error("{field} is not derived from what it names")]
    Derived {
        /// The field.
        field: &'static str,
    },
    /// The base names a fact of this segment that does not stand before the op.
    #[error("the base {0} does not stand before the op in its segment")]
    BaseNotEarlier(u16),
    /// The fact belongs into another compartment than its segment.
    #[error("the fact belongs into another compartment")]
    Compartment,
}

/// Why a segment is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SegmentError {
    /// The file is longer than 1 MiB, or too short to be one.
    #[error("a segment cannot have {0} bytes")]
    FileSize(usize),
    /// The file does not start with `JSG1`.
    #[error("not a segment")]
    Magic,
    /// The header is longer than 64 KiB.
    #[error("a header cannot have {0} bytes")]
    HeaderSize(usize),
    /// The lengths inside do not add up to the length of the file.
    #[error("the lengths inside do not add up to the file's")]
    Shape,
    /// The header is not well-formed.
    #[error("header: {0}")]
    Header(OpError),
    /// The signature and encryption suite is not known to this program.
    #[error("suite {0} is not known to this program")]
    Suite(u32),
    /// The segment is of another school.
    #[error("a segment of another school")]
    School,
    /// The seat of the header is not the one of the key.
    #[error("the seat is not the one of the key")]
    Seat,
    /// The signature is not of this key over these bytes.
    #[error("the signature does not hold")]
    Signature,
    /// The segment needs a newer program; its bytes are kept.
    #[error("written for readers of format {0} or newer")]
    NeedsNewer(u32),
    /// The segment was judged by rules that this program does not know; its bytes are kept.
    #[error("made under the rules {0}, which this program does not know")]
    NeedsRules(u32),
    /// The compartment is not known to this program.
    #[error("compartment {0} is not known to this program")]
    UnknownCompartment(u32),
    /// The compartment's key does not open it.
    #[error("the key of the compartment does not open the segment")]
    Key,
    /// What was decrypted is not a list of ops, or larger than 4 MiB.
    #[error("the decrypted content is not well-formed")]
    Content,
    /// The header announces another number of ops.
    #[error("{got} ops where the header announces {wanted}")]
    OpCount {
        /// Ops by the header.
        wanted: usize,
        /// Ops found.
        got: usize,
    },
    /// An op of a draft cannot be written.
    #[error("op {index}: {error}")]
    Op {
        /// Its index in the draft.
        index: usize,
        /// Why.
        error: OpError,
    },
}

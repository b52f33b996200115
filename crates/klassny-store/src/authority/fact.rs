//! The facts of the control log as they are read for the authority.

use crate::error::{Context, Error};
use crate::frontier::{Frontier, head_column};
use crate::judge::fact_id;
use crate::tips::{Base, Tip, read_base};
use klassny_domain::access::Head;
use klassny_domain::change::{Change, FactId, ImportSource};
use klassny_domain::ids::SeatId;
use klassny_log::Op;
use rusqlite::Connection;

/// A fact of the control log with its place in a chain.
#[derive(Clone, Debug)]
pub(crate) struct ControlFact {
    pub(crate) fact_no: i64,
    pub(crate) control_no: i64,
    pub(crate) entered_ms: i64,
    /// Imported facts are a deputy's (D9).
    pub(super) import: Option<ImportSource>,
    pub(crate) seat: SeatId,
    /// None while it waits in the outbox.
    pub(crate) sealed: Option<(Head, u16)>,
    /// The control segment of its seat that its segment follows.
    follows: Option<Head>,
    pub(crate) base: Base,
    pub(crate) change: Change,
}

/// A fact to be judged: where it stands, and what it was made under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing<'a> {
    pub(crate) fact_no: i64,
    pub(crate) seat: SeatId,
    pub(crate) sealed: Option<(Head, u16)>,
    /// The control segment of its seat that its segment follows.
    pub(crate) follows: Option<Head>,
    pub(crate) control: &'a Frontier,
}

impl ControlFact {
    /// A fact that was just entered on this machine.
    pub(crate) fn entered(
        (fact_no, control_no): (i64, i64),
        seat: SeatId,
        change: Change,
        replaced: &[Tip],
    ) -> Self {
        let base = Base {
            sealed: replaced.iter().filter_map(|tip| tip.id).collect(),
            local: replaced
                .iter()
                .filter(|tip| tip.id.is_none())
                .map(|tip| tip.fact_no)
                .collect(),
        };
        Self {
            fact_no,
            control_no,
            entered_ms: 0,
            import: None,
            seat,
            sealed: None,
            follows: None,
            base,
            change,
        }
    }

    pub(crate) fn id(&self) -> Option<FactId> {
        let (place, index) = self.sealed?;
        Some(fact_id(place.hash, index))
    }

    /// The segment it stands in.
    pub(super) fn place(&self) -> Option<Head> {
        self.sealed.map(|(place, _)| place)
    }

    pub(super) fn standing<'a>(&self, control: &'a Frontier) -> Standing<'a> {
        Standing {
            fact_no: self.fact_no,
            seat: self.seat,
            sealed: self.sealed,
            follows: self.follows,
            control,
        }
    }

    /// Whether it takes the place of an earlier fact.
    pub(super) fn replaces(&self) -> bool {
        !self.base.sealed.is_empty() || !self.base.local.is_empty()
    }
}

/// Every fact of the control log of which everything under it is here, in causal order.
pub(super) fn control_facts(conn: &Connection) -> Result<Vec<ControlFact>, Error> {
    let mut select = conn
        .prepare_cached(include_str!("../control_facts.sql"))
        .context("read the control log")?;
    let mut rows = select.query([]).context("read the control log")?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().context("read the control log")? {
        let payload: Vec<u8> = row.get("payload").context("read the control log")?;
        if let Ok(op) = klassny_log::decode_fact(&payload) {
            facts.push(control_fact(row, op).context("read the control log")?);
        }
    }
    Ok(facts)
}

fn control_fact(row: &rusqlite::Row<'_>, op: Op) -> rusqlite::Result<ControlFact> {
    let seat = SeatId::from_bytes(row.get("seat_id")?);
    let sealed = match head_column(row, seat, ("seq", "hash"))? {
        Some(head) => Some((head, row.get("idx")?)),
        None => None,
    };
    Ok(ControlFact {
        fact_no: row.get("fact_no")?,
        control_no: row.get("control_no")?,
        entered_ms: row.get("entered_ms")?,
        import: op.import,
        seat,
        sealed,
        follows: head_column(row, seat, ("prev_control_seq", "prev_control"))?,
        base: read_base(row)?,
        change: op.change,
    })
}

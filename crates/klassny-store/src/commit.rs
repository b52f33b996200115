//! Takes facts made on this machine: one transaction keeps them and writes their rows (P4 step 1).
//!
//! Only after it returns may a screen say «сохранено здесь». Nothing is sealed here.

use crate::authority::{Authority, ControlFact, Standing, is_authority};
use crate::error::{Context, Error};
use crate::frontier::{self, Frontier};
use crate::judge::{self, Verdict};
use crate::open::Store;
use crate::rebuild::Again;
use crate::rules;
use crate::state;
use crate::tips::{self, Tip, encode_ids, tips};
use klassny_domain::change::{Change, EnteredAt, FactId, ImportSource};
use klassny_domain::ids::{PermitId, SeatId};
use klassny_log::Op;
use klassny_log::kill_point;
use rusqlite::{Connection, named_params};

/// Whose hand a fact is entered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person's seat on this device, or the device's own.
    pub seat: SeatId,
}

/// A fact to be entered.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// What is stated.
    pub change: Change,
    /// Where it was imported from.
    pub import: Option<ImportSource>,
    /// The permit a correction is made under (R50).
    pub permit: Option<PermitId>,
}

impl From<Change> for NewFact {
    fn from(change: Change) -> Self {
        Self {
            change,
            import: None,
            permit: None,
        }
    }
}

impl Store {
    /// Keeps facts and shows them, all or none.
    ///
    /// Each fact replaces every tip its register has now, so a fact over a conflict resolves it.
    ///
    /// # Errors
    /// [`Error::Refused`] where the author may not state one of them; disk errors. Nothing is
    /// kept then.
    pub fn commit(
        &self,
        author: Author,
        entered: EnteredAt,
        facts: Vec<NewFact>,
    ) -> Result<Vec<i64>, Error> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        let authority = match writer.authority.take() {
            Some(authority) => authority,
            None => Authority::load(&writer.conn, writer.identity)?,
        };
        let tx = writer.conn.transaction().context("begin a commit")?;
        kill_point("commit.begun");
        if author.seat != writer.identity.device_seat {
            let known = writer.reader.ruleset;
            rules::may_enter(&tx, &authority, known, entered.wall_ms)?;
        }
        let under = Under::now(&tx)?;
        let turns = facts.iter().any(|fact| is_authority(fact.change.kind()));
        let before = turns.then(|| authority.clone());
        let mut context = Committing {
            authority,
            author,
            entered,
            under,
            reload: false,
        };
        let mut numbers = Vec::with_capacity(facts.len());
        for fact in facts {
            numbers.push(context.commit_one(&tx, fact)?);
        }
        if context.reload {
            context.authority = Authority::load(&tx, writer.identity)?;
        }
        if let Some(before) = before {
            context.judge_others(&tx, &before, &numbers)?;
        }
        kill_point("commit.judged");
        tx.commit().context("finish a commit")?;
        kill_point("commit.done");
        writer.authority = Some(context.authority);
        Ok(numbers)
    }
}

/// The frontiers that all facts of one commit are made under.
struct Under {
    control: Frontier,
    control_no: i64,
    data_no: i64,
}

impl Under {
    fn now(conn: &Connection) -> Result<Self, Error> {
        let control = frontier::control_now(conn)?;
        let control_no = control.keep(conn)?;
        let data_no = frontier::data_now(conn)?.keep(conn)?;
        Ok(Self {
            control,
            control_no,
            data_no,
        })
    }
}

struct Committing {
    authority: Authority,
    author: Author,
    entered: EnteredAt,
    under: Under,
    /// Whether the control log must be read anew.
    reload: bool,
}

impl Committing {
    /// Judges again what other people entered and these facts free or cut.
    fn judge_others(
        &self,
        conn: &Connection,
        before: &Authority,
        numbers: &[i64],
    ) -> Result<(), Error> {
        let fresh = numbers.iter().copied().collect();
        let mut again = Again::default();
        self.authority
            .judge_since(conn, before, &fresh, &mut again)?;
        if again.turned_acks() {
            state::recount(conn, &self.authority)?;
        }
        for register in again.into_changed() {
            tips::project_register(conn, register)?;
        }
        Ok(())
    }

    fn commit_one(&mut self, conn: &Connection, new: NewFact) -> Result<i64, Error> {
        let register = new.change.register();
        let replaced = tips(conn, register)?;
        let fact_no = self.insert(conn, &new, &replaced)?;
        kill_point("commit.fact_kept");
        let standing = Standing {
            fact_no,
            seat: self.author.seat,
            sealed: None,
            follows: None,
            control: &self.under.control,
        };
        let fact = judge::Judged {
            change: &new.change,
            entered_ms: self.entered.wall_ms,
            permit: new.permit,
            import: new.import.as_ref(),
            replaced: &replaced,
        };
        match judge::judge_local(conn, &self.authority, standing, &fact)? {
            Verdict::Valid => {}
            Verdict::Not(_, reason) => return Err(reason.into_error()),
        }
        let winner = Tip { fact_no, id: None };
        tips::write(conn, register, winner, 1, &new.change)?;
        if let Change::Ack(ack) = &new.change {
            state::accumulate(conn, &self.authority, self.author.seat, ack)?;
        }
        kill_point("commit.row_written");
        if is_authority(new.change.kind()) {
            self.learn(conn, fact_no, new.change, &replaced)?;
        }
        Ok(fact_no)
    }

    fn learn(
        &mut self,
        conn: &Connection,
        fact_no: i64,
        change: Change,
        replaced: &[Tip],
    ) -> Result<(), Error> {
        let numbers = (fact_no, self.under.control_no);
        let fact = ControlFact::entered(numbers, self.author.seat, change, replaced);
        self.reload |= !self.authority.learn(conn, &fact)?;
        Ok(())
    }

    fn insert(&self, conn: &Connection, new: &NewFact, replaced: &[Tip]) -> Result<i64, Error> {
        let sealed: Vec<FactId> = replaced.iter().filter_map(|tip| tip.id).collect();
        let local: Vec<u8> = replaced
            .iter()
            .filter(|tip| tip.id.is_none())
            .flat_map(|tip| tip.fact_no.to_le_bytes())
            .collect();
        let op = Op {
            change: new.change.clone(),
            base: Vec::new(),
            entered: self.entered,
            import: new.import.clone(),
            permit: new.permit,
        };
        let register = new.change.register();
        let payload = klassny_log::encode_fact(&op)?;
        conn.prepare_cached(include_str!("insert_fact.sql"))
            .and_then(|mut insert| {
                insert.execute(named_params! {
                    ":segment_no": None::<i64>,
                    ":idx": 0,
                    ":seat_id": self.author.seat.as_bytes(),
                    ":kind": register.kind.number(),
                    ":register_key": register.key,
                    ":lamport": None::<i64>,
                    ":control_no": self.under.control_no,
                    ":data_no": self.under.data_no,
                    ":batch_id": new.import.as_ref().map(|import| *import.batch.as_bytes()),
                    ":entered_ms": self.entered.wall_ms,
                    ":base": encode_ids(&sealed),
                    ":base_local": local,
                    ":payload": payload,
                })
            })
            .context("keep a fact")?;
        Ok(conn.last_insert_rowid())
    }
}

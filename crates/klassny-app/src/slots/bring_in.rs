//! The plan of entry from a spreadsheet again: what it would change is seen first (D9, R34).
//!
//! The file is read as the import of a school reads it; ids are derived alike, so the same file
//! twice changes nothing.

use super::gate::span;
use super::plan::weekday_number;
use crate::api::SlotsFile;
use crate::app::App;
use crate::bring_in::in_batches;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::people::full_name_order;
use crate::view::slots::{SlotPlanView, SlotsChange, SlotsPreview, SlotsPreviewLine, SlotsProblem};
use crate::view::text::ErrorCode;
use klassny_domain::change::{Change, ImportSource};
use klassny_domain::ids::{BatchId, EntrySlotId, StaffId};
use klassny_domain::roster::{Role, StaffMember};
use klassny_domain::slots::plan::{clash, id_of, is_sound};
use klassny_domain::timetable::EntrySlot;
use klassny_exchange::{EntrySlotRow, Severity, read_one_file};
use klassny_store::NewFact;
use std::collections::HashMap;
use std::path::Path;

/// Who brings the plan in from a file (D9).
const IMPORTERS: &[Role] = &[Role::Deputy, Role::Administrator];
/// How many changes a preview lists.
const LINES_MAX: usize = 60;

/// What a file says, against the plan that stands.
struct Brought {
    file: String,
    rows: Vec<(EntrySlot, ImportSource)>,
    now: Vec<EntrySlot>,
    staff: HashMap<StaffId, StaffMember>,
    problems: Vec<SlotsProblem>,
}

impl App {
    /// What a file would change in the plan; nothing is stated.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`]; [`ErrorCode::FileUnreadable`] where it holds no plan.
    pub fn preview_slots(&self, args: &SlotsFile) -> Result<SlotsPreview> {
        let batch = BatchId::from_bytes(self.env.bytes());
        self.at_desk(|desk| Ok(Brought::read(desk, &args.path, batch)?.preview()))
    }

    /// Brings the file in as one act, which can be taken back.
    ///
    /// # Errors
    /// As [`App::preview_slots`]; [`ErrorCode::NothingToDo`] where the plan says so already.
    pub fn import_slots(&self, args: &SlotsFile) -> Result<SlotPlanView> {
        let batch = BatchId::from_bytes(self.env.bytes());
        self.change_plan(|desk| {
            let brought = Brought::read(desk, &args.path, batch)?;
            let mut facts: Vec<NewFact> = Vec::new();
            for (slot, source) in &brought.rows {
                if !brought.now.contains(slot) {
                    facts.push(NewFact {
                        change: Change::EntrySlot(slot.clone()),
                        import: Some(source.clone()),
                        permit: None,
                    });
                }
            }
            let mut all = match facts.is_empty() {
                true => Vec::new(),
                false => in_batches(facts, &brought.file)?,
            };
            if args.replace {
                let gone = brought.gone().map(|slot| EntrySlot {
                    stands: false,
                    ..slot.clone()
                });
                all.extend(gone.map(|slot| NewFact::from(Change::EntrySlot(slot))));
            }
            if all.is_empty() {
                return Err(AppError::new(ErrorCode::NothingToDo, "plan"));
            }
            desk.commit(all)?;
            Ok(())
        })
    }
}

impl Brought {
    fn read(desk: &Desk<'_>, path: &str, batch: BatchId) -> Result<Self> {
        desk.require(IMPORTERS)?;
        let path = Path::new(path.trim());
        let unreadable = || AppError::new(ErrorCode::FileUnreadable, "plan of entry");
        let bytes = std::fs::read(path).map_err(|_| unreadable())?;
        let preview = read_one_file(path);
        if preview.rows.entry_slots.is_empty() {
            return Err(unreadable());
        }
        let year = desk.year_id();
        let (now, staff) = desk
            .store
            .read(|read| Ok((read.entry_slots(year)?, read.staff()?)))?;
        let name = path.file_name().unwrap_or_default();
        let mut brought = Self {
            file: name.to_string_lossy().into_owned(),
            rows: Vec::new(),
            now,
            staff: staff.into_iter().map(|it| (it.staff, it)).collect(),
            problems: Vec::new(),
        };
        let found = preview.problems.iter();
        let refused = found.filter(|problem| problem.severity == Severity::Refused);
        brought.problems.extend(refused.map(|problem| SlotsProblem {
            place: problem.place(),
            what: problem.what.clone(),
            what_to_do: problem.what_to_do.clone(),
        }));
        let hash = klassny_log::short(blake3::hash(&bytes).as_bytes());
        for row in &preview.rows.entry_slots {
            brought.take(desk, row, (batch, hash));
        }
        Ok(brought)
    }

    /// Takes a row of the file, or says why not.
    fn take(&mut self, desk: &Desk<'_>, row: &EntrySlotRow, (batch, file): (BatchId, [u8; 16])) {
        let wanted = full_name_order(&words(&row.staff));
        let mut staff = self.staff.values();
        let person = staff.find(|person| full_name_order(&person.name.full()) == wanted);
        let Some(person) = person.map(|person| person.staff) else {
            return self.doubt(
                row,
                "работник не найден, строка не взята",
                "сверьте ФИО с экраном «Люди»",
            );
        };
        if !is_sound(row.starts_at, row.ends_at) {
            let what = "время короче пяти минут или кончается раньше начала, строка не взята";
            return self.doubt(row, what, "исправьте время");
        }
        let year = desk.year_id();
        let slot = EntrySlot {
            slot: id_of(year, row.weekday, row.workstation, row.starts_at),
            year,
            weekday: row.weekday,
            workstation: row.workstation,
            staff: person,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            stands: true,
        };
        let before: Vec<EntrySlot> = self.rows.iter().map(|(slot, _)| slot.clone()).collect();
        if clash(&before, &slot, None).is_some() {
            let what = "время пересекается с другой строкой файла, строка не взята";
            return self.doubt(row, what, "выберите другое время или другой АРМ");
        }
        let source = ImportSource {
            batch,
            file,
            sheet: row.source.sheet.to_string(),
            cell: format!("A{}", row.source.row),
            teacher: Some(person),
        };
        self.rows.push((slot, source));
    }

    fn doubt(&mut self, row: &EntrySlotRow, what: &str, what_to_do: &str) {
        let source = &row.source;
        self.problems.push(SlotsProblem {
            place: format!(
                "{}, лист «{}», строка {}",
                self.file, source.sheet, source.row
            ),
            what: what.to_owned(),
            what_to_do: what_to_do.to_owned(),
        });
    }

    /// Times that stand and are not in the file.
    fn gone(&self) -> impl Iterator<Item = &EntrySlot> {
        let in_file = |id: EntrySlotId| self.rows.iter().any(|(slot, _)| slot.slot == id);
        self.now.iter().filter(move |slot| !in_file(slot.slot))
    }

    fn preview(self) -> SlotsPreview {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut lines = Vec::new();
        let (mut added, mut changed, mut same) = (0, 0, 0);
        for (slot, _) in &self.rows {
            let stands = self.now.iter().find(|known| known.slot == slot.slot);
            match stands {
                Some(known) if known == slot => same += 1,
                Some(known) => {
                    changed += 1;
                    let was = format!(
                        "{}, {}",
                        self.name(known.staff),
                        span(known.starts_at, known.ends_at)
                    );
                    lines.push(self.line(SlotsChange::Changed, slot, was));
                }
                None => {
                    added += 1;
                    lines.push(self.line(SlotsChange::Added, slot, String::new()));
                }
            }
        }
        let gone: Vec<&EntrySlot> = self.gone().collect();
        let left = gone
            .iter()
            .map(|slot| self.line(SlotsChange::Gone, slot, String::new()));
        lines.extend(left);
        lines.truncate(LINES_MAX);
        SlotsPreview {
            added,
            changed,
            same,
            gone: count(gone.len()),
            lines,
            problems: self.problems.clone(),
            file: self.file.clone(),
        }
    }

    fn line(&self, what: SlotsChange, slot: &EntrySlot, was: String) -> SlotsPreviewLine {
        SlotsPreviewLine {
            what,
            workstation: slot.workstation,
            weekday: weekday_number(slot.weekday),
            from: super::hour(slot.starts_at),
            until: super::hour(slot.ends_at),
            name: self.name(slot.staff),
            was,
        }
    }

    fn name(&self, staff: StaffId) -> String {
        let person = self.staff.get(&staff);
        person.map_or_else(String::new, |person| person.name.initials())
    }
}

/// A name with single blanks.
fn words(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

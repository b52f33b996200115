//! The one door of the window: a name and JSON arguments in, JSON or an error out.
//!
//! The list is [`crate::api::Api`]; the test bridge and the window come through here alike.

use crate::app::App;
use crate::desk::Desk;
use crate::error::{AppError, Result};
use crate::view::text::{ApiError, ErrorCode};
use crate::workstation::Workstation;
use crate::{
    api, aside, away, cell, class, closing, column, debts, family, files, journal, late, lesson,
    marks, paper, parallel, permit, plans, preflight, pupil, spread, substitutions, take_back,
    term_marks, today, verify, year_close,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::atomic::Ordering;

impl App {
    /// Does what the window asks.
    ///
    /// # Errors
    /// The error as the window shows it; its line is in the log under the same id.
    #[allow(
        clippy::result_large_err,
        reason = "made once a refusal, and sent at once"
    )]
    pub fn call(&self, name: &str, args: Value) -> std::result::Result<Value, ApiError> {
        self.dispatch(name, args).map_err(|error| {
            let log_id = klassny_log::hex(&self.env.bytes::<4>());
            tracing::info!(call = name, log_id, code = ?error.code, detail = error.detail, "refused");
            error.to_api(log_id)
        })
    }

    fn dispatch(&self, name: &str, args: Value) -> Result<Value> {
        match name {
            "app_state" => answer(self.app_state()),
            "create_school" => answer(self.create_school(read(args)?)),
            "save_root" => answer(self.save_root(&read(args)?)),
            "restore_school" => answer(self.restore_school(read(args)?)),
            "join_school" => answer(self.join_school(read(args)?)),
            "join_status" => answer(self.join_status()),
            "join_cancel" => answer(self.join_cancel()),
            "sign_in" => answer(self.sign_in(read(args)?)),
            "first_sign_in" => answer(self.first_sign_in(read(args)?)),
            "lock" => answer(self.lock()),
            "unlock" => answer(self.unlock(read(args)?)),
            "sign_out" => answer(self.sign_out()),
            "set_demo_clock" => answer(self.set_demo_clock(read(args)?)),
            "status" => answer(self.share_brief()),
            "acknowledge_clock" => answer(self.acknowledge_clock()),
            "share_status" => answer(self.share_status()),
            "sync_now" => answer(self.sync_now()),
            "set_share" => answer(self.set_share(&read::<api::JoinSchool>(args)?)),
            "approve_request" => answer(self.approve_request(&read::<api::JoinAnswer>(args)?)),
            "refuse_request" => answer(self.refuse_request(&read::<api::JoinAnswer>(args)?)),
            "people" => answer(self.people()),
            "invite" => answer(self.invite(read(args)?)),
            _ => self.dispatch_devices(name, args),
        }
    }

    /// The calls about workstations and seats.
    fn dispatch_devices(&self, name: &str, args: Value) -> Result<Value> {
        match name {
            "devices" => answer(self.devices()),
            "rename_device" => answer(self.rename_device(&read::<api::RenameDevice>(args)?)),
            "set_witness" => answer(self.set_witness(&read::<api::SetWitness>(args)?)),
            "activate_rules" => answer(self.activate_rules(&read::<api::ActivateRules>(args)?)),
            "revocation" => answer(self.revocation(&read::<api::RevocationArgs>(args)?)),
            "revoke" => answer(self.revoke(&read::<api::Revoke>(args)?)),
            "cosign" => answer(self.cosign(&read::<api::Cosign>(args)?)),
            "appoint_administrator" => answer(self.appoint_administrator(read(args)?)),
            "seat_news" => answer(self.seat_news()),
            "seat_news_seen" => answer(self.seat_news_seen(&read::<api::SeatNewsSeen>(args)?)),
            "folder_check" => answer(self.folder_check()),
            _ => self.dispatch_slots(name, args),
        }
    }

    /// The calls about the plan of entry, after which the door says something else.
    fn dispatch_slots(&self, name: &str, args: Value) -> Result<Value> {
        match name {
            "let_in_here" => answer(self.let_in_here(read(args)?)),
            "slot_plan" => answer(self.slot_plan()),
            "set_slot" => answer(self.set_slot(&read(args)?)),
            "remove_slot" => answer(self.remove_slot(&read(args)?)),
            "undo_slots" => answer(self.undo_slots()),
            "redo_slots" => answer(self.redo_slots()),
            "set_slot_rule" => answer(self.set_slot_rule(&read(args)?)),
            "let_in" => answer(self.let_in(&read(args)?)),
            "end_let_in" => answer(self.end_let_in(&read(args)?)),
            "preview_slots" => answer(self.preview_slots(&read(args)?)),
            "import_slots" => answer(self.import_slots(&read(args)?)),
            "print_slots" => answer(self.print_slots(&read(args)?)),
            "slot_report" => answer(self.slot_report(&read(args)?)),
            "print_slot_report" => answer(self.print_slot_report(&read(args)?)),
            _ => self.dispatch_files(name, args),
        }
    }

    /// The calls about files of homework, whose bytes lie beside the replica.
    fn dispatch_files(&self, name: &str, args: Value) -> Result<Value> {
        let with_files = |work: &dyn Fn(&Desk<'_>, &Workstation) -> Result<Value>| {
            let workstation = self.workstation()?;
            self.at_desk(|desk| work(desk, &workstation))
        };
        match name {
            "homework_files" => {
                let args = read(args)?;
                with_files(&|desk, here| answer(files::homework_files(desk, here, &args)))
            }
            "attach_file" => {
                let args = read(args)?;
                with_files(&|desk, here| answer(files::attach_file(desk, here, &args)))
            }
            "detach_file" => {
                let args = read(args)?;
                with_files(&|desk, here| answer(files::detach_file(desk, here, &args)))
            }
            "save_file" => answer(self.save_file(&read(args)?)),
            _ => self.dispatch_families(name, args),
        }
    }

    /// The calls about families and one pupil.
    fn dispatch_families(&self, name: &str, args: Value) -> Result<Value> {
        match name {
            "families" => self.at_desk(|desk| answer(family::families(desk, &read(args)?))),
            "set_guardian" => self.at_desk(|desk| answer(family::set_guardian(desk, &read(args)?))),
            "check_families" => {
                self.at_desk(|desk| answer(family::check_families(desk, &read(args)?)))
            }
            "hand_over" => self.at_desk(|desk| answer(family::hand_over(desk, &read(args)?))),
            "write_letter" => self.at_desk(|desk| answer(family::write_letter(desk, &read(args)?))),
            "undo_family" => self.at_desk(|desk| answer(family::undo_family(desk, &read(args)?))),
            "family_history" => {
                self.at_desk(|desk| answer(family::family_history(desk, &read(args)?)))
            }
            "print_families" => {
                let at = (self.path("families"), &self.cancelled);
                self.at_desk(|desk| {
                    answer(family::print_families(desk, &read(args)?, (&at.0, at.1)))
                })
            }
            "cancel_print" => {
                self.person()?;
                self.cancelled.store(true, Ordering::Relaxed);
                answer(Ok(true))
            }
            "set_note" => self.at_desk(|desk| answer(family::set_note(desk, &read(args)?))),
            "pupil_term" => self.at_desk(|desk| answer(pupil::pupil_term(desk, &read(args)?))),
            "pupil_years" => self.at_desk(|desk| answer(pupil::pupil_years(desk, &read(args)?))),
            _ => self.dispatch_at_desk(name, args),
        }
    }

    /// The calls of a person who is signed in and at work.
    fn dispatch_at_desk(&self, name: &str, args: Value) -> Result<Value> {
        if matches!(name, "set_mark" | "set_term_mark" | "accept_proposals") {
            self.clock_is_known()?;
        }
        self.at_desk(|desk| match name {
            "today" => answer(today::today(desk, &read(args)?)),
            "next_unfilled" => answer(today::next_unfilled(desk, &read(args)?)),
            "journal_groups" => answer(journal::journal_groups(desk)),
            "spread" => answer(spread::spread(desk, &read(args)?)),
            "debts" => answer(debts::debts(desk, &read(args)?)),
            "cell" => answer(cell::cell(desk, &read(args)?)),
            "lesson" => answer(lesson::lesson(desk, &read(args)?)),
            "topics_of_plan" => answer(lesson::topics_of_plan(desk, &read(args)?)),
            "set_mark" => answer(marks::set_mark(desk, &read(args)?)),
            "set_comment" => answer(marks::set_comment(desk, &read(args)?)),
            "set_attendance" => answer(marks::set_attendance(desk, &read(args)?)),
            "set_column" => answer(column::set_column(desk, &read(args)?)),
            "clear_cell" => answer(marks::clear_cell(desk, &read(args)?)),
            "set_lesson" => answer(marks::set_lesson(desk, &read(args)?)),
            "undo" => answer(take_back::undo(desk, &read(args)?)),
            "redo" => answer(take_back::redo(desk, &read(args)?)),
            "resolve_conflict" => answer(take_back::resolve_conflict(desk, &read(args)?)),
            "set_term_mark" => answer(term_marks::set_term_mark(desk, &read(args)?)),
            "accept_proposals" => answer(term_marks::accept_proposals(desk, &read(args)?)),
            "class_week" => answer(class::class_week(desk, &read(args)?)),
            "excuse_absences" => answer(class::excuse_absences(desk, &read(args)?)),
            "undo_excuse" => answer(class::undo_excuse(desk, &read(args)?)),
            "class_filling" => answer(class::class_filling(desk, &read(args)?)),
            "class_choices" => answer(preflight::class_choices(desk)),
            "preflight" => answer(preflight::preflight(desk, &read(args)?)),
            "close_term" => answer(closing::close_term(desk, &read(args)?)),
            "reopen_term" => answer(closing::reopen_term(desk, &read(args)?)),
            "year_view" => answer(year_close::year_view(desk)),
            "close_year" => answer(year_close::close_year(desk, &read(args)?)),
            "reopen_year" => answer(year_close::reopen_year(desk, &read(args)?)),
            "paper_board" => answer(paper::paper_board(desk, &read(args)?)),
            "board_row" => answer(paper::board_row(desk, &read(args)?)),
            "paper_volume" => answer(paper::paper_volume(desk, &read(args)?)),
            "volume_page" => answer(paper::volume_page(desk, &read(args)?)),
            "print_volume" => answer(paper::print_volume(
                desk,
                &read(args)?,
                &self.path("volumes"),
            )),
            "volume_step" => answer(paper::volume_step(desk, &read(args)?)),
            "verify" => answer(verify::verify(desk, &read(args)?)),
            "aside" => answer(aside::aside(desk)),
            "accept_aside" => answer(aside::accept_aside(desk, &read(args)?)),
            "leave_aside" => answer(aside::leave_aside(desk, &read(args)?)),
            "withdraw_aside" => answer(aside::withdraw_aside(desk, &read(args)?)),
            "late_entries" => answer(late::late_entries(desk)),
            "void_seals" => answer(late::void_seals(desk, &read(args)?)),
            "restore_seals" => answer(late::restore_seals(desk, &read(args)?)),
            "while_away" => answer(away::while_away(desk)),
            "away_read" => answer(away::away_read(desk)),
            _ => self.dispatch_orders(desk, name, args),
        })
    }

    /// The calls about permits and thematic plans.
    fn dispatch_orders(&self, desk: &Desk<'_>, name: &str, args: Value) -> Result<Value> {
        match name {
            "give_permit" => answer(permit::give_permit(desk, &read(args)?)),
            "ask_permit" => answer(permit::ask_permit(desk, &read(args)?)),
            "withdraw_request" => answer(permit::withdraw_request(desk, &read(args)?)),
            "permits" => answer(permit::permits(desk)),
            "decline_permit" => answer(permit::decline_permit(desk, &read(args)?)),
            "take_back_permit" => answer(permit::take_back_permit(desk, &read(args)?)),
            "print_permits" => answer(permit::print_permits(desk, &self.path("volumes"))),
            "plans" => answer(plans::plans(desk)),
            "plan" => answer(plans::plan(desk, &read(args)?)),
            "create_plan" => answer(plans::create_plan(desk, &read(args)?)),
            "edit_plan" => answer(plans::edit_plan(desk, &read(args)?)),
            "plan_file" => answer(plans::plan_file(desk, &read(args)?)),
            "take_plan_file" => answer(plans::take_plan_file(desk, &read(args)?)),
            "undo_plan" => answer(plans::undo_plan(desk, &read(args)?)),
            "redo_plan" => answer(plans::redo_plan(desk, &read(args)?)),
            "say_of_plan" => answer(plans::say_of_plan(desk, &read(args)?)),
            "correct_plan" => answer(plans::correct_plan(desk, &read(args)?)),
            "print_correction" => answer(plans::print_correction(
                desk,
                &read(args)?,
                &self.path("volumes"),
            )),
            "give_parallel" => answer(parallel::give_parallel(desk, &read(args)?)),
            "substitutions" => answer(substitutions::substitutions(desk, &read(args)?)),
            "print_substitutions" => answer(substitutions::print_substitutions(
                desk,
                &read(args)?,
                &self.path("volumes"),
            )),
            _ => Err(AppError::new(
                ErrorCode::BadRequest,
                format!("no call {name}"),
            )),
        }
    }
}

fn read<T: DeserializeOwned>(args: Value) -> Result<T> {
    serde_json::from_value(args)
        // The parser's words repeat the value, and a value may be a name or a password (R155).
        .map_err(|_| AppError::bad_request("arguments"))
}

fn answer<T: Serialize>(view: Result<T>) -> Result<Value> {
    serde_json::to_value(view?)
        .map_err(|error| AppError::new(ErrorCode::Internal, format!("answer: {error}")))
}

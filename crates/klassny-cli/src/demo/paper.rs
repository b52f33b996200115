//! The deputy closes the term of 5А, the clerk prints its volume, and the volume is verified.

use super::Station;
use anyhow::{Context as _, ensure};
use klassny_app::api::{CloseTerm, PaperBoard, Verify};
use klassny_app::view::paper::Verdict;
use klassny_app::{closing, paper, preflight, verify};
use serde_json::{Value, json};
use std::path::Path;

/// What came of the volume.
pub fn close_print_verify(deputy: &Station, clerk: &Station, out: &Path) -> anyhow::Result<Value> {
    let choices = deputy.app.at_desk(preflight::class_choices)?;
    let class = choices
        .classes
        .iter()
        .find(|class| class.class_name == "5А")
        .context("класса 5А нет")?
        .class
        .clone();
    let board = deputy
        .app
        .at_desk(|desk| paper::paper_board(desk, &PaperBoard { term: None }))?;
    let term = board.term.context("нет четверти")?.term;
    let early = clerk
        .app
        .at_desk(|desk| paper::print_class(desk, "5А", 1, out));
    ensure!(early.is_err(), "том печатается при открытой четверти");
    let despite = "учебные недочёты оставлены нарочно".to_owned();
    let args = CloseTerm {
        class,
        term,
        despite,
    };
    deputy
        .app
        .at_desk(|desk| closing::close_term(desk, &args))?;
    deputy.app.sync_fully()?;
    clerk.app.sync_fully()?;
    let printed = clerk
        .app
        .at_desk(|desk| paper::print_class(desk, "5А", 1, out))?;
    // Named for programs: the name for people has letters that some tools lose.
    let bytes = std::fs::read(&printed.path).context("том не прочитан")?;
    klassny_keys::file::replace(&out.join("volume-5a-1.pdf"), &bytes)?;
    clerk.app.sync_fully()?;
    deputy.app.sync_fully()?;
    let what = printed.path.to_string_lossy().into_owned();
    let args = Verify { what };
    let view = deputy.app.at_desk(|desk| verify::verify(desk, &args))?;
    ensure!(
        view.verdict == Verdict::Agrees,
        "том не сошёлся с журналом: {view:?}"
    );
    Ok(json!({
        "file": printed.path,
        "sheets": printed.sheets,
        "pages": printed.pages,
        "code": printed.code,
        "verdict": "agrees",
    }))
}

//! The main job on the demo school, without a window: a teacher enters lessons on one workstation,
//! the facts travel through a folder, a deputy closes the term on another, a clerk prints.

mod day;
mod ground;
mod lessons;
mod paper;
mod set_up;

pub use set_up::set_up_only;

use crate::Answer;
use crate::profile::open_with_file;
use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use ground::{Ground, PARTS};
use klassny_app::App;
use klassny_app::api::{CreateSchool, FirstSignIn, JoinAnswer, JoinSchool, SignIn, StaffArgs};
use klassny_app::bring_in::Imported;
use klassny_app::view::session::{JoinState, SignInWay};
use klassny_keys::KdfCost;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// 23.10.2026 09:50 in Moscow: the demo's clock starts here.
const START_MS: i64 = 1_792_738_200_000;
/// 15:00 of the same day: all lessons of 5А are over.
const AFTERNOON_MS: i64 = START_MS + (5 * 60 + 10) * 60_000;
/// Where the sample school lies in a checkout.
const DATA: &str = "tests/data";
/// One password for everybody of a throw-away school.
const PASSWORD: &str = "показательный пароль";

/// The clerk of the sample school.
const CLERK: &str = "Куликова Ирина Олеговна";
/// The deputy who founds it.
const FOUNDER: &str = "Воробьёва Александра Егоровна";

/// A workstation of the demo.
struct Station {
    /// The program.
    app: App,
    /// Its folder.
    name: &'static str,
}

/// Runs the demo and leaves the share, the replicas and `summary.json` in a folder.
pub fn run(out: &Path, data: Option<&Path>) -> anyhow::Result<Answer> {
    #[allow(
        clippy::disallowed_methods,
        reason = "how long a demo took is for people"
    )]
    let start = Instant::now();
    let data = find_data(data)?;
    let School {
        deputy,
        teacher,
        clerk,
        imported,
    } = set_up(out, &data)?;
    let share = out.join("share");
    for station in [&teacher, &clerk, &deputy] {
        station.app.start_demo_clock(AFTERNOON_MS)?;
        station.app.sync_fully()?;
    }
    let live = lessons::enter(&deputy, &teacher, &data)?;
    for station in [&teacher, &clerk, &deputy] {
        station.app.sync_fully()?;
    }
    let volume = paper::close_print_verify(&deputy, &clerk, out)?;
    for station in [&teacher, &clerk, &deputy] {
        station.app.sync_fully()?;
    }
    let mut rebuilt = Vec::new();
    for station in [&deputy, &teacher, &clerk] {
        let differences = station.app.workstation()?.store.compare_with_rebuild()?;
        if !differences.is_empty() {
            bail!(
                "{}: реплика расходится со своим журналом записей: {differences:?}",
                station.name
            );
        }
        rebuilt.push(station.name);
        station.app.sign_out()?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let value = json!({
        "school": "ГБОУ школа № 1292 (учебная)",
        "imported": imported.plan.counts,
        "imported_facts": imported.stated,
        "problems": imported.plan.problems.len(),
        "live_lessons": live.lessons,
        "live_marks": live.marks,
        "live_absences": live.absences,
        "live_term_marks": live.term_marks,
        "live_cells_equal_to_the_file": live.equal_cells,
        "volume": volume,
        "workstations": [deputy.name, teacher.name, clerk.name],
        "replicas_equal_their_logs": rebuilt,
        "seconds": seconds,
    });
    let bytes = serde_json::to_vec_pretty(&value)?;
    klassny_keys::file::replace(&out.join("summary.json"), &bytes)?;
    let text = format!(
        "Учебная школа загружена: {} записей. 23.10 внесено уроков: {}, отметок: {}, итоговых: {}; \
         клетки сошлись с файлом: {}. Три рабочих места обменялись через {}. {seconds:.1} с.",
        imported.stated,
        live.lessons,
        live.marks,
        live.term_marks,
        live.equal_cells,
        share.display()
    );
    Ok(Answer { value, text })
}

/// Three workstations of the sample school, its files read in.
struct School {
    deputy: Station,
    teacher: Station,
    clerk: Station,
    imported: Imported,
}

fn set_up(out: &Path, data: &Path) -> anyhow::Result<School> {
    prepare(out)?;
    let deputy = found(out, &out.join("share"))?;
    let imported = deputy
        .app
        .import_folder(data, NaiveDate::from_ymd_opt(2026, 10, 22))?;
    deputy.app.sync_fully()?;
    let teacher = join(&deputy, out, "teacher", "АРМ 7")?;
    let clerk = join(&deputy, out, "clerk", "АРМ 2")?;
    first_sign_in(&deputy, &clerk, CLERK)?;
    Ok(School {
        deputy,
        teacher,
        clerk,
        imported,
    })
}

fn find_data(data: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(data) = data {
        return Ok(data.to_path_buf());
    }
    let here = std::env::current_dir()?;
    here.ancestors()
        .map(|folder| folder.join(DATA))
        .find(|folder| folder.join("school.toml").exists())
        .context("данные учебной школы не найдены: укажите --data ПАПКА")
}

/// An empty folder for the demo: an earlier demo's is cleared, anything else is left alone.
fn prepare(out: &Path) -> anyhow::Result<()> {
    let mut ground = Ground::take(out)?;
    for part in PARTS {
        ground.clear(&out.join(part))?;
    }
    std::fs::create_dir_all(out.join("share"))
        .with_context(|| format!("папка {} не создана", out.display()))
}

fn found(out: &Path, share: &Path) -> anyhow::Result<Station> {
    let app = open_with_file(&out.join("deputy"), KdfCost::TESTS_ONLY)?;
    app.start_demo_clock(START_MS)?;
    app.create_school(CreateSchool {
        folder: share.to_string_lossy().into_owned(),
        name: "ГБОУ школа № 1292 (учебная)".to_owned(),
        city: "г. Примерск".to_owned(),
        surname: "Воробьёва".to_owned(),
        given: "Александра".to_owned(),
        patronymic: "Егоровна".to_owned(),
        password: PASSWORD.to_owned(),
        workstation: "АРМ 12".to_owned(),
    })?;
    Ok(Station {
        app,
        name: "deputy",
    })
}

/// A machine asks, the administrator compares the six words and lets it in.
fn join(
    deputy: &Station,
    out: &Path,
    name: &'static str,
    workstation: &str,
) -> anyhow::Result<Station> {
    let app = open_with_file(&out.join(name), KdfCost::TESTS_ONLY)?;
    app.start_demo_clock(START_MS)?;
    let asked = app.join_school(JoinSchool {
        folder: out.join("share").to_string_lossy().into_owned(),
        workstation: workstation.to_owned(),
    })?;
    let status = deputy.app.share_status()?;
    let request = status
        .requests
        .iter()
        .find(|request| request.words == asked.words)
        .context("просьба о подключении не видна администратору")?;
    deputy.app.approve_request(&JoinAnswer {
        request: request.request.clone(),
    })?;
    if app.join_status()?.state != JoinState::Done {
        bail!("{name}: рабочее место не подключилось");
    }
    app.sync_fully()?;
    Ok(Station { app, name })
}

/// The administrator prints an invitation; the person signs in with its words.
fn first_sign_in(deputy: &Station, station: &Station, full_name: &str) -> anyhow::Result<()> {
    let people = deputy.app.people()?;
    let person = people
        .people
        .iter()
        .find(|person| person.name == full_name)
        .with_context(|| format!("{full_name}: нет в списке"))?;
    let sheet = deputy.app.invite(StaffArgs {
        staff: person.staff.clone(),
    })?;
    deputy.app.sync_fully()?;
    station.app.sync_fully()?;
    station.app.first_sign_in(FirstSignIn {
        staff: person.staff.clone(),
        words: sheet.words.join(" "),
        password: PASSWORD.to_owned(),
    })?;
    station.app.sign_out()?;
    let state = station.app.app_state()?;
    let way = state
        .people
        .iter()
        .find(|known| known.staff == person.staff)
        .map(|it| it.way);
    if way != Some(SignInWay::Password) {
        bail!("{full_name}: место не заведено");
    }
    station.app.sign_in(SignIn {
        staff: person.staff.clone(),
        password: PASSWORD.to_owned(),
    })?;
    Ok(())
}

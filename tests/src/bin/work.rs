//! A workstation's program for the tests that kill it or cut its power: does one script on the
//! profiles of a folder and says on its output what it wrote and what was answered. Never shipped.
//!
//! `work SCRIPT DIR SHARE TURN MS`: the folder is one of `klassny_tests::small`, the profiles are
//! its `a` and, for scripts that make one, `new`; `TURN` numbers the writes, `MS` is the time.

use anyhow::{Context as _, bail};
use klassny_app::api::AppointAdministrator;
use klassny_app::view::text::ErrorCode;
use klassny_tests::small::{self, Scene};
use klassny_tests::workload::{self, tell};
use klassny_tests::{HeldClock, PASSWORD, Station, filework, kills};
use std::path::{Path, PathBuf};

struct Work {
    dir: PathBuf,
    share: PathBuf,
    turn: u64,
    clock: HeldClock,
}

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [script, dir, share, turn, ms] = words.as_slice() else {
        bail!("work SCRIPT DIR SHARE TURN MS");
    };
    kills::arm()?;
    let work = Work {
        dir: PathBuf::from(dir),
        share: PathBuf::from(share),
        turn: turn.parse()?,
        clock: HeldClock::at(ms.parse()?),
    };
    match script.as_str() {
        "day" => work.day()?,
        "endless" => work.endless()?,
        "print" => work.print()?,
        "mend" => work.mend()?,
        "rebuild" => work.rebuild()?,
        "arrive" => work.arrive()?,
        "found" => work.found()?,
        "restore" => work.restore()?,
        "attest" => work.attest()?,
        "pack" => work.pack()?,
        "files" => work.files()?,
        other => bail!("no such script: {other}"),
    }
    for (point, count) in kills::reached() {
        tell(&["reached", point, &count.to_string()]);
    }
    Ok(())
}

impl Work {
    fn scene(&self) -> anyhow::Result<Scene> {
        let bytes = std::fs::read(self.dir.join("scene.json"))?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Opens machine `a`, proves it sound and says what stands there.
    fn come_in(&self, scene: &Scene) -> anyhow::Result<Station> {
        let station = small::open(&self.dir.join("a"), &self.clock)?;
        station.sign_in(&scene.staff, PASSWORD)?;
        workload::sound(&station)?;
        for (cell, value) in workload::cells(&station, scene)? {
            tell(&["stands", &cell, &value]);
        }
        workload::volumes_agree(&station, scene)?;
        Ok(station)
    }

    fn day(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let station = self.come_in(&scene)?;
        workload::write(&station, &scene, self.turn)?;
        workload::write(&station, &scene, self.turn + 1)?;
        station.app.sync_fully()?;
        self.clock.advance(61_000);
        station.app.sync_fully()?;
        workload::write(&station, &scene, self.turn + 2)?;
        station.app.sign_out()?;
        tell(&["left"]);
        Ok(())
    }

    /// Enters and publishes until somebody ends it: for the power cuts.
    fn endless(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let station = self.come_in(&scene)?;
        for turn in self.turn..self.turn + 1000 {
            workload::write(&station, &scene, turn)?;
            if turn % 3 == 2 {
                let report = station.app.sync_pass()?;
                tell(&["passed", &report.published.to_string()]);
                self.clock.advance(10_000);
            }
        }
        Ok(())
    }

    fn print(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let station = self.come_in(&scene)?;
        let printed = workload::must(&station, "print_volume", scene.volume.clone())?;
        let file = printed["file"].as_str().context("no file")?;
        tell(&["printed", file]);
        workload::volumes_agree(&station, &scene)
    }

    fn mend(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let station = self.come_in(&scene)?;
        // What others lost is put again only when it was missing twice.
        for _ in 0..2 {
            station.app.sync_fully()?;
        }
        Ok(())
    }

    fn rebuild(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let station = self.come_in(&scene)?;
        anyhow::ensure!(station.equals_its_log()?, "a rebuild gives other rows");
        station
            .app
            .workstation()?
            .store
            .put("projection", b"older")?;
        tell(&["aged"]);
        Ok(())
    }

    fn arrive(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let by = self.come_in(&scene)?;
        let machine = small::open(&self.dir.join("new"), &self.clock)?;
        if machine.sign_in(&scene.staff, PASSWORD).is_err() {
            small::join(&by, &machine, &self.share)?;
            small::seat(&by, &machine, &scene.staff)?;
        }
        tell(&["arrived"]);
        workload::sound(&machine)
    }

    fn restore(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let machine = small::open(&self.dir.join("new"), &self.clock)?;
        match machine.app.app_state()?.school {
            Some(_) => machine.sign_in(&scene.staff, PASSWORD)?,
            None => small::restore(&machine, &self.share, &scene.words)?,
        }
        tell(&["restored"]);
        self.appoint(&machine, &scene)?;
        workload::sound(&machine)
    }

    /// Somebody else becomes an administrator of the machine too.
    fn appoint(&self, machine: &Station, scene: &Scene) -> anyhow::Result<()> {
        let args = AppointAdministrator {
            staff: small::colleague(machine)?,
            password: PASSWORD.to_owned(),
            root_words: scene.words.clone(),
        };
        let staff = args.staff.clone();
        match machine.app.appoint_administrator(args) {
            Ok(_) => Ok(()),
            // The program died after it was stated: it goes out when the person signs in (D2).
            Err(error) if error.code == ErrorCode::NameTaken => {
                machine.sign_in(&staff, PASSWORD)?;
                machine.app.sign_out()?;
                Ok(machine.sign_in(&scene.staff, PASSWORD)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn found(&self) -> anyhow::Result<()> {
        let station = small::open(&self.dir.join("new"), &self.clock)?;
        if station.app.app_state()?.school.is_none() {
            let folder = self.folder_for_a_school()?;
            station.app.create_school(small::school(&folder))?;
        }
        tell(&["founded"]);
        Ok(())
    }

    /// A quarter of an hour of a witness, in which something is entered.
    fn attest(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let station = self.come_in(&scene)?;
        workload::write(&station, &scene, self.turn)?;
        station.app.sync_fully()?;
        self.clock.advance(16 * 60_000);
        // As if the digest had been told the day before.
        let workstation = station.app.workstation()?;
        workstation.store.put("digest_told", &[])?;
        station.app.sync_fully()?;
        station.app.sync_fully()?;
        tell(&["attested"]);
        Ok(())
    }

    /// Packs what is full, verifies what others packed, cleans up after what was verified.
    fn pack(&self) -> anyhow::Result<()> {
        let station = self.come_in(&self.scene()?)?;
        station.app.sync_fully()?;
        tell(&["packed"]);
        Ok(())
    }

    /// Attaches or removes a file, sends it, reads the other machine's and mends what the share lost.
    fn files(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let station = self.come_in(&scene)?;
        filework::write(&station, &scene, self.turn)?;
        station.app.sync_fully()?;
        self.clock.advance(61_000);
        station.app.sync_fully()?;
        tell(&["sent"]);
        Ok(())
    }

    /// The first folder that no school has begun in.
    fn folder_for_a_school(&self) -> anyhow::Result<PathBuf> {
        let free = |folder: &Path| !folder.join("school.jsg").exists();
        let folders = ["new-share", "new-share-2"].map(|name| self.dir.join(name));
        let folder = folders.into_iter().find(|folder| free(folder));
        let folder = folder.context("both folders hold a school")?;
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

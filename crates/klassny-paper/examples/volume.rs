//! Prints the example volume of 5 «А» into the file named on the command line, and says how many
//! pages a second that makes: `cargo run --release -p klassny-paper --example volume -- FILE [TIMES]`.

#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#[path = "../tests/it/example.rs"]
mod example;

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: volume FILE [TIMES]")?;
    let times: u32 = arguments.next().map_or(Ok(1), |times| times.parse())?;
    let volume = example::volume_5a();
    #[allow(clippy::disallowed_methods)] // A measurement, outside of the program.
    let start = std::time::Instant::now();
    let mut printed = klassny_paper::render(&volume)?;
    for _ in 1..times {
        printed = klassny_paper::render(&volume)?;
    }
    let seconds = start.elapsed().as_secs_f64();
    std::fs::File::create(&path)?.write_all(&printed.pdf)?;
    let pages = printed.pages.len();
    let rate = f64::from(times) * pages as f64 / seconds;
    let bytes = printed.pdf.len();
    let sheets = printed.sheets;
    writeln!(
        std::io::stdout(),
        "{pages} pages, {sheets} sheets, {bytes} bytes, {rate:.0} pages a second"
    )?;
    Ok(())
}

//! The code of a page as a QR code of plain rectangles.
//!
//! Owns their size: modules of half a millimetre survive any school printer.

use crate::Error;
use crate::book::Side;
use crate::canvas::Page;
use qrcode::{Color, EcLevel, QrCode};

const MODULE: f32 = 0.5;

/// Draws the code at the outer edge of the page and returns its width in mm.
pub(crate) fn draw(
    page: &mut Page,
    code: &str,
    side: Side,
    (left, right): (f32, f32),
    top: f32,
) -> Result<f32, Error> {
    let code =
        QrCode::with_error_correction_level(code, EcLevel::Q).map_err(|_| Error::Document)?;
    let width = code.width();
    let size = width as f32 * MODULE;
    let x = match side {
        Side::Recto => right - size,
        Side::Verso => left,
    };
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let y = top + row as f32 * MODULE;
        let mut column = 0;
        for run in modules.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                page.fill([
                    x + column as f32 * MODULE,
                    y,
                    run.len() as f32 * MODULE,
                    MODULE,
                ]);
            }
            column += run.len();
        }
    }
    Ok(size)
}

//! A minimal sRGB profile (ICC 4.2) for the output intent, made here from the numbers of
//! IEC 61966-2-1 and dedicated to the public domain (CC0).
//!
//! Owns those few hundred bytes and nothing else.

/// `tag → data` of the profile.
type Tag = ([u8; 4], Vec<u8>);

/// The profile's bytes.
pub(crate) fn srgb() -> Vec<u8> {
    let curve = parametric(&[2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45]);
    let tags: [Tag; 10] = [
        (*b"desc", words("sRGB")),
        (*b"cprt", words("CC0")),
        (*b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        (*b"chad", adaptation()),
        (*b"rXYZ", xyz([0.436_07, 0.222_49, 0.013_92])),
        (*b"gXYZ", xyz([0.385_15, 0.716_87, 0.097_08])),
        (*b"bXYZ", xyz([0.143_07, 0.060_61, 0.714_10])),
        (*b"rTRC", curve.clone()),
        (*b"gTRC", curve.clone()),
        (*b"bTRC", curve),
    ];
    let mut table = u32::to_be_bytes(10).to_vec();
    let mut data: Vec<u8> = Vec::new();
    let start = 128 + 4 + 12 * 10;
    for (name, body) in tags {
        table.extend(name);
        table.extend(be(start + data.len()));
        table.extend(be(body.len()));
        data.extend(body);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(start + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut head = be(size).to_vec();
    head.extend([0; 4]);
    head.extend([4, 0x20, 0, 0]);
    head.extend(b"mntrRGB XYZ ");
    // 2026-01-01 00:00:00, a date that never moves.
    head.extend([0x07, 0xea, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    head.extend(b"acsp");
    head.extend([0; 28]);
    head.extend([0.9642, 1.0, 0.8249].map(fixed).concat());
    head.resize(128, 0);
    head
}

fn be(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or_default().to_be_bytes()
}

/// `s15Fixed16`.
#[allow(clippy::cast_possible_truncation)] // The numbers above are all within ±3.
fn fixed(number: f64) -> [u8; 4] {
    ((number * 65_536.0).round() as i32).to_be_bytes()
}

fn typed(name: &[u8; 4], numbers: &[f64]) -> Vec<u8> {
    let mut body = name.to_vec();
    body.extend([0; 4]);
    body.extend(numbers.iter().flat_map(|number| fixed(*number)));
    body
}

fn xyz(point: [f64; 3]) -> Vec<u8> {
    typed(b"XYZ ", &point)
}

fn adaptation() -> Vec<u8> {
    let bradford = [
        1.047_88, 0.022_92, -0.050_22, 0.029_60, 0.990_48, -0.017_06, -0.009_23, 0.015_06, 0.751_68,
    ];
    typed(b"sf32", &bradford)
}

fn parametric(numbers: &[f64]) -> Vec<u8> {
    let mut body = b"para\0\0\0\0\0\x03\0\0".to_vec();
    body.extend(numbers.iter().flat_map(|number| fixed(*number)));
    body
}

fn words(text: &str) -> Vec<u8> {
    let mut body = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS".to_vec();
    body.extend(be(text.len() * 2));
    body.extend(be(28));
    body.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    body
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_profile_says_its_own_size() {
        let profile = super::srgb();
        assert_eq!(
            profile.len(),
            usize::from(profile[2]) * 256 + usize::from(profile[3])
        );
        assert!(profile.len() < 700 && &profile[36..40] == b"acsp");
    }
}

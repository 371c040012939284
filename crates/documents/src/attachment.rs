//! Photos and PDFs that people attach: told by their content, never by a name or a header, and cleaned of what a
//! camera writes about the person behind it.
//!
//! A photo keeps its pixels, its colours and the way up; everything else (EXIF with place and serial numbers, XMP,
//! comments, thumbnails, bytes after the end) is left out. The compressed picture itself is copied, never decoded, so
//! that a picture cannot attack a decoder here. A PDF is kept as it is.

/// Largest attachment, in bytes.
pub const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Attachments of one contribution.
pub const COUNT_MAX: usize = 3;

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A photo.
    Jpeg,
    /// A screenshot or a drawing.
    Png,
    /// A photo or a drawing.
    Webp,
    /// A document.
    Pdf,
}

impl Kind {
    /// The media type under which it is stored and served.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }
}

/// An attachment that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// What it is.
    pub kind: Kind,
    /// What is kept of it.
    pub bytes: Vec<u8>,
}

/// Why an attachment is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// More bytes than [`BYTES_MAX`].
    #[error("the file has more than {BYTES_MAX} bytes")]
    TooLarge,
    /// No JPEG, PNG, WebP or PDF.
    #[error("the file is no JPEG, PNG, WebP or PDF")]
    Unknown,
    /// It begins like one of them, and is broken further on.
    #[error("the file is damaged")]
    Damaged,
}

/// Tells what the bytes are and cleans them.
pub fn clean(bytes: &[u8]) -> Result<Clean, AttachmentError> {
    if bytes.len() > BYTES_MAX {
        return Err(AttachmentError::TooLarge);
    }
    let (kind, bytes) = if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        (Kind::Jpeg, jpeg(bytes))
    } else if bytes.starts_with(PNG_SIGNATURE) {
        (Kind::Png, png(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        (Kind::Webp, webp(bytes))
    } else if bytes.starts_with(b"%PDF-") {
        (Kind::Pdf, pdf(bytes))
    } else {
        return Err(AttachmentError::Unknown);
    };
    bytes.map(|bytes| Clean { kind, bytes }).ok_or(AttachmentError::Damaged)
}

/// Segments of a JPEG (ITU-T T.81, annex B). Kept are those that decode the picture: tables, frame, scan, JFIF, the
/// Adobe mark, the colour profile. Of EXIF only the way up is kept.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = vec![0xff, 0xd8];
    let mut rest = bytes.get(2..)?;
    let mut orientation = None;
    let mut has_frame = false;
    loop {
        let [0xff, marker, after @ ..] = rest else { return None };
        match marker {
            // A marker may be filled up with further 0xff.
            0xff => rest = rest.get(1..)?,
            0xda => break,
            0xd8 | 0xd9 => return None,
            0x01 | 0xd0..=0xd7 => rest = after,
            _ => {
                let length = usize::from(u16::from_be_bytes([*after.first()?, *after.get(1)?]));
                let payload = after.get(2..length)?;
                let keep = match marker {
                    0xe1 => {
                        orientation = orientation.or_else(|| exif_orientation(payload));
                        false
                    }
                    0xe0 => payload.starts_with(b"JFIF\0"),
                    0xe2 => payload.starts_with(b"ICC_PROFILE\0"),
                    0xee => payload.starts_with(b"Adobe"),
                    0xe3..=0xef | 0xfe => false,
                    _ => true,
                };
                has_frame |= matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
                if keep {
                    kept.extend([0xff, *marker]);
                    kept.extend(after.get(..length)?);
                }
                rest = after.get(length..)?;
            }
        }
    }
    if !has_frame {
        return None;
    }
    if let Some(orientation) = orientation {
        // The way up goes right behind the beginning, where readers look for it.
        let segment = exif_with_orientation(orientation);
        kept.splice(2..2, segment);
    }
    kept.extend(jpeg_scans(rest)?);
    Some(kept)
}

/// From the first scan to the end of the picture. Progressive pictures have tables and further scans in between; a
/// second picture behind the end (a thumbnail, a film) is left out.
fn jpeg_scans(rest: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(rest.len());
    let mut at = 0;
    loop {
        let byte = *rest.get(at)?;
        let next = rest.get(at + 1).copied();
        match (byte, next) {
            (0xff, Some(0xd9)) => {
                kept.extend([0xff, 0xd9]);
                return Some(kept);
            }
            // Stuffed bytes and restarts belong to the scan.
            (0xff, Some(0x00 | 0xd0..=0xd7)) => {
                kept.extend(rest.get(at..at + 2)?);
                at += 2;
            }
            (0xff, Some(0xff)) => at += 1,
            (0xff, Some(marker)) => {
                let length = usize::from(u16::from_be_bytes([*rest.get(at + 2)?, *rest.get(at + 3)?]));
                if length < 2 {
                    return None;
                }
                let segment = rest.get(at..at + 2 + length)?;
                if !matches!(marker, 0xe0..=0xef | 0xfe) {
                    kept.extend(segment);
                }
                at += segment.len();
            }
            (0xff, None) => return None,
            _ => {
                kept.push(byte);
                at += 1;
            }
        }
    }
}

/// The tag of the orientation (EXIF 2.3, 0x0112) in the first directory, when it is 2 to 8; 1 is the default.
fn exif_orientation(payload: &[u8]) -> Option<u16> {
    let tiff = payload.strip_prefix(b"Exif\0\0")?;
    let big = match tiff.get(..4)? {
        [b'M', b'M', 0, 42] => true,
        [b'I', b'I', 42, 0] => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let (low, high) = if big { (short(6)?, short(4)?) } else { (short(4)?, short(6)?) };
    let directory = usize::from(high).checked_mul(65_536)?.checked_add(usize::from(low))?;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map_while(|entry| directory.checked_add(2 + entry * 12))
        .find(|at| short(*at) == Some(0x0112))
        .and_then(|at| short(at + 8))
        .filter(|value| (2..=8).contains(value))
}

/// An EXIF segment that says nothing but the way up.
fn exif_with_orientation(orientation: u16) -> Vec<u8> {
    let [high, low] = orientation.to_be_bytes();
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01");
    segment.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, high, low, 0, 0]);
    segment.extend([0, 0, 0, 0]);
    segment
}

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Chunks that make the picture look as it does; all others are about somebody or something else.
const PNG_KEPT: [&[u8]; 14] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs",
    b"bKGD", b"cICP", b"hIST",
];

/// Chunks of a PNG (ISO/IEC 15948).
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = PNG_SIGNATURE.to_vec();
    let mut rest = bytes.get(PNG_SIGNATURE.len()..)?;
    let mut is_first = true;
    loop {
        let length = usize::try_from(u32::from_be_bytes(rest.get(..4)?.try_into().ok()?)).ok()?;
        let name = rest.get(4..8)?;
        let chunk = rest.get(..length.checked_add(12)?)?;
        if is_first && name != b"IHDR" {
            return None;
        }
        is_first = false;
        if PNG_KEPT.contains(&name) {
            kept.extend(chunk);
        }
        if name == b"IEND" {
            return Some(kept);
        }
        rest = rest.get(chunk.len()..)?;
    }
}

/// Chunks of a WebP (RFC 9649).
fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const EXIF_FLAG: u8 = 0b0000_1000;
    const XMP_FLAG: u8 = 0b0000_0100;
    let declared = usize::try_from(u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?)).ok()?;
    let mut rest = bytes.get(12..declared.checked_add(8)?)?;
    let mut kept = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut has_picture = false;
    while !rest.is_empty() {
        let name = rest.get(..4)?;
        let length = usize::try_from(u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?)).ok()?;
        let padded = length.checked_add(length % 2)?.checked_add(8)?;
        let chunk = rest.get(..padded)?;
        has_picture |= matches!(name, b"VP8 " | b"VP8L" | b"ANMF");
        if matches!(name, b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP") {
            let start = kept.len();
            kept.extend(chunk);
            if name == b"VP8X"
                && let Some(flags) = kept.get_mut(start + 8)
            {
                *flags &= !(EXIF_FLAG | XMP_FLAG);
            }
        }
        rest = rest.get(padded..)?;
    }
    if !has_picture {
        return None;
    }
    let size = u32::try_from(kept.len().checked_sub(8)?).ok()?.to_le_bytes();
    kept.get_mut(4..8)?.copy_from_slice(&size);
    Some(kept)
}

/// How far from the end of a PDF its mark is looked for, in bytes, as readers do.
const PDF_TAIL: usize = 1_024;

/// A PDF that begins and ends like one.
fn pdf(bytes: &[u8]) -> Option<Vec<u8>> {
    let tail = bytes.get(bytes.len().saturating_sub(PDF_TAIL)..)?;
    tail.windows(5).any(|window| window == b"%%EOF").then(|| bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
        let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], payload].concat()
    }

    fn exif(orientation: u8) -> Vec<u8> {
        let mut payload = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".to_vec();
        payload.extend([0x0f, 0x01, 2, 0, 4, 0, 0, 0, b'C', b'a', b'm', 0]);
        payload.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        payload.extend([0, 0, 0, 0]);
        payload.extend(b"GPS 43.2220 76.8512");
        payload
    }

    fn photo(exif: &[u8]) -> Vec<u8> {
        [
            &[0xff, 0xd8][..],
            &segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            &segment(0xe1, exif),
            &segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x>author</x>"),
            &segment(0xed, b"Photoshop 3.0\0caption"),
            &segment(0xfe, b"a comment"),
            &segment(0xdb, &[0; 65]),
            &segment(0xc2, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
            &segment(0xda, &[1, 1, 0, 0, 0, 0]),
            &[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4],
            &segment(0xc4, &[0; 17]),
            &segment(0xda, &[1, 1, 0, 0, 0, 0]),
            &[5, 6, 0xff, 0xd9],
            b"trailing secrets",
        ]
        .concat()
    }

    #[test]
    fn a_photo_keeps_its_picture_and_the_way_up_and_nothing_else() {
        let cleaned = clean(&photo(&exif(6))).unwrap();
        assert_eq!(cleaned.kind, Kind::Jpeg);
        for gone in ["GPS", "Cam", "author", "caption", "comment", "secrets"] {
            assert!(!cleaned.bytes.windows(gone.len()).any(|part| part == gone.as_bytes()), "{gone}");
        }
        let app1 = cleaned.bytes.get(6..36 + 4 - 4).unwrap();
        assert_eq!(exif_orientation(app1), Some(6));
        assert_eq!(cleaned.bytes.windows(2).filter(|pair| *pair == [0xff, 0xda]).count(), 2);
        assert!(cleaned.bytes.ends_with(&[5, 6, 0xff, 0xd9]));
        // What is clean stays as it is.
        assert_eq!(clean(&cleaned.bytes).unwrap(), cleaned);
        let upright = clean(&photo(&exif(1))).unwrap();
        assert!(!upright.bytes.windows(4).any(|part| part == b"Exif"));
    }

    fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], name, data, &[0; 4]].concat()
    }

    #[test]
    fn a_png_loses_its_texts() {
        let picture = [
            PNG_SIGNATURE,
            &chunk(b"IHDR", &[0; 13]),
            &chunk(b"tEXt", b"Author\0somebody"),
            &chunk(b"eXIf", b"GPS"),
            &chunk(b"IDAT", &[1, 2, 3]),
            &chunk(b"IEND", b""),
            b"behind",
        ]
        .concat();
        let cleaned = clean(&picture).unwrap();
        let expected =
            [PNG_SIGNATURE, &chunk(b"IHDR", &[0; 13]), &chunk(b"IDAT", &[1, 2, 3]), &chunk(b"IEND", b"")];
        assert_eq!(cleaned, Clean { kind: Kind::Png, bytes: expected.concat() });
    }

    fn riff(chunks: &[u8]) -> Vec<u8> {
        let size = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
        [b"RIFF", &size[..], b"WEBP", chunks].concat()
    }

    fn part(name: &[u8], data: &[u8]) -> Vec<u8> {
        let padding = vec![0; data.len() % 2];
        [name, &u32::try_from(data.len()).unwrap().to_le_bytes(), data, &padding].concat()
    }

    #[test]
    fn a_webp_loses_exif_and_says_so() {
        let all = [part(b"VP8X", &[0b0011_1100; 10]), part(b"VP8 ", &[9; 5]), part(b"EXIF", b"GPS")].concat();
        let mut flags = [0b0011_1100; 10];
        flags[0] = 0b0011_0000;
        let kept = [part(b"VP8X", &flags), part(b"VP8 ", &[9; 5])].concat();
        assert_eq!(clean(&riff(&all)), Ok(Clean { kind: Kind::Webp, bytes: riff(&kept) }));
    }

    #[test]
    fn what_is_nothing_of_ours_is_refused() {
        for (bytes, error) in [
            (&b"<svg onload=alert(1)>"[..], AttachmentError::Unknown),
            (b"GIF89a", AttachmentError::Unknown),
            (b"MZ\x90\0", AttachmentError::Unknown),
            (b"", AttachmentError::Unknown),
            (b"\xff\xd8\xff\xd9", AttachmentError::Damaged),
            (b"%PDF-1.7 and no end", AttachmentError::Damaged),
            (b"RIFF\xff\xff\xff\xffWEBPVP8 ", AttachmentError::Damaged),
        ] {
            assert_eq!(clean(bytes), Err(error), "{bytes:?}");
        }
        assert_eq!(clean(&vec![0; BYTES_MAX + 1]), Err(AttachmentError::TooLarge));
        assert_eq!(clean(b"%PDF-1.7\n1 0 obj\n%%EOF\n").unwrap().kind, Kind::Pdf);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(start in 0_usize..4, bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let start = [&b"\xff\xd8\xff"[..], PNG_SIGNATURE, b"RIFF\x30\0\0\0WEBP", b"%PDF-"][start];
            let _ = clean(&[start, &bytes].concat());
        }

        #[test]
        fn a_damaged_photo_never_grows_much(at in 0_usize..300, byte: u8) {
            let mut bytes = photo(&exif(3));
            let length = bytes.len();
            bytes[at % length] = byte;
            if let Ok(cleaned) = clean(&bytes) {
                prop_assert!(cleaned.bytes.len() <= length + 36);
            }
        }
    }
}

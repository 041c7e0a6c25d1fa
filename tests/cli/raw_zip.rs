//! Zip archives byte by byte, honest or not: what a well-behaved library would never write.

/// An entry as it stands in the archive.
#[derive(Clone, Default)]
pub struct Entry {
    pub name: Vec<u8>,
    pub contents: Vec<u8>,
    /// What the headers say of its size; the truth where it is nothing.
    pub said: Option<u32>,
    /// 0 is stored, 8 is deflated.
    pub method: u16,
    /// Unix mode in the upper half.
    pub attributes: u32,
}

/// Stored files.
pub fn zip(files: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let entries: Vec<Entry> = files
        .iter()
        .map(|(name, contents)| Entry {
            name: name.clone(),
            contents: contents.clone(),
            ..Entry::default()
        })
        .collect();
    of(&entries)
}

/// Any entries.
pub fn of(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let at = bytes.len() as u32;
        let packed = entry.contents.len() as u32;
        let size = entry.said.unwrap_or(packed);
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0]);
        common.extend(entry.method.to_le_bytes());
        common.extend([0, 0, 0x21, 0]);
        common.extend(crc32(&entry.contents).to_le_bytes());
        common.extend(packed.to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend((entry.name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(&entry.name);
        bytes.extend(&entry.contents);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend(entry.attributes.to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(&entry.name);
    }
    let start = bytes.len() as u32;
    let count = (entries.len().min(0xffff)) as u16;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// The checksum of zip.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    })
}

//! An archive that is written byte by byte, so that it can say what no program would write.

/// An archive in the making.
#[derive(Default)]
pub struct Raw {
    content: Vec<u8>,
    index: Vec<u8>,
    entries: u16,
}

impl Raw {
    /// Adds a file that anybody may read.
    pub fn add(mut self, name: &[u8], content: &[u8]) -> Self {
        let at = self.local(name, content);
        self.list(name, content, 0o100_644, at);
        self
    }

    /// Adds an entry with these attributes.
    pub fn add_with_mode(mut self, name: &[u8], content: &[u8], mode: u32) -> Self {
        let at = self.local(name, content);
        self.list(name, content, mode, at);
        self
    }

    /// Writes content without an entry in the index, and returns where it is.
    pub fn local(&mut self, name: &[u8], content: &[u8]) -> u32 {
        let at = u32::try_from(self.content.len()).unwrap();
        self.content
            .extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0");
        sizes(&mut self.content, name, content);
        self.content.extend_from_slice(&[0, 0]);
        self.content.extend_from_slice(name);
        self.content.extend_from_slice(content);
        at
    }

    /// Writes an entry of the index for content that is somewhere.
    pub fn list(&mut self, name: &[u8], content: &[u8], mode: u32, at: u32) {
        self.index
            .extend_from_slice(b"PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0\x21\0");
        sizes(&mut self.index, name, content);
        self.index.extend_from_slice(&[0; 8]);
        self.index.extend_from_slice(&(mode << 16).to_le_bytes());
        self.index.extend_from_slice(&at.to_le_bytes());
        self.index.extend_from_slice(name);
        self.entries = self.entries.wrapping_add(1);
    }

    /// Returns the archive.
    pub fn finish(self) -> Vec<u8> {
        let mut archive = self.content;
        let (start, length) = (archive.len() as u32, self.index.len() as u32);
        archive.extend_from_slice(&self.index);
        archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        archive.extend_from_slice(&self.entries.to_le_bytes());
        archive.extend_from_slice(&self.entries.to_le_bytes());
        archive.extend_from_slice(&length.to_le_bytes());
        archive.extend_from_slice(&start.to_le_bytes());
        archive.extend_from_slice(&[0, 0]);
        archive
    }
}

fn sizes(to: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    to.extend_from_slice(&crc32(content).to_le_bytes());
    to.extend_from_slice(&(content.len() as u32).to_le_bytes());
    to.extend_from_slice(&(content.len() as u32).to_le_bytes());
    to.extend_from_slice(&(name.len() as u16).to_le_bytes());
}

fn crc32(content: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in content {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

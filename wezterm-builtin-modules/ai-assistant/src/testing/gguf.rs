//! Writes small GGUF files.

/// A GGUF file in the making.
#[derive(Default)]
pub(crate) struct GgufWriter {
    entries: Vec<(String, u32, Vec<u8>)>,
    tensors: Vec<Tensor>,
}

struct Tensor {
    name: String,
    shape: Vec<u64>,
    kind: u32,
    data: Vec<u8>,
}

impl GgufWriter {
    fn entry(&mut self, key: &str, kind: u32, value: Vec<u8>) {
        self.entries.retain(|(known, ..)| known != key);
        self.entries.push((key.to_owned(), kind, value));
    }

    pub(crate) fn number(&mut self, key: &str, value: u32) {
        self.entry(key, 4, value.to_le_bytes().to_vec());
    }

    /// Adds a number of 16 bits, as the parts of a model are counted.
    pub(crate) fn small_number(&mut self, key: &str, value: u16) {
        self.entry(key, 2, value.to_le_bytes().to_vec());
    }

    pub(crate) fn float(&mut self, key: &str, value: f32) {
        self.entry(key, 6, value.to_le_bytes().to_vec());
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.entry(key, 8, text(value));
    }

    pub(crate) fn texts(&mut self, key: &str, values: &[&str]) {
        let mut bytes = list(8, values.len());
        bytes.extend(values.iter().flat_map(|value| text(value)));
        self.entry(key, 9, bytes);
    }

    pub(crate) fn numbers(&mut self, key: &str, values: &[i32]) {
        let mut bytes = list(5, values.len());
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        self.entry(key, 9, bytes);
    }

    /// Adds a tensor; the innermost dimension comes first, as the format wants it.
    pub(crate) fn f32_tensor(&mut self, name: &str, shape: &[u64], data: &[f32]) {
        assert_eq!(shape.iter().product::<u64>(), data.len() as u64, "{name}");
        let bytes = data.iter().flat_map(|value| value.to_le_bytes());
        self.raw_tensor(name, shape, 0, bytes.collect());
    }

    /// Adds a tensor as it is stored, under the format's number of that way.
    pub(crate) fn raw_tensor(&mut self, name: &str, shape: &[u64], kind: u32, data: Vec<u8>) {
        self.tensors.push(Tensor {
            name: name.to_owned(),
            shape: shape.to_vec(),
            kind,
            data,
        });
    }

    /// Takes away all tensors but the first `count`, as a second part without metadata.
    pub(crate) fn split_off(&mut self, count: usize) -> Self {
        Self {
            entries: Vec::new(),
            tensors: self.tensors.split_off(count),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"GGUF".to_vec();
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend((self.tensors.len() as u64).to_le_bytes());
        bytes.extend((self.entries.len() as u64).to_le_bytes());
        for (key, kind, value) in &self.entries {
            bytes.extend(text(key));
            bytes.extend(kind.to_le_bytes());
            bytes.extend(value);
        }
        let mut offset = 0_u64;
        for tensor in &self.tensors {
            bytes.extend(text(&tensor.name));
            bytes.extend((tensor.shape.len() as u32).to_le_bytes());
            bytes.extend(tensor.shape.iter().flat_map(|length| length.to_le_bytes()));
            bytes.extend(tensor.kind.to_le_bytes());
            bytes.extend(offset.to_le_bytes());
            offset += (tensor.data.len() as u64).next_multiple_of(32);
        }
        for tensor in &self.tensors {
            bytes.resize(bytes.len().next_multiple_of(32), 0);
            bytes.extend(&tensor.data);
        }
        bytes
    }
}

fn text(value: &str) -> Vec<u8> {
    let mut bytes = (value.len() as u64).to_le_bytes().to_vec();
    bytes.extend(value.as_bytes());
    bytes
}

fn list(kind: u32, length: usize) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend((length as u64).to_le_bytes());
    bytes
}

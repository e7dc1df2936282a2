//! Lines of programs that are not trusted.
//!
//! It hides where a line ends and that one may have no end. Any runtime. It knows nothing of what a
//! line says.

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// Reads a line of at most `limit` bytes; false at the end.
pub(crate) async fn next_line(
    reader: &mut (impl AsyncBufRead + Unpin),
    line: &mut Vec<u8>,
    limit: usize,
) -> Result<bool, String> {
    line.clear();
    loop {
        let read = reader.fill_buf().await.map_err(|error| error.to_string())?;
        if read.is_empty() {
            return Ok(!line.is_empty());
        }
        let end = read.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(read.len());
        if line.len() + taken > limit {
            return Err(format!("it wrote a message of more than {limit} bytes"));
        }
        line.extend_from_slice(&read[..taken]);
        reader.consume(end.map_or(taken, |end| end + 1));
        if end.is_some() {
            return Ok(true);
        }
    }
}

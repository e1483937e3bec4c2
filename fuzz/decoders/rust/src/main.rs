//! Decodes the FetchResponses of a file, each after its length in four bytes, and prints a line for each record, as
//! fuzz/decoders/records.ts has it. What can't be decoded ends the program with an error that names where it is.

use std::fmt::Write;

use prost::Message;

#[derive(Clone, PartialEq, Message)]
struct FetchResponse {
    #[prost(message, optional, tag = "1")]
    batch: Option<RecordBatch>,
}

#[derive(Clone, PartialEq, Message)]
struct RecordBatch {
    #[prost(string, tag = "1")]
    topic: String,
    #[prost(int32, tag = "2")]
    partition: i32,
    #[prost(message, repeated, tag = "3")]
    records: Vec<Record>,
    #[prost(int64, tag = "4")]
    next_offset: i64,
    #[prost(int64, tag = "5")]
    high_watermark: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Record {
    #[prost(bytes = "vec", optional, tag = "1")]
    key: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "2")]
    value: Option<Vec<u8>>,
    #[prost(message, repeated, tag = "3")]
    headers: Vec<Header>,
    #[prost(int64, tag = "4")]
    timestamp_ms: i64,
    #[prost(int64, tag = "5")]
    offset: i64,
    #[prost(string, tag = "6")]
    key_text: String,
    #[prost(string, tag = "7")]
    value_text: String,
}

#[derive(Clone, PartialEq, Message)]
struct Header {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(bytes = "vec", optional, tag = "2")]
    value: Option<Vec<u8>>,
}

fn hex(bytes: Option<&[u8]>) -> String {
    let Some(bytes) = bytes else { return "-".into() };
    bytes.iter().fold("0x".into(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn content(bytes: &Option<Vec<u8>>, text: &str) -> String {
    if text.is_empty() { hex(bytes.as_deref()) } else { hex(Some(text.as_bytes())) }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: decode FILE")?;
    let file = std::fs::read(path)?;
    let mut rest = &file[..];
    let mut lines = String::new();
    let mut last = String::from("the first record");
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (message, after) = after.split_at(u32::from_be_bytes(*length) as usize);
        rest = after;
        let response = FetchResponse::decode(message).map_err(|error| format!("behind {last}: {error}"))?;
        let Some(batch) = response.batch else { continue };
        for record in &batch.records {
            last = format!("{}/{}/{}", batch.topic, batch.partition, record.offset);
            let key = content(&record.key, &record.key_text);
            let value = content(&record.value, &record.value_text);
            write!(lines, "{last} {} {key} {value}", record.timestamp_ms)?;
            for header in &record.headers {
                write!(lines, " {}={}", hex(Some(header.key.as_bytes())), hex(header.value.as_deref()))?;
            }
            lines.push('\n');
        }
    }
    print!("{lines}");
    Ok(())
}

//! A client of the generated stubs alone.
//!
//! `member refused ADDRESS TOPIC` asks for a topic that is not there and prints how it is refused: the code, the reason and
//! the metadata. `member follow ADDRESS TOPIC GROUP` is a member of the group: it prints what it is told, an event or a record
//! on each line, and commits every batch, until it is ended.

mod v1 {
    tonic::include_proto!("headwater.v1");
}

use std::collections::BTreeMap;
use std::error::Error;

use prost_types::Duration;
use tonic_types::StatusExt;
use v1::broker_service_client::BrokerServiceClient;
use v1::subscribe_response::Event;
use v1::{CommitOffsetsRequest, GetTopicRequest, PartitionOffset, SubscribeRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["refused", address, topic] => refused(address, topic).await,
        ["follow", address, topic, group] => follow(address, topic, group).await,
        _ => Err("usage: member refused ADDRESS TOPIC | member follow ADDRESS TOPIC GROUP".into()),
    }
}

async fn refused(address: &str, topic: &str) -> Result<(), Box<dyn Error>> {
    let mut client = BrokerServiceClient::connect(format!("http://{address}")).await?;
    let request = GetTopicRequest { topic: topic.to_owned() };
    let status = client.get_topic(request).await.expect_err("the topic must not be there");
    let info = status.get_details_error_info().ok_or("the refusal has no ErrorInfo")?;
    println!("code {}", status.code() as i32);
    println!("reason {} {}", info.domain, info.reason);
    for (name, value) in info.metadata.into_iter().collect::<BTreeMap<_, _>>() {
        println!("metadata {name} {value}");
    }
    Ok(())
}

async fn follow(address: &str, topic: &str, group: &str) -> Result<(), Box<dyn Error>> {
    let mut client = BrokerServiceClient::connect(format!("http://{address}")).await?;
    let request = SubscribeRequest {
        topics: vec![topic.to_owned()],
        group: group.to_owned(),
        max_in_flight: 10,
        heartbeat_interval: Some(Duration { seconds: 0, nanos: 200_000_000 }),
        ..Default::default()
    };
    let mut events = client.subscribe(request).await?.into_inner();
    let mut member_id = String::new();
    while let Some(response) = events.message().await? {
        match response.event.ok_or("an event of a kind that the contract does not have")? {
            Event::Assigned(assigned) => {
                member_id = assigned.member_id;
                println!("member {member_id}");
                for partition in assigned.partitions {
                    println!("assigned {} {}", partition.partition, partition.start_offset);
                }
            }
            Event::Batch(batch) => {
                for record in &batch.records {
                    println!("record {} {} {}", batch.partition, record.offset, std::str::from_utf8(record.value())?);
                }
                let offset = PartitionOffset {
                    topic: batch.topic,
                    partition: batch.partition,
                    offset: batch.next_offset,
                };
                let request = CommitOffsetsRequest {
                    group: group.to_owned(),
                    member_id: member_id.clone(),
                    offsets: vec![offset],
                };
                client.commit_offsets(request).await?;
                println!("committed {} {}", batch.partition, batch.next_offset);
            }
            Event::Revoking(revoking) => {
                for partition in revoking.partitions {
                    println!("revoking {}", partition.partition);
                }
            }
            Event::Revoked(revoked) => {
                for partition in revoked.partitions {
                    println!("revoked {}", partition.partition);
                }
            }
            Event::CaughtUp(_) => println!("caught-up"),
            Event::Heartbeat(_) => println!("heartbeat"),
            Event::Truncated(truncated) => println!("truncated {}", truncated.to_offset),
        }
    }
    Ok(())
}

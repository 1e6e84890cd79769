//! Many callers against a service that limits the rate: nobody is lost, nobody comes early, little is sent in vain.

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use cw_http::{BodyStream, HttpClient, Limits, Request, Transport, TransportError};
use tokio::time::Instant;

/// A service that takes so many requests a second, with a small reserve, and answers 429 with `Retry-After: 1` to the rest.
#[derive(Debug)]
struct Limited {
    per_second: f64,
    burst: f64,
    state: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    level: f64,
    filled: Instant,
    taken: u32,
    refused: u32,
}

impl Limited {
    fn new(per_second: f64, burst: f64) -> Self {
        let bucket = Bucket { level: burst, filled: Instant::now(), taken: 0, refused: 0 };
        Self { per_second, burst, state: Mutex::new(bucket) }
    }

    fn take(&self) -> bool {
        let mut bucket = self.state.lock().expect("no panic");
        let passed = bucket.filled.elapsed().as_secs_f64();
        bucket.filled = Instant::now();
        bucket.level = (bucket.level + passed * self.per_second).min(self.burst);
        if bucket.level < 1.0 {
            bucket.refused += 1;
            return false;
        }
        bucket.level -= 1.0;
        bucket.taken += 1;
        true
    }
}

#[async_trait]
impl Transport for Limited {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        tokio::time::sleep(Duration::from_millis(2)).await;
        let builder = http::Response::builder();
        let builder = if self.take() { builder.status(200) } else { builder.status(429).header("retry-after", "1") };
        let body: BodyStream = Box::pin(futures_util::stream::empty());
        builder.body(body).map_err(|error| TransportError::Cut(Box::new(error)))
    }
}

#[tokio::test(start_paused = true)]
async fn many_callers_share_the_rate_that_a_service_allows() {
    const CALLS: u32 = 3_000;
    for (per_second, burst, most_in_vain) in [(500.0, 50.0, 0.1), (500.0, 500.0, 0.1), (50.0, 10.0, 0.2)] {
        let service = Arc::new(Limited::new(per_second, burst));
        let client = HttpClient::builder(common::base())
            .settings(|settings| settings.transport(service.clone()).limits(Limits::new().in_flight(64)))
            .build()
            .expect("settings");
        let start = Instant::now();
        let left = Arc::new(Mutex::new(CALLS));
        let callers = (0..64).map(|_| {
            let (client, left) = (client.clone(), Arc::clone(&left));
            tokio::spawn(async move {
                loop {
                    {
                        let mut left = left.lock().expect("no panic");
                        if *left == 0 {
                            return Ok::<(), String>(());
                        }
                        *left -= 1;
                    }
                    client.send(Request::new(&common::GET)).await.map_err(|error| error.to_string())?;
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await.expect("no panic").expect("every call succeeds");
        }
        let took = start.elapsed().as_secs_f64();
        let ideal = (f64::from(CALLS) - burst) / per_second;
        let bucket = service.state.lock().expect("no panic");
        let in_vain = f64::from(bucket.refused) / f64::from(CALLS);
        println!("{per_second}/s: {:.2} of the ideal time, {in_vain:.3} refusals a call", took / ideal);
        assert_eq!(bucket.taken, CALLS);
        assert!(took / ideal < 1.25, "{took} s where {ideal} s is ideal");
        assert!(in_vain < most_in_vain, "{in_vain} refusals a call");
    }
}

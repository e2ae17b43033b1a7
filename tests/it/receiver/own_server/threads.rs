//! Handlers that block their threads.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use account_activity::receiver::{Delivery, ReceiverService, Server};
use tokio::runtime;
use tokio::sync::oneshot;

use super::super::bot::{LONG, crc, delivery, receiver};
use super::super::server::wire;

const WORKERS: usize = 2;

/// Sends a request from a thread that has no runtime.
fn send(address: SocketAddr, request: &http::Request<bytes::Bytes>) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.write_all(&wire(request)).unwrap();
    stream
}

fn status(mut stream: TcpStream) -> String {
    let mut line = [0; 12];
    stream.read_exact(&mut line).expect("there is no response");
    String::from_utf8_lossy(&line[9..]).into_owned()
}

/// Every worker of the program's runtime is blocked until the CRC request has its response.
#[test]
fn a_crc_response_does_not_wait_for_handlers_that_block() {
    let mut runtime = runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(WORKERS).enable_all().build().unwrap();
    let (started, blocked) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Arc::new(Mutex::new(released));
    let handler = move |_: Delivery| {
        let (started, released) = (started.clone(), Arc::clone(&released));
        async move {
            started.send(std::thread::current().id()).unwrap();
            // It ends with an error when the test releases all.
            let _ = released.lock().unwrap().recv();
            Ok(())
        }
    };
    let builder = ReceiverService::builder(receiver(), handler);
    let service = builder.response_deadline(Duration::from_millis(100)).build();
    let server = runtime.block_on(Server::bind("127.0.0.1:0")).unwrap();
    let address = server.local_addr();
    let (stop, stopped) = oneshot::channel();
    let stopped = async { stopped.await.unwrap() };
    let serving = runtime.spawn(server.serve_until(service.clone(), stopped));

    let deliveries: Vec<TcpStream> =
        (1..=3 * WORKERS as u64).map(|subscriber| send(address, &delivery(subscriber))).collect();
    let threads: Vec<_> = (0..WORKERS).map(|_| blocked.recv_timeout(LONG).unwrap()).collect();
    assert_ne!(threads[0], threads[1]);
    for _ in 0..10 {
        assert_eq!(status(send(address, &crc())), "200");
    }
    // The deadline of a delivery does not wait for them either.
    for delivery in deliveries {
        assert_eq!(status(delivery), "503");
    }
    assert_eq!(service.stats().latency.count, 0, "no handler has finished");
    drop(release);
    stop.send(()).unwrap();
    runtime.block_on(serving).unwrap().unwrap();
    assert_eq!(service.stats().latency.count, 3 * WORKERS as u64);
}

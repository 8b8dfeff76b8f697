//! Listens, and gives each visitor a connection with limits: a request must come in time, connections are counted, and a
//! stop ends them cleanly.

use super::http::Peer;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

/// How long connections may end what they are at when the server stops.
const FAREWELL: Duration = Duration::from_secs(2);
/// Between two looks at whether to stop.
const LOOK: Duration = Duration::from_millis(50);
/// Bytes of the head of a request, and of what is read at once.
const BUFFER: usize = 32 * 1024;
/// The most headers of a request.
const HEADERS: usize = 64;
/// What a visitor is told for whom there is no connection left.
const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Visitors who are turned away at once; more are not even told.
const DOORS: usize = 64;
/// How long turning someone away may take.
const BRIEFLY: Duration = Duration::from_secs(1);

/// Limits of connections.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connections {
    /// The most at once.
    pub(super) most: usize,
    /// The longest time for the head of a request, and between two requests.
    pub(super) head_time: Duration,
    /// The longest life of a connection.
    pub(super) life: Duration,
}

/// Answers visitors until `stop` says so, then lets connections end.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Connections,
    stop: &(dyn Fn() -> bool + Sync),
    closing: impl FnOnce(),
) {
    let (close, closed) = watch::channel(false);
    let (free, doors) = (Arc::new(Semaphore::new(limits.most)), Arc::new(Semaphore::new(DOORS)));
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => match free.clone().try_acquire_owned() {
                    Ok(permit) => drop(tokio::spawn(connection(stream, address, router.clone(), limits, closed.clone(), permit))),
                    Err(_) => {
                        if let Ok(permit) = doors.clone().try_acquire_owned() {
                            drop(tokio::spawn(turn_away(stream, permit)));
                        }
                    }
                },
                // Out of files, or gone before it was taken: wait a little for better times.
                Err(_) => sleep(LOOK).await,
            },
            () = sleep(LOOK) => {}
        }
        if stop() {
            break;
        }
    }
    drop(listener);
    closing();
    close.send_replace(true);
    // All permits are back when all connections have ended.
    let all = u32::try_from(limits.most).unwrap_or(u32::MAX);
    let _ = timeout(FAREWELL, free.acquire_many(all)).await;
}

/// Tells a visitor that there is no connection left. What was sent is read first: who closes on unread bytes takes back what
/// was said.
async fn turn_away(stream: TcpStream, permit: OwnedSemaphorePermit) {
    let said = async {
        let mut sent = [0; 4096];
        stream.readable().await?;
        let _ = stream.try_read(&mut sent);
        stream.writable().await?;
        stream.try_write(BUSY)
    };
    let _ = timeout(BRIEFLY, said).await;
    drop(permit);
}

async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    limits: Connections,
    mut closed: watch::Receiver<bool>,
    permit: OwnedSemaphorePermit,
) {
    let service = TowerToHyperService::new(router.layer(Extension(Peer(address.ip().to_canonical()))));
    let _ = stream.set_nodelay(true);
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_headers(HEADERS)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    // A visitor who breaks off is no fault of the server's.
    tokio::select! {
        _ = serving.as_mut() => {}
        () = async { drop(closed.wait_for(|closed| *closed).await) } => {
            serving.as_mut().graceful_shutdown();
            let _ = timeout(FAREWELL, serving).await;
        }
        () = sleep(limits.life) => {
            serving.as_mut().graceful_shutdown();
            let _ = timeout(limits.head_time, serving).await;
        }
    }
    drop(permit);
}

//! The sockets of a name server: UDP, and TCP with its two-byte lengths.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

use super::{Honesty, answer};
use crate::wire::accept;

/// Most questions over one TCP connection.
const QUESTIONS_PER_CONNECTION_MAX: usize = 100;
/// Largest datagram read; a query is far smaller.
const DATAGRAM_SIZE_BYTES: usize = 4_096;

/// Answers datagrams until dropped.
pub(crate) async fn serve_udp(socket: UdpSocket, honesty: Honesty) {
    let socket = Arc::new(socket);
    let mut buffer = vec![0; DATAGRAM_SIZE_BYTES];
    loop {
        let Ok((size, from)) = socket.recv_from(&mut buffer).await else {
            tokio::task::yield_now().await;
            continue;
        };
        if let Some(response) = answer(&buffer[..size], honesty, true)
            && let Err(error) = socket.send_to(&response, from).await
        {
            tracing::debug!(error = %error, "the small internet could not answer a datagram");
        }
    }
}

/// Answers connections until dropped.
pub(crate) async fn serve_tcp(
    listener: TcpListener,
    honesty: Honesty,
    connection_count_max: usize,
    idle: Duration,
) {
    accept(listener, connection_count_max, move |stream| async move {
        // A client that breaks off mid-way is its own affair.
        let _ = converse(stream, honesty, idle).await;
    })
    .await;
}

async fn converse(mut stream: TcpStream, honesty: Honesty, idle: Duration) -> std::io::Result<()> {
    for _ in 0..QUESTIONS_PER_CONNECTION_MAX {
        let size = tokio::time::timeout(idle, stream.read_u16()).await??;
        let mut query = vec![0; usize::from(size)];
        tokio::time::timeout(idle, stream.read_exact(&mut query)).await??;
        let Some(response) = answer(&query, honesty, false) else {
            return Ok(());
        };
        let Ok(size) = u16::try_from(response.len()) else {
            return Ok(());
        };
        stream.write_u16(size).await?;
        stream.write_all(&response).await?;
    }
    Ok(())
}

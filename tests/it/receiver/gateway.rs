//! Proxies between X and the receiver that write the query of a request anew: one of our own, and
//! the nginx that the variable `AA_NGINX` names.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use account_activity::receiver::{CrcToken, Mode, Secret};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::time::{Instant, sleep};

use super::bot::{Behaviour, Bot, LONG, PATH, signed_crc};
use super::call::service;
use super::canonical_query::{ENCODINGS, sent, token};
use super::server::{self, head, send};
use crate::fixtures::skipped;

fn response(token: &str) -> String {
    let token = CrcToken::from_query(&format!("crc_token={token}")).unwrap();
    token.response(&Secret::new("consumer secret").unwrap())
}

/// Passes each connection on to a server, and changes the query of its first request.
async fn proxy(server: SocketAddr, rewrite: fn(&str) -> String) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut line = Vec::new();
            while !line.ends_with(b"\r\n") {
                line.push(client.read_u8().await.unwrap());
            }
            let line = String::from_utf8(line).unwrap();
            let (start, end) = (line.find('?').unwrap() + 1, line.rfind(' ').unwrap());
            let line = format!("{}{}{}", &line[..start], rewrite(&line[start..end]), &line[end..]);
            let mut server = TcpStream::connect(server).await.unwrap();
            server.write_all(line.as_bytes()).await.unwrap();
            tokio::spawn(async move { drop(copy_bidirectional(&mut client, &mut server).await) });
        }
    });
    address
}

const REWRITES: [fn(&str) -> String; 4] = [
    |query| query.replace("%3D", "=").replace("%2F", "/").replace("%2B", "+"),
    |query| query.replace("%3D", "%3d").replace("%2F", "%2f").replace("%2B", "%2b"),
    |query| query.replace("%3d", "%3D").replace("%2f", "%2F").replace('+', "%2B"),
    // Decodes the query as a form, and encodes it as a path.
    |query| query.replace("%3D", "=").replace('+', "%20"),
];

#[tokio::test]
async fn a_proxy_may_encode_the_query_anew() {
    let service = service(&Bot::new(Behaviour::Succeed), Mode::Await);
    let server = server::start(&service).await;
    let mut random = fastrand::Rng::with_seed(10);
    for rewrite in REWRITES {
        let proxy = proxy(server, rewrite).await;
        for encoding in ENCODINGS {
            let (token, nonce) = (token(&mut random) + "+/=", token(&mut random) + "=");
            let query = sent(&token, &nonce, encoding);
            let received = send(proxy, &signed_crc(&query)).await;
            assert_eq!((received.status, received.body), (200, response(&token)), "{query}");
        }
    }
}

/// A process of nginx, which ends with the test.
struct Nginx {
    process: Child,
    folder: PathBuf,
}

impl Nginx {
    /// Starts a server on a socket in a new folder, with a location for each way to pass a query on.
    async fn start(program: &Path, server: SocketAddr, queries: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("aa-nginx-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let locations: String = queries
            .iter()
            .enumerate()
            .map(|(at, query)| {
                format!("location /{at} {{ proxy_pass http://{server}{PATH}?{query}; }}\n")
            })
            .collect();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|what| format!("{what}_temp_path temporary;\n"))
            .concat();
        let configuration = format!(
            "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\n\
             http {{\naccess_log off;\n{temporary}\
             server {{\nlisten unix:nginx.sock;\n{locations}}}\n}}\n"
        );
        std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
        let process = Command::new(program)
            .args(["-e", "stderr", "-c", "nginx.conf", "-p"])
            .arg(&folder)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut nginx = Self { process, folder };
        let start = Instant::now();
        while nginx.connect().await.is_err() {
            assert!(nginx.process.try_wait().unwrap().is_none(), "nginx does not start");
            assert!(start.elapsed() < LONG, "nginx does not listen");
            sleep(Duration::from_millis(5)).await;
        }
        nginx
    }

    async fn connect(&self) -> std::io::Result<UnixStream> {
        UnixStream::connect(self.folder.join("nginx.sock")).await
    }

    /// Sends a signed CRC request to a location, and returns the whole response.
    async fn send(&self, location: usize, query: &str) -> String {
        let mut request = signed_crc(query);
        *request.uri_mut() = format!("/{location}?{query}").parse().unwrap();
        let mut stream = self.connect().await.unwrap();
        stream.write_all(head(&request, "connection: close").as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        response
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[tokio::test]
async fn nginx_may_change_the_order_and_add_parameters() {
    let Some(program) = std::env::var_os("AA_NGINX") else {
        skipped("AA_NGINX names no nginx");
        return;
    };
    let service = service(&Bot::new(Behaviour::Succeed), Mode::Await);
    let server = server::start(&service).await;
    let queries = [
        "$args",
        "nonce=$arg_nonce&crc_token=$arg_crc_token",
        "stage=prod&$args&via=nginx",
        "$args&",
        "&nonce=$arg_nonce&debug&crc_token=$arg_crc_token&",
    ];
    let nginx = Nginx::start(Path::new(&program), server, &queries).await;
    let mut random = fastrand::Rng::with_seed(11);
    for location in 0..queries.len() {
        for request in 0..60 {
            let (token, nonce) = (token(&mut random), token(&mut random));
            let query = sent(&token, &nonce, ENCODINGS[request % 3]);
            let received = nginx.send(location, &query).await;
            let (head, body) = received.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 200 "), "{query}: {received}");
            assert_eq!(body, response(&token), "{query}");
        }
    }
    // What nginx passes on is not what X has signed.
    let unsigned = "crc_token=a&nonce=b&nonce=c";
    assert!(nginx.send(0, unsigned).await.starts_with("HTTP/1.1 200 "));
    assert!(nginx.send(3, unsigned).await.starts_with("HTTP/1.1 401 "));
    assert_eq!(service.stats().rejected.crc_signature, 1);
}

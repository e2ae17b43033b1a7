//! The commands of the guide to archives, each on what its owner would have.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::{Folder, told};

const GUIDE: &str = include_str!("../../../archive/docs/archives.md");

/// The number of files in the folder, and of lines in the file. `a_large_archive_takes_one_command` has more.
const MANY: u64 = 2_000;

fn deletion(id: u64) -> String {
    format!(
        r#"{{"for_user_id":"12","tweet_delete_events":[{{"status":{{"id":"{id}","user_id":"12"}},"timestamp_ms":"1600000000000"}}]}}"#
    )
}

/// The ZIP file that X makes: media, tables without times, Tweets without an author.
fn personal_archive() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        ("Your archive.html", "<html>"),
        (
            "data/account.js",
            r#"window.YTD.account.part0 = [{"account":{"accountId":"12","username":"ada"}}]"#,
        ),
        ("data/follower.js", r#"window.YTD.follower.part0 = [{"follower":{"accountId":"13"}}]"#),
        (
            "data/tweets.js",
            r#"window.YTD.tweets.part0 = [{"tweet":{"id_str":"7","created_at":"Wed Jan 31 12:00:00 +0000 2024","full_text":"Tea?"}}]"#,
        ),
        ("data/tweets_media/7-photo.jpg", "JPEG"),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn each_command_of_the_guide_understands_everything_without_a_flag() {
    let folder = Folder::new("guide");
    folder.write("twitter-2024-01-01.zip", personal_archive());
    let lines: String = (0..MANY).map(|id| deletion(id) + "\n").collect();
    folder.write("payloads.ndjson", lines);
    for id in 0..MANY {
        folder.write(&format!("payloads/{}/{id}.json", id % 10), deletion(id));
    }
    let payload = deletion(5);
    folder.write(
        "mongoexport.json",
        format!(
            "{{\"_id\":{{\"$oid\":\"5f5e1000d3b07384d113edec\"}},\"at\":{{\"$date\":\"2020-09-13T12:26:40Z\"}},{}\n",
            &payload[1..]
        ),
    );
    let mut capture = GzEncoder::new(Vec::new(), Compression::fast());
    let tweet =
        r#"{"id":7,"created_at":"Wed Jan 31 12:00:00 +0000 2024","text":"Tea?","user":{"id":12}}"#;
    let notice = r#"{"delete":{"status":{"id":7,"user_id":12},"timestamp_ms":"1600000000000"}}"#;
    write!(capture, "{tweet}\r\n\r\n{notice}\r\n").unwrap();
    folder.write("capture.json.gz", capture.finish().unwrap());

    let (_, block) = GUIDE.split_once("```text\naccount-activity ").unwrap();
    let (commands, _) = block.split_once("\n```").unwrap();
    let expected =
        ["tweet_create ", "2000 events in 2000 payloads", "2000 files", ": 5\n", "delete (1)"];
    assert_eq!(commands.lines().count(), expected.len(), "{commands}");
    for (line, expected) in commands.lines().zip(expected) {
        let command = line.trim_start_matches("account-activity ");
        let (command, _) = command.split_once('#').unwrap();
        let told = told(&folder, &command.split_whitespace().collect::<Vec<_>>());
        assert_eq!((told.code, told.errors.as_str()), (Some(0), ""), "{line}: {told:?}");
        assert!(told.output.contains(expected), "{line}: {told:?}");
    }
}

/// 300 MB of NDJSON and a folder of 20,000 files, each in one command:
///
/// ```text
/// cargo test -p account-activity-cli --test it large -- --ignored --nocapture
/// ```
///
/// `.ci/long` runs it.
#[test]
#[ignore = "writes 400 MB"]
fn a_large_archive_takes_one_command() {
    let folder = Folder::new("large");
    let lines = 300_000_000 / (deletion(1_000_000).len() + 1);
    let file = std::fs::File::create(folder.0.join("payloads.ndjson")).unwrap();
    let mut file = std::io::BufWriter::new(file);
    (0..lines).for_each(|id| writeln!(file, "{}", deletion(1_000_000 + id as u64)).unwrap());
    file.flush().unwrap();
    for id in 0..20_000 {
        folder.write(&format!("payloads/{}/{id}.json", id % 100), deletion(id));
    }
    for (path, files, payloads) in [("payloads.ndjson", 1, lines), ("payloads", 20_000, 20_000)] {
        let started = std::time::Instant::now();
        let told = told(&folder, &["check", path, "--json", "--progress", "none"]);
        let report: serde_json::Value = serde_json::from_str(&told.output).unwrap();
        assert_eq!((told.code, &report["files"]), (Some(0), &files.into()), "{report}");
        assert_eq!(report["payloads"], payloads, "{report}");
        println!("{path}: {payloads} payloads in {:?}", started.elapsed());
    }
}
